package storage

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"passbook/storage/ledger"
	"passbook/storage/query"
)

// naive says what a query says, row by row and of nothing but the row.
func naive(n query.Node, e *ledger.Entry, home string) bool {
	same := func(part query.Node) bool { return naive(part, e, home) }
	switch n := n.(type) {
	case query.All:
		return !slices.ContainsFunc(n, func(part query.Node) bool { return !same(part) })
	case query.Any:
		return slices.ContainsFunc(n, same)
	case query.Not:
		return !same(n.Of)
	case query.Word:
		return says(e, n.Text) || showsAmount(e, n.Text)
	case query.Quoted:
		return says(e, n.Text)
	case query.Amount:
		return sized(e, n)
	case query.Days:
		return (n.From == 0 || n.From <= e.Date) && (n.To == 0 || e.Date <= n.To)
	case query.Named:
		return isNamed(e, n)
	case query.Is:
		return map[query.State]bool{
			query.Pending: e.Pending, query.Posted: !e.Pending, query.Hidden: e.Annotation.Hidden, query.Transfer: e.PairID != "",
			query.Removed: !e.RemovedAt.IsZero(), query.Uncategorised: e.EffectiveCategory() == "", query.Edited: !e.Annotation.IsEmpty(),
			query.Foreign: e.Amount.Currency != home,
		}[n.State]
	}
	panic(n)
}

// plain is a text of these tests as it is compared.
func plain(text string) string {
	return strings.NewReplacer("é", "e", "ä", "a", "ü", "u", "\x00", " ", "\n", " ").Replace(strings.ToLower(text))
}

func holdsText(text, part string) bool { return strings.Contains(plain(text), plain(part)) }

func says(e *ledger.Entry, part string) bool {
	category, primary := e.EffectiveCategory(), e.EffectivePrimary()
	texts := []string{
		e.Merchant, e.Name, e.Original, e.Title(), e.Annotation.Note, category, primary,
		strings.ReplaceAll(category, "_", " "), strings.ReplaceAll(primary, "_", " "), ledger.CategoryName(category),
	}
	return slices.ContainsFunc(append(texts, e.Annotation.Tags...), func(text string) bool { return holdsText(text, part) })
}

var shownAmount = regexp.MustCompile(`^([-+]?)([$€£¥₹]?)([0-9.][0-9.,]*)$`)

func showsAmount(e *ledger.Entry, word string) bool {
	m := shownAmount.FindStringSubmatch(word)
	if m == nil || strings.Count(word, ".") > 1 || !strings.ContainsAny(word, "0123456789") {
		return false
	}
	symbols := map[string]string{"USD": "$", "CAD": "$", "EUR": "€", "JPY": "¥"}
	if m[1] == "-" && e.Amount.Minor >= 0 || m[1] == "+" && e.Amount.Minor <= 0 || m[2] != "" && symbols[e.Amount.Currency] != m[2] {
		return false
	}
	digits := strings.ReplaceAll(m[3], ",", "")
	shown := strings.TrimPrefix(e.Amount.Decimal(), "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole != "" && fraction != "" && len(fraction) == ledger.Digits(e.Amount.Currency) {
		return rat(digits).Cmp(rat(shown)) == 0
	}
	return strings.Contains(shown, digits)
}

func rat(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return r
}

func sized(e *ledger.Entry, n query.Amount) bool {
	if n.Side == query.In && e.Amount.Minor <= 0 || n.Side == query.Out && e.Amount.Minor >= 0 {
		return false
	}
	size := rat(strings.TrimPrefix(e.Amount.Decimal(), "-"))
	if n.Min.Value != "" {
		if c := size.Cmp(rat(n.Min.Value)); c < 0 || c == 0 && n.Min.Exclusive {
			return false
		}
	}
	if n.Max.Value != "" {
		if c := size.Cmp(rat(n.Max.Value)); c > 0 || c == 0 && n.Max.Exclusive {
			return false
		}
	}
	return true
}

func isNamed(e *ledger.Entry, n query.Named) bool {
	is := func(text string) bool { return plain(text) == plain(n.Value) }
	switch n.Key {
	case query.KeyAccount:
		return holdsText(e.AccountName, n.Value) || is(e.AccountMask) || e.AccountID == n.Value
	case query.KeyBank:
		return holdsText(e.Institution, n.Value)
	case query.KeyCategory:
		category, primary := e.EffectiveCategory(), e.EffectivePrimary()
		return is(category) || is(primary) || is(ledger.CategoryName(category)) || is(ledger.CategoryName(primary))
	case query.KeyTag:
		return slices.ContainsFunc(e.Annotation.Tags, func(tag string) bool { return is(strings.TrimLeft(tag, "#")) })
	case query.KeyMerchant:
		return holdsText(e.Title(), n.Value)
	case query.KeyCurrency:
		return is(e.Amount.Currency)
	}
	panic(n.Key)
}

// asksForRemoved reports whether a query says is:removed of what it wants.
func asksForRemoved(n query.Node, wanted bool) bool {
	some := func(parts []query.Node) bool {
		return slices.ContainsFunc(parts, func(part query.Node) bool { return asksForRemoved(part, wanted) })
	}
	switch n := n.(type) {
	case query.All:
		return some(n)
	case query.Any:
		return some(n)
	case query.Not:
		return asksForRemoved(n.Of, !wanted)
	}
	return wanted && n == query.Node(query.Is{State: query.Removed})
}
