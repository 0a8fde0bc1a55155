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
