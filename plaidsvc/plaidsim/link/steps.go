package link

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// opening is what the page sends at first: a link token, or the id in the
// address of Hosted Link.
type opening struct {
	Token    string `json:"token"`
	Hosted   string `json:"hosted"`
	Returned string `json:"received_redirect_uri"`
}

// action is one thing that the person did.
type action struct {
	Session     string   `json:"session"`
	Action      string   `json:"action"`
	Institution string   `json:"institution_id"`
	Query       string   `json:"query"`
	Username    string   `json:"username"`
	Password    string   `json:"password"`
	Answers     []string `json:"answers"`
	Accounts    []string `json:"account_ids"`
	Closed      bool     `json:"closed"` // the bank's window
	Routing     string   `json:"routing_number"`
	Account     string   `json:"account_number"`
	Code        string   `json:"code"` // of a small deposit
}

// actions are what a person can do, by name: in which panes, and what happens.
var actions = map[string]struct {
	panes string
	run   func(*page, action) wire.Object
}{
	"consent":     {"CONSENT", (*page).consent},
	"search":      {"SELECT_INSTITUTION", (*page).search},
	"select":      {"SELECT_INSTITUTION", (*page).choose},
	"credentials": {"CREDENTIAL", (*page).credentials},
	"device":      {"MFA_DEVICE", (*page).device},
	"answers":     {"MFA_CODE MFA_QUESTIONS", (*page).answers},
	"oauth_open":  {"OAUTH", (*page).openBank},
	"oauth_wait":  {"OAUTH", (*page).awaitBank},
	"accounts":    {"SELECT_ACCOUNT", (*page).accounts},
	"numbers":     {"NUMBERS", (*page).numbers},
	"deposit":     {"DEPOSIT_CODE", (*page).depositCode},
	"finish":      {"CONNECTED", (*page).finish},
	"again":       {"ERROR", (*page).retry},
	"elsewhere":   {"ERROR", (*page).elsewhere},
	"back":        {"CREDENTIAL OAUTH MFA_DEVICE MFA_CODE MFA_QUESTIONS", (*page).back},
	"leave":       {"", (*page).leave},
}

// Open serves /link/session/start: it opens a session, or goes on with the one
// that the bank sent the person back to.
func (s *Server) Open(r *http.Request, in opening) wire.Object {
	token := in.Token
	if in.Hosted != "" {
		token = "link-sandbox-" + in.Hosted
	}
	if in.Returned != "" {
		p, err := s.returnedPage(token, in.Returned)
		if err != nil {
			return s.newPage(nil, in).answer(func(p *page) wire.Object { return p.fail(err) })
		}
		return p.answer((*page).returned)
	}
	ls, err := s.NewSession(token)
	if err == nil && in.Hosted != "" && ls.token.request.Hosted == nil {
		ls, err = nil, wire.ErrLinkToken
	}
	p := s.newPage(ls, in)
	if err != nil {
		return p.answer(func(p *page) wire.Object { return p.fail(err) })
	}
	return p.answer((*page).welcome)
}

// newPage makes the page of a session. Without a session it can only show an
// error.
func (s *Server) newPage(ls *Session, in opening) *page {
	p := &page{links: s, session: ls, hosted: in.Hosted != "", oauthState: draw.NewUUID(s.ledger.NextRequest() ^ s.ledger.Options.Seed<<1)}
	p.id = draw.NewUUID(s.ledger.NextRequest() ^ s.ledger.Options.Seed)
	if ls != nil {
		p.id = ls.id
	}
	s.pages.Store(p.id, p)
	s.pages.Store(p.oauthState, p)
	return p
}

// returnedPage finds the page that waits for a bank's redirect.
func (s *Server) returnedPage(token, address string) (*page, *wire.Error) {
	u, err := url.Parse(address)
	if err != nil || len(u.Query()) != 1 {
		return nil, oauthError("OAUTH_STATE_ID_NOT_FOUND", "the received redirect URI must hold oauth_state_id and nothing else")
	}
	found, ok := s.pages.Load(u.Query().Get("oauth_state_id"))
	if !ok {
		return nil, oauthError("OAUTH_STATE_ID_NOT_FOUND", "the OAuth state id could not be found")
	}
	p := found.(*page)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.oauthState != u.Query().Get("oauth_state_id"):
		return nil, oauthError("OAUTH_STATE_ID_NOT_FOUND", "the OAuth state id could not be found")
	case p.session == nil || p.session.token.text != token:
		return nil, oauthError("INCORRECT_LINK_TOKEN", "Link was opened with another link token than before the bank's page")
	case p.pane != "OAUTH" || p.oauth == "":
		return nil, oauthError("OAUTH_STATE_ID_ALREADY_PROCESSED", "the OAuth state id was already processed")
	case !strings.HasPrefix(address, p.session.token.request.RedirectURI+"?"):
		return nil, oauthError("INCORRECT_OAUTH_NONCE", "the received redirect URI is not the link token's")
	}
	return p, nil
}

