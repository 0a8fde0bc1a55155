package bank

import "passbook/plaidsvc/plaidsim/wire"

// announce queues the webhooks for what changed in a history since it did so
// last: those of /transactions/get always, the one of /transactions/sync when
// that was called before.
func (h *History) announce() {
	if h.announced == h.head() && h.announcedStatus == h.Status {
		return
	}
	fresh, removed := h.unannounced()
	typ, status := "TRANSACTIONS", h.announcedStatus
	h.announced, h.announcedStatus = h.head(), h.Status
	if !h.item.Uses("transactions") {
		return
	}
	switch {
	case status == h.Status && fresh > 0:
		h.item.Notify(typ, "DEFAULT_UPDATE", wire.Object{"new_transactions": fresh, "error": nil})
	case h.Status == initialDone && status == NotReady:
		h.item.Notify(typ, "INITIAL_UPDATE", wire.Object{"new_transactions": fresh, "error": nil})
	case h.Status == HistoricalDone && status != HistoricalDone:
		h.item.Notify(typ, "HISTORICAL_UPDATE", wire.Object{"new_transactions": fresh, "error": nil})
	}
	if len(removed) > 0 {
		h.item.Notify(typ, "TRANSACTIONS_REMOVED", wire.Object{"removed_transactions": removed, "error": nil})
	}
	if h.Synced {
		h.item.Notify(typ, "SYNC_UPDATES_AVAILABLE", h.Readiness())
	}
	if h.Recurring {
		h.item.Notify(typ, "RECURRING_TRANSACTIONS_UPDATE", wire.Object{"account_ids": h.item.TransactionAccounts()})
	}
}

// unannounced counts the transactions that came since the last announcement, and
// lists those that went.
func (h *History) unannounced() (fresh int, removed []string) {
	if h.Bulk != nil {
		return h.head() - h.announced, nil
	}
	for pos := h.announced; pos < len(h.Log); pos++ {
		switch h.Show(pos, h.announced, "") {
		case AsAdded:
			fresh++
		case AsRemoved:
			removed = append(removed, h.Transactions[h.Log[pos]].ID)
		}
	}
	return fresh, removed
}

// Readiness is what SYNC_UPDATES_AVAILABLE tells.
func (h *History) Readiness() wire.Object {
	return wire.Object{"initial_update_complete": h.Status != NotReady, "historical_update_complete": h.Status == HistoricalDone}
}

// TransactionAccounts are the ids of the accounts with transactions.
func (it *Item) TransactionAccounts() []string {
	ids := []string{}
	for _, a := range it.WithTransactions() {
		ids = append(ids, a.ID)
	}
	return ids
}
