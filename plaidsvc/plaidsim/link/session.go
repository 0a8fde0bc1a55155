package link

import (
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// Session is one run through Link. Any goroutine may call its methods.
type Session struct {
	id     string
	links  *Server
	client *bank.Client
	token  *Token

	started, finished time.Time    // finished is zero while Link is open
	item              *bank.Item   // of the login; in update mode the one to repair
	mfa               *profile.MFA // to be answered, from round on
	round             int
	results           []wire.Object // item_add_results
	left              wire.Object   // "exit"; nil unless the person left
	events            []wire.Object // newest first
}

// NewSession opens a session for a link token. An expired one is
// INVALID_LINK_TOKEN.
func (s *Server) NewSession(token string) (*Session, *wire.Error) {
	t := s.token(token)
	if t == nil {
		return nil, wire.ErrLinkToken
	}
	c := t.client
	c.Lock()
	defer c.Unlock()
	now := s.ledger.Now()
	if t.expired(now) {
		return nil, wire.ErrLinkToken
	}
	ls := &Session{id: draw.NewUUID(c.Next()), links: s, client: c, token: t, started: now}
	t.sessions = append(t.sessions, ls)
	return ls, nil
}

// lock locks the session's client and gives a call of it.
func (ls *Session) lock() *bank.Call {
	ls.client.Lock()
	return &bank.Call{Client: ls.client, Ledger: ls.links.ledger, Now: ls.links.ledger.Now()}
}

// expired reports whether the link token has expired.
func (ls *Session) expired() bool { return ls.token.expired(ls.links.ledger.Now()) }

// refuse counts a login with a wrong password or answer.
func (ls *Session) refuse(err *wire.Error) *wire.Error {
	if err.Code == "INVALID_CREDENTIALS" || err.Code == "INVALID_MFA" {
		ls.token.refused++
	}
	return err
}

// Institutions lists the banks that the link token allows and whose names
// match. In update mode that is the Item's bank.
func (ls *Session) Institutions(query string) []*bank.Institution {
	if it := ls.token.update; it != nil {
		return []*bank.Institution{it.Institution}
	}
	r := ls.token.request
	found := bank.SearchInstitutions(query, r.Countries, r.Products)
	return slices.DeleteFunc(found, func(b *bank.Institution) bool { return b.ID == bank.PayrollBank && !r.Income.Gives("payroll") })
}

// SignIn tries a login. If it gives an MFA, that must be answered before there
// are accounts.
func (ls *Session) SignIn(institutionID, user, password string) (*profile.MFA, *wire.Error) {
	c := ls.lock()
	defer c.Unlock()
	if ls.expired() || !ls.finished.IsZero() {
		return nil, wire.ErrLinkToken
	}
	b := bank.InstitutionByID(institutionID)
	if b == nil {
		return nil, wire.ErrInstitution
	}
	m, err := bank.SignIn(b, user, password)
	if err != nil && err.Code == "INVALID_FIELD" { // a configuration of user_custom
		err = wire.LoginErrors["INVALID_CREDENTIALS"]
	}
	if err != nil {
		return nil, ls.refuse(err)
	}
	if it := ls.token.update; it != nil {
		if it.Institution != b || !b.OAuth && it.Login.User != user {
			return nil, wire.LoginErrors["INVALID_UPDATED_USERNAME"]
		}
		ls.item, ls.mfa, ls.round = it, m, 0
		return m, nil
	}
	r := ls.token.request
	ls.item, err = c.NewItem(b, profile.Login{User: user, Password: password, Days: r.Transactions.Days}, r.productsAt(b))
	if err != nil {
		return nil, err
	}
	ls.item.Webhook, ls.item.Consented, ls.item.Asked = r.Webhook, slices.Clone(r.Consented), true
	ls.item.Statements, ls.item.Income = r.Statements, r.Income
	if u, err := c.Person(r.UserToken, r.userID()); err == nil {
		ls.item.User = u["user_id"].(string)
	}
	ls.mfa, ls.round = m, 0
	return m, nil
}

// userID is the id of the person, if the client named one.
func (r *TokenRequest) userID() string {
	if r.User != nil && r.User.UserID != "" {
		return r.User.UserID
	}
	return r.UserID
}

// productsAt are the products that an Item at the bank starts with.
func (r *TokenRequest) productsAt(b *bank.Institution) []string {
	out := slices.Clone(r.Products)
	for _, p := range slices.Concat(r.Required, r.Optional) {
		if b.Supports([]string{p}) {
			out = append(out, p)
		}
	}
	return out
}

// Answer answers one round of the MFA; done: it was the last one.
func (ls *Session) Answer(answers []string) (done bool, err *wire.Error) {
	c := ls.lock()
	defer c.Unlock()
	switch {
	case ls.expired():
		return false, wire.ErrLinkToken
	case ls.mfa == nil:
		return true, nil
	}
	if err := ls.mfa.Check(ls.round, answers); err != nil {
		return false, ls.refuse(err)
	}
	ls.round++
	if ls.round == len(ls.mfa.Rounds) {
		ls.mfa = nil
	}
	return ls.mfa == nil, nil
}

// Accounts are those that can be shared; none before the login is complete.
func (ls *Session) Accounts() []bank.Account {
	c := ls.lock()
	defer c.Unlock()
	if ls.item == nil || ls.mfa != nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(ls.item.Accounts), func(a bank.Account) bool { return a.IsPayroll() || !ls.token.request.wants(ls.item.Institution, a) })
}

// hasPayroll reports whether the login has a payroll, which nobody has to
// choose.
func (ls *Session) hasPayroll() bool {
	c := ls.lock()
	defer c.Unlock()
	return ls.item.HasPayroll()
}

