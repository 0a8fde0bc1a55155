package link

import (
	"maps"
	"slices"

	"passbook/plaidsvc/plaidsim/wire"
)

// announceEvents emits the webhook LINK EVENTS, which Plaid sends for Hosted
// Link. The client is locked.
func (ls *Session) announceEvents() {
	if ls.token.request.Hosted == nil {
		return
	}
	ls.client.Emit(ls.token.request.Webhook, "LINK", "EVENTS", wire.Object{
		"link_session_id": ls.id, "link_token": ls.token.text, "events": wire.NonNil(slices.Clone(ls.events)),
	})
	ls.links.ledger.Flush(ls.client)
}

// announceEnd emits the webhooks at the end of a session, which Plaid sends for
// Hosted Link and for several Items at once. The client is locked.
func (ls *Session) announceEnd() {
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
		ls.client.Emit(r.Webhook, "LINK", "ITEM_ADD_RESULT", one)
	}
	about["status"], about["public_tokens"] = status, tokens
	if len(tokens) > 0 {
		about["public_token"] = tokens[0]
	}
	ls.client.Emit(r.Webhook, "LINK", "SESSION_FINISHED", about)
	ls.links.ledger.Flush(ls.client)
}
