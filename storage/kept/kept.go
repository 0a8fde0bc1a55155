package kept

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
)

// Product is one of Plaid's products by passbook's name for it, which a person
// types.
type Product string

// The products that a sync can bring.
const (
	Investments Product = "investments"
	Liabilities Product = "liabilities"
	Recurring   Product = "recurring"
	Statements  Product = "statements" // which there are; none is downloaded by itself
)

// Products are all of them, in the order in which they are shown.
var Products = []Product{Investments, Liabilities, Recurring, Statements}

// The products that are asked for when the person wants them, and that no sync
// brings.
const (
	Numbers Product = "numbers" // by which others reach an account
	Owners  Product = "owners"  // and who holds it
)

// kinds are the kinds of account that a product is about; none: all of them.
var kinds = map[Product][]ledger.AccountKind{
	Investments: {ledger.Investment},
	Liabilities: {ledger.Credit, ledger.Loan},
	Numbers:     {ledger.Depository},
	Owners:      {ledger.Depository, ledger.Credit, ledger.Loan, ledger.Investment},
}

// debitable are the subtypes of depository accounts that Plaid has numbers of. An
// account without a subtype may be one. Source: the reference of /auth/get.
var debitable = []string{"", "checking", "savings", "cash management"}

// IsAbout reports whether a product is about an account that its bank still lists.
func (p Product) IsAbout(a ledger.Account) bool {
	return a.GoneAt.IsZero() && (kinds[p] == nil || slices.Contains(kinds[p], a.Kind)) &&
		(p != Numbers || slices.Contains(debitable, a.Subtype))
}

// Items gives the Items that have an account which a product is about, by
// institution: only they are asked for it, since Plaid may bill the question.
func Items(ctx context.Context, db *storage.DB, p Product) (fit []ledger.Item, err error) {
	items, err := db.Items(ctx)
	if err != nil {
		return nil, err
	}
	accounts, err := db.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		if slices.ContainsFunc(accounts, func(a ledger.Account) bool {
			return a.ItemID == it.ID && p.IsAbout(a)
		}) {
			fit = append(fit, it)
		}
	}
	return fit, nil
}

// State is how a product of an Item stands.
type State struct {
	ItemID    string
	Product   Product
	Kept      bool            // each sync that is due brings it
	FetchedAt time.Time       // when it last came whole; zero: never
	TriedAt   time.Time       // when it was last asked for; zero: never
	Problem   *ledger.Problem // why that failed; nil: it did not
}

// States gives what is known of the products of all Items; what was never asked
// for nor is to be kept has none.
func States(ctx context.Context, db *storage.DB) (all []State, err error) {
	err = db.Read(ctx, "read what is kept of products", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT i.id, k.product, k.kept, k.fetched_at, k.tried_at, coalesce(k.problem, '')
			FROM kept_products k CROSS JOIN items i ON i.rowid = k.item ORDER BY k.item, k.product`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var s State
			var fetched, tried int64
			var problem string
			if err := rows.Scan(&s.ItemID, &s.Product, &s.Kept, &fetched, &tried, &problem); err != nil {
				return err
			}
			s.FetchedAt, s.TriedAt = storage.Instant(fetched), storage.Instant(tried)
			if s.Problem, err = storage.ReadProblem(problem); err != nil {
				return err
			}
			all = append(all, s)
		}
		return rows.Err()
	})
	return all, err
}

// Keep says whether each sync of an Item that is due brings a product.
func Keep(ctx context.Context, db *storage.DB, itemID string, p Product, keep bool) error {
	return db.Write(ctx, "save what is kept of products", func(tx *sql.Tx) error {
		return change(ctx, tx, itemID, p, "kept", keep)
	})
}

// Record keeps how an answer to a question for a product went, which came at an
// instant: nil is whole. It is a part of the transaction that keeps what came.
func Record(ctx context.Context, tx *sql.Tx, itemID string, p Product, at time.Time, found *ledger.Problem) error {
	problem, err := storage.ProblemText(found)
	if err != nil {
		return err
	}
	if err := change(ctx, tx, itemID, p, "tried_at", storage.Micros(at)); err != nil {
		return err
	}
	if found == nil {
		if err := change(ctx, tx, itemID, p, "fetched_at", storage.Micros(at)); err != nil {
			return err
		}
	}
	return change(ctx, tx, itemID, p, "problem", problem)
}

// Fail records that a product could not be had.
func Fail(ctx context.Context, db *storage.DB, itemID string, p Product, at time.Time, found *ledger.Problem) error {
	return db.Write(ctx, "save why a product did not come", func(tx *sql.Tx) error {
		return Record(ctx, tx, itemID, p, at, found)
	})
}

// change sets one column. Errors: storage.ErrNotFound where there is no such Item.
func change(ctx context.Context, tx *sql.Tx, itemID string, p Product, column string, value any) error {
	result, err := tx.ExecContext(ctx, `
		INSERT INTO kept_products (item, product, `+column+`) SELECT rowid, ?, ? FROM items WHERE id = ?
		ON CONFLICT (item, product) DO UPDATE SET `+column+` = excluded.`+column, p, value, itemID)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return storage.ErrNotFound
}