// wants reports whether an account of a bank has the numbers that Auth needs,
// if the Item must have that, and passes account_filters. With filters, a type
// without one does not pass.
func (r *TokenRequest) wants(b *bank.Institution, a bank.Account) bool {
	if slices.Contains(r.Products, "auth") || slices.Contains(r.Required, "auth") && b.Supports([]string{"auth"}) {
		if !a.HasNumbers() {
			return false
		}
	}
	if len(r.Filters) == 0 {
		return true
	}
	f, ok := r.Filters[a.Type]
	return ok && (slices.Contains(f.Subtypes, "all") || slices.Contains(f.Subtypes, a.Subtype))
}

// Finish shares the chosen accounts and ends the session. It gives the public
// token and the metadata of onSuccess.
func (ls *Session) Finish(accountIDs []string) (publicToken string, metadata wire.Object, err *wire.Error) {
	c := ls.lock()
	defer c.Unlock()
	it := ls.item
	switch {
	case it == nil || ls.mfa != nil || !ls.finished.IsZero() || ls.expired():
		return "", nil, wire.ErrLinkToken
	case len(accountIDs) == 0 && !it.HasPayroll():
		return "", nil, wire.LoginErrors["NO_ACCOUNTS"]
	}
	for _, id := range accountIDs {
		if !slices.ContainsFunc(it.Accounts, func(a bank.Account) bool { return a.ID == id }) {
			return "", nil, wire.ErrAccountID
		}
	}
	if ls.token.update == nil || ls.token.request.Update.SelectAccounts {
		for i := range it.Accounts {
			a := &it.Accounts[i]
			before := a.Shared
			if a.Shared = slices.Contains(accountIDs, a.ID); a.Shared && !before {
				it.Renew(a) // an account that was taken back and is shared again has a new id
			}
		}
	}
	it.SignedIn(c.Now)
	it.Consented = append(it.Consented, ls.token.request.Consented...)
	ls.addProducts()
	it.Agree(c.Now)
	publicToken = c.NewPublicToken(it)
	bank := wire.Object{"institution_id": it.Institution.ID, "name": it.Institution.Name}
	chosen := []wire.Object{}
	for _, a := range it.Accounts {
		if a.Shared {
			chosen = append(chosen, wire.Object{
				"id": a.ID, "name": a.Name, "mask": wire.OrNull(a.Mask), "type": a.Type, "subtype": a.Subtype, "verification_status": wire.OrNull(a.Verification), "class_type": nil,
			})
		}
	}
	ls.results = append(ls.results, wire.Object{"public_token": publicToken, "institution": bank, "accounts": chosen})
	c.OpenIncome(it, c.Now)
	ls.finished = c.Now
	ls.announceEnd()
	return publicToken, wire.Object{"institution": bank, "accounts": chosen, "link_session_id": ls.id, "transfer_status": ls.transferNow(c)}, nil
}

// addProducts adds to an Item what update mode was asked for.
func (ls *Session) addProducts() {
	if ls.token.update == nil {
		return
	}
	it, r := ls.item, ls.token.request
	for _, p := range r.Products {
		if !it.Uses(p) {
			it.Products = append(it.Products, p)
		}
	}
	if slices.Contains(r.Products, "statements") {
		it.Statements = r.Statements
	}
	if slices.Contains(r.Products, "income_verification") {
		it.Income = r.Income
	}
}

// Exit ends the session without a result. It gives the metadata of onExit; err
// is what the person saw last, nil: nothing.
func (ls *Session) Exit(err *wire.Error, status, institutionID string) wire.Object {
	c := ls.lock()
	defer c.Unlock()
	meta := wire.Object{"institution": nil, "link_session_id": ls.id, "request_id": string(draw.AppendBase62(nil, c.Next(), 15)), "status": status}
	if b := bank.InstitutionByID(institutionID); b != nil {
		meta["institution"] = wire.Object{"institution_id": b.ID, "name": b.Name}
	}
	if ls.finished.IsZero() {
		ls.finished = c.Now
		ls.left = wire.Object{"error": nil, "metadata": meta}
		if err != nil {
			ls.left["error"] = err.Nested()
		}
		ls.announceEnd()
	}
	return meta
}

// Event records an event of onEvent for /link/token/get.
func (ls *Session) Event(name string, metadata wire.Object) {
	c := ls.lock()
	defer c.Unlock()
	for k, v := range metadata {
		if v == nil {
			delete(metadata, k) // the API leaves out what the callback has as null
		}
	}
	ls.events = slices.Insert(ls.events, 0, wire.Object{
		"event_id": draw.NewUUID(c.Next()), "event_name": name, "event_metadata": metadata, "timestamp": wire.Timestamp(c.Now),
	})
	if name == "HANDOFF" || name == "EXIT" {
		ls.announceEvents()
	}
}

// json is the session as /link/token/get shows it.
func (ls *Session) json() wire.Object {
	out := wire.Object{
		"link_session_id": ls.id, "started_at": wire.Timestamp(ls.started), "finished_at": nil, "events": wire.NonNil(ls.events),
		"exit": nil, "results": nil,
	}
	if !ls.finished.IsZero() {
		out["finished_at"] = wire.Timestamp(ls.finished)
	}
	if ls.left != nil {
		out["exit"] = ls.left
	}
	if len(ls.results) > 0 {
		out["results"] = wire.Object{
			"item_add_results": ls.results, "cra_item_add_results": []wire.Object{}, "cra_update_results": []wire.Object{},
			"bank_income_results": ls.bankIncome(), "payroll_income_results": ls.payrollIncome(), "document_income_results": nil,
		}
	}
	return out
}
