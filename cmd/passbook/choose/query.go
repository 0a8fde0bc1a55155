package choose

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"passbook/storage/ledger"
	"passbook/storage/query"
	"passbook/tui/text"
)

// QueryError is what is wrong with a query that a person typed.
type QueryError struct {
	Typed string
	Wrong *query.Error
}

func (e *QueryError) Error() string { return e.Wrong.Error() }
func (e *QueryError) Unwrap() error { return e.Wrong }

// Query reads the query that a person typed, in one argument or in several, and
// gives it with fixed days. Errors: *QueryError.
func Query(args []string, today ledger.Date) (string, error) {
	typed := strings.Join(args, " ")
	resolved, err := query.Resolve(typed, today)
	var wrong *query.Error
	if errors.As(err, &wrong) {
		return "", &QueryError{typed, wrong}
	}
	return resolved, err
}

// What is shown of a query around the words that are wrong.
const (
	mostBefore = 40
	mostWrong  = 30
)

// Pointed gives the query on one line, and under it carets below what is wrong.
func (e *QueryError) Pointed() string {
	start, end := e.Wrong.Start, e.Wrong.End
	before, wrong, after := printable(e.Typed[:start]), printable(e.Typed[start:end]), printable(e.Typed[end:])
	if cut := utf8.RuneCountInString(before) - mostBefore; cut > 0 {
		before = "…" + string([]rune(before)[cut+1:])
	}
	wrong = text.Cut(wrong, mostWrong)
	carets := strings.Repeat("^", max(1, text.Width(wrong)))
	return before + wrong + text.Cut(after, mostWrong) + "\n" + strings.Repeat(" ", text.Width(before)) + carets
}

// printable gives a text with spaces in place of what leaves no mark.
func printable(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, typed)
}
