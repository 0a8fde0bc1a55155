package selection

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"passbook/storage/folding"
	"passbook/storage/ledger"
	"passbook/storage/query"
	"passbook/storage/textindex"
)

// set finds what a part stands for; nothing for a part that has no set.
func (c Cache) set(ctx context.Context, n query.Node) (s textindex.Set, err error) {
	switch n := n.(type) {
	case query.Named:
		switch n.Key {
		case query.KeyAccount, query.KeyBank:
			s.Of = textindex.Accounts
			s.Rows, err = c.accounts(ctx, n)
		case query.KeyCategory:
			s.Of = textindex.Categories
			s.Rows, err = c.categories(ctx, func(effective, primary string) bool {
				return isCalled(effective, n.Value) || isCalled(primary, n.Value)
			})
		case query.KeyCurrency:
			s.Of = textindex.Currencies
			s.Rows, err = c.currencies(ctx, func(code string) bool { return strings.EqualFold(code, n.Value) })
		case query.KeyTag:
			s.Of = textindex.Transactions
			s.Rows, err = c.tagged(ctx, n.Value)
		}
	case query.Is:
		switch n.State {
		case query.Uncategorised:
			s.Of = textindex.Categories
			s.Rows, err = c.categories(ctx, func(effective, _ string) bool { return effective == "" })
		case query.Foreign:
			s.Of = textindex.Currencies
			s.Rows, err = c.foreign(ctx)
		case query.Edited:
			s.Of = textindex.Transactions
			s.Rows, err = c.edited(ctx)
		}
	}
	return s, err
}

// each calls f with every row of a query.
func (c Cache) each(ctx context.Context, f func(*sql.Rows) error, text string) error {
	rows, err := c.Rows.QueryContext(ctx, text)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// accounts finds the accounts that have a text in their name, have the mask or the
// id, also one from before they went on in their successor, or whose bank has the
// text in its name.
func (c Cache) accounts(ctx context.Context, n query.Named) (found []int64, err error) {
	wanted := folding.Fold(n.Value)
	successors := map[int64][]int64{} // the rowids that go on in each
	matches := map[int64]bool{}
	err = c.each(ctx, func(rows *sql.Rows) error {
		var row, successor int64
		var id, now, name, mask, bank string
		err := rows.Scan(&row, &id, &successor, &now, &name, &mask, &bank)
		successors[successor] = append(successors[successor], row)
		of := name
		if n.Key == query.KeyBank {
			of = bank
		}
		if strings.Contains(folding.Fold(of), wanted) || n.Key == query.KeyAccount && (folding.Fold(mask) == wanted || id == n.Value || now == n.Value) {
			matches[successor] = true
		}
		return err
	}, `SELECT o.rowid, o.id, a.rowid, a.id, a.name, a.mask, i.institution FROM accounts o
		CROSS JOIN accounts a ON a.rowid = coalesce(o.successor, o.rowid) CROSS JOIN items i ON i.rowid = a.item`)
	for successor := range matches {
		found = append(found, successors[successor]...)
	}
	slices.Sort(found)
	return found, err
}

// categories finds the rows of categories by the effective category and its
// primary one.
func (c Cache) categories(ctx context.Context, wanted func(effective, primary string) bool) (found []int64, err error) {
	err = c.each(ctx, func(rows *sql.Rows) error {
		var row int64
		var primary, detailed string
		err := rows.Scan(&row, &primary, &detailed)
		if wanted(cmp.Or(detailed, primary), cmp.Or(primary, ledger.PrimaryCategory(detailed))) {
			found = append(found, row)
		}
		return err
	}, "SELECT rowid, primary_name, detailed_name FROM categories")
	return found, err
}

// isCalled reports whether a category is the one that a person names, by its code,
// one of Plaid's first taxonomy too, or as it is shown.
func isCalled(category, name string) bool {
	_, code := ledger.CurrentCategory("", strings.ToUpper(name))
	name = folding.Fold(name)
	return category == code || folding.Fold(ledger.CategoryName(category)) == name
}

func (c Cache) currencies(ctx context.Context, wanted func(code string) bool) (found []int64, err error) {
	err = c.each(ctx, func(rows *sql.Rows) error {
		var row int64
		var code string
		err := rows.Scan(&row, &code)
		if wanted(code) {
			found = append(found, row)
		}
		return err
	}, "SELECT rowid, code FROM currencies")
	return found, err
}

func (c Cache) foreign(ctx context.Context) ([]int64, error) {
	home, err := c.HomeCurrency(ctx)
	if err != nil {
		return nil, err
	}
	return c.currencies(ctx, func(code string) bool { return home != "" && code != home })
}

// tagged finds the transactions that have a tag, with or without # before it.
func (c Cache) tagged(ctx context.Context, tag string) (found []int64, err error) {
	wanted := folding.Fold(tag)
	err = c.each(ctx, func(rows *sql.Rows) error {
		var row int64
		var text string
		if err := rows.Scan(&row, &text); err != nil {
			return err
		}
		var tags []string
		err := json.Unmarshal([]byte(text), &tags)
		if slices.ContainsFunc(tags, func(t string) bool { return folding.Fold(strings.TrimLeft(t, "#")) == wanted }) {
			found = append(found, row)
		}
		return err
	}, "SELECT transaction_row, tags FROM annotations WHERE tags NOT IN ('', '[]')")
	return found, err
}

// edited finds the transactions that have an Annotation.
func (c Cache) edited(ctx context.Context) (found []int64, err error) {
	err = c.each(ctx, func(rows *sql.Rows) error {
		var row int64
		err := rows.Scan(&row)
		found = append(found, row)
		return err
	}, "SELECT transaction_row FROM annotations WHERE note <> '' OR tags NOT IN ('', '[]') OR category IS NOT NULL OR hidden <> 0")
	return found, err
}
