package query

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Error is what is wrong with a query: a sentence, and the bytes of the text that
// it is about, from Start to before End.
type Error struct {
	Start, End int
	Sentence   string
}

func (e *Error) Error() string { return e.Sentence }

func wrong(start, end int, sentence string, args ...any) *Error {
	return &Error{Start: start, End: end, Sentence: fmt.Sprintf(sentence, args...)}
}

// said quotes what the person wrote, cut where it is long.
func said(text string) string {
	if utf8.RuneCountInString(text) > 30 {
		text = string([]rune(text)[:29]) + "…"
	}
	return `"` + text + `"`
}

// nearest gives the word of a list that one is most likely meant to be; empty:
// none is near.
func nearest(word string, list []string) (near string) {
	word, least := strings.ToLower(word), 3
	if len(word) > 30 {
		return ""
	}
	for _, known := range list {
		d := distance(word, known)
		if len(word) > 2 && strings.HasPrefix(known, word) {
			d = 1
		}
		if d < least && d < len(known) {
			near, least = known, d
		}
	}
	return near
}

// distance counts the letters to add, drop or change to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		left := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := left
			if a[i] != b[j] {
				d++
			}
			left, row[j+1] = row[j+1], min(d, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
