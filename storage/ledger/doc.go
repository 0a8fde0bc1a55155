// Package ledger is the words and the arithmetic of a person's money: amounts,
// dates, Items, accounts, transactions, and what counts as what. Every figure
// that a screen, a command or an export shows is worked out here, once.
//
// It is pure: no SQL, no terminal, no network, no clock, and it imports nothing
// else of passbook's. Amounts are integers of minor units of a currency; money
// in is positive, money out is negative; currencies are never added together.
// Dates are days without a zone, instants are UTC.
package ledger
