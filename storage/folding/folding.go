package folding

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold gives a text in lower case, without accents, with the letters that
// Unicode holds for the same (compatibility decomposition, UAX 15), and with
// spaces for control characters.
func Fold(text string) string { return string(Append(nil, text)) }

// Append appends what Fold gives.
func Append(to []byte, text string) []byte {
	start := len(to)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= utf8.RuneSelf:
			return append(to[:start], foldedBeyondASCII(text)...)
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c < ' ':
			c = ' '
		}
		to = append(to, c)
	}
	return to
}

func foldedBeyondASCII(text string) []byte {
	var plain []byte
	for _, r := range norm.NFKD.String(text) {
		switch r = unicode.ToLower(r); {
		case r < ' ':
			plain = append(plain, ' ')
		case '\u0300' <= r && r <= '\u036f': // the accents that were taken apart
		case undivided[r] != "":
			plain = append(plain, undivided[r]...)
		default:
			plain = utf8.AppendRune(plain, r)
		}
	}
	return norm.NFC.Bytes(plain) // Hangul and kana in one piece again
}

// undivided are letters that Unicode does not take apart, as people type them
// who do not have them.
var undivided = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'ı': "i", 'þ': "th", 'ς': "σ",
}
