package plaidsvc

import (
	"context"
	"fmt"
	"os"
	"time"

	"passbook/plaidsvc/link"
	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
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
	Port      int  // of the localhost page; 0: any
	NoBrowser bool // only show the address
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
	Step    LinkStep
	Method  LinkMethod
	Why     string // why this method
	URL     string
	QR      string // the URL as a QR code in half blocks, for LinkHosted; empty where no other device can open it
	Expires time.Time
	Doing   string // what the person does in the browser, in a few words; empty: not known
	Err     error  // the browser did not start; the URL still works
}

// Link ends with one of these when it brought no Item.
var (
	ErrLinkCancelled = link.ErrCancelled
	ErrLinkExpired   = link.ErrExpired
)

// hostedPoll is the time between two questions how a Hosted Link session goes.
const hostedPoll = 2 * time.Second

// Link takes the person through Link and stores the new Item; the first sync
// starts in the background and shows on Events. Progress may be nil; it is
// called from one goroutine at a time. Errors: ErrLinkCancelled,
// ErrLinkExpired, *DuplicateError, *Error.
func (s *Service) Link(ctx context.Context, o LinkOptions, progress func(LinkProgress)) (LinkResult, error) {
	ctx, done, err := s.begin(ctx)
	if err != nil {
		return LinkResult{}, err
	}
	defer done()
	if err := s.vaultReady(ctx); err != nil {
		return LinkResult{}, err
	}
	session := s.newSession(o, progress)
	got, err := session.run(ctx, plaidapi.LinkRequest{})
	if err != nil {
		return LinkResult{}, s.explain("", err)
	}
	shared := make([]ledger.Account, len(got.Accounts))
	for i, a := range got.Accounts {
		shared[i] = ledger.Account{Name: a.Name, Mask: a.Mask}
	}
	duplicate, err := s.duplicate(ctx, got.InstitutionID, shared)
	if err != nil {
		return LinkResult{}, s.explain(got.Institution, err)
	}
	if duplicate != nil {
		duplicate.anyway = func(ctx context.Context) (LinkResult, error) { return s.adopt(ctx, got, nil) }
		return LinkResult{}, duplicate
	}
	session.tell(LinkExchanging, nil)
	result, err := s.adopt(ctx, got, nil)
	if err == nil {
		session.tell(LinkSaved, nil)
	}
	return result, err
}

// Repair takes the person through Link's update mode for an Item: the token
// and the Item stay what they are. An Item beyond repair is linked anew.
// Errors: as Link's, and storage.ErrNotFound.
func (s *Service) Repair(ctx context.Context, itemID string, o LinkOptions, progress func(LinkProgress)) (LinkResult, error) {
	ctx, done, err := s.begin(ctx)
	if err != nil {
		return LinkResult{}, err
	}
	defer done()
	it, err := s.db.Item(ctx, itemID)
	if err != nil {
		return LinkResult{}, fmt.Errorf("find bank %s: %w", plaidapi.CodeOnly(itemID), err)
	}
	if isBeyondRepair(it) {
		return s.Link(ctx, o, progress)
	}
	token, err := s.token(ctx, it)
	if err != nil {
		return LinkResult{}, s.explain(it.Institution, err)
	}
	session := s.newSession(o, progress)
	if _, err := session.run(ctx, plaidapi.LinkRequest{AccessToken: token, ChooseAccounts: choosesAccounts(it)}); err != nil {
		return LinkResult{}, s.explain(it.Institution, err)
	}
	session.tell(LinkExchanging, nil)
	accounts, err := s.plaid.Accounts(ctx, token, it)
	if err == nil {
		err = s.db.SaveAccounts(ctx, it.ID, accounts)
	}
	if err == nil {
		err = s.db.SetProblem(ctx, it.ID, nil)
	}
	if err != nil {
		return LinkResult{}, s.explain(it.Institution, err)
	}
	it.Problem = nil
	s.log.Info("repaired", "item", it.ID)
	s.inBackground(func(ctx context.Context) { s.syncItem(ctx, it, true) })
	session.tell(LinkSaved, nil)
	return LinkResult{Item: it, Accounts: accounts, Vault: s.vault.Where()}, nil
}

// choosesAccounts reports whether update mode shows the list of accounts: when
// nothing is broken the person came to change it.
func choosesAccounts(it ledger.Item) bool {
	return it.Problem == nil || it.Problem.Code == "NO_ACCOUNTS" || it.Problem.Code == "ACCESS_NOT_GRANTED"
}

// vaultReady fails before the person goes to the bank, not after.
func (s *Service) vaultReady(ctx context.Context) error {
	return s.explain("", s.vault.Ready(ctx))
}

