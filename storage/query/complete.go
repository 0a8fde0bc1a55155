package query

import (
	"strings"

	"passbook/storage/folding"
)

// Candidate is what a query can go on with: Text in place of the bytes from Start
// to before End.
type Candidate struct {
	Start, End int
	Text       string
}

// Complete gives what can stand where the cursor is, a byte of the text: keys, and
// behind a key the states, the days that have a name, or the names that the caller
// knows of it. Those that begin as the word does are candidates, in any case, with
// or without accents.
func Complete(text string, cursor int, names func(Key) []string) (found []Candidate) {
	start, quoted := wordAt(text[:cursor])
	end := cursor + len(wordOf(text[cursor:]))
	if quoted {
		end = len(text)
		if closed := strings.IndexByte(text[cursor:], '"'); closed >= 0 {
			end = cursor + closed + 1
		}
	}
	begun, value, isTerm := strings.Cut(text[start:cursor], ":")
	key := Key(strings.ToLower(begun))
	offer := func(option, begun, said string) {
		if strings.HasPrefix(folding.Fold(option), folding.Fold(begun)) {
			found = append(found, Candidate{start, end, said})
		}
	}
	value = strings.TrimPrefix(value, `"`)
	switch {
	case strings.HasPrefix(begun, `"`):
	case !isTerm:
		for _, k := range Keys {
			offer(string(k), begun, string(k)+":")
		}
	case key == KeyIs:
		for _, s := range States {
			offer(string(s), value, Is{s}.String())
		}
	case key == KeyDate:
		for _, name := range namedDays {
			offer(name, value, Named{key, name}.String())
		}
	default:
		for _, name := range names(key) {
			offer(name, value, Named{key, name}.String())
		}
	}
	return found
}

// wordAt gives where the word begins that a text ends in, and whether it is in
// quotes that are not closed.
func wordAt(text string) (start int, quoted bool) {
	for i, r := range text {
		switch {
		case r == '"':
			if quoted = !quoted; quoted && !strings.HasSuffix(text[start:i], ":") {
				start = i
			}
		case !quoted && (endsWord(r) || r == '-' && i == start):
			start = i + len(string(r))
		}
	}
	return start, quoted
}
