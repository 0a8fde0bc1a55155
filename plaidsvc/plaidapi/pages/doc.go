// Package pages reads the pages of transactions that Plaid sends, of
// /transactions/sync and of /transactions/get, at the speed that a first sync of
// years needs. It does no I/O.
//
// The signs of transactions are turned here alone (amount.go): Plaid counts money
// out as positive, passbook as negative.
package pages

import "errors"

// What may be wrong with a page.
var (
	// ErrBadRow says that a transaction has no id. Nothing of the page is used,
	// since a cursor behind it would hide the row for good.
	ErrBadRow = errors.New("a transaction that cannot be read")
	// ErrShape says that an answer has another shape than Plaid documents.
	ErrShape = errors.New("the answer does not have the documented shape")
	// ErrCutOff says that an answer broke off.
	ErrCutOff = errors.New("the answer is not whole")
	// ErrTooLong says that an answer has more than was ever asked for.
	ErrTooLong = errors.New("the answer is longer than any of Plaid's")
)
