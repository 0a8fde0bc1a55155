package storage

import (
	"context"
	"errors"
)

// Everything in this file is a signature waiting for its body.

var errStub = errors.New("not built yet")

// WorthPoint is net worth at the end of a day in one currency.
type WorthPoint struct {
	Date     Date
	Minor    int64
	Observed bool // every account's figure is a snapshot of that day or carried from one; otherwise reconstructed from transactions
}

// Worth gives net worth by day in one currency. accountID narrows it to one account.
func (db *DB) Worth(ctx context.Context, accountID, currency string, from, to Date) ([]WorthPoint, error) {
	return nil, errStub
}

// Backup writes a copy of the cache to file.
func (db *DB) Backup(ctx context.Context, file string) error { return errStub }

// Annotate changes what the person wrote on entries; they can be undone.
func (db *DB) Annotate(ctx context.Context, ids []string, edit func(*Annotation)) error {
	return errStub
}

// Undo takes the last edit back and gives the number of entries that it touched; ErrNothingToUndo.
func (db *DB) Undo(ctx context.Context) (int, error) { return 0, errStub }
