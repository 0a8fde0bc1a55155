package plaidsim

import (
	"maps"
	"slices"

	"passbook/plaidsvc/plaidsim/wire"
)

// event is something that a client hears of by webhook: the JSON body, and the
// address that it goes to.
type event struct {
	url  string
	body wire.Object
}

// emit adds an event to those of the call, unless nobody listens: an empty url.
func (c *client) emit(url, typ, code string, more wire.Object) {
	if url == "" {
		return
	}
	body := wire.Object{"webhook_type": typ, "webhook_code": code, "environment": "sandbox"}
	maps.Copy(body, more)
	c.events = append(c.events, event{url: url, body: body})
}

// notify queues a webhook about the Item.
func (it *item) notify(typ, code string, more wire.Object) {
	if it.webhook == "" || it.removed {
		return
	}
	body := wire.Object{"item_id": it.id}
	if it.user != "" {
		body["user_id"] = it.user
	}
	maps.Copy(body, more)
	it.emit(it.webhook, typ, code, body)
	it.lastWebhook = wire.Object{"sent_at": wire.Timestamp(it.now), "code_sent": code}
}

// announce queues the webhooks for what changed in a history since it did so
// last: those of /transactions/get always, the one of /transactions/sync when
// that was called before.
func (h *history) announce() {
	if h.told == h.head() && h.toldStatus == h.status {
		return
	}
	fresh, removed := h.news()
	typ, status := "TRANSACTIONS", h.toldStatus
	h.told, h.toldStatus = h.head(), h.status
	if !h.item.uses("transactions") {
		return
	}
	switch {
	case status == h.status && fresh > 0:
		h.item.notify(typ, "DEFAULT_UPDATE", wire.Object{"new_transactions": fresh, "error": nil})
	case h.status == initialDone && status == notReady:
		h.item.notify(typ, "INITIAL_UPDATE", wire.Object{"new_transactions": fresh, "error": nil})
	case h.status == historicalDone && status != historicalDone:
		h.item.notify(typ, "HISTORICAL_UPDATE", wire.Object{"new_transactions": fresh, "error": nil})
	}
	if len(removed) > 0 {
		h.item.notify(typ, "TRANSACTIONS_REMOVED", wire.Object{"removed_transactions": removed, "error": nil})
	}
	if h.synced {
		h.item.notify(typ, "SYNC_UPDATES_AVAILABLE", h.readiness())
	}
	if h.recurring {
		h.item.notify(typ, "RECURRING_TRANSACTIONS_UPDATE", wire.Object{"account_ids": h.item.transactionAccounts()})
	}
}

// news counts the transactions that came since the last announcement, and
// lists those that went.
func (h *history) news() (fresh int, removed []string) {
	if h.bulk != nil {
		return h.head() - h.told, nil
	}
	for pos := h.told; pos < len(h.log); pos++ {
		switch h.show(pos, h.told, "") {
		case asAdded:
			fresh++
		case asRemoved:
			removed = append(removed, h.txns[h.log[pos]].id)
		}
	}
	return fresh, removed
}

// readiness is what SYNC_UPDATES_AVAILABLE tells.
func (h *history) readiness() wire.Object {
	return wire.Object{"initial_update_complete": h.status != notReady, "historical_update_complete": h.status == historicalDone}
}

// transactionAccounts are the ids of the accounts with transactions.
func (it *item) transactionAccounts() []string {
	ids := []string{}
	for _, a := range it.withTransactions() {
		ids = append(ids, a.id)
	}
	return ids
}

// announceEvents sends what onEvent was told, which Plaid does for Hosted
// Link. The client's lock is held.
func (ls *linkSession) announceEvents() {
	if ls.token.request.Hosted == nil {
		return
	}
	ls.client.emit(ls.token.request.Webhook, "LINK", "EVENTS", wire.Object{
		"link_session_id": ls.id, "link_token": ls.token.text, "events": wire.NonNil(slices.Clone(ls.events)),
	})
	ls.links.ledger.flush(ls.client)
}

// announceEnd sends the results of a Link session that has ended, which Plaid
// does for Hosted Link and for several Items at once. The client's lock is
// held.
func (ls *linkSession) announceEnd() {
	r := ls.token.request
	if r.Hosted == nil && !r.MultiItem {
		return
	}
	tokens, status := []string{}, "EXITED"
	about := wire.Object{"link_session_id": ls.id, "link_token": ls.token.text}
	for _, result := range ls.results {
		status = "SUCCESS"
		token := result["public_token"].(string)
		tokens = append(tokens, token)
		one := maps.Clone(about)
		one["public_token"] = token
		ls.client.emit(r.Webhook, "LINK", "ITEM_ADD_RESULT", one)
	}
	about["status"], about["public_tokens"] = status, tokens
	if len(tokens) > 0 {
		about["public_token"] = tokens[0]
	}
	ls.client.emit(r.Webhook, "LINK", "SESSION_FINISHED", about)
	ls.links.ledger.flush(ls.client)
}
