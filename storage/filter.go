package storage

import (
	"context"
	"maps"
	"slices"
	"strings"

	"passbook/storage/ledger"
	"passbook/storage/query"
	"passbook/storage/selection"
	"passbook/storage/textindex"
)

// takenBack chooses the rows that the bank removed and that no posted row
// replaces: one that posted is shown as its posted row.
const takenBack = "t.removed <> 0 AND t.removed > 0 AND NOT EXISTS (SELECT 1 FROM transactions next WHERE next.replaces_row = t.rowid)"

// mostBranches is where merging costs more than walking the whole list.
const mostBranches = 60

// mostArguments stays below the number of arguments that SQLite takes, 32,766.
const mostArguments = 30_000

// question is a filter whose query was read.
type question struct {
	ledger.Filter
	selection.Parts
}

// ask reads a filter's query. Errors: *query.Error.
func ask(f ledger.Filter) (question, error) {
	n, err := query.Parse(f.Query, 0)
	if err != nil {
		return question{}, err
	}
	return question{f, selection.Split(n, f.Removed)}, nil
}

// isSearch reports whether a question is answered from memory: indexes find rows by
// day, account, category and currency alone.
func (q question) isSearch() bool { return q.Rest != nil || q.Parts.Removed == selection.Too }

// limits gives what bounds the answer, in rowids, and the sets that the rest of the
// query stands for. none reports that nothing can match.
func (db *DB) limits(ctx context.Context, q question) (l textindex.Limits, sets textindex.Sets, none bool, err error) {
	f := q.Filter
	l.From, l.To = f.From, f.To
	if f.AccountID != "" || f.ItemID != "" {
		if l.Accounts, err = db.accountRows(ctx, f); err != nil || len(l.Accounts) == 0 {
			return l, nil, true, err
		}
	}
	if f.Category != "" {
		if l.Categories, err = db.categoryRows(ctx, f.Category); err != nil || len(l.Categories) == 0 {
			return l, nil, true, err
		}
	}
	if f.Currency != "" {
		l.Currencies, err = db.queryIDs(ctx, "SELECT rowid FROM currencies WHERE code = ?", f.Currency)
		if err != nil || len(l.Currencies) == 0 {
			return l, nil, true, err
		}
	}
	sets, none, err = q.Narrow(ctx, selection.Cache{Rows: db.reader, HomeCurrency: db.HomeCurrency}, &l)
	if err != nil || none || f.Figure == (ledger.Figure{}) {
		return l, sets, none, err
	}
	l.States = []ledger.State{f.Figure.State}
	if f.Figure.Class == ledger.ClassPaired {
		l.States[0] = ledger.StatePaired
	}
	if q.Parts.Removed == selection.None {
		if none, err := selection.LimitToStates(ctx, db.reader, &l, l.States); err != nil || none {
			return l, nil, none, err
		}
	}
	if f.Figure.Code == "" && (f.Figure.Class == "" || f.Figure.Class == ledger.ClassPaired) {
		return l, sets, false, nil
	}
	err = db.limitToFigure(ctx, f, &l)
	return l, sets, len(l.Figure) == 0 && len(l.Also) == 0, err
}

// limitToFigure chooses the accounts, categories and signs that a class and a
// code are made of, and the rows of loan payments that are only in part.
func (db *DB) limitToFigure(ctx context.Context, f ledger.Filter, l *textindex.Limits) error {
	rules, err := db.rules(ctx)
	if err != nil {
		return err
	}
	kinds, err := db.accountKinds(ctx)
	if err != nil {
		return err
	}
	categories, err := db.queryNames(ctx, "SELECT rowid, primary_name, detailed_name FROM categories")
	if err != nil {
		return err
	}
	currencies, err := db.queryNames(ctx, "SELECT rowid, code, '' FROM currencies")
	if err != nil {
		return err
	}
	l.Figure = []textindex.Side{}
	for _, currency := range currencies {
		if f.Currency != "" && f.Currency != currency.Name {
			continue
		}
		for _, in := range []bool{true, false} {
			var sides []textindex.Side                             // one for all kinds of accounts that have the same categories
			for _, kind := range slices.Sorted(maps.Keys(kinds)) { // sorted: the SQL is the same each time
				var chosen []int64
				for _, c := range categories {
					flow := ledger.Flow{Kind: kind, Primary: c.Name, Category: effective(c), Currency: currency.Name, State: l.States[0]}
					if class, code := rules.Sort(flow, in); f.Figure.Has(class, code, f.Figure.State) {
						chosen = append(chosen, c.ID)
					}
				}
				at := slices.IndexFunc(sides, func(s textindex.Side) bool { return slices.Equal(s.Categories, chosen) })
				switch {
				case at >= 0:
					sides[at].Accounts = append(sides[at].Accounts, kinds[kind]...)
				case len(chosen) > 0:
					sides = append(sides, textindex.Side{In: in, Currency: currency.ID, Accounts: slices.Clone(kinds[kind]), Categories: chosen})
				}
			}
			l.Figure = append(l.Figure, sides...)
		}
	}
	return db.limitToParts(ctx, f, l)
}

