package storage

import (
	"context"
	"strings"

	"passbook/storage/ledger"
)

// condition is a filter as SQL on transactions t: an entry is chosen when it
// is in one of the branches and meets the rest. Every branch is a range of one
// index, so that a window is read in order from each without sorting.
type condition struct {
	branches []string
	branched []any // one argument a branch, where the branches have one
	rest     []string
	args     []any
}

const notRemoved = "t.removed = 0"

// takenBack are tombstones without a successor: what posted is found there.
const takenBack = "t.removed <> 0 AND NOT EXISTS (SELECT 1 FROM transactions next WHERE next.replaces_row = t.rowid)"

// mostBranches is where merging costs more than walking the whole list.
const mostBranches = 60

// condition turns a filter into SQL. none reports that nothing can match.
func (db *DB) condition(ctx context.Context, f ledger.Filter) (c condition, none bool, err error) {
	stands := notRemoved
	if f.Removed {
		stands = takenBack
	}
	c.rest = []string{stands}
	if f.From != 0 {
		c.rest, c.args = append(c.rest, "t.date >= ?"), append(c.args, f.From)
	}
	if f.To != 0 {
		c.rest, c.args = append(c.rest, "t.date <= ?"), append(c.args, f.To)
	}
	var accounts, categories []int64
	if f.AccountID != "" || f.ItemID != "" {
		if accounts, err = db.accountRows(ctx, f); err != nil || len(accounts) == 0 {
			return c, true, err
		}
	}
	if f.Category != "" {
		if categories, err = db.categoryRows(ctx, f.Category); err != nil || len(categories) == 0 {
			return c, true, err
		}
	}
	switch {
	case f.Removed, f.AccountID == "" && f.ItemID == "" && f.Category == "":
		c.restrict("t.account", accounts)
		c.restrict("t.category", categories)
		c.branches = []string{"1"}
	case f.Category != "" && len(categories) <= mostBranches && (len(accounts) != 1 || len(categories) == 1):
		c.branch("t.category", categories)
		c.restrict("t.account", accounts)
	default:
		c.branch("t.account", accounts)
		c.restrict("t.category", categories)
	}
	return c, false, nil
}

func (c *condition) branch(column string, rows []int64) {
	if len(rows) == 0 || len(rows) > mostBranches {
		c.restrict(column, rows)
		c.branches = []string{"1"}
		return
	}
	for _, row := range rows {
		c.branches, c.branched = append(c.branches, column+" = ?"), append(c.branched, row)
	}
}

func (c *condition) restrict(column string, rows []int64) {
	if len(rows) == 0 {
		return
	}
	c.rest = append(c.rest, "+"+column+" IN (?"+strings.Repeat(", ?", len(rows)-1)+")")
	for _, row := range rows {
		c.args = append(c.args, row)
	}
}

// union joins one query a branch; made writes the query for a branch's
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

// isAccount says of accounts a that it is the one with an id, or one that the
// same account continues.
func isAccount(id string) string {
	return "coalesce(a.successor, a.rowid) = (SELECT coalesce(successor, rowid) FROM accounts WHERE id = " + id + ")"
}

func (db *DB) accountRows(ctx context.Context, f ledger.Filter) ([]int64, error) {
	return db.queryIDs(ctx, `SELECT a.rowid FROM accounts a JOIN items i ON i.rowid = a.item
		WHERE (?1 = '' OR `+isAccount("?1")+`) AND (?2 = '' OR i.id = ?2)`, f.AccountID, f.ItemID)
}

func (db *DB) categoryRows(ctx context.Context, category string) ([]int64, error) {
	return db.queryIDs(ctx, "SELECT rowid FROM categories WHERE primary_name = ?1 OR detailed_name = ?1", category)
}
