// Package figures has the commands that print figures: what was spent and kept,
// what is owned, which rows are transfers, and how each figure comes about. It
// adds nothing up: every amount that it prints comes from storage or
// storage/ledger.
package figures