// limitToParts adds the loan payments that are in part of the figure, and takes
// out those that are not of it at all, whatever their category.
func (db *DB) limitToParts(ctx context.Context, f ledger.Filter, l *textindex.Limits) error {
	parts, err := db.figureParts(ctx, f)
	l.Also, l.Never = map[int64]bool{}, map[int64]bool{}
	for row, part := range parts {
		if part.sum.Count > 0 {
			l.Also[row] = true
		} else {
			l.Never[row] = true
		}
	}
	return err
}

// figurePart is what of a loan payment is of a figure.
type figurePart struct {
	currency string
	sum      ledger.Sum // of no row where nothing is
}

// figureParts gives, by rowid, the loan payments of which something is known,
// each with what of it is of the filter's figure.
func (db *DB) figureParts(ctx context.Context, f ledger.Filter) (map[int64]figurePart, error) {
	if f.Removed || f.Figure.State != ledger.StatePosted || f.Figure.Class == "" && f.Figure.Code == "" || f.Figure.Class == ledger.ClassPaired {
		return nil, nil
	}
	rules, err := db.rules(ctx)
	if err != nil {
		return nil, err
	}
	rows, splits, err := db.loanSplits(ctx)
	parts := map[int64]figurePart{}
	asked := flowsAsked{from: f.From, to: f.To, currency: f.Currency}
	for i := range rows {
		split, some := splits[rows[i].Row]
		if !some || !asked.has(&rows[i]) {
			continue
		}
		part := figurePart{currency: rows[i].Currency}
		for _, flow := range split.Flows(rows[i].flow()) {
			if class, code := rules.Sort(flow, false); f.Figure.Has(class, code, ledger.StatePosted) {
				part.sum = ledger.Sum{Out: ledger.AddMinor(part.sum.Out, flow.Out), Count: 1}
			}
		}
		parts[rows[i].Row] = part
	}
	return parts, err
}

// effective gives the category that rows of a row of categories count under.
func effective(c textindex.Name) string {
	if c.Detail != "" {
		return c.Detail
	}
	return c.Name
}

// accountKinds gives the accounts' rowids by their kinds.
func (db *DB) accountKinds(ctx context.Context) (map[ledger.AccountKind][]int64, error) {
	names, err := db.queryNames(ctx, "SELECT rowid, kind, '' FROM accounts ORDER BY rowid")
	kinds := map[ledger.AccountKind][]int64{}
	for _, a := range names {
		kind := ledger.AccountKind(a.Name)
		kinds[kind] = append(kinds[kind], a.ID)
	}
	return kinds, err
}

// condition is a filter as SQL on transactions t: an entry is chosen when it
// is in one of the branches and meets the rest. Every branch is a range of one
// index, so that a window is read in order from each without sorting.
type condition struct {
	branches []string
	branched []any // one argument a branch, where the branches have one
	rest     []string
	args     []any
}

