package api

import (
	"encoding/json"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// syncOptions are the options of /transactions/sync; other endpoints have some
// of them.
type syncOptions struct {
	Account  string `json:"account_id"`
	Original bool   `json:"include_original_description"`
	Version  string `json:"personal_finance_category_version"`
	Days     int    `json:"days_requested"`
}

// TransactionsSync serves /transactions/sync: what changed since a cursor, in
// pages. NOT_READY, with an empty cursor, until the first transactions are
// there; TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION when something changed
// between two pages.
func TransactionsSync(c *bank.Call, in struct {
	itemRequest
	Cursor  string      `json:"cursor"`
	Count   *int        `json:"count"`
	Options syncOptions `json:"options"`
},
) (any, *wire.Error) {
	it, _, err := c.ReachTransactions(in.AccessToken, in.Options.Days, nil)
	if err != nil {
		return nil, err
	}
	in.Options.Version = c.Ledger.Taxonomy(in.Options.Version)
	if in.Options.Account != "" {
		if _, err := it.Account(in.Options.Account); err != nil {
			return nil, err
		}
	}
	count := 100
	if in.Count != nil {
		count = *in.Count
	}
	h := it.History
	h.Synced = true
	if h.Status == bank.NotReady {
		return wire.Object{
			"accounts": []wire.Object{}, "added": []wire.Object{}, "modified": []wire.Object{}, "removed": []wire.Object{},
			"has_more": false, "next_cursor": "", "transactions_update_status": bank.NotReady,
		}, nil
	}
	cur, err := h.Begin(in.Cursor, in.Options.Account)
	if err != nil {
		return nil, err
	}
	if h.Bulk != nil {
		if in.Options.Account != "" {
			return nil, wire.InvalidField("options.account_id is not available for user_bulk")
		}
		return bulkPage(it, cur, count, in.Options)
	}
	return syncPage(it, cur, count, in.Options)
}

// syncPage is a page of up to count changes from the cursor on.
func syncPage(it *bank.Item, cur bank.Cursor, count int, o syncOptions) (any, *wire.Error) {
	h := it.History
	added, modified, removed := []wire.Object{}, []wire.Object{}, []wire.Object{}
	for ; cur.Pos < cur.Head; cur.Pos++ {
		how := h.Show(cur.Pos, cur.Start, o.Account)
		if how != bank.Hidden && len(added)+len(modified)+len(removed) == count {
			break
		}
		t := &h.Transactions[h.Log[cur.Pos]]
		a := &it.Accounts[t.Account]
		switch how {
		case bank.AsRemoved:
			removed = append(removed, wire.Object{"account_id": a.ID, "transaction_id": t.ID})
		case bank.AsModified:
			modified = append(modified, t.JSON(a, o.Original, o.Version))
		case bank.AsAdded:
			added = append(added, t.JSON(a, o.Original, o.Version))
		}
	}
	return wire.Object{
		"accounts": bank.AccountsJSON(it.WithTransactions()), "added": added, "modified": modified, "removed": removed,
		"has_more": cur.Pos < cur.Head, "next_cursor": cur.Encode(it.Seed, o.Account), "transactions_update_status": h.Status,
	}, nil
}

// bulkPage is a page of a generated history, which has only additions.
func bulkPage(it *bank.Item, cur bank.Cursor, count int, o syncOptions) (any, *wire.Error) {
	h := it.History
	n := min(count, cur.Head-cur.Pos)
	ids := make([]string, len(it.Accounts))
	for i, a := range it.Accounts {
		ids[i] = a.ID
	}
	b := append((*wire.Buffers.Get().(*wire.RawJSON))[:0], `{"added":[`...)
	b = h.Bulk.AppendPage(b, it.Seed, ids, cur.Pos, n, o.Original, o.Version)
	cur.Pos += n
	rest, err := json.Marshal(wire.Object{
		"accounts": bank.AccountsJSON(it.WithTransactions()), "modified": []wire.Object{}, "removed": []wire.Object{},
		"has_more": cur.Pos < cur.Head, "next_cursor": cur.Encode(it.Seed, ""), "transactions_update_status": h.Status,
	})
	if err != nil {
		return nil, wire.ErrInternal
	}
	b = append(b, `],`...)
	return append(b, rest[1:]...), nil
}
