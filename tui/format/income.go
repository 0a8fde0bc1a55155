package format

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"passbook/tui/text"
)

// IncomeKind is Plaid's word for a kind of income, fit to read: Bank interest. One
// that nobody here knows reads as it was sent.
func IncomeKind(category string) string {
	words := strings.ToLower(strings.ReplaceAll(text.Clean(category), "_", " "))
	first, n := utf8.DecodeRuneInString(words)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + words[n:]
}
