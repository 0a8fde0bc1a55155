package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"passbook/storage/ledger"
)

// Use sets what the person decided about figures. Every figure follows it, and
// the lists of a figure's rows; it is called before anything is asked.
func (db *DB) Use(s ledger.Settings) { db.settings = s }

// Settings gives what Use was given.
func (db *DB) Settings() ledger.Settings { return db.settings }

// today is the person's local day.
func (db *DB) today() ledger.Date { return ledger.DateOf(db.now()) }

// rules are those that rows are sorted by.
func (db *DB) rules(ctx context.Context) (ledger.Rules, error) {
	accounts, err := db.Accounts(ctx)
	return ledger.RulesOf(db.settings, accounts), err
}

// HomeCurrency is the currency of figures that have room for one: the person's
// setting, or that of most posted rows, or of most accounts. Empty: nothing is
// known yet.
func (db *DB) HomeCurrency(ctx context.Context) (string, error) {
	if db.settings.HomeCurrency != "" {
		return db.settings.HomeCurrency, nil
	}
	var code string
	err := db.reader.QueryRowContext(ctx, `
		SELECT code FROM currencies WHERE (SELECT count(*) FROM currencies) = 1
		UNION ALL
		SELECT * FROM (SELECT u.code FROM monthly_totals s JOIN currencies u ON u.rowid = s.currency
			WHERE s.state <> 1 AND s.entries > 0 GROUP BY u.rowid ORDER BY sum(s.entries) DESC, u.code LIMIT 1)
		LIMIT 1`).Scan(&code)
	if !errors.Is(err, sql.ErrNoRows) {
		return code, explain("find the home currency", err)
	}
	accounts, err := db.Accounts(ctx)
	return ledger.HomeCurrency(accounts), err
}

// Figures gives the figures of every month of the budget from first to last in
// one currency, also of months without rows.
func (db *DB) Figures(ctx context.Context, currency string, first, last ledger.Month) ([]ledger.Figures, error) {
	rules, err := db.rules(ctx)
	if err != nil {
		return nil, err
	}
	flows, err := db.flows(ctx, flowsAsked{
		from: db.settings.First(first), to: db.settings.Last(last), byMonth: true, currency: currency,
	})
	if err != nil {
		return nil, explain("add up months", err)
	}
	byMonth := map[ledger.Month][]ledger.Flow{}
	for _, f := range flows {
		byMonth[f.Month] = append(byMonth[f.Month], f)
	}
	var all []ledger.Figures
	for m := first; m <= last; m = m.Add(1) {
		f := ledger.FiguresOf(byMonth[m], currency, rules)
		f.Month, f.From, f.To = m, db.settings.First(m), db.settings.Last(m)
		all = append(all, f)
	}
	return all, nil
}

// FiguresBetween gives the figures of the days from one to another, both
// included, in one currency. They have no month.
func (db *DB) FiguresBetween(ctx context.Context, currency string, from, to ledger.Date) (ledger.Figures, error) {
	return db.figuresOfDays(ctx, flowsAsked{from: from, to: to, currency: currency})
}

func (db *DB) figuresOfDays(ctx context.Context, asked flowsAsked) (ledger.Figures, error) {
	rules, err := db.rules(ctx)
	if err != nil {
		return ledger.Figures{}, err
	}
	flows, err := db.flows(ctx, asked)
	f := ledger.FiguresOf(flows, asked.currency, rules)
	f.From, f.To = asked.from, asked.to
	return f, explain("add up days", err)
}

// OtherCurrencies gives the figures of the days from one to another, both
// included, in every currency that has rows but home. Nothing is converted: they
// stand beside the home currency's.
func (db *DB) OtherCurrencies(ctx context.Context, from, to ledger.Date, home string) ([]ledger.Figures, error) {
	rules, err := db.rules(ctx)
	if err != nil {
		return nil, err
	}
	flows, err := db.flows(ctx, flowsAsked{from: from, to: to})
	others := ledger.OtherFigures(flows, home, rules)
	for i := range others {
		others[i].From, others[i].To = from, to
	}
	return others, explain("add up other currencies", err)
}

// Compare fills in what a month is compared with: the same days of the month
// before it, over the accounts that are known at both ends. Figures stay as they
// are where no account is, and where they have no month.
func (db *DB) Compare(ctx context.Context, f *ledger.Figures) error {
	if f.Month == 0 {
		return nil
	}
	now, before := db.settings.ComparedDays(f.Month, db.today())
	known, err := db.knownAccounts(ctx)
	if err != nil {
		return explain("compare months", err)
	}
	accounts := make([]ledger.KnownAccount, len(known))
	for i, a := range known {
		accounts[i] = a.KnownAccount
	}
	ids, leftOut := ledger.ComparedAccounts(accounts, now, before)
	if len(ids) == 0 {
		return nil
	}
	rows := []int64{}
	for _, a := range known {
		if ids[a.ID] {
			rows = append(rows, a.rows...)
		}
	}
	var figures [2]ledger.Figures
	for i, days := range []ledger.Days{now, before} {
		figures[i], err = db.figuresOfDays(ctx, flowsAsked{from: days.From, to: days.To, currency: f.Currency, accounts: rows})
		if err != nil {
			return err
		}
	}
	f.Compare(figures[0], figures[1], leftOut)
	return nil
}

