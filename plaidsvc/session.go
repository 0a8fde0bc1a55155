package plaidsvc

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"passbook/plaidsvc/link"
	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

// hostedPoll is the time between two questions how a Hosted Link session goes.
const hostedPoll = 2 * time.Second

// session is one way through Link.
type session struct {
	plaid    *plaidapi.Client
	log      *slog.Logger
	now      func() time.Time
	userID   string // that Link knows the person by
	options  LinkOptions
	progress func(LinkProgress)
	state    LinkProgress
}

// report hands on that a step is reached; err is why the browser did not start.
func (l *session) report(step LinkStep, err error) {
	l.state.Step, l.state.Err = step, err
	l.progress(l.state)
}

// run takes the person through Link and gives what they shared.
func (l *session) run(ctx context.Context, r plaidapi.LinkRequest) (link.Result, error) {
	r.Hosted = l.state.Method == LinkHosted
	if l.options.Port != 0 && !r.Hosted {
		r.Redirect = link.RedirectURI(l.options.Port)
	}
	r.UserID = l.userID
	made, err := l.plaid.NewLinkToken(ctx, r)
	if err != nil {
		return link.Result{}, err
	}
	l.log.Info("link token", "request", made.RequestID, "hosted", r.Hosted, "update", r.AccessToken != "")
	if made.WithoutReturn {
		l.log.Warn("link without redirect address", "request", made.RequestID)
	}
	l.state.Expires = made.Expires
	var got link.Result
	if r.Hosted {
		got, err = l.hosted(ctx, made.Token, made.HostedURL)
	} else {
		got, err = l.localhost(ctx, made.Token, r)
	}
	l.logEnd(got, err)
	return got, err
}

// logEnd logs how Link ended, with the ids that Plaid's support asks for.
func (l *session) logEnd(got link.Result, err error) {
	var exit *link.ExitError
	switch {
	case err == nil:
		l.log.Info("link ended", "session", plaidapi.SessionID(got.LinkSessionID), "institution", plaidapi.CodeOnly(got.InstitutionID))
	case errors.As(err, &exit):
		l.log.Info("link left", "session", plaidapi.SessionID(exit.LinkSessionID), "request", plaidapi.CodeOnly(exit.RequestID),
			"code", plaidapi.CodeOnly(exit.ErrorCode), "status", plaidapi.CodeOnly(exit.Status))
	}
}

// localhost serves the page on this machine until it brings an outcome.
func (l *session) localhost(ctx context.Context, token string, r plaidapi.LinkRequest) (link.Result, error) {
	views := make(chan string, 8)
	server, err := link.Serve(link.Page{
		Token:   token,
		Script:  l.plaid.LinkScript,
		API:     l.plaid.Host,
		Port:    l.options.Port,
		Update:  r.AccessToken != "",
		Expires: l.state.Expires,
		Now:     l.now,
		OnView: func(view string) {
			select {
			case views <- view:
			default: // it is only shown, never needed
			}
		},
	})
	if err != nil {
		return link.Result{}, err
	}
	l.state.URL = server.URL
	l.report(LinkReady, nil)
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
			l.report(LinkInBrowser, nil)
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
			Code: "LINK_ADDRESS", Actor: ledger.ActorBug, Since: l.now(),
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
	l.report(LinkReady, nil)
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
	l.report(LinkOpened, link.OpenBrowser(l.state.URL))
}
