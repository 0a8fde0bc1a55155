package home

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/storage/liabilities"
	"passbook/tui/accountlist"
	"passbook/tui/ui"
)

// overview is everything that the dashboard shows, of one moment.
type overview struct {
	today        ledger.Date
	homeCurrency string // charts and sums are in it
	items        []ledger.Item
	accounts     []ledger.Account
	worth        ledger.Worth // of a year
	year         ledger.WorthChange
	months       []ledger.Figures // a year, this month last
	recent       []ledger.Entry
	pending      int    // of this month and the last
	elsewhere    string // where banks lie; only without one here
}

const recentShown = 60

func loadOverview(ctx context.Context, e *ui.Env, today ledger.Date) (o overview, err error) {
	db := e.DB
	o.today = today
	if o.items, err = db.Items(ctx); err != nil {
		return o, err
	}
	if len(o.items) == 0 {
		if o.items, err = db.Archived(ctx); err != nil {
			return o, err
		}
	}
	if len(o.items) == 0 {
		if e.Elsewhere != nil {
			o.elsewhere = e.Elsewhere(ctx)
		}
		return o, nil
	}
	if o.homeCurrency, err = db.HomeCurrency(ctx); err != nil {
		return o, err
	}
	month := db.Settings().MonthOf(today)
	// Side by side, what takes longest first: the first frame waits for them.
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		o.months, err = db.Figures(ctx, o.homeCurrency, month.Add(-11), month)
		return err
	})
	group.Go(func() (err error) {
		o.worth, err = db.Worth(ctx, o.homeCurrency, ledger.YearBefore(today), today)
		o.year = ui.WorthChange(&o.worth, ledger.YearBefore(today), today)
		return err
	})
	group.Go(func() (err error) {
		o.accounts, err = db.Accounts(ctx)
		return err
	})
	group.Go(func() (err error) {
		if o.recent, err = db.Entries(ctx, storage.Query{Limit: recentShown}); err != nil {
			return err
		}
		sum, err := db.Summarize(ctx, ledger.Filter{From: today.Month().Add(-1).First()})
		o.pending = sum.Pending()
		return err
	})
	err = group.Wait()
	return o, err
}

// thisMonth gives the figures of the current month.
func (o *overview) thisMonth() *ledger.Figures {
	if len(o.months) == 0 { // no bank is linked
		return &ledger.Figures{}
	}
	return &o.months[len(o.months)-1]
}

// second is what the dashboard asks for once it is on the screen, because it
// reads many rows: its first frame does not wait for it.
type second struct {
	of     ledger.Figures   // this month, as the first frame has it
	month  ledger.Figures   // the same, compared
	others []ledger.Figures // of this month in other currencies
	trends accountlist.Trends
	dues   []liabilities.Due // from today on, and what is overdue
}

// The days within which what is due is shown, and within which what the bank calls
// overdue was due: a due date of long ago says only that the bank stopped telling.
const (
	dueWithin = 30
	dueBefore = 90
)

func loadSecond(ctx context.Context, db *storage.DB, o overview) (s second, err error) {
	s.of, s.month = *o.thisMonth(), *o.thisMonth()
	s.month.Spends, s.month.Incomes = slices.Clone(s.of.Spends), slices.Clone(s.of.Incomes)
	if err = db.Compare(ctx, &s.month); err != nil {
		return s, err
	}
	if s.others, err = db.OtherCurrencies(ctx, s.month.From, s.month.To, o.homeCurrency); err != nil {
		return s, err
	}
	if s.trends, err = accountlist.LoadTrends(ctx, db, o.accounts, o.today); err != nil {
		return s, err
	}
	s.dues, err = liabilities.Dues(ctx, db, o.today.AddDays(-dueBefore), o.today.AddDays(dueWithin))
	s.dues = slices.DeleteFunc(s.dues, func(d liabilities.Due) bool { return d.Date < o.today && !d.Overdue })
	return s, err
}
