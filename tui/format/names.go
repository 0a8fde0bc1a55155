package format

import (
	"cmp"

	"passbook/storage/ledger"
	"passbook/tui/text"
)

// Title is what a transaction is called, fit for a screen: see Entry.Title.
func Title(e ledger.Entry) string { return cmp.Or(text.Clean(e.Title()), "Transaction") }

// Category is the category of a transaction in words: the person's, or
// else the bank's.
func Category(e ledger.Entry) string { return CategoryName(e.EffectiveCategory()) }

// CategoryName writes a category in words, fit for a screen.
func CategoryName(category string) string { return ledger.CategoryName(text.Clean(category)) }

// AccountName is what the bank calls an account.
func AccountName(a ledger.Account) string {
	for _, name := range []string{a.Name, a.OfficialName, a.Subtype} {
		if name = text.Clean(name); name != "" {
			if !a.GoneAt.IsZero() {
				return name + " (closed)"
			}
			return name
		}
	}
	return "Account"
}

// Mask writes the mask of an account: ··0034.
func Mask(mask string) string {
	if mask = text.Clean(mask); mask == "" {
		return ""
	}
	return "··" + mask
}
