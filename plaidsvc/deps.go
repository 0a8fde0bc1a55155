package plaidsvc

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"passbook/plaidsvc/answers"
	"passbook/plaidsvc/link"
	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// deps is what the parts of a Service work with.
type deps struct {
	db     *storage.DB
	vault  vault.Vault
	secret plaidSecret
	plaid  *plaidapi.Client
	log    *slog.Logger
	now    func() time.Time
	events *queue
	locks  locks
	tasks  *tasks
	pace   pace
	bounds bounds

	unfinished *atomic.Bool // recovery has something left to do
}

// Codes of problems that are passbook's own.
const (
	codeNoToken  = "NO_TOKEN"
	codeUnlinked = "UNLINKED"
	codeNoSecret = "NO_SECRET"
)

var errNoSecret = errors.New("no Plaid secret")

// CodeUnknownToken is Plaid's code for a token that belongs to other keys or to
// another environment.
const CodeUnknownToken = plaidapi.CodeUnknownToken

// plaidSecret is the secret of the person's Plaid account.
type plaidSecret struct {
	given string // empty: it is in the vault
	vault vault.Vault
	now   func() time.Time
}

// get gives the secret. A vault that has none makes a *problem.Error.
func (p plaidSecret) get(ctx context.Context) (string, error) {
	if p.given != "" {
		return p.given, nil
	}
	secret, err := p.vault.Get(ctx, vault.PlaidSecret)
	if errors.Is(err, vault.ErrNotFound) {
		return "", &problem.Error{Err: errNoSecret, Problem: ledger.Problem{ // not ErrNotFound: no token is missing
			Code: codeNoSecret, Actor: ledger.ActorSetup, Since: p.now(),
			Sentence: "The Plaid secret is missing, and only that: it is not in " + p.vault.Where() +
				". Run passbook setup, or set PLAID_SECRET (or PLAID_SECRET_FILE).",
		}}
	}
	return secret, err
}

// vaultReady fails before the person goes to the bank, and before a public token
// is exchanged, not after: also where another owner's Items have come into the
// cache meanwhile.
func (d *deps) vaultReady(ctx context.Context) error {
	err := d.db.CheckOwner(ctx)
	if err == nil {
		err = d.vault.Ready(ctx)
	}
	return d.explain("", err)
}

// token gives an Item's access token. A vault that has none makes a
// *problem.Error.
func (d *deps) token(ctx context.Context, it ledger.Item) (string, error) {
	token, err := d.vault.Get(ctx, it.ID)
	if errors.Is(err, vault.ErrNotFound) {
		return "", &problem.Error{Err: err, Problem: ledger.Problem{
			Code: codeNoToken, Actor: ledger.ActorSetup, Since: d.now(),
			Sentence: it.Institution + ": its access token is not in " + d.vault.Where() +
				". Set PLAID_ENV and PASSBOOK_VAULT as they were when it was linked: passbook secrets list says what lies where. If they are the same, link it again; everything stays.",
		}}
	}
	return token, err
}

// dropSecrets takes from the vault what belongs to an Item that has ended: what
// Plaid said of its accounts, and its access token.
func (d *deps) dropSecrets(ctx context.Context, id string) error {
	if err := answers.Forget(ctx, d.vault, id); err != nil {
		return err
	}
	return d.vault.Delete(ctx, id)
}

// lock takes an Item for one question: see locks.lock.
func (d *deps) lock(ctx context.Context, it ledger.Item) (unlock func(), err error) {
	unlock, _, err = d.locks.lock(ctx, it)
	return unlock, err
}

// warn logs a failure that ends nothing.
func (d *deps) warn(doing string, it ledger.Item, err error) {
	d.log.Warn(doing, "item", it.ID, "err", problem.Of(err, it.Institution, d.now()).Err)
}

// explain turns a failure into a *problem.Error about a bank, which may be empty
// where none is known yet. A *problem.Error and the outcomes of Link stay as
// they are.
func (d *deps) explain(bank string, err error) error {
	var explained *problem.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &explained), errors.Is(err, link.ErrCancelled), errors.Is(err, link.ErrExpired):
		return err
	}
	e := problem.Of(err, bank, d.now())
	if e.Actor == ledger.ActorBug { // its sentence sends the person to the log
		d.log.Warn("refused", "code", e.Code, "request", e.RequestID, "err", e.Err)
	}
	return e
}
