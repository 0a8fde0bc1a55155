package plaidsvc

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"passbook/plaidsvc/link"
	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
)

// LinkMethod is how the person reaches Link.
type LinkMethod string

// The ways to reach Link.
const (
	LinkAuto      LinkMethod = ""          // localhost with a display, hosted over SSH or without one
	LinkLocalhost LinkMethod = "localhost" // a page on 127.0.0.1
	LinkHosted    LinkMethod = "hosted"    // a URL of Plaid's, polled
)

// LinkOptions chooses how to link.
type LinkOptions struct {
	Method    LinkMethod
	Port      int      // of the localhost page; 0: any
	NoBrowser bool     // only show the address
	Accounts  bool     // by Repair: also show the list of accounts, to share other ones
	Consent   []string // by Repair: products of Plaid's that the person is asked to allow; the login must be alive
}

// LinkStep is a step of linking.
type LinkStep string

// The steps, in order.
const (
	LinkReady      LinkStep = "ready"      // URL is known
	LinkOpened     LinkStep = "opened"     // the browser was started
	LinkInBrowser  LinkStep = "in browser" // the page was loaded
	LinkExchanging LinkStep = "exchanging" // the person is done
	LinkSaved      LinkStep = "saved"      // token in the vault, Item in the cache
)

// LinkProgress tells how far linking is.
type LinkProgress struct {
	Step     LinkStep
	Method   LinkMethod
	Why      string // why this method; empty: the person chose it
	URL      string
	QR       string // the URL as a QR code in half blocks, for LinkHosted; empty where no other device can open it
	Update   bool   // update mode: the Item and its token stay
	Accounts bool   // and Link shows the list of its accounts
	Expires  time.Time
	Doing    string // what the person does in the browser, in a few words; empty: not known
	Err      error  // the browser did not start; the URL still works
}

// Link ends with one of these when it brought no Item.
var (
	ErrLinkCancelled = link.ErrCancelled
	ErrLinkExpired   = link.ErrExpired
)

// LinkResult is a linked Item, or a link that waits for an answer.
type LinkResult struct {
	Pending  *PendingLink // not nil: nothing was linked, since the login is linked already
	Item     ledger.Item
	Accounts []ledger.Account
	Vault    string // where the token lies, in words
	Replaced bool   // it took the place of an Item that was beyond repair
}

// linker takes the person through Link.
type linker struct {
	*deps
	store *itemStore
	syncs *syncer
}

// task runs a call that links, as one that Close waits for.
func (l *linker) task(ctx context.Context, call func(context.Context) (LinkResult, error)) (LinkResult, error) {
	ctx, done, err := l.tasks.begin(ctx)
	if err != nil {
		return LinkResult{}, err
	}
	defer done()
	return call(ctx)
}

// link takes the person through Link and stores the new Item.
func (l *linker) link(ctx context.Context, o LinkOptions, progress func(LinkProgress)) (LinkResult, error) {
	if err := l.vaultReady(ctx); err != nil {
		return LinkResult{}, err
	}
	session, err := l.newSession(o, progress)
	if err != nil {
		return LinkResult{}, l.explain("", err)
	}
	user, known := l.plaidUser(ctx)
	brought, err := session.run(ctx, plaidapi.LinkRequest{PlaidUser: user})
	if err != nil {
		l.endClosed(ctx, err, user, known)
		return LinkResult{}, l.explain("", err)
	}
	got := handover{Result: brought, user: user, known: known}
	shared := make([]ledger.Account, len(got.Accounts))
	for i, a := range got.Accounts {
		shared[i] = ledger.Account{Name: a.Name, Mask: a.Mask, Kind: ledger.AccountKind(a.Type), Subtype: a.Subtype}
	}
	pending, err := findDuplicate(ctx, l.deps, got.InstitutionID, shared)
	if err != nil {
		return LinkResult{}, l.explain(got.Institution, err)
	}
	if pending != nil {
		pending.links, pending.got = l, got
		return LinkResult{Pending: pending}, nil
	}
	session.report(LinkExchanging, nil)
	result, err := l.store.storeItem(ctx, got, confirmDuplicate)
	if err == nil {
		session.report(LinkSaved, nil)
	}
	return result, err
}

// endClosed ends the Item of a session whose page was closed before Link handed
// over its public token, where Plaid has a user for it.
func (l *linker) endClosed(ctx context.Context, err error, user string, known []string) {
	var closed *link.ClosedError
	if !errors.As(err, &closed) || user == "" || closed.InstitutionID == "" {
		return
	}
	e := exchange{InstitutionID: closed.InstitutionID, User: user, Known: known, At: l.now()}
	if l.removeUnknown(ctx, e) == endOpen {
		l.log.Warn("the login of a closed page may live on", "institution", plaidapi.CodeOnly(closed.InstitutionID))
	}
}

