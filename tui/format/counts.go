package format

import (
	"strconv"
	"strings"

	"passbook/storage"
	"passbook/storage/ledger"
)

// Count writes a number and its noun: 1 account, 2,140 accounts.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Number writes a number with separators: 1,000,000.
func Number(n int) string { return Group(strconv.Itoa(n)) }

// Group puts a comma between thousands.
func Group(s string) string { return ledger.Group(s) }

// SyncChanges writes what a sync did in a few words.
func SyncChanges(c storage.Changes) string { return c.Words(Number) }

// Exact writes a decimal text with separators, and every decimal that it has:
// 12,345.6789.
func Exact(decimal string) string {
	sign := ""
	if strings.HasPrefix(decimal, "-") {
		sign, decimal = "-", decimal[1:]
	}
	whole, fraction, has := strings.Cut(decimal, ".")
	if whole = sign + Group(whole); has {
		whole += "." + fraction
	}
	return whole
}
