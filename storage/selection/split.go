package selection

import "passbook/storage/query"

// Removed says how a query takes rows that the bank removed.
type Removed int

// The ways.
const (
	None Removed = iota // they are left out
	Only
	Too // they are rows like all others
)

// Parts are the parts of a query that a row has to meet, each of them.
type Parts struct {
	Limits  []query.Node // by day, account, category or currency: indexes find their rows
	Rest    query.Node   // the others; nil: there are none
	Removed Removed
}

// Split gives the parts of a query. Rows that the bank removed are in its answer
// where it says is:removed outside of what it does not want, or where all is said
// of them.
func Split(n query.Node, ofRemoved bool) (p Parts) {
	all, ok := n.(query.All)
	if !ok {
		all = query.All{n}
	}
	var rest query.All
	for _, part := range all {
		switch {
		case part == query.Node(query.Is{State: query.Removed}):
			p.Removed = Only
		case limits(part):
			p.Limits = append(p.Limits, part)
		default:
			rest = append(rest, part)
		}
	}
	switch {
	case ofRemoved:
		p.Removed = Only
	case p.Removed == None && asksForRemoved(rest, false):
		p.Removed = Too
	}
	if len(rest) > 0 {
		p.Rest = rest
	}
	return p
}

// limits reports whether a part is one that indexes find rows by.
func limits(n query.Node) bool {
	switch n := n.(type) {
	case query.Days:
		return true
	case query.Named:
		return n.Key != query.KeyMerchant && n.Key != query.KeyTag
	case query.Is:
		return n.State == query.Uncategorised || n.State == query.Foreign
	}
	return false
}

func asksForRemoved(n query.Node, unwanted bool) bool {
	parts := []query.Node{}
	switch n := n.(type) {
	case query.Is:
		return n.State == query.Removed && !unwanted
	case query.Not:
		return asksForRemoved(n.Of, !unwanted)
	case query.All:
		parts = n
	case query.Any:
		parts = n
	}
	for _, part := range parts {
		if asksForRemoved(part, unwanted) {
			return true
		}
	}
	return false
}
