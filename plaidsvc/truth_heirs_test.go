package plaidsvc_test

import (
	"cmp"
	"slices"

	"passbook/storage/ledger"
)

// moveHouse takes out what an account that came back under another id brought
// again.
func (b *bank) moveHouse(next map[string]ledger.Transaction, listed map[string]bool) {
	type key struct {
		ledger.Money
		date    ledger.Date
		pending bool
		name    string
	}
	keyOf := func(t ledger.Transaction) key { return key{t.Amount, t.Date, t.Pending, t.Name} }
	went := map[string][]string{} // by heir
	for old := range b.heirs {
		if heir := b.heirOf(old); !listed[old] && listed[heir] {
			went[heir] = append(went[heir], old)
		}
	}
	for heir, olds := range went {
		again := map[key][]string{}
		for id, row := range next {
			if _, has := b.notes.was[id]; row.AccountID == heir && !has {
				again[keyOf(row)] = append(again[keyOf(row)], id)
			}
		}
		before := map[key][]string{}
		for id, row := range b.known {
			if _, replaced := b.notes.next[id]; slices.Contains(olds, row.AccountID) && !replaced {
				before[keyOf(row)] = append(before[keyOf(row)], id)
			}
		}
		for key, ids := range before {
			twins := b.byArrival(again[key])
			for i, id := range b.standingFirst(b.byArrival(ids), next) {
				if i < len(twins) { // those that look alike are paired in their order
					delete(next, id)
					b.notes.replace(id, twins[i])
					b.counts["carried to another account"]++
				}
			}
		}
	}
}

func (b *bank) standingFirst(ids []string, next map[string]ledger.Transaction) []string {
	stands := func(id string) int { _, ok := next[id]; return map[bool]int{true: 0, false: 1}[ok] }
	return slices.SortedStableFunc(slices.Values(ids), func(x, y string) int { return stands(x) - stands(y) })
}

func (b *bank) byArrival(ids []string) []string {
	if len(ids) < 2 {
		return ids
	}
	return slices.SortedFunc(slices.Values(ids), func(x, y string) int { return cmp.Compare(b.place(x), b.place(y)) })
}

func (b *bank) place(id string) int64 {
	e, err := b.db.Entry(b.t.Context(), id)
	if err != nil {
		b.t.Error(err)
	}
	return e.Key.Row
}

// heirOf is the next account in an account's line that the cache lists.
func (b *bank) heirOf(old string) (heir string) {
	lists := b.lists()
	for heir = b.heirs[old]; heir != "" && !lists[heir]; heir = b.heirs[heir] {
	}
	return heir
}

// lists are the accounts that the cache lists.
func (b *bank) lists() map[string]bool {
	accounts, err := b.db.Accounts(b.t.Context())
	if err != nil {
		b.t.Error(err)
	}
	ids := map[string]bool{}
	for _, a := range accounts {
		ids[a.ID] = true
	}
	return ids
}
