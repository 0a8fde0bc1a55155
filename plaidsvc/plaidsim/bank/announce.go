package bank

import (
	"maps"

	"passbook/plaidsvc/plaidsim/wire"
)

// listener is a processor that hears of one account's transactions.
type listener struct {
	token, url string
	account    *Account
}

// ListenWith lets the holder of a processor token hear of the token's account
// at an address; empty: no more.
func (it *Item) ListenWith(token, url string, a *Account) {
	for i := range it.listeners {
		if it.listeners[i].token == token {
			it.listeners[i].url = url
			return
		}
	}
	it.listeners = append(it.listeners, listener{token, url, a})
}

// isHeard reports whether somebody hears of the Item's transactions.
func (it *Item) isHeard() bool {
	for _, l := range it.listeners {
		if l.url != "" {
			return true
		}
	}
	return it.Webhook != ""
}

// announce emits the webhooks for what changed since the last call: to the
// Item's webhook, and to the processors' for their accounts.
func (h *History) announce() {
	if h.announced == h.head() && h.announcedStatus == h.Status {
		return
	}
	before, status := h.announced, h.announcedStatus
	h.announced, h.announcedStatus = h.head(), h.Status
	if !h.item.Uses("transactions") {
		return
	}
	h.tell(before, status, nil, func(code string, more wire.Object) {
		if code == "RECURRING_TRANSACTIONS_UPDATE" {
			more = wire.Object{"account_ids": h.item.TransactionAccounts()}
		}
		h.item.Notify("TRANSACTIONS", code, more)
	})
	for _, l := range h.item.listeners {
		h.tell(before, status, l.account, func(code string, more wire.Object) {
			body := wire.Object{"account_id": l.account.ID}
			maps.Copy(body, more)
			h.item.emit(l.url, "TRANSACTIONS", code, body)
		})
	}
}

// tell gives the webhooks for what changed of an account after a position, when
// the history had a status; nil: of all accounts. Those that belong to
// /transactions/get come always, SYNC_UPDATES_AVAILABLE only after
// /transactions/sync was called once, RECURRING_TRANSACTIONS_UPDATE only after
// /transactions/recurring/get.
func (h *History) tell(after int, status string, a *Account, notify func(code string, more wire.Object)) {
	changed, fresh, removed := h.since(after, a)
	if !changed && status == h.Status {
		return
	}
	switch {
	case status == h.Status && fresh > 0:
		notify("DEFAULT_UPDATE", wire.Object{"new_transactions": fresh, "error": nil})
	case h.Status == initialDone && status == NotReady:
		notify("INITIAL_UPDATE", wire.Object{"new_transactions": fresh, "error": nil})
	case h.Status == HistoricalDone && status != HistoricalDone:
		notify("HISTORICAL_UPDATE", wire.Object{"new_transactions": fresh, "error": nil})
	}
	if len(removed) > 0 {
		notify("TRANSACTIONS_REMOVED", wire.Object{"removed_transactions": removed, "error": nil})
	}
	if h.Synced {
		notify("SYNC_UPDATES_AVAILABLE", h.Readiness())
	}
	if h.Recurring {
		notify("RECURRING_TRANSACTIONS_UPDATE", nil)
	}
}

// since says what changed of an account after a position: how many transactions
// were added, and the ids of those removed. nil stands for all accounts.
func (h *History) since(after int, a *Account) (changed bool, fresh int, removed []string) {
	if h.Bulk != nil {
		return h.head() > after, h.head() - after, nil
	}
	for pos := after; pos < len(h.Log); pos++ {
		t := &h.Transactions[h.Log[pos]]
		if a != nil && t.Account != a.Index {
			continue
		}
		changed = true
		switch h.Show(pos, after, "") {
		case AsAdded:
			fresh++
		case AsRemoved:
			removed = append(removed, t.ID)
		}
	}
	return changed, fresh, removed
}

// Readiness is the body of SYNC_UPDATES_AVAILABLE: how much of the history is
// there.
func (h *History) Readiness() wire.Object {
	return wire.Object{"initial_update_complete": h.Status != NotReady, "historical_update_complete": h.Status == HistoricalDone}
}