func oauthError(code, message string) *wire.Error {
	return &wire.Error{Type: "OAUTH_ERROR", Code: code, Message: message}
}

// Step serves /link/session/step: it does what the person did and says what to
// draw next. An action that the pane does not offer (a second click) draws the
// pane again.
func (s *Server) Step(_ *http.Request, in action) wire.Object {
	found, ok := s.pages.Load(in.Session)
	if !ok || found.(*page).id != in.Session { // the bank's page knows the OAuth state, which is no way in
		return nil
	}
	action, ok := actions[in.Action]
	if !ok {
		return nil
	}
	return found.(*page).answer(func(p *page) wire.Object {
		if p.closed {
			return wire.Object{}
		}
		if action.panes != "" && !slices.Contains(strings.Fields(action.panes), p.pane) {
			return p.draw(p.pane)
		}
		return action.run(p, in)
	})
}

// welcome asks for consent.
func (p *page) welcome() wire.Object {
	if it := p.session.token.update; it != nil {
		p.institution = it.Institution
	}
	p.event("OPEN", nil)
	p.transition("CONSENT", nil)
	return p.draw("CONSENT")
}

func (p *page) consent(action) wire.Object {
	switch {
	case p.awaitsCode():
		return p.askCode()
	case p.institution != nil:
		return p.toBank()
	}
	p.transition("SELECT_INSTITUTION", nil)
	return p.draw("SELECT_INSTITUTION")
}

func (p *page) search(in action) wire.Object {
	found := p.banks(in.Query)
	p.notFound = len(found) == 0
	if in.Query != "" {
		p.event("SEARCH_INSTITUTION", wire.Object{"institution_search_query": in.Query})
	}
	return wire.Object{"institutions": found}
}

func (p *page) choose(in action) wire.Object {
	i := slices.IndexFunc(p.session.Institutions(""), func(b *bank.Institution) bool { return b.ID == in.Institution })
	if i < 0 {
		return p.draw("SELECT_INSTITUTION")
	}
	p.institution = p.session.Institutions("")[i]
	p.event("SELECT_INSTITUTION", nil)
	if p.institution.Health == "UNSUPPORTED" {
		return p.fail(wire.LoginErrors["INSTITUTION_NO_LONGER_SUPPORTED"])
	}
	return p.toBank()
}

// toBank goes to where the person signs in.
func (p *page) toBank() wire.Object {
	p.wrong = ""
	if p.institution.OAuth {
		p.transition("OAUTH", nil)
		return p.draw("OAUTH")
	}
	p.transition("CREDENTIAL", nil)
	return p.draw("CREDENTIAL")
}

func (p *page) credentials(in action) wire.Object {
	p.username = in.Username
	p.event("SUBMIT_CREDENTIALS", nil)
	p.transition("LOADING", nil)
	return p.signIn(in.Username, in.Password)
}

func (p *page) signIn(user, password string) wire.Object {
	asked, err := p.session.SignIn(p.institution.ID, user, password)
	if err != nil {
		return p.fail(err)
	}
	p.mfa, p.round, p.wrong, p.err = asked, 0, "", nil
	if asked != nil {
		return p.ask()
	}
	return p.signedIn()
}

// ask goes to the pane for the MFA's round.
func (p *page) ask() wire.Object {
	pane, kind := "MFA_QUESTIONS", p.mfa.Kind
	if p.mfa.Kind == "device" {
		pane, kind = "MFA_DEVICE", "device_list"
	}
	p.transition("MFA", wire.Object{"mfa_type": kind})
	return p.draw(pane)
}

func (p *page) device(action) wire.Object {
	p.event("SUBMIT_MFA", wire.Object{"mfa_type": "device_list"})
	p.transition("LOADING", nil)
	p.transition("MFA", wire.Object{"mfa_type": "code"})
	return p.draw("MFA_CODE")
}

func (p *page) answers(in action) wire.Object {
	kind := p.mfa.Kind
	if kind == "device" {
		kind = "code"
	}
	p.event("SUBMIT_MFA", wire.Object{"mfa_type": kind})
	p.transition("LOADING", nil)
	done, err := p.session.Answer(in.Answers)
	if err != nil {
		return p.fail(err)
	}
	p.wrong, p.err = "", nil
	if !done {
		p.round++
		return p.ask()
	}
	return p.signedIn()
}

