// Package text makes text fit for a terminal: cleaned of whatever a bank or a
// merchant may have put into it, measured in cells, cut and padded to a width.
// It imports nothing of passbook.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// maxRunes bounds what is kept of one text: more than any screen shows of it.
const maxRunes = 500

// maxMarks bounds the combining marks on one character.
const maxMarks = 2

// Clean makes a text from outside safe and predictable on a screen: escape
// sequences, control characters, bidirectional and zero-width characters,
// private-use icons and emoji modifiers go, every run of white space becomes
// one space, and what is left takes as many cells in every terminal. Texts
// over 500 characters are cut.
func Clean(s string) string {
	if tidy(s) {
		return s
	}
	if len(s) > 16*maxRunes {
		s = s[:16*maxRunes]
	}
	s = strings.ToValidUTF8(ansi.Strip(s), "")
	var b strings.Builder
	kept, marks, space := 0, 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = kept > 0
			continue
		case !keep(r):
			continue
		case unicode.Is(unicode.M, r):
			if marks++; marks > maxMarks || kept == 0 || space {
				continue // too many, or nothing to stand on
			}
		default:
			marks = 0
		}
		if kept == maxRunes {
			b.WriteString("…")
			break
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		kept++
	}
	return agree(b.String())
}

// tidy reports whether s needs no cleaning: short printable ASCII without
// runs of spaces.
func tidy(s string) bool {
	if len(s) > maxRunes || strings.HasPrefix(s, " ") || strings.HasSuffix(s, " ") {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == ' ' && s[i-1] == ' ' {
			return false
		}
	}
	return true
}

func keep(r rune) bool {
	switch {
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF: // variation selectors
		return false
	case r >= 0x1F3FB && r <= 0x1F3FF: // skin tones
		return false
	case r == 0x20E3: // the keycap, which turns a digit into an emoji
		return false
	}
	return !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp)
}

// agree makes sure that terminals which count by grapheme and terminals which
// count by code point give s the same width. The few texts on which they
// differ keep their ASCII characters only.
func agree(s string) string {
	if ansi.StringWidth(s) == ansi.StringWidthWc(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r > '~' {
			return '?'
		}
		return r
	}, s)
}

// Width is the number of cells of a cleaned or styled text.
func Width(s string) int {
	if n, ok := quickWidth(s); ok {
		return n
	}
	return ansi.StringWidth(s)
}

// quickWidth counts texts of characters that are one cell wherever they
// stand, and colour sequences, which are none: nearly all that a screen is
// made of, at a tenth of the cost of looking for graphemes.
func quickWidth(s string) (cells int, ok bool) {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c >= ' ' && c <= '~':
			i++
			cells++
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			if !oneCell(r) {
				return 0, false
			}
			i += size
			cells++
		case strings.HasPrefix(s[i:], "\x1b["):
			for i += 2; i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == ';'); i++ {
			}
			if i == len(s) || s[i] != 'm' {
				return 0, false
			}
			i++
		default:
			return 0, false
		}
	}
	return cells, true
}

// oneCell reports whether a character is known to be one cell: Latin letters
// and signs, and what screens are drawn with.
func oneCell(r rune) bool {
	switch {
	case r >= 0xA1 && r <= 0x24F:
		return r != 0xAD
	case r >= 0x2013 && r <= 0x2026, r == 0x203A, r >= 0x2500 && r <= 0x25C9, r >= 0x2800 && r <= 0x28FF:
		return true
	}
	return false
}

// ascii reports whether every byte is one printable cell.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= utf8.RuneSelf-1 {
			return false
		}
	}
	return true
}

// Cut shortens a cleaned or styled text to at most w cells, with … where
// something was cut off.
func Cut(s string, w int) string {
	switch {
	case w <= 0:
		return ""
	case ascii(s):
		if len(s) <= w {
			return s
		}
		return s[:w-1] + "…"
	case Width(s) <= w:
		return s
	}
	return ansi.Truncate(s, w, "…")
}

// Fit gives a cleaned or styled text exactly w cells, cut or padded on the
// right.
func Fit(s string, w int) string {
	s = Cut(s, w)
	return s + spaces(w-Width(s))
}

// FitRight gives a cleaned or styled text exactly w cells, cut or padded on
// the left.
func FitRight(s string, w int) string {
	s = Cut(s, w)
	return spaces(w-Width(s)) + s
}

// Between gives one line of exactly w cells with left at its beginning and
// right at its end. Where both do not fit, left is cut.
func Between(left, right string, w int) string {
	right = Cut(right, w)
	return Fit(left, w-Width(right)) + right
}

// Wrap breaks a cleaned text into lines of at most w cells, between words
// where it can. A flag keeps its hyphens.
func Wrap(s string, w int) []string {
	lines := strings.Split(ansi.Wrap(strings.ReplaceAll(s, "--", "\u2011\u2011"), max(w, 1), ""), "\n")
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], "\u2011\u2011", "--")
	}
	return lines
}

const blank = "                                                                                                                                                                                                        "

func spaces(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(blank):
		return blank[:n]
	}
	return strings.Repeat(" ", n)
}
