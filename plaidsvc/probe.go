package plaidsvc

import (
	"context"
	"errors"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
)

// Probe looks at the way to Plaid, the keys, and what Plaid says of Items. It needs
// no cache, what it asks costs nothing, and it changes nothing.
type Probe struct {
	plaid *plaidapi.Client
	vault vault.Vault
	now   func() time.Time
}

// NewProbe checks the configuration; it does no I/O.
func NewProbe(cfg Config, v vault.Vault) (*Probe, error) {
	countries := cfg.Countries
	if len(countries) == 0 {
		countries = []string{"US"}
	}
	c, err := plaidapi.New(plaidapi.Config{
		ClientID: cfg.ClientID, Secret: plaidSecret{cfg.Secret, v, cfg.Now}.get, Env: cfg.Env, BaseURL: cfg.BaseURL,
		ClientName: cfg.ClientName, Countries: countries, Now: cfg.Now, RetryWait: usualPace.retry,
	})
	if err != nil {
		return nil, err
	}
	return &Probe{plaid: c, vault: v, now: cfg.Now}, nil
}

// Host is the address of Plaid.
func (p *Probe) Host() string { return p.plaid.Host }

// Close closes connections that are kept open.
func (p *Probe) Close() { p.plaid.Close() }

// Way is what one answer of Plaid's says of the way there.
type Way struct {
	Took   time.Duration
	Behind time.Duration // how far this machine's clock is behind Plaid's; negative: ahead
	Dated  bool          // Plaid said what time it is, so that Behind is known to a second or two
	Issuer string        // of the certificate; empty: the connection is not TLS
	Until  time.Time     // the certificate's end
	Keys   error         // nil: Plaid accepts the keys; else a *problem.Error
}

// Way asks Plaid once. Errors: *problem.Error where there is no answer.
func (p *Probe) Way(ctx context.Context) (Way, error) {
	got, err := p.plaid.Probe(ctx)
	if err != nil {
		return Way{}, problem.Of(err, "", p.now())
	}
	w := Way{Took: got.Took}
	if !got.Date.IsZero() {
		w.Dated, w.Behind = true, got.Date.Sub(p.now())
	}
	if got.Certificate != nil {
		w.Issuer, w.Until = plaidapi.OneLine(got.Certificate.Issuer.String(), 100), got.Certificate.NotAfter
	}
	switch {
	case got.NoSecret != nil:
		w.Keys = p.explain("", got.NoSecret)
	case got.Refused != nil && got.Refused.Code != "INVALID_INSTITUTION": // a bank of this id need not exist
		w.Keys = problem.Of(got.Refused, "", p.now())
	}
	return w, nil
}

// ItemState is what Plaid says of an Item.
type ItemState struct {
	ledger.Item        // with what Plaid says of it
	Webhook     string // the address that Plaid sends webhooks to; empty: none
}

// Item asks Plaid how an Item is. Errors: vault.ErrNotFound where there is no token
// of it, *problem.Error.
func (p *Probe) Item(ctx context.Context, it ledger.Item) (ItemState, error) {
	token, err := p.vault.Get(ctx, it.ID)
	if errors.Is(err, vault.ErrNotFound) {
		return ItemState{}, err
	}
	if err != nil {
		return ItemState{}, p.explain(it.Institution, err)
	}
	status, err := p.plaid.Item(ctx, token)
	if err != nil {
		return ItemState{}, p.explain(it.Institution, err)
	}
	state := ItemState{Item: status.AddTo(it), Webhook: status.Webhook}
	state.Problem = nil
	if status.Problem != nil {
		state.Problem = &problem.Of(status.Problem, it.Institution, p.now()).Problem
	}
	return state, nil
}

// explain makes of an error a *problem.Error, unless it is one already.
func (p *Probe) explain(bank string, err error) error {
	var explained *problem.Error
	if errors.As(err, &explained) {
		return explained
	}
	return problem.Of(err, bank, p.now())
}

// OAuth reports whether logins at an institution go through the bank's own page.
// Errors: *problem.Error.
func (p *Probe) OAuth(ctx context.Context, institutionID string) (bool, error) {
	bank, err := p.plaid.Institution(ctx, institutionID)
	if err != nil {
		return false, p.explain("", err)
	}
	return bank.OAuth, nil
}