// repair takes the person through Link's update mode for an Item: the token
// and the Item stay what they are. An Item beyond repair is linked anew.
func (l *linker) repair(ctx context.Context, itemID string, o LinkOptions, progress func(LinkProgress)) (LinkResult, error) {
	it, err := l.db.Item(ctx, itemID)
	if err != nil {
		return LinkResult{}, fmt.Errorf("find bank %s: %w", plaidapi.CodeOnly(itemID), err)
	}
	switch beyond := isBeyondRepair(it); {
	case beyond && len(o.Consent) > 0:
		return LinkResult{}, &problem.Error{Problem: ledger.Problem{
			Code: "LOGIN_ENDED", Actor: ledger.ActorRelink, Since: l.now(),
			Sentence: it.Institution + ": its login has ended. Link it again first (passbook repair), then add the product.",
		}}
	case beyond:
		return l.link(ctx, o, progress)
	}
	token, err := l.token(ctx, it)
	if err != nil {
		return LinkResult{}, l.explain(it.Institution, err)
	}
	session, err := l.newSession(o, progress)
	if err != nil {
		return LinkResult{}, l.explain(it.Institution, err)
	}
	session.state.Update, session.state.Accounts = true, o.Accounts || len(o.Consent) == 0 && choosesAccounts(it)
	asked := plaidapi.LinkRequest{AccessToken: token, ChooseAccounts: session.state.Accounts, Consent: o.Consent}
	if _, err := session.run(ctx, asked); err != nil {
		return LinkResult{}, l.explain(it.Institution, err)
	}
	session.report(LinkExchanging, nil)
	// The accounts and their balances are stored with the rows, by the sync.
	accounts, err := l.plaid.Accounts(ctx, token, it)
	if err == nil {
		err = l.repaired(ctx, it)
	}
	if err != nil {
		return LinkResult{}, l.explain(it.Institution, err)
	}
	it.Problem = nil
	l.log.Info("repaired", "item", it.ID)
	l.tasks.start(context.Background(), func(ctx context.Context) { l.syncs.syncItem(ctx, it, fullSync) })
	session.report(LinkSaved, nil)
	return LinkResult{Item: it, Accounts: accounts, Vault: l.vault.Where()}, nil
}

// repaired records that the person has signed in again, once no sync is at work
// that would write over it.
func (l *linker) repaired(ctx context.Context, it ledger.Item) error {
	unlock, _, err := l.locks.lock(ctx, it)
	if err != nil {
		return err
	}
	defer unlock()
	return l.db.Repaired(ctx, it.ID)
}

// choosesAccounts reports whether update mode shows the list of accounts: when
// nothing is broken the person came to change it, and where the bank has new
// accounts they are to be seen.
func choosesAccounts(it ledger.Item) bool {
	return it.Problem == nil || !it.NewAccountsAt.IsZero() || it.Problem.Code == "NO_ACCOUNTS" || it.Problem.Code == "ACCESS_NOT_GRANTED"
}

// sandboxLogin is a login at an institution of Plaid's Sandbox. Empty names mean
// user_good and pass_good.
type sandboxLogin struct{ institutionID, user, password string }

// linkSandbox links without a browser.
func (l *linker) linkSandbox(ctx context.Context, login sandboxLogin, policy duplicatePolicy) (LinkResult, error) {
	if err := l.vaultReady(ctx); err != nil {
		return LinkResult{}, err
	}
	user, known := l.plaidUser(ctx)
	token, err := l.plaid.SandboxToken(ctx, login.institutionID, login.user, login.password, user)
	if err != nil {
		l.endClosed(ctx, err, user, known)
		return LinkResult{}, l.explain("", err)
	}
	got := handover{Result: link.Result{PublicToken: token, InstitutionID: login.institutionID}, user: user, known: known}
	r, err := l.store.storeItem(ctx, got, policy)
	if r.Pending != nil { // the Item with its accounts was given back
		r.Pending.links, r.Pending.sandbox = l, &login
	}
	return r, err
}

// linkIncome takes the person through Link for their income. Its public token is
// of no use: income is asked for by the person.
func (l *linker) linkIncome(ctx context.Context, payroll bool, o LinkOptions, progress func(LinkProgress)) error {
	if err := l.vaultReady(ctx); err != nil {
		return err
	}
	session, err := l.newSession(o, progress)
	if err != nil {
		return l.explain("", err)
	}
	return l.syncs.products.LinkIncome(ctx, payroll, func(u plaidapi.IncomeUser) error {
		_, err := session.run(ctx, plaidapi.LinkRequest{Income: &plaidapi.Income{User: u, Payroll: payroll, Days: products.IncomeDays}})
		return err
	})
}

// sandboxIncome links a test login for income without a browser.
func (l *linker) sandboxIncome(ctx context.Context, payroll bool, login sandboxLogin) error {
	if err := l.vaultReady(ctx); err != nil {
		return err
	}
	return l.syncs.products.LinkIncome(ctx, payroll, func(u plaidapi.IncomeUser) error {
		return l.plaid.SandboxIncome(ctx, login.institutionID, login.user, login.password, plaidapi.Income{User: u, Payroll: payroll, Days: products.IncomeDays})
	})
}

// newSession makes a session that reaches Link as the options say.
func (l *linker) newSession(o LinkOptions, progress func(LinkProgress)) (*session, error) {
	user, err := userID(l.locks.dir)
	if err != nil {
		return nil, err
	}
	if progress == nil {
		progress = func(LinkProgress) {}
	}
	state := LinkProgress{Method: o.Method}
	if o.Method == LinkAuto {
		var hosted bool
		state.Method = LinkLocalhost
		if hosted, state.Why = link.PreferHosted(os.Getenv); hosted {
			state.Method = LinkHosted
		}
	}
	return &session{
		plaid: l.plaid, log: l.log, now: l.now, userID: user, options: o, progress: progress, state: state,
	}, nil
}
