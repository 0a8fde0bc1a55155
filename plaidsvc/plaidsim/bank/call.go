package bank

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// Call is one request of a client's, at one simulated instant. The client's
// lock is held until it ends.
type Call struct {
	*Client
	Ledger *Ledger
	Now    time.Time
	Base   string // scheme and host that the request came to
}

// NewItem makes an Item for a login that the bank has accepted. The Item has no
// access token before its public token is exchanged. The error is the
// generator's (a wrong configuration of user_custom), or NO_ACCOUNTS.
func (c *Call) NewItem(b *Institution, l profile.Login, products []string) (*Item, *wire.Error) {
	l.Institution, l.Today = b.ID, draw.DayOf(c.Now)
	l.Seed, l.Transactions = c.Ledger.Options.Seed, c.Ledger.Options.Transactions
	if l.Days == 0 {
		l.Days = defaultDays
	}
	p, err := profileOf(l)
	if err != nil {
		return nil, err
	}
	if len(p.Accounts) == 0 {
		return nil, wire.LoginErrors["NO_ACCOUNTS"]
	}
	return c.NewItemOf(b, l, p, products), nil
}

// NewItemOf makes an Item of a profile.
func (c *Call) NewItemOf(b *Institution, l profile.Login, p profile.Profile, products []string) *Item {
	seed := c.Next()
	it := &Item{
		ID: draw.NewID(seed, draw.KindItem, 0), Seed: seed, Institution: b, Login: l, Created: c.Now, now: c.Now, day: draw.DayOf(c.Now), emit: c.Emit,
		Profile: p, Products: slices.Clone(products), Accessed: map[string]time.Time{},
	}
	for i, a := range p.Accounts {
		it.Accounts = append(it.Accounts, Account{Account: a, Index: i, ID: draw.NewID(seed, draw.KindAccount, uint64(i)), Shared: true})
	}
	it.SignedIn(c.Now)
	it.History = newHistory(it, p, c.Ledger.Options)
	it.Profile.Planned = nil // the history has them
	if it.Uses("transactions") {
		it.History.begin(c.Now, cmp.Or(l.Days, defaultDays))
	}
	return it
}

// Reach finds an Item and makes sure that a product can be read from its bank
// now. The product is added to the Item if the bank supports it and the person
// consented; an empty product needs no consent. Errors: INVALID_ACCESS_TOKEN,
// ITEM_NOT_FOUND, the Item's own error, PRODUCTS_NOT_SUPPORTED,
// ADDITIONAL_CONSENT_REQUIRED.
func (c *Call) Reach(accessToken, product string) (*Item, *wire.Error) {
	return c.reach(accessToken, product, 0)
}

// reach is Reach; if it adds Transactions, that shows so many days of history,
// or as many as the Item was linked with: 0.
func (c *Call) reach(accessToken, product string, days int) (*Item, *wire.Error) {
	it, err := c.Item(accessToken)
	if err != nil {
		return nil, err
	}
	if it.Error != nil {
		return nil, it.Error
	}
	if product != "" && !it.Uses(product) {
		if !it.Institution.Supports([]string{product}) {
			return nil, wire.ErrNotSupported
		}
		if it.Asked && !slices.Contains(it.Consented, product) {
			return nil, &wire.Error{
				Type: "INVALID_INPUT", Code: "ADDITIONAL_CONSENT_REQUIRED",
				Message: "client does not have user consent to access the PRODUCT_" + strings.ToUpper(product) + " product",
			}
		}
		it.Products = append(it.Products, product)
		if product == "transactions" {
			it.History.begin(c.Now, cmp.Or(days, it.Login.Days, defaultDays))
			it.History.advance(c.Now)
		}
	}
	it.Accessed[product] = c.Now
	return it, nil
}

// ReachTransactions is ReachAccounts for Transactions. If that is added to the
// Item now, it shows so many days of history; 0: as many as the Item was linked
// with.
func (c *Call) ReachTransactions(accessToken string, days int, ids []string) (*Item, []*Account, *wire.Error) {
	it, err := c.reach(accessToken, "transactions", days)
	if err != nil {
		return nil, nil, err
	}
	list, err := it.SharedAccounts(ids)
	return it, list, err
}

// ReachAccounts is Reach, and lists the accounts with the ids; no ids: all
// shared ones. An unknown id is INVALID_ACCOUNT_ID.
func (c *Call) ReachAccounts(accessToken, product string, ids []string) (*Item, []*Account, *wire.Error) {
	it, err := c.Reach(accessToken, product)
	if err != nil {
		return nil, nil, err
	}
	list, err := it.SharedAccounts(ids)
	return it, list, err
}

// When tries something now, and again whenever time has passed, until it
// reports that it was done. url is where its webhook goes; empty: there is none.
func (c *Call) When(url string, try func(now time.Time) bool) {
	if !try(c.Now) {
		c.waiting = append(c.waiting, wait{url, try})
	}
}

// Limit counts the request and refuses it with RATE_LIMIT_EXCEEDED if it is
// above Plaid's documented limits, while they are on.
func (c *Call) Limit(path string, fields map[string]json.RawMessage) *wire.Error {
	if !c.Ledger.IsLimited() {
		return nil
	}
	l := wire.Limits[path]
	if !c.count(path, l.Client, l.Window, c.Now) {
		return wire.ErrRateLimit(l.ClientCode)
	}
	var token string
	_ = json.Unmarshal(fields["access_token"], &token) // what is no text is refused with the other fields
	if it := c.Items[token]; it != nil && !c.count(path+" "+it.ID, l.Item, l.ItemWindow, c.Now) {
		return wire.ErrRateLimit(l.ItemCode)
	}
	return nil
}

// NewPublicToken makes a public token of an Item.
func (c *Call) NewPublicToken(it *Item) string {
	t := c.NewToken("public")
	c.Public[t] = &PublicToken{Item: it, Expires: c.Now.Add(PublicTokenLife)}
	return t
}
