package selection

import (
	"context"
	"database/sql"
	"slices"

	"passbook/storage/ledger"
	"passbook/storage/query"
	"passbook/storage/textindex"
)

// Cache is what names are looked up in.
type Cache struct {
	Rows         *sql.DB
	HomeCurrency func(context.Context) (string, error)
}

// Narrow bounds limits by a query's parts, and gives the sets that its other
// parts stand for. none reports that no row can match.
func (p Parts) Narrow(ctx context.Context, c Cache, l *textindex.Limits) (sets textindex.Sets, none bool, err error) {
	for _, part := range p.Limits {
		if days, ok := part.(query.Days); ok {
			l.From = max(l.From, days.From)
			if l.To == 0 || days.To != 0 && days.To < l.To {
				l.To = days.To
			}
			none = none || l.To != 0 && l.From > l.To
			continue
		}
		set, err := c.set(ctx, part)
		if err != nil {
			return nil, false, err
		}
		bound := &l.Currencies
		switch set.Of {
		case textindex.Accounts:
			bound = &l.Accounts
		case textindex.Categories:
			bound = &l.Categories
		}
		*bound = common(*bound, set.Rows)
		none = none || len(*bound) == 0
	}
	if none || p.Rest == nil {
		return nil, none, nil
	}
	sets = textindex.Sets{}
	if err := c.sets(ctx, p.Rest, sets); err != nil {
		return nil, false, err
	}
	if p.Removed == None {
		none, err = c.limitToStates(ctx, p.Rest, l)
	}
	return sets, none, err
}

// common gives the rows of both lists, of which nil allows all.
func common(had, more []int64) []int64 {
	if had == nil {
		return more
	}
	return slices.DeleteFunc(slices.Clone(had), func(row int64) bool { return !slices.Contains(more, row) })
}

// sets finds the set of every part that has one.
func (c Cache) sets(ctx context.Context, n query.Node, into textindex.Sets) (err error) {
	var parts []query.Node
	switch n := n.(type) {
	case query.All:
		parts = n
	case query.Any:
		parts = n
	case query.Not:
		parts = []query.Node{n.Of}
	case query.Named, query.Is:
		into[n], err = c.set(ctx, n)
		return err
	}
	for _, part := range parts {
		if err := c.sets(ctx, part, into); err != nil {
			return err
		}
	}
	return nil
}

// statesOf are the states of the rows that can be what a query asks for: a hidden
// one can be pending or a transfer too.
var statesOf = map[query.State][]ledger.State{
	query.Pending:  {ledger.StatePending, ledger.StateHidden},
	query.Hidden:   {ledger.StateHidden},
	query.Transfer: {ledger.StatePaired, ledger.StateHidden},
}

// limitToStates bounds the days for the states that all rows must have.
func (c Cache) limitToStates(ctx context.Context, rest query.Node, l *textindex.Limits) (none bool, err error) {
	for _, part := range rest.(query.All) {
		is, _ := part.(query.Is)
		if states := statesOf[is.State]; states != nil && !none && err == nil {
			none, err = LimitToStates(ctx, c.Rows, l, states)
		}
	}
	return none, err
}

// LimitToStates bounds the days by the months that have rows of some states: no
// index finds pending, hidden or paired rows. none reports that there are no such
// rows.
func LimitToStates(ctx context.Context, rows *sql.DB, l *textindex.Limits, states []ledger.State) (none bool, err error) {
	var first, last ledger.Month
	err = rows.QueryRowContext(ctx, "SELECT coalesce(min(month), 0), coalesce(max(month), 0) FROM monthly_totals WHERE state IN (?, ?) AND entries > 0",
		states[0], states[len(states)-1]).Scan(&first, &last)
	if l.From = max(l.From, first.First()); l.To == 0 || l.To > last.Last() {
		l.To = last.Last()
	}
	return first == 0 || l.From > l.To, err
}