// signedIn asks which of the bank's accounts to share.
func (p *page) signedIn() wire.Object {
	accounts := p.session.Accounts()
	p.chosen = nil
	switch {
	case len(accounts) == 0 && p.session.hasPayroll():
		return p.connected()
	case len(accounts) == 0:
		return p.fail(wire.LoginErrors["NO_ACCOUNTS"])
	}
	t := p.session.token
	for _, a := range accounts {
		// A bank's own page has let the person choose; the Sandbox's gives
		// checking and savings whatever was ticked.
		if a.Shared && (!p.institution.OAuth || a.Subtype == "checking" || a.Subtype == "savings") {
			p.chosen = append(p.chosen, a.ID)
		}
	}
	if p.institution.OAuth || t.update != nil && !t.request.Update.SelectAccounts {
		return p.connected()
	}
	p.transition("SELECT_ACCOUNT", nil)
	return p.draw("SELECT_ACCOUNT")
}

func (p *page) accounts(in action) wire.Object {
	if len(in.Accounts) == 0 {
		p.wrong = "Choose at least one account, or leave."
		return p.draw("SELECT_ACCOUNT")
	}
	p.wrong, p.chosen = "", in.Accounts
	return p.proof()
}

func (p *page) connected() wire.Object {
	p.transition("CONNECTED", nil)
	return p.draw("CONNECTED")
}

// finish gives the public token to the page.
func (p *page) finish(action) wire.Object {
	token, metadata, err := p.session.Finish(p.chosen)
	if err != nil {
		return p.fail(err)
	}
	p.event("HANDOFF", nil)
	return p.end(wire.Object{"success": wire.Object{"publicToken": token, "metadata": metadata}})
}

// leave ends the session without an Item.
func (p *page) leave(action) wire.Object {
	if p.pane == "CONNECTED" {
		return p.finish(action{})
	}
	status := p.status()
	event := wire.Object{"exit_status": status}
	var shown any
	if p.err != nil {
		event["error_type"], event["error_code"], event["error_message"] = p.err.Type, p.err.Code, p.err.Message
		shown = wire.Object{"error_type": p.err.Type, "error_code": p.err.Code, "error_message": p.err.Message, "display_message": wire.OrNull(p.err.Display)}
	}
	p.event("EXIT", event)
	metadata := wire.Object{"institution": nil, "link_session_id": p.id, "request_id": p.requestID(), "status": status}
	if p.session != nil {
		var id string
		if p.institution != nil {
			id = p.institution.ID
		}
		metadata = p.session.Exit(p.err, status, id)
	}
	return p.end(wire.Object{"exit": wire.Object{"error": shown, "metadata": metadata}})
}

// end closes the page. One that is not in a frame shows a last pane and may go
// to completion_redirect_uri.
func (p *page) end(out wire.Object) wire.Object {
	p.closed = true
	if p.hosted {
		out["pane"] = p.farewell(out["success"] != nil)
		if p.session != nil {
			out["then"] = p.session.token.request.Hosted.CompletionURI
		}
	}
	return out
}

func (p *page) back(action) wire.Object {
	p.wrong, p.err = "", nil
	if p.pane == "CREDENTIAL" || p.pane == "OAUTH" {
		return p.elsewhere(action{})
	}
	return p.toBank()
}

// retry goes from an error to where the person signs in.
func (p *page) retry(action) wire.Object {
	p.err = nil
	return p.toBank()
}

// elsewhere goes to the choice of a bank.
func (p *page) elsewhere(action) wire.Object {
	p.err = nil
	if p.session.token.update != nil {
		return p.draw(p.pane)
	}
	p.institution = nil
	return p.consent(action{})
}

// fail shows an error: above the fields if other input may help, otherwise on a
// pane of its own.
func (p *page) fail(err *wire.Error) wire.Object {
	p.err = err
	p.event("ERROR", wire.Object{"error_type": err.Type, "error_code": err.Code, "error_message": err.Message})
	p.wrong = err.Display
	if p.wrong == "" {
		p.wrong = "That did not work: " + err.Message + "."
	}
	switch err.Code {
	case "INVALID_CREDENTIALS", "INSUFFICIENT_CREDENTIALS", "INVALID_UPDATED_USERNAME":
		p.transition("CREDENTIAL", nil)
		return p.draw("CREDENTIAL")
	case "INVALID_MFA":
		if p.mfa != nil {
			return p.draw(p.pane)
		}
	}
	p.transition("ERROR", nil)
	return p.draw("ERROR")
}
