package home

import (
	"context"

	"golang.org/x/sync/errgroup"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/accountlist"
)

// overview is everything that the dashboard shows, of one moment.
type overview struct {
	today        ledger.Date
	homeCurrency string // the home currency: charts and sums are in it
	items        []ledger.Item
	accounts     []ledger.Account
	worth        []ledger.WorthPoint   // of a year
	months       []ledger.MonthFigures // a year, this month last
	recent       []ledger.Entry
	pending      int // of this month and the last
}

const recentShown = 60

func loadOverview(ctx context.Context, db *storage.DB, today ledger.Date) (o overview, err error) {
	o.today = today
	if o.items, err = db.Items(ctx); err != nil || len(o.items) == 0 {
		return o, err
	}
	// Side by side: the first frame waits for them.
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		if o.accounts, err = db.Accounts(ctx); err != nil {
			return err
		}
		o.homeCurrency = ledger.HomeCurrency(o.accounts)
		worth, err := db.Worth(ctx, o.homeCurrency, ledger.YearBefore(today), today)
		if err != nil {
			return err
		}
		o.worth = worth.Total
		o.months, err = loadMonths(ctx, db, o.homeCurrency, today)
		return err
	})
	group.Go(func() (err error) {
		if o.recent, err = db.Entries(ctx, storage.Query{Limit: recentShown}); err != nil {
			return err
		}
		sum, err := db.Summarize(ctx, ledger.Filter{From: today.Month().Add(-1).First()})
		o.pending = sum.Pending
		return err
	})
	err = group.Wait()
	return o, err
}

// loadMonths gives the figures of the last twelve months.
func loadMonths(ctx context.Context, db *storage.DB, currency string, today ledger.Date) ([]ledger.MonthFigures, error) {
	last := today.Month()
	flows, err := db.Flows(ctx, last.Add(-11), last)
	if err != nil {
		return nil, err
	}
	return ledger.FiguresByMonth(flows, currency, last.Add(-11), last), nil
}

// second is what the dashboard asks for once it is on the screen, because it
// reads many rows: its first frame does not wait for it.
type second struct {
	before ledger.MonthFigures // what this month is compared with
	trends accountlist.Trends
}

func loadSecond(ctx context.Context, db *storage.DB, o overview) (s second, err error) {
	first, last := ledger.ComparedDays(o.today.Month(), o.today)
	flows, err := db.FlowsBetween(ctx, first, last)
	if err != nil {
		return s, err
	}
	s.before = ledger.FiguresOf(flows, o.homeCurrency)
	s.trends, err = accountlist.LoadTrends(ctx, db, o.accounts, o.today)
	return s, err
}

// worthAt gives the net worth at the end of a day, if it is known.
func (o *overview) worthAt(d ledger.Date) (int64, bool) {
	for i := len(o.worth) - 1; i >= 0; i-- {
		if o.worth[i].Date <= d {
			return o.worth[i].Minor, true
		}
	}
	return 0, false
}
