package plaidapi

import (
	"regexp"
	"strings"
	"unicode"

	"passbook/plaidsvc/plaidapi/pages"
)

// CodeOnly lets only a code or an id through, as pages.CodeOnly does.
func CodeOnly(s string) string { return pages.CodeOnly(s) }

// SessionID lets only the id of a session of Link through: a UUID, or one word.
func SessionID(s string) string {
	if len(s) == 36 && strings.Trim(s, "0123456789abcdef-") == "" {
		return s
	}
	return CodeOnly(s)
}

// OneLine makes one line of text that came from outside: no control, format or
// private characters, runs of spaces joined, at most limit runes.
func OneLine(s string, limit int) string {
	if len(s) > 16*limit {
		s = s[:16*limit]
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Cc, r):
			return ' '
		case r == unicode.ReplacementChar || unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs):
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return s
}

// Said is OneLine of a message that somebody else wrote, without the words that
// may be tokens or keys: long ones with digits in them.
func Said(s string, limit int) string {
	if len(s) > 16*limit {
		s = s[:16*limit]
	}
	return OneLine(longWord.ReplaceAllStringFunc(s, func(word string) string {
		if strings.ContainsAny(word, "0123456789") {
			return "…"
		}
		return word
	}), limit)
}

var longWord = regexp.MustCompile(`[[:alnum:]_-]{20,}`)
