package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// What can go wrong with the cache, in sentences for the person. Test for them
// with errors.Is.
var (
	// ErrNotFound: there is no such row.
	ErrNotFound = errors.New("not found")
	// ErrNewerVersion: the cache was written by a newer passbook.
	ErrNewerVersion = errors.New("the cache was written by a newer passbook")
	// ErrDiskFull: nothing was lost; what was being written was not.
	ErrDiskFull = errors.New("the disk is full: make room, then try again")
	// ErrReadOnly: the file or its folder cannot be written.
	ErrReadOnly = errors.New("the data folder cannot be written: check its owner and permissions")
	// ErrLocked: another process wrote for longer than passbook waits.
	ErrLocked = errors.New("another passbook is writing to the cache: try again in a moment")
	// ErrCorrupt: the file is damaged or is no cache of passbook.
	ErrCorrupt = errors.New("the cache is damaged: bring back a copy with passbook restore, or delete the file and link again")
	// ErrConflict: another process changed the Item during an update.
	ErrConflict = errors.New("another passbook has updated this bank meanwhile: sync again")
	// ErrNothingToUndo: every edit is undone already.
	ErrNothingToUndo = errors.New("there is nothing to undo")
	// ErrPairPending: one of two rows that were to be paired is pending.
	ErrPairPending = errors.New("a pending transaction is in no pair: try again when it has posted")
	// ErrPairRemoved: the bank took one of the two rows back.
	ErrPairRemoved = errors.New("the bank took this transaction back: it is in no pair any more")
	// ErrPairAccount: both rows are on one account.
	ErrPairAccount = errors.New("both transactions are on the same account: a transfer leaves one account and arrives on another")
	// ErrPairDirection: the two rows are not money out and money in.
	ErrPairDirection = errors.New("both transactions go the same way: one side of a transfer is money out and the other is money in")
	// ErrPairTaken: the person paired one of the two rows with a third.
	ErrPairTaken = errors.New("you paired one of them with another transaction: take that pair apart first")
	// ErrNotPaired: the row is in no pair.
	ErrNotPaired = errors.New("this transaction is in no pair")
)

// explain wraps an error with what was being done and turns the driver's codes
// into the sentences above. A cancelled context stays what it is.
func explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, meaning(err))
}

func meaning(err error) error {
	var sq sqlite3.Error
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return ErrDiskFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return ErrReadOnly
	case !errors.As(err, &sq):
		return err
	}
	switch sq.SystemErrno { // what the code of an I/O error does not tell
	case syscall.ENOSPC, syscall.EDQUOT:
		return ErrDiskFull
	case syscall.EROFS:
		return ErrReadOnly
	}
	switch sq.Code {
	case sqlite3.ErrFull:
		return ErrDiskFull
	case sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrPerm:
		return ErrReadOnly
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return ErrLocked
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return ErrCorrupt
	case sqlite3.ErrInterrupt:
		return context.Canceled
	}
	return err
}

// Owner says whose Items a cache holds: those of one of Plaid's environments,
// sandbox or production, and there of one client_id. A field that is empty says
// nothing.
type Owner struct{ Environment, Client string }

// contradicts reports whether two owners say different things.
func (o Owner) contradicts(other Owner) bool {
	differ := func(a, b string) bool { return a != "" && b != "" && a != b }
	return differ(o.Environment, other.Environment) || differ(o.Client, other.Client)
}

// OwnerError says that a cache, or a copy of one, holds the Items of another
// environment or client.
type OwnerError struct {
	Dir        string // of the cache; empty: it is a copy
	Has, Wants Owner  // whose it is, and for whom it was asked
}

// OtherEnvironment reports whether the environment is another one. Else only the
// client is.
func (e *OwnerError) OtherEnvironment() bool {
	return Owner{Environment: e.Has.Environment}.contradicts(Owner{Environment: e.Wants.Environment})
}

// Error says whose the cache is, and what to set.
func (e *OwnerError) Error() string {
	what, or := "the copy", ""
	if e.Dir != "" {
		what, or = "the cache in "+e.Dir, ", or another folder in PASSBOOK_DATA_DIR"
	}
	if e.OtherEnvironment() {
		return fmt.Sprintf("%s holds banks of %s, and passbook was started for %s: set PLAID_ENV=%s%s",
			what, e.Has.Environment, e.Wants.Environment, e.Has.Environment, or)
	}
	return fmt.Sprintf("%s holds banks that were linked with the client id %s, and PLAID_CLIENT_ID is %s: set PLAID_CLIENT_ID=%s and its secret%s",
		what, e.Has.Client, e.Wants.Client, e.Has.Client, or)
}
