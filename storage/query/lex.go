package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind int

const (
	end kind = iota
	open
	closing
	not
	or
	word
	quote
	term // a key with its value
)

// token is a piece of the text, from byte start to before byte end.
type token struct {
	kind       kind
	start, end int
	text       string // of a word, of a quoted text, the value of a term
	key        string // of a term, as it was written
	value      int    // where a term's value begins
}

// lexer cuts a text into tokens.
type lexer struct {
	text string
	at   int
}

// next gives the next token. Errors: *Error.
func (l *lexer) next() (token, error) {
	rest := strings.TrimLeftFunc(l.text[l.at:], unicode.IsSpace)
	l.at = len(l.text) - len(rest)
	t := token{start: l.at}
	if rest == "" {
		t.end = l.at
		return t, nil
	}
	run := wordOf(rest)
	_, amount := Word{run}.Shown()
	switch {
	case rest[0] == '(':
		t.kind, l.at = open, l.at+1
	case rest[0] == ')':
		t.kind, l.at = closing, l.at+1
	case rest[0] == '"':
		return l.quoted(t, quote)
	case rest[0] == '-' && !amount:
		if next, _ := utf8.DecodeRuneInString(rest[1:]); len(rest) == 1 || unicode.IsSpace(next) || next == ')' {
			return t, wrong(l.at, l.at+1, `"-" stands right before what is not wanted, and in quotes where it is part of a text`)
		}
		t.kind, l.at = not, l.at+1
	case strings.EqualFold(run, "or"):
		t.kind, l.at = or, l.at+len(run)
	default:
		return l.word(t, run)
	}
	t.end = l.at
	return t, nil
}

// word reads a word or a term.
func (l *lexer) word(t token, run string) (token, error) {
	name, value, isTerm := strings.Cut(run, ":")
	if !isTerm || name == "" || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) }) {
		l.at += len(run)
		t.kind, t.text, t.end = word, run, l.at
		return t, nil
	}
	t.key, t.value = name, t.start+len(name)+1
	l.at = t.value
	if strings.HasPrefix(l.text[l.at:], `"`) {
		return l.quoted(t, term)
	}
	l.at += len(value)
	t.kind, t.text, t.end = term, value, l.at
	return t, nil
}

// quoted reads a text in quotes; two quotes in it are one of the text's own.
func (l *lexer) quoted(t token, k kind) (token, error) {
	var b strings.Builder
	opened := l.at
	for l.at++; ; {
		length := strings.IndexByte(l.text[l.at:], '"')
		if length < 0 {
			return t, wrong(opened, len(l.text), "the quote is not closed")
		}
		b.WriteString(l.text[l.at : l.at+length])
		l.at += length + 1
		if !strings.HasPrefix(l.text[l.at:], `"`) {
			break
		}
		b.WriteByte('"')
		l.at++
	}
	t.kind, t.text, t.end = k, b.String(), l.at
	if t.text == "" {
		return t, wrong(opened, l.at, "there is nothing between the quotes")
	}
	return t, nil
}

// wordOf gives what of a text comes before a space, a bracket or a quote.
func wordOf(text string) string {
	if at := strings.IndexFunc(text, endsWord); at >= 0 {
		return text[:at]
	}
	return text
}
