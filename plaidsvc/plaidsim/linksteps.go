package plaidsim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// linkOpening is what the page sends when Link is opened: a link token, or
// the id in a Hosted Link address.
type linkOpening struct {
	Token    string `json:"token"`
	Hosted   string `json:"hosted"`
	Returned string `json:"received_redirect_uri"`
}

// linkAction is one thing that the person did.
type linkAction struct {
	Session     string   `json:"session"`
	Action      string   `json:"action"`
	Institution string   `json:"institution_id"`
	Query       string   `json:"query"`
	Username    string   `json:"username"`
	Password    string   `json:"password"`
	Answers     []string `json:"answers"`
	Accounts    []string `json:"account_ids"`
	Closed      bool     `json:"closed"` // the bank's window
}

// linkActions are what can be done, by name: in which panes, and how.
var linkActions = map[string]struct {
	panes string
	run   func(*linkPage, linkAction) wire.Object
}{
	"consent":     {"CONSENT", (*linkPage).consent},
	"search":      {"SELECT_INSTITUTION", (*linkPage).search},
	"select":      {"SELECT_INSTITUTION", (*linkPage).choose},
	"credentials": {"CREDENTIAL", (*linkPage).credentials},
	"device":      {"MFA_DEVICE", (*linkPage).device},
	"answers":     {"MFA_CODE MFA_QUESTIONS", (*linkPage).answers},
	"oauth_open":  {"OAUTH", (*linkPage).openBank},
	"oauth_wait":  {"OAUTH", (*linkPage).awaitBank},
	"accounts":    {"SELECT_ACCOUNT", (*linkPage).accounts},
	"finish":      {"CONNECTED", (*linkPage).finish},
	"again":       {"ERROR", (*linkPage).again},
	"elsewhere":   {"ERROR", (*linkPage).elsewhere},
	"back":        {"CREDENTIAL OAUTH MFA_DEVICE MFA_CODE MFA_QUESTIONS", (*linkPage).back},
	"leave":       {"", (*linkPage).leave},
}

// linkStart opens a session, or goes on with the one that a bank sent the
// person back to.
func (s *linkServer) linkStart(r *http.Request, in linkOpening) wire.Object {
	token := in.Token
	if in.Hosted != "" {
		token = "link-sandbox-" + in.Hosted
	}
	if in.Returned != "" {
		p, err := s.returnedPage(token, in.Returned)
		if err != nil {
			return s.newLinkPage(nil, in).answer(func(p *linkPage) wire.Object { return p.fail(err) })
		}
		return p.answer((*linkPage).returned)
	}
	ls, err := s.startLink(token)
	if err == nil && in.Hosted != "" && ls.token.request.Hosted == nil {
		ls, err = nil, wire.ErrLinkToken
	}
	p := s.newLinkPage(ls, in)
	if err != nil {
		return p.answer(func(p *linkPage) wire.Object { return p.fail(err) })
	}
	return p.answer((*linkPage).welcome)
}

// newLinkPage makes the page of a session; without one it can only say what
// is wrong.
func (s *linkServer) newLinkPage(ls *linkSession, in linkOpening) *linkPage {
	p := &linkPage{links: s, session: ls, hosted: in.Hosted != "", oauthState: draw.NewUUID(s.ledger.NextRequest() ^ s.ledger.Options.Seed<<1)}
	p.id = draw.NewUUID(s.ledger.NextRequest() ^ s.ledger.Options.Seed)
	if ls != nil {
		p.id = ls.id
	}
	s.pages.Store(p.id, p)
	s.pages.Store(p.oauthState, p)
	return p
}

