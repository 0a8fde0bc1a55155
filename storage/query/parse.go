package query

import (
	"slices"
	"strings"
	"unicode/utf8"

	"passbook/storage/ledger"
)

// What a query may have at most.
const (
	mostCharacters = 10_000
	mostLevels     = 100
)

// Parse reads a query; of a text without words, All{}. Days such as "last month"
// are those before today; where today is zero they are an error. Errors: *Error.
func Parse(text string, today ledger.Date) (Node, error) {
	if utf8.RuneCountInString(text) > mostCharacters {
		return nil, wrong(0, len(text), "the query has more than 10,000 characters")
	}
	p := parser{lexer: lexer{text: text}, today: today}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.now.kind == end {
		return All{}, nil
	}
	n, err := p.either()
	if err == nil && p.now.kind == closing {
		err = wrong(p.now.start, p.now.end, "no bracket is open here")
	}
	if err != nil {
		return nil, err
	}
	return n, nil
}

type parser struct {
	lexer
	now   token
	today ledger.Date
	level int
}

func (p *parser) advance() (err error) {
	p.now, err = p.next()
	return err
}

// either reads a query: what "or" stands between.
func (p *parser) either() (Node, error) {
	var parts Any
	for {
		n, err := p.every()
		if err != nil {
			return nil, err
		}
		if some, ok := n.(Any); ok {
			parts = append(parts, some...)
		} else {
			parts = append(parts, n)
		}
		if p.now.kind != or {
			break
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return parts, nil
}

// every reads what stands beside each other.
func (p *parser) every() (Node, error) {
	var parts All
	for p.now.kind != end && p.now.kind != closing && p.now.kind != or {
		n, err := p.unary()
		if err != nil {
			return nil, err
		}
		if some, ok := n.(All); ok {
			parts = append(parts, some...)
		} else {
			parts = append(parts, n)
		}
	}
	switch {
	case len(parts) == 1:
		return parts[0], nil
	case len(parts) > 1:
		return parts, nil
	case p.now.kind == or:
		return nil, wrong(p.now.start, p.now.end, `"or" stands between two things; in quotes it is a text`)
	case p.now.kind == closing:
		return nil, wrong(p.now.start, p.now.end, "there is nothing before this bracket")
	}
	return nil, wrong(p.now.start, p.now.end, "the query ends too soon")
}

func (p *parser) unary() (Node, error) {
	t := p.now
	if t.kind == open || t.kind == not {
		p.level++
		defer func() { p.level-- }()
		if p.level > mostLevels {
			return nil, wrong(t.start, t.end, "the query has more than 100 brackets in each other")
		}
	}
	var n Node
	var err error
	switch t.kind {
	case not:
		if err := p.advance(); err != nil {
			return nil, err
		}
		if p.now.kind == or {
			return nil, wrong(t.start, t.end, `"-" stands right before what is not wanted`)
		}
		n, err := p.unary()
		return Not{n}, err
	case open:
		if err := p.advance(); err != nil {
			return nil, err
		}
		if n, err = p.either(); err == nil && p.now.kind != closing {
			err = wrong(t.start, t.end, "the bracket is not closed")
		}
	case quote:
		n = Quoted{t.text}
	case word:
		n = Word{t.text}
	default:
		n, err = p.term(t)
	}
	if err != nil {
		return nil, err
	}
	return n, p.advance()
}

// term reads a key with its value.
func (p *parser) term(t token) (Node, error) {
	key := Key(strings.ToLower(t.key))
	if !slices.Contains(Keys, key) {
		named := said(t.key + ":")
		if near := nearest(t.key, texts(Keys)); near != "" {
			return nil, wrong(t.start, t.value, "%s is no key: %s?", named, near)
		}
		return nil, wrong(t.start, t.value, "%s is no key: write the text in quotes, or one of %s", named, strings.Join(texts(Keys), ", "))
	}
	if key == KeyTag {
		t.text = strings.TrimLeft(t.text, "#")
	}
	if t.text == "" && key != KeyIn && key != KeyOut {
		return nil, wrong(t.start, t.end, "%s: needs a value: %s", key, examples[key])
	}
	switch key {
	case KeyAmount, KeyIn, KeyOut:
		return parseAmount(key, t)
	case KeyDate:
		return p.days(t)
	case KeyIs:
		return parseState(t)
	}
	return Named{key, t.text}, nil
}

func parseState(t token) (Node, error) {
	state := State(strings.ToLower(t.text))
	if state == "uncategorized" {
		state = Uncategorised
	}
	if slices.Contains(States, state) {
		return Is{state}, nil
	}
	if near := nearest(t.text, texts(States)); near != "" {
		return nil, wrong(t.value, t.end, "%s is nothing that a row can be: %s?", said(t.text), near)
	}
	return nil, wrong(t.value, t.end, "%s is nothing that a row can be: one of %s", said(t.text), strings.Join(texts(States), ", "))
}

// examples show a value of each key.
var examples = map[Key]string{
	KeyAmount: "amount:>100", KeyDate: "date:2026-03", KeyAccount: "account:checking", KeyBank: "bank:chase", KeyCategory: "category:coffee",
	KeyTag: "tag:trip", KeyMerchant: "merchant:uber", KeyCurrency: "currency:EUR", KeyIs: "is:pending",
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}