// session is one way through Link.
type session struct {
	*Service
	options  LinkOptions
	progress func(LinkProgress)
	state    LinkProgress
}

func (s *Service) newSession(o LinkOptions, progress func(LinkProgress)) *session {
	if progress == nil {
		progress = func(LinkProgress) {}
	}
	state := LinkProgress{Method: o.Method, Why: "you chose it"}
	if o.Method == LinkAuto {
		var hosted bool
		state.Method = LinkLocalhost
		if hosted, state.Why = link.PreferHosted(os.Getenv); hosted {
			state.Method = LinkHosted
		}
	}
	return &session{Service: s, options: o, progress: progress, state: state}
}

func (l *session) tell(step LinkStep, err error) {
	l.state.Step, l.state.Err = step, err
	l.progress(l.state)
}

// run takes the person through Link and gives what they shared.
func (l *session) run(ctx context.Context, r plaidapi.LinkRequest) (link.Result, error) {
	r.Hosted = l.state.Method == LinkHosted
	if l.options.Port != 0 && !r.Hosted {
		r.Redirect = link.RedirectURI(l.options.Port)
	}
	var err error
	if r.UserID, err = l.userID(); err != nil {
		return link.Result{}, err
	}
	made, err := l.plaid.NewLinkToken(ctx, r)
	if err != nil {
		return link.Result{}, err
	}
	if made.WithoutReturn {
		l.log.Warn("link without redirect address", "request", made.RequestID)
	}
	l.state.Expires = made.Expires
	if r.Hosted {
		return l.hosted(ctx, made.Token, made.HostedURL)
	}
	return l.localhost(ctx, made.Token, r.AccessToken != "")
}

// localhost serves the page on this machine until it brings an outcome.
func (l *session) localhost(ctx context.Context, token string, update bool) (link.Result, error) {
	views := make(chan string, 8)
	server, err := link.Serve(link.Page{
		Token:   token,
		Script:  l.plaid.LinkScript,
		API:     l.plaid.Host,
		Port:    l.options.Port,
		Update:  update,
		Expires: l.state.Expires,
		Now:     l.now,
		OnView: func(view string) {
			select {
			case views <- view:
			default: // it is only told, never needed
			}
		},
	})
	if err != nil {
		return link.Result{}, err
	}
	l.state.URL = server.URL
	l.tell(LinkReady, nil)
	l.open()
	type outcome struct {
		result link.Result
		err    error
	}
	end := make(chan outcome, 1)
	go func() {
		result, err := server.Wait(ctx)
		end <- outcome{result, err}
	}()
	for {
		select {
		case view := <-views:
			doing := viewWords[view]
			if view != "" && (doing == "" || doing == l.state.Doing) {
				continue
			}
			l.state.Doing = doing
			l.tell(LinkInBrowser, nil)
		case o := <-end:
			return o.result, o.err
		}
	}
}

// viewWords say what the person does in some views of Link: see view_name of
// its onEvent.
var viewWords = map[string]string{
	"SELECT_INSTITUTION": "choosing a bank",
	"CREDENTIAL":         "signing in",
	"OAUTH":              "signing in",
	"MFA":                "answering the bank",
	"SELECT_ACCOUNT":     "choosing accounts",
	"ERROR":              "an error is shown",
	"CONNECTED":          "almost done",
}

// hosted shows an address of Plaid's and asks how it goes there.
func (l *session) hosted(ctx context.Context, token, address string) (link.Result, error) {
	if address == "" {
		return link.Result{}, plaidapi.ErrShape
	}
	if err := link.CheckAddress(address); err != nil {
		return link.Result{}, &problem.Error{Err: err, Problem: ledger.Problem{
			Code: "LINK_ADDRESS", Turn: ledger.TurnBug, Since: l.now(),
			Sentence: "Plaid's answer names an address for Link that passbook does not open: it is neither https nor on this machine. Check PLAID_BASE_URL.",
		}}
	}
	l.state.URL = address
	if link.Tunnel(address) == "" { // no other device gets there
		qr, err := link.QR(address)
		if err != nil { // a long address: the text is still there
			l.log.Warn("link", "err", err)
		}
		l.state.QR = qr
	}
	l.tell(LinkReady, nil)
	// A browser on this machine is no use to somebody who has none.
	if l.options.Method == LinkHosted {
		l.open()
	}
	return link.WaitHosted(ctx, l.state.Expires, hostedPoll, func(ctx context.Context) (link.Result, error) {
		return l.plaid.LinkOutcome(ctx, token)
	})
}

func (l *session) open() {
	if l.options.NoBrowser {
		return
	}
	l.tell(LinkOpened, link.OpenBrowser(l.state.URL))
}