// returnedPage finds the page that waits for a bank's redirect.
func (s *linkServer) returnedPage(token, address string) (*linkPage, *wire.Error) {
	u, err := url.Parse(address)
	if err != nil || len(u.Query()) != 1 {
		return nil, oauthError("OAUTH_STATE_ID_NOT_FOUND", "the received redirect URI must hold oauth_state_id and nothing else")
	}
	found, ok := s.pages.Load(u.Query().Get("oauth_state_id"))
	if !ok {
		return nil, oauthError("OAUTH_STATE_ID_NOT_FOUND", "the OAuth state id could not be found")
	}
	p := found.(*linkPage)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
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

// linkStep does what the person did and says what to draw next. Something
// that the pane does not offer (a second click) draws the pane again.
func (s *linkServer) linkStep(_ *http.Request, in linkAction) wire.Object {
	found, ok := s.pages.Load(in.Session)
	if !ok {
		return nil
	}
	action, ok := linkActions[in.Action]
	if !ok {
		return nil
	}
	return found.(*linkPage).answer(func(p *linkPage) wire.Object {
		if p.over {
			return wire.Object{}
		}
		if action.panes != "" && !slices.Contains(strings.Fields(action.panes), p.pane) {
			return p.draw(p.pane)
		}
		return action.run(p, in)
	})
}

// welcome asks for consent.
func (p *linkPage) welcome() wire.Object {
	if it := p.session.token.update; it != nil {
		p.institution = it.Institution
	}
	p.event("OPEN", nil)
	p.transition("CONSENT", nil)
	return p.draw("CONSENT")
}

func (p *linkPage) consent(linkAction) wire.Object {
	if p.institution != nil {
		return p.toBank()
	}
	p.transition("SELECT_INSTITUTION", nil)
	return p.draw("SELECT_INSTITUTION")
}

func (p *linkPage) search(in linkAction) wire.Object {
	found := p.banks(in.Query)
	p.notFound = len(found) == 0
	if in.Query != "" {
		p.event("SEARCH_INSTITUTION", wire.Object{"institution_search_query": in.Query})
	}
	return wire.Object{"institutions": found}
}

func (p *linkPage) choose(in linkAction) wire.Object {
	i := slices.IndexFunc(p.session.institutions(""), func(b *bank.Institution) bool { return b.ID == in.Institution })
	if i < 0 {
		return p.draw("SELECT_INSTITUTION")
	}
	p.institution = p.session.institutions("")[i]
	p.event("SELECT_INSTITUTION", nil)
	if p.institution.Health == "UNSUPPORTED" {
		return p.fail(wire.LoginErrors["INSTITUTION_NO_LONGER_SUPPORTED"])
	}
	return p.toBank()
}

// toBank goes to where the person signs in.
func (p *linkPage) toBank() wire.Object {
	p.wrong = ""
	if p.institution.OAuth {
		p.transition("OAUTH", nil)
		return p.draw("OAUTH")
	}
	p.transition("CREDENTIAL", nil)
	return p.draw("CREDENTIAL")
}

func (p *linkPage) credentials(in linkAction) wire.Object {
	p.username = in.Username
	p.event("SUBMIT_CREDENTIALS", nil)
	p.transition("LOADING", nil)
	return p.signIn(in.Username, in.Password)
}

func (p *linkPage) signIn(user, password string) wire.Object {
	asked, err := p.session.signIn(p.institution.ID, user, password)
	if err != nil {
		return p.fail(err)
	}
	p.mfa, p.round, p.wrong, p.err = asked, 0, "", nil
	if asked != nil {
		return p.ask()
	}
	return p.signedIn()
}

// ask goes to the pane of the MFA's round.
func (p *linkPage) ask() wire.Object {
	pane, kind := "MFA_QUESTIONS", p.mfa.Kind
	if p.mfa.Kind == "device" {
		pane, kind = "MFA_DEVICE", "device_list"
	}
	p.transition("MFA", wire.Object{"mfa_type": kind})
	return p.draw(pane)
}

func (p *linkPage) device(linkAction) wire.Object {
	p.event("SUBMIT_MFA", wire.Object{"mfa_type": "device_list"})
	p.transition("LOADING", nil)
	p.transition("MFA", wire.Object{"mfa_type": "code"})
	return p.draw("MFA_CODE")
}

func (p *linkPage) answers(in linkAction) wire.Object {
	kind := p.mfa.Kind
	if kind == "device" {
		kind = "code"
	}
	p.event("SUBMIT_MFA", wire.Object{"mfa_type": kind})
	p.transition("LOADING", nil)
	done, err := p.session.answer(in.Answers)
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

// signedIn has the bank's accounts, and asks which of them to share.
func (p *linkPage) signedIn() wire.Object {
	accounts := p.session.accounts()
	if len(accounts) == 0 {
		return p.fail(wire.LoginErrors["NO_ACCOUNTS"])
	}
	t := p.session.token
	p.chosen = nil
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

func (p *linkPage) accounts(in linkAction) wire.Object {
	if len(in.Accounts) == 0 {
		p.wrong = "Choose at least one account, or leave."
		return p.draw("SELECT_ACCOUNT")
	}
	p.wrong, p.chosen = "", in.Accounts
	return p.connected()
}

func (p *linkPage) connected() wire.Object {
	p.transition("CONNECTED", nil)
	return p.draw("CONNECTED")
}

// finish hands the public token over.
func (p *linkPage) finish(linkAction) wire.Object {
	token, metadata, err := p.session.finish(p.chosen)
	if err != nil {
		return p.fail(err)
	}
	p.event("HANDOFF", nil)
	return p.end(wire.Object{"success": wire.Object{"publicToken": token, "metadata": metadata}})
}

// leave ends the session without an Item.
func (p *linkPage) leave(linkAction) wire.Object {
	if p.pane == "CONNECTED" {
		return p.finish(linkAction{})
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
		metadata = p.session.exit(p.err, status, id)
	}
	return p.end(wire.Object{"exit": wire.Object{"error": shown, "metadata": metadata}})
}

// end closes the page; one that stands alone has a last pane and perhaps
// somewhere to go.
func (p *linkPage) end(out wire.Object) wire.Object {
	p.over = true
	if p.hosted {
		out["pane"] = p.farewell(out["success"] != nil)
		if p.session != nil {
			out["then"] = p.session.token.request.Hosted.CompletionURI
		}
	}
	return out
}

func (p *linkPage) back(linkAction) wire.Object {
	p.wrong, p.err = "", nil
	if p.pane == "CREDENTIAL" || p.pane == "OAUTH" {
		return p.elsewhere(linkAction{})
	}
	return p.toBank()
}

// again leads from an error to where the person signs in.
func (p *linkPage) again(linkAction) wire.Object {
	p.err = nil
	return p.toBank()
}

// elsewhere leads to the choice of a bank.
func (p *linkPage) elsewhere(linkAction) wire.Object {
	p.err = nil
	if p.session.token.update != nil {
		return p.draw(p.pane)
	}
	p.institution = nil
	return p.consent(linkAction{})
}

// fail tells of an error: above the fields where other input may mend it,
// otherwise on a pane of its own.
func (p *linkPage) fail(err *wire.Error) wire.Object {
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
