package bank

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// Call is one request to an endpoint. The client's lock is held while the
// endpoint runs.
type Call struct {
	*Client
	Ledger *Ledger
	Now    time.Time
	Base   string // scheme and host that the request came to
}

// NewItem makes the Item of a login that was let in. No access token exists
// before the public token is exchanged.
func (c *Call) NewItem(b *Institution, l profile.Login, products []string) (*Item, *wire.Error) {
	l.Institution, l.Today = b.ID, draw.DayOf(c.Now)
	l.Seed, l.Transactions = c.Ledger.Options.Seed, c.Ledger.Options.Transactions
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
	return c.NewItemOf(b, l, p, products), nil
}

// NewItemOf makes an Item of a profile.
func (c *Call) NewItemOf(b *Institution, l profile.Login, p profile.Profile, products []string) *Item {
	seed := c.Next()
	it := &Item{ID: draw.NewID(seed, draw.KindItem, 0), Seed: seed, Institution: b, Login: l, Created: c.Now, now: c.Now, emit: c.Emit, Profile: p, Products: slices.Clone(products)}
	for i, a := range p.Accounts {
		it.Accounts = append(it.Accounts, Account{Account: a, Index: i, ID: draw.NewID(seed, draw.KindAccount, uint64(i)), Shared: true})
	}
	it.SignedIn(c.Now)
	it.History = newHistory(it, p, c.Ledger.Options)
	it.Profile.Planned = nil // the history has them
	return it
}

// Reach finds an Item whose bank can be read now with a product, which is
// added to the Item where the bank supports it and the person consented. An
// empty product needs no consent.
func (c *Call) Reach(accessToken, product string) (*Item, *wire.Error) {
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
	}
	return it, nil
}

// ReachAccounts is reach, with those accounts that are asked for.
func (c *Call) ReachAccounts(accessToken, product string, ids []string) (*Item, []*Account, *wire.Error) {
	it, err := c.Reach(accessToken, product)
	if err != nil {
		return nil, nil, err
	}
	list, err := it.SharedAccounts(ids)
	return it, list, err
}

// Limit refuses a call too many, while calls are limited.
func (c *Call) Limit(path string, fields map[string]json.RawMessage) *wire.Error {
	if !c.Ledger.IsLimited() {
		return nil
	}
	l := wire.Limits[path]
	if !c.count(path, l.Client, l.Window, c.Now) {
		return wire.ErrRateLimit(l.ClientCode)
	}
	var token string
	json.Unmarshal(fields["access_token"], &token)
	if it := c.Items[token]; it != nil && !c.count(path+" "+it.ID, l.Item, l.ItemWindow, c.Now) {
		return wire.ErrRateLimit(l.ItemCode)
	}
	return nil
}

// NewPublicToken makes a public token of an Item.
func (c *Call) NewPublicToken(it *Item) string {
	t := c.NewToken("public")
	c.Public[t] = &publicToken{Item: it, Expires: c.Now.Add(PublicTokenLife)}
	return t
}
