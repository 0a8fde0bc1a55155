package plaidsvc

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"passbook/plaidsvc/link"
	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
)

// An exchange gives the only token of an Item; Plaid does not tell it twice.
// What it begins with is therefore in the vault before it, and stays there
// until the token does. After a crash, or an answer that did not arrive, it
// says what to look for at Plaid: the public token is exchanged once more, and
// where Plaid refuses that, the Item is ended as its user's.

// handover is what Link brought, and how its Item is found without a token.
type handover struct {
	link.Result
	user  string   // of Plaid's, whom the Item is noted for; empty: nobody
	known []string // ids of the user's Items from before
}

// exchange is what the vault keeps of an exchange that is under way: of a
// public token for the access token of a new Item, or of an Item's access token
// for a new one.
type exchange struct {
	PublicToken   string    `json:"public_token,omitempty"`
	ItemID        string    `json:"item_id,omitempty"` // whose access token is exchanged; empty: a new Item's
	InstitutionID string    `json:"institution_id"`
	Institution   string    `json:"institution"`
	User          string    `json:"user_id,omitempty"`
	Known         []string  `json:"known,omitempty"`
	At            time.Time `json:"at"`
}

// exchangeLock is what a process holds while it exchanges, so that no other
// takes what it has written for that of a crash.
var exchangeLock = ledger.Item{ID: "exchange", Institution: "Linking"}

// publicTokenLife is how long Plaid exchanges a public token.
const publicTokenLife = 30 * time.Minute

// begin keeps what an exchange begins with, and makes the vault ready for what
// it brings. The caller calls end when the exchange is over; forget says that
// there is nothing to look for.
func (d *deps) begin(ctx context.Context, e exchange) (end func(forget bool), err error) {
	unlock, _, err := d.locks.lock(ctx, exchangeLock)
	if err != nil {
		return nil, err
	}
	name := vault.ExchangePrefix + rand.Text()
	end = func(forget bool) {
		defer unlock()
		if !forget {
			return
		}
		if err := d.vault.Delete(context.WithoutCancel(ctx), name); err != nil {
			d.log.Warn("forget an exchange", "err", err)
		}
	}
	text, err := json.Marshal(e)
	if err == nil {
		err = d.vault.Set(ctx, name, string(text))
	}
	if err == nil {
		err = d.vault.Ready(ctx)
	}
	if err != nil {
		end(true)
		return nil, err
	}
	return end, nil
}

// outcome is what became of an exchange that nobody heard the end of.
type outcome int

const (
	endOpen    outcome = iota // Plaid cannot be asked now
	endFound                  // Plaid exchanged once more
	endRemoved                // Plaid had made the Item, and it was ended
	endNothing                // there is no Item
	endUnknown                // there may be an Item, and Plaid does not say
)

// settle finds out what became of the exchange of a public token.
func (d *deps) settle(ctx context.Context, e exchange) (plaidapi.Exchanged, outcome) {
	got, err := d.plaid.Exchange(ctx, e.PublicToken)
	if err == nil && got.Token != "" && got.ItemID != "" {
		return got, endFound
	}
	var answer *plaidapi.Error
	switch {
	case err == nil: // an empty answer
	case isGone(err):
		return plaidapi.Exchanged{}, endNothing
	case errors.As(err, &answer) && answer.Code == "INVALID_PUBLIC_TOKEN", d.now().Sub(e.At) > publicTokenLife:
	default:
		d.log.Info("exchange once more", "err", d.explain(e.Institution, err))
		return plaidapi.Exchanged{}, endOpen
	}
	return plaidapi.Exchanged{}, d.removeUnknown(ctx, e)
}

// removeUnknown ends the Items of Plaid's user that came after an exchange
// began and that passbook does not know.
func (d *deps) removeUnknown(ctx context.Context, e exchange) outcome {
	if e.User == "" {
		return d.unknown(ctx, e)
	}
	items, err := d.plaid.UserItems(ctx, e.User)
	var answer *plaidapi.Error
	if errors.As(err, &answer) && answer.Type == "INVALID_INPUT" {
		return d.unknown(ctx, e)
	}
	rows, err2 := d.db.Items(ctx)
	if err := errors.Join(err, err2); err != nil {
		d.log.Info("look for an exchange", "err", d.explain(e.Institution, err))
		return endOpen
	}
	found := endNothing
	for _, it := range items {
		switch {
		case slices.Contains(e.Known, it.ID), e.InstitutionID != "" && it.InstitutionID != e.InstitutionID,
			slices.ContainsFunc(rows, func(row ledger.Item) bool { return row.ID == it.ID }):
			continue
		}
		if _, err := d.vault.Get(ctx, it.ID); !errors.Is(err, vault.ErrNotFound) {
			continue // its token is here, or may be
		}
		if err := d.plaid.RemoveUserItem(ctx, e.User, it.ID); err != nil && !isGone(err) {
			d.log.Warn("end an item whose token is lost", "item", plaidapi.CodeOnly(it.ID), "err", d.explain(e.Institution, err))
			return endOpen
		}
		d.log.Info("ended an item whose token is lost", "item", plaidapi.CodeOnly(it.ID))
		found = endRemoved
	}
	return found
}

// unknown is the outcome where Plaid tells nothing: unless a bank was kept that
// was linked there and then.
func (d *deps) unknown(ctx context.Context, e exchange) outcome {
	rows, err := d.db.Items(ctx)
	if err != nil {
		return endOpen
	}
	for _, row := range rows {
		if row.InstitutionID == e.InstitutionID && row.LinkedAt.Sub(e.At).Abs() < publicTokenLife {
			return endNothing
		}
	}
	return endUnknown
}

// notExchanged explains an exchange that failed. An answer of Plaid's says that
// nothing was made; without one what was made is looked for at once: where it
// is found, there is no error.
func (d *deps) notExchanged(ctx context.Context, e exchange, err error) (got plaidapi.Exchanged, forget bool, _ error) {
	explained := d.explain(e.Institution, err)
	var answer *plaidapi.Error
	var p *problem.Error
	if errors.As(err, &answer) && answer.Code != "" && answer.Status < 500 || !errors.As(explained, &p) {
		return got, true, explained
	}
	got, end := d.settle(ctx, e)
	words := "{bank} is not linked: Plaid's answer to the last step did not arrive. "
	switch end {
	case endFound:
		return got, true, nil
	case endRemoved:
		words += "Plaid had opened the login, and passbook ended it again. Link it once more."
	case endNothing:
		words += "Plaid holds nothing of it. Link it once more."
	case endUnknown:
		words += "Link it again. Plaid may hold a login that passbook does not know: my.plaid.com lists it and ends it."
	case endOpen:
		d.unfinished.Store(true)
		words += "Plaid may hold the login all the same: passbook looks for it, at the latest when it is started again, and keeps it or ends it. my.plaid.com lists it too."
	}
	said := p.Problem
	said.Sentence = problem.Sentence(words, plaidapi.OneLine(e.Institution, 60))
	return got, end != endOpen, &problem.Error{Problem: said, Err: p.Err}
}
