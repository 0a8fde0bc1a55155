package link

import (
	"maps"
	"slices"
	"sync"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// page is what the browser shows of a session: the pane, and what was typed so
// far. The server decides what comes next; the browser draws it.
type page struct {
	mu      sync.Mutex
	links   *Server
	id      string   // the session's
	session *Session // nil: the link token cannot be used
	hosted  bool     // the page is not in a frame

	pane        string // the one that is shown
	institution *bank.Institution
	notFound    bool // the last search found nothing
	username    string
	mfa         *profile.MFA
	round       int
	oauthState  string
	oauth       string   // what the person did on the bank's page: "", allowed, denied
	chosen      []string // account ids
	wrong       string   // what the next pane says above its fields
	err         *wire.Error
	closed      bool
	newEvents   []wire.Object // events that the browser does not have yet
}

// answer runs a step under the lock of the page, and adds what every answer
// has.
func (p *page) answer(step func(*page) wire.Object) wire.Object {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := step(p)
	out["session"], out["events"] = p.id, wire.NonNil(p.newEvents)
	p.newEvents = nil
	return out
}

// eventKeys are the metadata of onEvent; most are null in most events.
var eventKeys = []string{
	"account_number_mask", "error_code", "error_message", "error_type", "exit_status", "institution_id", "institution_name",
	"institution_search_query", "is_update_mode", "link_session_id", "match_reason", "mfa_type", "request_id", "routing_number",
	"selection", "timestamp", "view_name",
}

// event records one of Link's events, and sends it to the browser with the
// answer.
func (p *page) event(name string, with wire.Object) {
	metadata := wire.Object{}
	for _, k := range eventKeys {
		metadata[k] = nil
	}
	if p.institution != nil {
		metadata["institution_id"], metadata["institution_name"] = p.institution.ID, p.institution.Name
	}
	metadata["request_id"] = p.requestID()
	maps.Copy(metadata, with)
	if p.session != nil {
		if p.session.token.update != nil {
			metadata["is_update_mode"] = "true"
		}
		p.session.Event(name, maps.Clone(metadata))
	}
	metadata["link_session_id"], metadata["timestamp"] = p.id, p.links.ledger.Now().Format("2006-01-02T15:04:05.000Z")
	p.newEvents = append(p.newEvents, wire.Object{"name": name, "metadata": metadata})
}

// transition records that the page shows another view.
func (p *page) transition(view string, with wire.Object) {
	all := wire.Object{"view_name": view}
	maps.Copy(all, with)
	p.event("TRANSITION_VIEW", all)
}

func (p *page) requestID() string { return p.links.ledger.RequestID() }

// status says where the person leaves, in the words of onExit.
// "requires_credentials" also stands for the choice of a bank and what comes
// before.
func (p *page) status() string {
	switch p.pane {
	case "SELECT_INSTITUTION":
		if p.notFound {
			return "institution_not_found"
		}
	case "MFA_DEVICE":
		return "choose_device"
	case "MFA_CODE":
		return "requires_code"
	case "MFA_QUESTIONS":
		if p.mfa.Kind == "selections" {
			return "requires_selections"
		}
		return "requires_questions"
	case "OAUTH":
		return "requires_oauth"
	case "SELECT_ACCOUNT":
		return "requires_account_selection"
	case "DEPOSIT_CODE":
		return "requires_code"
	case "ERROR":
		if p.err.Code == "INSTITUTION_NO_LONGER_SUPPORTED" {
			return "institution_not_supported"
		}
	}
	return "requires_credentials"
}

// draw gives a pane with what it shows. page/panes.js draws the panes.
func (p *page) draw(pane string) wire.Object {
	p.pane = pane
	out := wire.Object{"draw": pane, "error": p.wrong, "institution": nil, "back": slices.Contains([]string{"MFA_DEVICE", "MFA_CODE", "MFA_QUESTIONS"}, pane)}
	update := false
	if p.session != nil {
		update = p.session.token.update != nil
		out["client"] = p.session.token.request.shownName()
	}
	out["update"] = update
	if p.institution != nil {
		out["institution"] = sketch(p.institution)
	}
	switch pane {
	case "CONSENT":
		out["sharing"] = p.sharing()
	case "SELECT_INSTITUTION":
		out["institutions"] = p.banks("")
	case "CREDENTIAL":
		out["back"], out["username"], out["testers"] = !update, p.username, p.links.testers()
	case "OAUTH":
		out["back"], out["address"], out["redirect"] = !update, "/oauth/"+p.oauthState, p.session.token.request.RedirectURI != ""
	case "MFA_DEVICE":
		out["devices"] = []wire.Object{{"id": "phone", "name": "Text message to ··· ··56"}, {"id": "email", "name": "E-mail to u···@example.com"}}
	case "MFA_CODE":
		out["sent"] = "We pretended to send one: it is 1234."
	case "MFA_QUESTIONS":
		out["questions"], out["round"], out["rounds"] = p.questions(), p.round+1, len(p.mfa.Rounds)
		out["heading"] = "A few questions"
		if p.mfa.Kind == "recaptcha" {
			out["heading"] = "Show that you are a person"
		}
	case "SELECT_ACCOUNT":
		out["accounts"] = p.accountChoices()
	case "NUMBERS":
		out["hint"] = "Routing 021000021: Plaid looks for its deposit itself. 110000000: its code comes with the statement. 333333334: it comes at once. The account is 111122223333 and its last four digits."
	case "DEPOSIT_CODE":
		out["hint"] = "We pretended to send one cent: the code in its text is " + depositCode + "."
	case "CONNECTED":
		out["accounts"] = len(p.chosen)
	case "ERROR":
		p.describeError(out)
	}
	return wire.Object{"pane": out}
}

// sketch is a bank as the page shows it.
func sketch(b *bank.Institution) wire.Object {
	note := ""
	if b.OAuth {
		note = "Opens the bank’s own page"
	}
	return wire.Object{"institution_id": b.ID, "name": b.Name, "initials": b.Initials(), "color": b.Color, "note": note}
}

// banks lists the banks that a search finds.
func (p *page) banks(query string) []wire.Object {
	out := []wire.Object{}
	for _, b := range p.session.Institutions(query) {
		out = append(out, sketch(b))
	}
	return out
}

// productWords say what a product lets a program see: name and explanation.
var productWords = map[string][2]string{
	"transactions":        {"Transactions", "what was paid and received, up to two years back"},
	"investments":         {"Investments", "holdings, their worth and trades"},
	"liabilities":         {"Loans and cards", "what is owed, rates and due dates"},
	"auth":                {"Account numbers", "account and routing numbers"},
	"identity":            {"Contact details", "name, address, phone and e-mail as the bank has them"},
	"assets":              {"Assets", "a report of balances and past transactions"},
	"income_verification": {"Income", "what you earn and from whom, for the time that was asked for"},
	"statements":          {"Statements", "the bank’s monthly documents"},
}

// sharing lists what the person is asked to share: name and explanation.
func (p *page) sharing() [][2]string {
	out := [][2]string{{"Accounts and balances", "names, kinds, last digits and what is on them"}}
	r := p.session.token.request
	asked := r.products()
	if it := p.session.token.update; it != nil {
		asked = slices.Concat(it.Products, r.Products, r.Consented)
	}
	for _, product := range asked {
		if words, ok := productWords[product]; ok && !slices.Contains(out, words) {
			out = append(out, words)
		}
	}
	return out
}

// products are all products that the link token asks for.
func (r *TokenRequest) products() []string {
	return slices.Concat(r.Products, r.Required, r.Optional, r.Consented)
}

// testers are the logins that the page offers.
func (s *Server) testers() []wire.Object {
	if user := s.ledger.Options.Tester; user != "" {
		return append([]wire.Object{{"username": user, "password": "pass_good", "what": "works"}}, testers...)
	}
	return testers
}

var testers = []wire.Object{
	{"username": "user_good", "password": "pass_good", "what": "works"},
	{"username": "user_transactions_dynamic", "password": "pass_good", "what": "with transactions that keep arriving"},
	{"username": "user_good", "password": "mfa_device", "what": "sends a code: 1234"},
	{"username": "user_good", "password": "mfa_questions_1_2", "what": "asks: answer_0_0 and answer_0_1"},
	{"username": "user_good", "password": "mfa_selections", "what": "asks: Yes"},
	{"username": "user_good", "password": byDeposit, "what": "gives no account numbers: a small deposit proves those that you type in"},
	{"username": "user_good", "password": "error_ITEM_LOCKED", "what": "is locked; other error codes work too"},
}

func (p *page) questions() []wire.Object {
	out := []wire.Object{}
	for _, q := range p.mfa.Rounds[p.round] {
		one := wire.Object{"text": q.Text}
		if len(q.Choices) > 0 {
			one["choices"] = q.Choices
		}
		out = append(out, one)
	}
	return out
}

func (p *page) accountChoices() []wire.Object {
	out := []wire.Object{}
	for _, a := range p.session.Accounts() {
		iso, _ := wire.Currencies(a.Currency)
		out = append(out, wire.Object{
			"id": a.ID, "name": a.Name, "mask": a.Mask, "subtype": a.Subtype, "shared": slices.Contains(p.chosen, a.ID),
			"balance": wire.Number(a.Current), "currency": iso,
		})
	}
	return out
}

// describeError says what went wrong, and which ways out make sense.
func (p *page) describeError(out wire.Object) {
	out["code"], out["message"] = p.err.Code, p.wrong
	// Without a token that works, or with a bank that is gone, trying again is
	// no use.
	usable := p.session != nil && p.err.Code != "INVALID_LINK_TOKEN"
	out["retry"] = usable && p.err.Code != "INSTITUTION_NO_LONGER_SUPPORTED" && p.institution != nil
	out["elsewhere"] = usable && p.session.token.update == nil
	heading := "That did not work"
	switch p.err.Code {
	case "INSTITUTION_DOWN", "INSTITUTION_NOT_RESPONDING", "INSTITUTION_NOT_AVAILABLE":
		heading = "The bank is not answering"
	case "INSTITUTION_NO_LONGER_SUPPORTED":
		heading = "This bank cannot be linked"
	case "ITEM_LOCKED":
		heading = "The bank locked this login"
	case "NO_ACCOUNTS":
		heading = "There is nothing to share"
	case "USER_SETUP_REQUIRED", "PASSWORD_RESET_REQUIRED":
		heading = "The bank wants you to come by first"
	case "INVALID_LINK_TOKEN":
		heading = "This link does not work any more"
	}
	out["heading"] = heading
}

// farewell is the last pane of a page that is not in a frame.
func (p *page) farewell(good bool) wire.Object {
	heading, message := "Nothing was linked", "You left before the end. You can close this tab."
	if good {
		heading, message = "All done", "You can close this tab."
	}
	return wire.Object{"draw": "ENDED", "heading": heading, "message": message, "good": good}
}
