package query

import (
	"strings"
	"unicode"

	"passbook/storage/ledger"
)

// Node is a query or a part of one: All, Any, Not, Word, Quoted, Amount, Days,
// Named or Is. Its String is its canonical text: Parse reads it as the same Node.
type Node interface {
	String() string
	node()
}

// All asks for rows of which every part holds; of no parts, for all rows.
type All []Node

// Any asks for rows of which at least one part holds.
type Any []Node

// Not asks for the rows that a part does not ask for.
type Not struct{ Of Node }

// The terms.
type (
	// Word is a text anywhere in what a row says, or an amount as it is shown: see
	// Word.Shown.
	Word struct{ Text string }
	// Quoted is a text anywhere in what a row says, as one piece.
	Quoted struct{ Text string }
	// Amount is the size of an amount, in the row's own currency.
	Amount struct {
		Side     Side
		Min, Max Bound
	}
	// Days are the days from one to another, both included; zero: open.
	Days struct{ From, To ledger.Date }
	// Named is what a row belongs to, by a name.
	Named struct {
		Key   Key
		Value string
	}
	// Is is a state of a row.
	Is struct{ State State }
)

// Key is what stands before the colon of a term.
type Key string

// The keys.
const (
	KeyAmount   Key = "amount"
	KeyIn       Key = "in"
	KeyOut      Key = "out"
	KeyDate     Key = "date"
	KeyAccount  Key = "account"
	KeyBank     Key = "bank"
	KeyCategory Key = "category"
	KeyTag      Key = "tag"
	KeyMerchant Key = "merchant"
	KeyCurrency Key = "currency"
	KeyIs       Key = "is"
)

// Keys are all keys, in the order in which they are explained.
var Keys = []Key{
	KeyAmount, KeyIn, KeyOut, KeyDate, KeyAccount, KeyBank, KeyCategory, KeyTag, KeyMerchant, KeyCurrency, KeyIs,
}

// State is what a row can be.
type State string

// The states.
const (
	Pending       State = "pending"
	Posted        State = "posted"
	Hidden        State = "hidden"
	Transfer      State = "transfer" // one half of an internal transfer
	Removed       State = "removed"  // by the bank
	Uncategorised State = "uncategorised"
	Edited        State = "edited"  // it has an Annotation
	Foreign       State = "foreign" // in another currency than the home currency
)

// States are all states, in the order in which they are explained.
var States = []State{Pending, Posted, Hidden, Transfer, Removed, Uncategorised, Edited, Foreign}

// Side is a direction of money.
type Side string

// The sides. An amount of nothing is on neither.
const (
	Either Side = ""
	In     Side = "in"
	Out    Side = "out"
)

// Resolve gives the canonical text of what a text asks for. Days that follow
// today, such as "last month", are fixed in it. Errors: *Error.
func Resolve(text string, today ledger.Date) (string, error) {
	n, err := Parse(text, today)
	if err != nil {
		return "", err
	}
	return n.String(), nil
}

// mostQuoted is what Quote takes of a text: a bank's can have any length.
const mostQuoted = 1000

// Quote gives the query that finds a text as one piece, of a very long one its
// first 1,000 characters; of none the query for all.
func Quote(text string) string {
	if text == "" {
		return ""
	}
	if runes := []rune(text); len(runes) > mostQuoted {
		text = string(runes[:mostQuoted])
	}
	return Quoted{text}.String()
}

func (n All) String() string {
	return joined(n, " ", func(part Node) bool { _, any := part.(Any); return any })
}

func (n Any) String() string { return joined(n, " or ", func(Node) bool { return false }) }

// joined writes parts, those of which wrap holds in brackets.
func joined(parts []Node, between string, wrap func(Node) bool) string {
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = part.String()
		if wrap(part) {
			texts[i] = "(" + texts[i] + ")"
		}
	}
	return strings.Join(texts, between)
}

func (n Not) String() string {
	of := n.Of.String()
	switch w, _ := n.Of.(Word); n.Of.(type) {
	case All, Any:
		return "-(" + of + ")"
	case Word:
		if _, amount := (Word{"-" + w.Text}).Shown(); amount { // -12 is an amount
			return "-(" + of + ")"
		}
	}
	return "-" + of
}

func (n Word) String() string   { return n.Text }
func (n Quoted) String() string { return quoted(n.Text) }
func (n Is) String() string     { return string(KeyIs) + ":" + string(n.State) }

func (n Named) String() string {
	value := n.Value
	if value == "" || strings.ContainsFunc(value, endsWord) {
		value = quoted(value)
	}
	return string(n.Key) + ":" + value
}

func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// endsWord reports whether a character is none of a word's.
func endsWord(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`()"`, r) }

func (All) node()    {}
func (Any) node()    {}
func (Not) node()    {}
func (Word) node()   {}
func (Quoted) node() {}
func (Amount) node() {}
func (Days) node()   {}
func (Named) node()  {}
func (Is) node()     {}
