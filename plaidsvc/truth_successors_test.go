package plaidsvc_test

import (
	"cmp"
	"slices"

	"passbook/storage/ledger"
)

// removeTwins takes out what an account that came back under another id brought
// again.
func (b *bank) removeTwins(next map[string]ledger.Transaction, listed map[string]bool) {
	type key struct {
		ledger.Money
		date    ledger.Date
		pending bool
		name    string
	}
	keyOf := func(t ledger.Transaction) key { return key{t.Amount, t.Date, t.Pending, t.Name} }
	went := map[string][]string{} // by successor
	for old := range b.successors {
		if successor := b.successorOf(old); !listed[old] && listed[successor] {
			went[successor] = append(went[successor], old)
		}
	}
	for successor, olds := range went {
		again := map[key][]string{}
		for id, row := range next {
			if _, has := b.notes.was[id]; row.AccountID == successor && !has {
				again[keyOf(row)] = append(again[keyOf(row)], id)
			}
		}
		before := map[key][]string{}
		for id, row := range b.everStated {
			if _, replaced := b.notes.next[id]; slices.Contains(olds, row.AccountID) && !replaced {
				before[keyOf(row)] = append(before[keyOf(row)], id)
			}
		}
		for key, ids := range before {
			twins := b.byArrival(again[key])
			for i, id := range b.listedFirst(b.byArrival(ids), next) {
				if i < len(twins) { // those that look alike are paired in their order
					delete(next, id)
					b.notes.replace(id, twins[i])
					b.counts["carried to another account"]++
				}
			}
		}
	}
}

func (b *bank) listedFirst(ids []string, next map[string]ledger.Transaction) []string {
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

// successorOf is the next account in an account's line that the cache lists.
func (b *bank) successorOf(old string) (successor string) {
	lists := b.lists()
	for successor = b.successors[old]; successor != "" && !lists[successor]; successor = b.successors[successor] {
	}
	return successor
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