// newCondition turns limits into SQL, on the rows that the bank removed or on
// those that it did not remove.
func newCondition(l textindex.Limits, removed bool) (c condition) {
	c.rest = []string{notRemoved}
	if removed {
		c.rest = []string{takenBack}
	}
	if l.From != 0 {
		c.rest, c.args = append(c.rest, "t.date >= ?"), append(c.args, l.From)
	}
	if l.To != 0 {
		c.rest, c.args = append(c.rest, "t.date <= ?"), append(c.args, l.To)
	}
	c.restrict("t.currency", l.Currencies)
	if l.States != nil {
		c.rest = append(c.rest, "("+stateOfRow+") = ?")
		c.args = append(c.args, l.States[0])
	}
	c.restrictToFigure(l)
	categories := l.Categories
	if categories == nil && len(l.Also) == 0 {
		categories = categoriesOf(l.Figure)
	}
	switch {
	case removed, l.Accounts == nil && categories == nil:
		c.restrict("t.account", l.Accounts)
		c.restrict("t.category", categories)
		c.branches = []string{"1"}
	case categories != nil && len(categories) <= mostBranches && (len(l.Accounts) != 1 || len(categories) == 1):
		c.branch("t.category", categories)
		c.restrict("t.account", l.Accounts)
	default:
		c.branch("t.account", l.Accounts)
		c.restrict("t.category", categories)
	}
	return c
}

// categoriesOf gives all categories of a figure's sides; nil where there is no
// figure.
func categoriesOf(sides []textindex.Side) (all []int64) {
	for _, s := range sides {
		all = append(all, s.Categories...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// restrictToFigure asks for one of the figure's sides.
func (c *condition) restrictToFigure(l textindex.Limits) {
	if l.Figure == nil {
		return
	}
	var sides []string
	for _, s := range l.Figure {
		sign := "t.amount < 0"
		if s.In {
			sign = "t.amount >= 0"
		}
		sides = append(sides, "t.currency = ? AND "+sign+" AND "+c.in("t.account", s.Accounts, s.Currency)+" AND "+c.in("t.category", s.Categories))
	}
	sides = append(sides, "0")
	chosen := "(" + strings.Join(sides, " OR ") + ")"
	if len(l.Never) > 0 {
		chosen = "(" + chosen + " AND NOT " + c.in("t.rowid", keys(l.Never)) + ")"
	}
	if len(l.Also) > 0 {
		chosen = "(" + chosen + " OR " + c.in("t.rowid", keys(l.Also)) + ")"
	}
	c.rest = append(c.rest, chosen)
}

func keys(set map[int64]bool) (rows []int64) {
	for row := range set {
		rows = append(rows, row)
	}
	slices.Sort(rows)
	return rows
}

func (c *condition) branch(column string, rows []int64) {
	if len(rows) == 0 || len(rows) > mostBranches || len(rows)*len(c.args) > mostArguments {
		c.restrict(column, rows)
		c.branches = []string{"1"}
		return
	}
	for _, row := range rows {
		c.branches, c.branched = append(c.branches, column+" = ?"), append(c.branched, row)
	}
}

func (c *condition) restrict(column string, rows []int64) {
	if len(rows) > 0 {
		c.rest = append(c.rest, c.in(column, rows))
	}
}

// in asks for one of some rows, in a way that no index is chosen by. Arguments
// that stand before it go first.
func (c *condition) in(column string, rows []int64, before ...any) string {
	c.args = append(c.args, before...)
	if rows == nil {
		return "1"
	}
	for _, row := range rows {
		c.args = append(c.args, row)
	}
	return "+" + column + " IN (?" + strings.Repeat(", ?", len(rows)-1) + ")"
}

// union joins one query for each branch; made writes the query for a branch's
// condition, and more are arguments that follow the filter's own.
func (c *condition) union(made func(where string) string, more ...any) (query string, args []any) {
	parts := make([]string, len(c.branches))
	for i, branch := range c.branches {
		parts[i] = made(branch + " AND " + strings.Join(c.rest, " AND "))
		if len(c.branched) > 0 {
			args = append(args, c.branched[i])
		}
		args = append(append(args, c.args...), more...)
	}
	return strings.Join(parts, " UNION ALL "), args
}

func (db *DB) accountRows(ctx context.Context, f ledger.Filter) ([]int64, error) {
	return db.queryIDs(ctx, `SELECT a.rowid FROM accounts a JOIN items i ON i.rowid = a.item
		WHERE (?1 = '' OR `+isAccount("?1")+`) AND (?2 = '' OR i.id = ?2)`, f.AccountID, f.ItemID)
}

func (db *DB) categoryRows(ctx context.Context, category string) ([]int64, error) {
	return db.queryIDs(ctx, "SELECT rowid FROM categories WHERE primary_name = ?1 OR detailed_name = ?1", currentName(category))
}
