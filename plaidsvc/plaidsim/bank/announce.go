package bank

import "passbook/plaidsvc/plaidsim/wire"

// announce emits the webhooks for what changed since the last call: those that
// belong to /transactions/get always, SYNC_UPDATES_AVAILABLE only after
// /transactions/sync was called once, RECURRING_TRANSACTIONS_UPDATE only after
// /transactions/recurring/get.
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

// unannounced counts the transactions added since the last announcement, and
// lists the ids of those removed.
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

// Readiness is the body of SYNC_UPDATES_AVAILABLE: how much of the history is
// there.
func (h *History) Readiness() wire.Object {
	return wire.Object{"initial_update_complete": h.Status != NotReady, "historical_update_complete": h.Status == HistoricalDone}
}
