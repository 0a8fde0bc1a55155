package pages

import (
	"strings"
	"unicode"
)

// CodeOnly lets only a code or an id through: nothing that has the shape of a
// token, which holds dashes.
func CodeOnly(s string) string {
	ok := func(r rune) bool {
		return r == '_' || (r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)))
	}
	if len(s) > 80 || strings.ContainsFunc(s, func(r rune) bool { return !ok(r) }) {
		return "unreadable"
	}
	return s
}
