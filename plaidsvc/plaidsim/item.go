package plaidsim

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// item is one login at one institution that a client may read.
type item struct {
	id, accessToken string
	seed            uint64 // of every id under the Item
	institution     *institution
	login           profile.Login
	created         time.Time
	webhook         string
	products        []string // in use
	consented       []string // may be added without the person
	asked           bool     // in Link what may be read: nothing else may be added
	err             *wire.Error
	since           time.Time // the person signed in last
	consentUntil    time.Time // zero: no end in sight
	warned          bool      // that it ends soon
	accounts        []account // in the profile's order
	renewed         int       // accounts that got another id, so far
	profile         profile.Profile
	history         *history
	removed         bool
	user            string           // user_id of the person; empty: nobody
	statements      *statementWindow // nil: no statements were asked for
	lastWebhook     wire.Object      // sent_at and code_sent; nil: none yet
	emit            func(url, typ, code string, more wire.Object)
	watched         bool      // for changes that its webhook tells
	now             time.Time // that time has passed to
}

// account is one of an Item's accounts.
type account struct {
	profile.Account
	id     string
	index  int  // in the profile
	shared bool // chosen in Link

	verification string // verification_status; empty: none
}

// newItem makes the Item of a login that was let in. No access token exists
// before the public token is exchanged.
func (c *call) newItem(b *institution, l profile.Login, products []string) (*item, *wire.Error) {
	l.Institution, l.Today = b.id, draw.DayOf(c.now)
	l.Seed, l.Transactions = c.ledger.opt.Seed, c.ledger.opt.Transactions
	if l.Days == 0 {
		l.Days = defaultDays
	}
	p, err := people.Profile(l)
	if err != nil {
		return nil, err
	}
	if len(p.Accounts) == 0 {
		return nil, wire.LoginErrors["NO_ACCOUNTS"]
	}
	return c.itemOf(b, l, p, products), nil
}

// itemOf makes an Item of a profile.
func (c *call) itemOf(b *institution, l profile.Login, p profile.Profile, products []string) *item {
	seed := c.next()
	it := &item{id: draw.NewID(seed, draw.KindItem, 0), seed: seed, institution: b, login: l, created: c.now, now: c.now, emit: c.emit, profile: p, products: slices.Clone(products)}
	for i, a := range p.Accounts {
		it.accounts = append(it.accounts, account{Account: a, index: i, id: draw.NewID(seed, draw.KindAccount, uint64(i)), shared: true})
	}
	it.signedIn(c.now)
	it.history = newHistory(it, p, c.ledger.opt)
	it.profile.Planned = nil // the history has them
	return it
}

// item finds an Item by its access token, also one that needs a new login.
func (c *client) item(accessToken string) (*item, *wire.Error) {
	it := c.items[accessToken]
	switch {
	case it == nil || !strings.HasPrefix(accessToken, "access-sandbox-"):
		return nil, wire.ErrAccessToken
	case it.removed:
		return nil, wire.ErrItemNotFound
	}
	return it, nil
}

// reach finds an Item whose bank can be read now with a product, which is
// added to the Item where the bank supports it and the person consented. An
// empty product needs no consent.
func (c *call) reach(accessToken, product string) (*item, *wire.Error) {
	it, err := c.item(accessToken)
	if err != nil {
		return nil, err
	}
	if it.err != nil {
		return nil, it.err
	}
	if product != "" && !it.uses(product) {
		if !it.institution.supports([]string{product}) {
			return nil, wire.ErrNotSupported
		}
		if it.asked && !slices.Contains(it.consented, product) {
			return nil, &wire.Error{
				Type: "INVALID_INPUT", Code: "ADDITIONAL_CONSENT_REQUIRED",
				Message: "client does not have user consent to access the PRODUCT_" + strings.ToUpper(product) + " product",
			}
		}
		it.products = append(it.products, product)
	}
	return it, nil
}

