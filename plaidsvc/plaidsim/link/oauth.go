package link

import (
	"net/http"
	"net/url"

	"passbook/plaidsvc/plaidsim/wire"
)

// bankAnswer is what the person does on the page of an OAuth bank.
type bankAnswer struct {
	Decision string `json:"decision"` // "" asks what the page is for; allow or deny
	Redirect bool   `json:"redirect"` // the page replaced Link's instead of standing beside it
}

// BankStep serves the page of an OAuth bank.
func (s *Server) BankStep(r *http.Request, in bankAnswer) wire.Object {
	found, ok := s.pages.Load(r.PathValue("state"))
	if !ok || found.(*page).oauthState != r.PathValue("state") {
		return nil
	}
	p := found.(*page)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pane != "OAUTH" || p.closed {
		return nil
	}
	out := wire.Object{"institution": sketch(p.institution), "client": p.session.token.request.shownName(), "next": ""}
	switch in.Decision {
	case "allow":
		p.oauth = "allowed"
	case "deny":
		p.oauth = "denied"
	default:
		return out
	}
	if back := p.session.token.request.RedirectURI; in.Redirect && back != "" {
		out["next"] = back + "?" + url.Values{"oauth_state_id": {p.oauthState}}.Encode()
	}
	return out
}

// openBank records that the person has opened the bank's page.
func (p *page) openBank(action) wire.Object {
	p.oauth, p.wrong = "", ""
	p.event("OPEN_OAUTH", nil)
	return wire.Object{}
}

// awaitBank goes on once the person has decided at the bank, or closed its
// window.
func (p *page) awaitBank(in action) wire.Object {
	if p.oauth == "" && !in.Closed {
		return wire.Object{}
	}
	return p.returned()
}

// returned goes on after the bank's page.
func (p *page) returned() wire.Object {
	switch p.oauth {
	case "allowed":
		p.transition("LOADING", nil)
		return p.signIn(p.links.ledger.Options.Tester, "")
	case "denied":
		p.event("FAIL_OAUTH", nil)
		p.wrong = "The bank says that you did not agree. Try again, or leave."
	default:
		p.event("CLOSE_OAUTH", nil)
		p.wrong = "The bank’s window was closed before the end. Try again, or leave."
	}
	p.oauth = ""
	return p.draw("OAUTH")
}