// knownAccount is an account with its rowids: its own and those of the accounts
// that it is the successor of.
type knownAccount struct {
	ledger.KnownAccount
	rows []int64
	some bool // it has transactions
}

// knownAccounts gives since when each account with rows is known: since its
// Item's first row, for the bank would have sent the account's rows too.
func (db *DB) knownAccounts(ctx context.Context) ([]*knownAccount, error) {
	var all []*knownAccount
	byRow := map[int64]*knownAccount{}
	ofItem := map[int64]ledger.Date{}
	items := map[*knownAccount]int64{}
	rows, err := db.reader.QueryContext(ctx, `
		SELECT o.rowid, a.rowid, a.id, a.name, a.item, a.gone_at, coalesce((SELECT min(d.date) FROM daily_totals d WHERE d.account = o.rowid AND d.entries > 0), 0)
		FROM accounts o JOIN accounts a ON a.rowid = coalesce(o.successor, o.rowid) ORDER BY a.rowid, o.rowid`)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var row, of, item, gone int64
		var k ledger.KnownAccount
		if err := rows.Scan(&row, &of, &k.ID, &k.Name, &item, &gone, &k.Since); err != nil {
			return err
		}
		a := byRow[of]
		if a == nil {
			k.Gone = db.day(Instant(gone))
			a = &knownAccount{KnownAccount: k}
			byRow[of], items[a], all = a, item, append(all, a)
		}
		a.rows, a.some = append(a.rows, row), a.some || k.Since != 0
		if before := ofItem[item]; k.Since != 0 && (before == 0 || k.Since < before) {
			ofItem[item] = k.Since
		}
		return nil
	})
	for _, a := range all {
		a.Since = ofItem[items[a]]
	}
	return slices.DeleteFunc(all, func(a *knownAccount) bool { return !a.some }), err
}

// Explain gives every row of the days from one to another, both included, with
// what it counts as and why, newest first: the pending, hidden and paired ones
// too, and those of other currencies than the one that is asked for, which stand
// apart. What each adds to figures of the days tells ledger.Figures.Counts. Explain
// stops at the first error of yield and gives it back.
func (db *DB) Explain(ctx context.Context, from, to ledger.Date, currency string, yield func(ledger.Verdict) error) error {
	e, err := db.explainer(ctx)
	if err != nil {
		return explain("explain figures", err)
	}
	return db.EachEntry(ctx, ledger.Filter{From: from, To: to}, All, func(entry ledger.Entry) error {
		v := e.verdict(entry)
		if entry.Amount.Currency != currency {
			v.Why = "in " + entry.Amount.Currency + ", which stands apart: " + v.Why
		}
		return yield(v)
	})
}

// explainer is what verdicts on the rows of some days need.
type explainer struct {
	rules  ledger.Rules
	kinds  map[string]ledger.AccountKind // by account id
	splits map[int64]ledger.Split        // by rowid
}

func (db *DB) explainer(ctx context.Context) (e explainer, err error) {
	if e.rules, err = db.rules(ctx); err != nil {
		return e, err
	}
	accounts, err := db.queryNames(ctx, "SELECT rowid, id, kind FROM accounts")
	if err != nil {
		return e, err
	}
	e.kinds = map[string]ledger.AccountKind{}
	for _, a := range accounts {
		e.kinds[a.Name] = ledger.AccountKind(a.Detail)
	}
	_, e.splits, err = db.loanSplits(ctx)
	return e, err
}

// verdict says what an entry counts as.
func (e *explainer) verdict(entry ledger.Entry) ledger.Verdict {
	v := ledger.Verdict{Entry: entry, State: ledger.StateOf(entry.Pending, entry.Annotation.Hidden, entry.PairID != "")}
	flow := ledger.Flow{
		Kind: e.kinds[entry.AccountID], Primary: entry.EffectivePrimary(), Category: entry.EffectiveCategory(),
		Currency: entry.Amount.Currency, State: v.State, Out: entry.Amount.Minor,
	}
	if split, some := e.splits[entry.Key.Row]; some && v.State == ledger.StatePosted {
		parts := split.Flows(flow)
		flow, v.Principal = parts[len(parts)-1], split.Principal // the last one is what it costs, where it costs something
	}
	in := entry.Amount.Minor >= 0
	v.Class, v.Code = e.rules.Sort(flow, in)
	v.Why = e.rules.Why(flow, in)
	if v.Principal != 0 && v.Class == ledger.ClassSpending {
		paid := ledger.Money{Minor: -v.Principal, Currency: entry.Amount.Currency}
		v.Why += "; " + paid.Decimal() + " of it paid the loan off"
	}
	switch v.State {
	case ledger.StatePending:
		v.Why = "pending, beside the figures: " + v.Why
	case ledger.StateHidden:
		v.Why = "hidden by you: " + v.Why
	}
	return v
}
