package holder

import (
	"strconv"
	"strings"
)

// Field is what of a person /identity/match compares.
type Field string

// The fields, in the order in which they are shown.
const (
	LegalName Field = "name"
	Phone     Field = "phone"
	Email     Field = "email"
	Home      Field = "address"
)

// Fields are all of them.
var Fields = []Field{LegalName, Phone, Email, Home}

// Match is how well a profile fits the owners of an account. Scores are 0 to 100,
// that of the owner who fits best. A field without a score was not compared: the
// profile lacks it, or the bank does.
type Match struct {
	AccountID, Name, Mask string
	Scores                map[Field]int

	PartOfName bool // the first or the last name fits
	Nickname   bool // the names fit but for a nickname
	Business   bool // the owner is a business
	PostalCode bool // the postal code fits
}

// bands are the least scores of each word, from the best down. Source: the
// reference of /identity/match.
var bands = map[Field][]struct {
	least int
	word  string
}{
	LegalName: {{100, "perfect"}, {85, "strong"}, {70, "partial"}, {0, "mismatch"}},
	Phone:     {{100, "perfect"}, {70, "partial"}, {0, "mismatch"}},
	Email:     {{100, "perfect"}, {70, "partial"}, {0, "mismatch"}},
	Home:      {{100, "perfect"}, {90, "strong"}, {70, "partial"}, {0, "weak"}},
}

// NotCompared is said of a field without a score.
const NotCompared = "not compared"

// Word says how well a field fits: perfect, strong, partial, mismatch (of an
// address: weak), or NotCompared.
func (m Match) Word(f Field) string {
	score, ok := m.Scores[f]
	if !ok {
		return NotCompared
	}
	for _, b := range bands[f] {
		if score >= b.least {
			return b.word
		}
	}
	return "mismatch"
}

// Words is Word with the score behind it.
func (m Match) Words(f Field) string {
	if score, ok := m.Scores[f]; ok {
		return m.Word(f) + " (" + strconv.Itoa(score) + ")"
	}
	return NotCompared
}

// Hints say what a score alone does not: that a part of the name fits, and such.
func (m Match) Hints() string {
	var hints []string
	for _, h := range []struct {
		is    bool
		words string
	}{
		{m.PartOfName && m.Word(LegalName) != "perfect", "first or last name fits"},
		{m.Nickname, "a nickname"},
		{m.Business, "the owner is a business"},
		{m.PostalCode && m.Word(Home) != "perfect", "postal code fits"},
	} {
		if h.is {
			hints = append(hints, h.words)
		}
	}
	return strings.Join(hints, ", ")
}
