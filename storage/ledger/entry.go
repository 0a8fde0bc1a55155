package ledger

import (
	"cmp"
	"strings"
	"time"
	"unicode"
)

// Annotation is what the person added to a transaction.
type Annotation struct {
	Category string // overrides the bank's: a detailed category, or a name of the person's own; empty: none
	Note     string
	Tags     []string
	Hidden   bool // from spending and income
}

// IsEmpty reports whether the person added nothing.
func (a Annotation) IsEmpty() bool {
	return a.Category == "" && a.Note == "" && len(a.Tags) == 0 && !a.Hidden
}

// Entry is a transaction with what stands around it on a screen or in an
// export.
type Entry struct {
	Transaction
	Annotation     Annotation
	AccountName    string
	AccountMask    string
	Institution    string
	Key            Key
	PendingVersion *PendingVersion // what a posted row was while it was pending; nil: not known
	PairID         string          // the transaction that is the other half of this internal transfer; empty: there is none
	PairAccount    string          // the name of the account that it is on
	RemovedAt      time.Time       // when a sync learnt that the bank had removed it, UTC; zero: it is not removed
}

// Title is what a transaction is called: its merchant, or else the bank's text,
// or else the text as it was billed. Where none of them shows anything it is
// "Transaction". The text is as the bank sent it: clean it before it is printed.
func (e *Entry) Title() string {
	for _, text := range []string{e.Merchant, e.Name, e.Original} {
		if strings.ContainsFunc(text, isInk) {
			return text
		}
	}
	return "Transaction"
}

// isInk reports whether a character leaves a mark on a screen by itself: a
// letter, digit, punctuation or symbol, and not what stands for broken UTF-8.
func isInk(r rune) bool {
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) && r != unicode.ReplacementChar
}

// EffectiveCategory is the category that a transaction counts under: the
// person's, or else the bank's detailed one, or else its primary one; empty
// where there is none.
func (e *Entry) EffectiveCategory() string {
	return cmp.Or(e.Annotation.Category, e.CategoryDetail, e.Category)
}

// EffectivePrimary is the primary category of EffectiveCategory: of the
// person's own name the name itself, of the bank's what the bank calls it.
func (e *Entry) EffectivePrimary() string {
	if own := e.Annotation.Category; own != "" {
		return PrimaryCategory(own)
	}
	return cmp.Or(e.Category, PrimaryCategory(e.CategoryDetail))
}

// PendingVersion is what the bank said of a posted row while it was pending: a
// page can then show "authorised 20.00, posted 24.00".
type PendingVersion struct {
	ID             string
	Amount         Money
	Date           Date
	AuthorizedDate Date
	Name           string
}

// Key is the place of an entry in the order of a list: newest first, and
// within a day by arrival. The zero Key stands before the first entry.
type Key struct {
	Date Date
	Row  int64
}
