package storage

import (
	"context"
	"database/sql"
	"slices"

	"passbook/storage/ledger"
)

// categoryNamed gives the row of a category by the one name that the person
// sees: a detailed one, a primary one, or a name of the person's own, which is
// its own primary.
func categoryNamed(ctx context.Context, tx *sql.Tx, name string) (int64, error) {
	if slices.Contains(ledger.Primaries, name) {
		return internCategory(ctx, tx, name, "")
	}
	return internCategory(ctx, tx, ledger.PrimaryCategory(name), name)
}
