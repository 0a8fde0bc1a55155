package plaidsim

import (
	"encoding/json"

	"passbook/plaidsvc/plaidsim/wire"
)

// syncOptions are the options of /transactions/sync.
type syncOptions struct {
	Account  string `json:"account_id"`
	Original bool   `json:"include_original_description"`
	Version  string `json:"personal_finance_category_version"`
	Days     int    `json:"days_requested"`
}

func transactionsSync(c *call, in struct {
	accessOnly
	Cursor  string      `json:"cursor"`
	Count   *int        `json:"count"`
	Options syncOptions `json:"options"`
},
) (any, *wire.Error) {
	it, err := c.reach(in.AccessToken, "transactions")
	if err != nil {
		return nil, err
	}
	if in.Options.Account != "" {
		if _, err := it.account(in.Options.Account); err != nil {
			return nil, err
		}
	}
	count := 100
	if in.Count != nil {
		count = *in.Count
	}
	h := it.history
	h.synced = true
	if h.status == notReady {
		return wire.Object{
			"accounts": []wire.Object{}, "added": []wire.Object{}, "modified": []wire.Object{}, "removed": []wire.Object{},
			"has_more": false, "next_cursor": "", "transactions_update_status": notReady,
		}, nil
	}
	cur, err := h.begin(in.Cursor, in.Options.Account)
	if err != nil {
		return nil, err
	}
	if h.bulk != nil {
		if in.Options.Account != "" {
			return nil, wire.InvalidField("options.account_id is not available for user_bulk")
		}
		return it.bulkPage(cur, count, in.Options)
	}
	return it.syncPage(cur, count, in.Options)
}

// begin is the cursor that a request continues from.
func (h *history) begin(text, accountID string) (cursor, *wire.Error) {
	switch text {
	case "":
		return cursor{head: h.head()}, nil
	case "now":
		return cursor{start: h.head(), pos: h.head(), head: h.head()}, nil
	}
	cur, err := decodeCursor(text, h.item.seed, accountID)
	if err != nil {
		return cursor{}, err
	}
	if cur.head > h.head() {
		return cursor{}, wire.ErrForeignCursor
	}
	if cur.pos == cur.head { // the update was complete: a new one begins
		return cursor{start: cur.pos, pos: cur.pos, head: h.head()}, nil
	}
	for _, n := range h.changes(cur.head) {
		if accountID == "" || h.item.accounts[h.txns[n].Account].id == accountID {
			return cursor{}, wire.ErrSyncMutation
		}
	}
	return cur, nil
}

// head is the position of the latest change.
func (h *history) head() int {
	if h.bulk != nil && h.status == historicalDone {
		return h.bulk.Total
	}
	return len(h.log)
}

// changes are the transactions of the log after a position.
func (h *history) changes(after int) []int {
	return h.log[min(after, len(h.log)):]
}

// The ways in which a change shows in an update.
const (
	hidden = iota
	asAdded
	asModified
	asRemoved
)

// show tells how the change at a position shows in an update that began at
// start: a transaction shows once, at its latest change, and one that came and
// went in between not at all.
func (h *history) show(pos, start int, accountID string) int {
	t := &h.txns[h.log[pos]]
	a := &h.item.accounts[t.Account]
	switch {
	case t.last > pos+1, !a.shared, accountID != "" && accountID != a.id, t.gone && t.born > start:
		return hidden
	case t.gone:
		return asRemoved
	case t.born <= start:
		return asModified
	default:
		return asAdded
	}
}

// syncPage collects up to count changes.
func (it *item) syncPage(cur cursor, count int, o syncOptions) (any, *wire.Error) {
	h := it.history
	added, modified, removed := []wire.Object{}, []wire.Object{}, []wire.Object{}
	for ; cur.pos < cur.head; cur.pos++ {
		how := h.show(cur.pos, cur.start, o.Account)
		if how != hidden && len(added)+len(modified)+len(removed) == count {
			break
		}
		t := &h.txns[h.log[cur.pos]]
		a := &it.accounts[t.Account]
		switch how {
		case asRemoved:
			removed = append(removed, wire.Object{"account_id": a.id, "transaction_id": t.id})
		case asModified:
			modified = append(modified, t.json(a, o.Original, o.Version))
		case asAdded:
			added = append(added, t.json(a, o.Original, o.Version))
		}
	}
	return wire.Object{
		"accounts": accountsJSON(it.withTransactions()), "added": added, "modified": modified, "removed": removed,
		"has_more": cur.pos < cur.head, "next_cursor": cur.encode(it.seed, o.Account), "transactions_update_status": h.status,
	}, nil
}

// bulkPage is a page of a generated history: nothing but additions.
func (it *item) bulkPage(cur cursor, count int, o syncOptions) (any, *wire.Error) {
	h := it.history
	n := min(count, cur.head-cur.pos)
	ids := make([]string, len(it.accounts))
	for i, a := range it.accounts {
		ids[i] = a.id
	}
	b := append((*wire.Buffers.Get().(*wire.RawJSON))[:0], `{"added":[`...)
	b = h.bulk.AppendPage(b, it.seed, ids, cur.pos, n, o.Original, o.Version)
	cur.pos += n
	rest, err := json.Marshal(wire.Object{
		"accounts": accountsJSON(it.withTransactions()), "modified": []wire.Object{}, "removed": []wire.Object{},
		"has_more": cur.pos < cur.head, "next_cursor": cur.encode(it.seed, ""), "transactions_update_status": h.status,
	})
	if err != nil {
		return nil, wire.ErrInternal
	}
	b = append(b, `],`...)
	return append(b, rest[1:]...), nil
}

// withTransactions are the shared accounts that can have transactions:
// investments have their own.
func (it *item) withTransactions() []*account {
	var out []*account
	for i := range it.accounts {
		if a := &it.accounts[i]; a.shared && a.Type != "investment" {
			out = append(out, a)
		}
	}
	return out
}
