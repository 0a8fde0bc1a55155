package products

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
	"passbook/storage/risk"
)

// ErrNoDebit says that no debit can be drawn on an account through Plaid.
var ErrNoDebit = errors.New("a debit is drawn on a checking or savings account in US dollars, and this account is none")

var signalProduct = problem.Product{
	What: "risk scores", Accounts: "checking or savings account", Add: `passbook products add signal "{bank}"`,
}

// Judge asks Signal how likely a debit comes back, by /signal/evaluate, which
// Plaid bills by the call. amount is positive. ruleset chooses the rules of
// Plaid's dashboard; empty: the default ones. The question is kept before Plaid is
// asked and its id is used once, so that what became of the debit can be reported.
// Errors: ErrNoDebit, storage.ErrNotFound, *problem.Error.
func (p *Products) Judge(ctx context.Context, accountID string, amount ledger.Money, ruleset string) (risk.Check, error) {
	account, it, err := p.account(ctx, accountID)
	if err != nil {
		return risk.Check{}, err
	}
	if account.Kind != ledger.Depository || account.Balance.Currency != "USD" || amount.Currency != "USD" {
		return risk.Check{}, ErrNoDebit
	}
	check := risk.Check{
		ID: rand.Text(), AccountID: account.ID, Account: account.Name, Mask: account.Mask, Institution: account.Institution,
		Amount: amount, At: p.Now().UTC(),
	}
	if err := risk.Ask(ctx, p.DB, check); err != nil {
		return check, err
	}
	err = p.ask(ctx, it, signalProduct, func(token string) (err error) {
		if !slices.Contains(it.BilledProducts, "signal") { // it was linked without: Plaid is to gather what it needs
			if err := p.Plaid.PrepareSignal(ctx, token); err != nil {
				return err
			}
		}
		check.Judgement, err = p.Plaid.Evaluate(ctx, token, check, ruleset)
		return err
	})
	if err != nil {
		return check, err
	}
	check.Judged = true
	return check, risk.Answer(ctx, p.DB, check.ID, check.Judgement)
}

// ReportDecision tells Plaid what was decided of a debit that Judge asked about,
// by /signal/decision/report, and keeps it. outcome is Plaid's word for it; empty:
// it is not said. Errors: storage.ErrNotFound, *problem.Error.
func (p *Products) ReportDecision(ctx context.Context, id string, initiated bool, outcome string) error {
	if err := p.Plaid.ReportDecision(ctx, id, initiated, outcome); err != nil {
		return p.Explain("", err)
	}
	if outcome == "" {
		outcome = "NOT_EVALUATED"
	}
	return risk.Decided(ctx, p.DB, id, outcome)
}

// ReportReturn tells Plaid that a debit came back, by /signal/return/report, and
// keeps that. code is its ACH return code; at is zero where it is not known when.
// Errors: storage.ErrNotFound, *problem.Error.
func (p *Products) ReportReturn(ctx context.Context, id, code string, at time.Time) error {
	if err := p.Plaid.ReportReturn(ctx, id, code, at); err != nil {
		return p.Explain("", err)
	}
	return risk.Returned(ctx, p.DB, id, code)
}
