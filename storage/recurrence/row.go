package recurrence

import (
	"strings"
	"unicode"

	"passbook/storage/ledger"
)

// Row is a posted transaction.
type Row struct {
	ID       int64 // identifies it for the caller
	Account  int64
	EntityID string // Plaid's of the merchant; empty: not known
	Merchant string // empty: the bank's text alone says who it is
	Name     string // the bank's text
	Currency string
	Minor    int64 // positive: money in
	Date     ledger.Date
}

// Clean is a bank's text without what differs from one payment to the next: it
// leaves out words with digits and marks, and the case.
func Clean(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return unicode.IsSpace(r) || r == '*' || r == '/' || r == ',' || r == ':' || r == '#'
	})
	kept := words[:0]
	for _, w := range words {
		if w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }); w != "" && !strings.ContainsFunc(w, unicode.IsDigit) {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		return strings.ToLower(strings.TrimSpace(text)) // 76
	}
	return strings.Join(kept, " ")
}

// payee tells merchants apart: by Plaid's id, else by the cleaned name.
type payee struct{ entity, name string }

// names cleans each text once.
type names map[string]string

func (n names) clean(text string) string {
	c, found := n[text]
	if !found {
		c = Clean(text)
		n[text] = c
	}
	return c
}

// payees finds who was paid in each row. A merchant that has an id in some rows is
// the same one where the id is missing.
type payees struct {
	names    names
	entities map[string]string // by cleaned name; empty: several have the name
}

func payeesOf(rows []Row) *payees {
	p := &payees{names{}, map[string]string{}}
	for i := range rows {
		r := &rows[i]
		if r.EntityID == "" || r.Merchant == "" {
			continue
		}
		name := p.names.clean(r.Merchant)
		if known, found := p.entities[name]; !found {
			p.entities[name] = r.EntityID
		} else if known != r.EntityID {
			p.entities[name] = ""
		}
	}
	return p
}

func (p *payees) of(r *Row) payee {
	if r.EntityID != "" {
		return payee{entity: r.EntityID}
	}
	if r.Merchant == "" {
		return payee{name: p.names.clean(r.Name)}
	}
	name := p.names.clean(r.Merchant)
	if entity := p.entities[name]; entity != "" {
		return payee{entity: entity}
	}
	return payee{name: name}
}
