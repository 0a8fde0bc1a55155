package control

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// These pages are for tests: they show an Item as it is, and change it as a bank
// would.
//
//	GET  /sim/items                every Item of every client
//	GET  /sim/items/{id}           its accounts and transactions as they stand
//	POST /sim/items/{id}/changes   {"changes": [change, ...]}, all at once
//
// A change is an object with a member "do":
//
//	add              a "transaction" in Plaid's own shape: any member that it
//	                 has is served as it is. account_id, amount and date are
//	                 needed; transaction_id may be given.
//	modify           the members of "transaction" of the one of "transaction_id"
//	resend           "transaction_id" is sent again as modified, as it was
//	remove           "transaction_id"
//	post             "transaction_id", which is pending, is replaced by a posted one
//	                 that names it, with the members of "transaction"
//	add_account      an "account" in Plaid's own shape
//	set_balances     "balances" of "account_id"
//	hide_account     "account_id" is not shared any more
//	show_account     "account_id" is shared again
//	replace_account  "account_id" gets another id, and so do its transactions
//
// The answer names what each change made or changed: {"ids": [...]}.

// Items serves GET /sim/items.
func (p *Pages) Items(w http.ResponseWriter, r *http.Request) {
	list := []wire.Object{}
	for _, c := range p.ledger.EveryClient() {
		c.Lock()
		for _, it := range c.Linked {
			list = append(list, wire.Object{
				"item_id": it.ID, "client_id": c.ID, "institution_id": it.Institution.ID, "user": it.Login.User, "removed": it.Removed,
			})
		}
		c.Unlock()
	}
	wire.WriteJSON(w, r, http.StatusOK, wire.Object{"items": list})
}

// Item serves what f makes of an Item. Before that, time passes for it up to
// now; its client is locked meanwhile. What is posted must say that it is JSON, as
// at Page.
func (p *Pages) Item(f func(*bank.Call, *bank.Item, io.Reader) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.Header.Get("Content-Type") != "application/json" {
			wire.WriteJSON(w, r, http.StatusBadRequest, wire.Object{"error": "the changes must be sent with Content-Type: application/json"})
			return
		}
		for _, c := range p.ledger.EveryClient() {
			if p.serveItem(w, r, c, f) {
				return
			}
		}
		wire.WriteJSON(w, r, http.StatusNotFound, wire.Object{"error": "there is no such Item"})
	}
}

func (p *Pages) serveItem(w http.ResponseWriter, r *http.Request, c *bank.Client, f func(*bank.Call, *bank.Item, io.Reader) (any, error)) bool {
	c.Lock()
	defer c.Unlock()
	i := slices.IndexFunc(c.Linked, func(it *bank.Item) bool { return it.ID == r.PathValue("id") && !it.Removed })
	if i < 0 {
		return false
	}
	it := c.Linked[i]
	call := &bank.Call{Client: c, Ledger: p.ledger, Now: p.ledger.Now()}
	c.Advance(call.Now, p.ledger.Options.Relogin)
	defer p.ledger.Flush(c)
	answer, err := f(call, it, http.MaxBytesReader(w, r.Body, wire.MaxBody))
	if err != nil {
		wire.WriteJSON(w, r, http.StatusBadRequest, wire.Object{"error": err.Error()})
	} else {
		wire.WriteJSON(w, r, http.StatusOK, answer)
	}
	return true
}

// ShowItem serves GET /sim/items/{id}.
func ShowItem(c *bank.Call, it *bank.Item, _ io.Reader) (any, error) {
	return it.Snapshot(c.Ledger.Taxonomy("")), nil
}

// Change serves POST /sim/items/{id}/changes. Changes before one that fails are
// kept.
func Change(c *bank.Call, it *bank.Item, body io.Reader) (any, error) {
	var in struct{ Changes []bank.Change }
	d := json.NewDecoder(body)
	d.UseNumber() // an amount is served as it was given
	if err := d.Decode(&in); err != nil {
		return nil, fmt.Errorf("read the changes: %w", err)
	}
	if it.History.Bulk != nil {
		return nil, fmt.Errorf("the transactions of user_bulk do not change")
	}
	ids := []string{}
	for n, change := range in.Changes {
		id, err := it.Change(change)
		if err != nil {
			return nil, fmt.Errorf("change %d (those before it are done): %w", n, err)
		}
		ids = append(ids, id)
	}
	it.History.Updated = c.Now
	return wire.Object{"ids": ids}, nil
}