// reachAccounts is reach, with those accounts that are asked for.
func (c *call) reachAccounts(accessToken, product string, ids []string) (*item, []*account, *wire.Error) {
	it, err := c.reach(accessToken, product)
	if err != nil {
		return nil, nil, err
	}
	list, err := it.pick(ids)
	return it, list, err
}

// uses tells whether a product is in use.
func (it *item) uses(product string) bool { return slices.Contains(it.products, product) }

// json is the Item as every data endpoint shows it.
func (it *item) json() wire.Object {
	available := []string{}
	for _, p := range it.institution.products {
		if !slices.Contains(it.products, p) && !slices.Contains(addOns, p) {
			available = append(available, p)
		}
	}
	slices.Sort(available)
	products := slices.Sorted(slices.Values(it.products))
	out := wire.Object{
		"auth_method": nil, "available_products": available, "billed_products": products, "products": products,
		"consented_products":      slices.Compact(slices.Sorted(slices.Values(slices.Concat(it.products, it.consented)))),
		"consent_expiration_time": nil, "error": nil, "institution_id": it.institution.id, "institution_name": it.institution.name,
		"item_id": it.id, "update_type": "background", "webhook": it.webhook,
	}
	if slices.Contains(it.products, "auth") {
		out["auth_method"] = "INSTANT_AUTH"
	}
	if !it.consentUntil.IsZero() {
		out["consent_expiration_time"] = wire.Timestamp(it.consentUntil)
	}
	if it.err != nil {
		out["error"] = it.err.Nested()
	}
	return out
}

// renew gives an account another id, and its transactions with it: they come
// once more. The client is not told that the old ones are gone.
func (it *item) renew(a *account) {
	it.renewed++
	a.id, a.shared = draw.NewID(it.seed, draw.KindAccount, uint64(it.renewed)<<16|uint64(a.index)), true
	it.history.again(a.index)
}

// addOns are products of a bank that come with another one.
var addOns = []string{"identity_match", "recurring_transactions", "transactions_refresh"}

// account finds a shared account by its id.
func (it *item) account(id string) (*account, *wire.Error) {
	i := slices.IndexFunc(it.accounts, func(a account) bool { return a.shared && a.id == id })
	if i < 0 {
		return nil, wire.ErrAccountID
	}
	return &it.accounts[i], nil
}

// pick lists the shared accounts with the ids, all of them for no ids, in the
// bank's order.
func (it *item) pick(ids []string) ([]*account, *wire.Error) {
	for _, id := range ids {
		if _, err := it.account(id); err != nil {
			return nil, err
		}
	}
	var out []*account
	for i := range it.accounts {
		a := &it.accounts[i]
		if a.shared && (len(ids) == 0 || slices.Contains(ids, a.id)) {
			out = append(out, a)
		}
	}
	return out, nil
}

// accountsJSON is a list of accounts for JSON.
func accountsJSON(list []*account) []wire.Object {
	out := make([]wire.Object, len(list))
	for i, a := range list {
		out[i] = a.json()
	}
	return out
}

// json is the account as /accounts/get shows it.
func (a *account) json() wire.Object {
	iso, unofficial := wire.Currencies(a.Currency)
	out := wire.Object{
		"account_id": a.id, "name": a.Name, "official_name": wire.OrNull(a.OfficialName), "mask": wire.OrNull(a.Mask),
		"type": a.Type, "subtype": wire.OrNull(a.Subtype), "holder_category": "personal",
		"balances": wire.Object{
			"available": wire.Number(a.Available), "current": wire.Number(a.Current), "limit": wire.Number(a.Limit),
			"iso_currency_code": iso, "unofficial_currency_code": unofficial,
		},
	}
	if a.verification != "" {
		out["verification_status"] = a.verification
	}
	if a.PersistentID != "" {
		out["persistent_account_id"] = a.PersistentID
	}
	return out
}

// uuidToken makes the text of a token of this environment.
func (c *client) uuidToken(kind string) string {
	return fmt.Sprintf("%s-sandbox-%s", kind, draw.NewUUID(c.next()))
}
