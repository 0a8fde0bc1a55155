package bank

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// Item is one login at one bank that a client may read.
type Item struct {
	ID, AccessToken string
	Seed            uint64 // of every id under the Item
	Institution     *Institution
	Login           profile.Login
	Created         time.Time
	Webhook         string
	Products        []string // in use
	Consented       []string // may be added without the person
	Asked           bool     // came through Link: only consented products may be added
	AuthMethod      string   // how its numbers were proved; empty: the bank gave them
	Error           *wire.Error
	since           time.Time // when the person signed in last
	consentUntil    time.Time // zero: without end
	warned          bool      // the webhook before its end was sent
	Accounts        []Account // in the profile's order
	renewed         int       // how many accounts got another id so far
	Profile         profile.Profile
	History         *History
	Removed         bool
	User            string               // user_id of the person; empty: nobody
	Statements      *StatementWindow     // nil: no statements were asked for
	Consents        []Consent            // given in Link, oldest first
	Accessed        map[string]time.Time // when it was read last, by product; empty: for balances
	Income          IncomeOptions        // as it was linked for
	lastWebhook     wire.Object          // sent_at and code_sent; nil: none yet
	emit            func(url, typ, code string, more wire.Object)
	Rules           []Rule     // of the client for categories, the oldest first
	listeners       []listener // processors that hear of one account each
	watched         bool       // the sink knows that it has a webhook
	now             time.Time  // how far Advance has come
	day             draw.Day   // whose Standing the Profile has, by Profile.On
}

// Uses reports whether a product is in use.
func (it *Item) Uses(product string) bool { return slices.Contains(it.Products, product) }

// JSON is the Item as every data endpoint shows it.
func (it *Item) JSON() wire.Object {
	available := []string{}
	for _, p := range it.Institution.Products {
		if !slices.Contains(it.Products, p) && !slices.Contains(addOns, p) {
			available = append(available, p)
		}
	}
	slices.Sort(available)
	products := slices.Sorted(slices.Values(it.Products))
	out := wire.Object{
		"auth_method": nil, "available_products": available, "billed_products": products, "products": products,
		"consented_products":      slices.Compact(slices.Sorted(slices.Values(slices.Concat(it.Products, it.Consented)))),
		"consent_expiration_time": nil, "error": nil, "institution_id": it.Institution.ID, "institution_name": it.Institution.Name,
		"item_id": it.ID, "update_type": "background", "webhook": it.Webhook,
	}
	if slices.Contains(it.Products, "auth") {
		out["auth_method"] = cmp.Or(it.AuthMethod, "INSTANT_AUTH")
	}
	if !it.consentUntil.IsZero() {
		out["consent_expiration_time"] = wire.Timestamp(it.consentUntil)
	}
	if it.Error != nil {
		out["error"] = it.Error.Nested()
	}
	return out
}

// Renew shares an account under a new id. Its transactions come once more,
// under new ids; nothing says to the client that the old ones are gone, as with
// Plaid.
func (it *Item) Renew(a *Account) {
	it.renewed++
	a.ID, a.Shared = draw.NewID(it.Seed, draw.KindAccount, uint64(it.renewed)<<16|uint64(a.Index)), true
	it.History.repeatAccount(a.Index)
}

// addOns are products that a bank has along with another one; an Item never
// lists them as available.
var addOns = []string{"identity_match", "recurring_transactions", "transactions_refresh"}

// Account finds a shared account by its id; otherwise INVALID_ACCOUNT_ID.
func (it *Item) Account(id string) (*Account, *wire.Error) {
	i := slices.IndexFunc(it.Accounts, func(a Account) bool { return a.shown() && a.ID == id })
	if i < 0 {
		return nil, wire.ErrAccountID
	}
	return &it.Accounts[i], nil
}

// SharedAccounts lists the shared accounts with the ids, in the bank's order;
// no ids: all of them. An unknown id is INVALID_ACCOUNT_ID.
func (it *Item) SharedAccounts(ids []string) ([]*Account, *wire.Error) {
	for _, id := range ids {
		if _, err := it.Account(id); err != nil {
			return nil, err
		}
	}
	var out []*Account
	for i := range it.Accounts {
		a := &it.Accounts[i]
		if a.shown() && (len(ids) == 0 || slices.Contains(ids, a.ID)) {
			out = append(out, a)
		}
	}
	return out, nil
}

// Snapshot is the Item, its accounts and its transactions as a client that has
// missed no update has them, with the categories of a taxonomy.
func (it *Item) Snapshot(taxonomy string) wire.Object {
	list := []wire.Object{}
	for i := range it.History.Transactions {
		t := &it.History.Transactions[i]
		if a := &it.Accounts[t.Account]; t.logged() && !t.Removed && a.Shared {
			list = append(list, t.JSON(a, true, taxonomy))
		}
	}
	shared, _ := it.SharedAccounts(nil) // without ids there is no error
	return wire.Object{
		"item": it.JSON(), "accounts": AccountsJSON(shared), "transactions": list,
		"transactions_update_status": it.History.Status,
	}
}

// Remove ends the Item and drops its data.
func (it *Item) Remove() {
	it.Removed, it.History, it.Profile = true, nil, profile.Profile{}
}

// Status is the status of /item/get: when the Item was last read by each product
// in use, and its last webhook.
func (it *Item) Status() wire.Object {
	out := wire.Object{"transactions": nil, "investments": nil, "last_webhook": nil}
	if it.lastWebhook != nil {
		out["last_webhook"] = it.lastWebhook
	}
	if it.Uses("transactions") {
		updates := wire.Object{"last_successful_update": nil, "last_failed_update": nil}
		if it.History.Status != NotReady {
			updates["last_successful_update"] = wire.Timestamp(it.History.Updated)
		}
		out["transactions"] = updates
	}
	if it.Uses("investments") {
		out["investments"] = wire.Object{"last_successful_update": wire.Timestamp(it.Created), "last_failed_update": nil}
	}
	return out
}

// HasPayroll reports whether an employer's payroll is among what the login has.
func (it *Item) HasPayroll() bool {
	return slices.ContainsFunc(it.Accounts, func(a Account) bool { return a.IsPayroll() })
}

// Notify emits a webhook about the Item, if it has an address for them.
func (it *Item) Notify(typ, code string, more wire.Object) {
	if it.Webhook == "" || it.Removed {
		return
	}
	body := wire.Object{"item_id": it.ID}
	if it.User != "" {
		body["user_id"] = it.User
	}
	maps.Copy(body, more)
	it.emit(it.Webhook, typ, code, body)
	it.lastWebhook = wire.Object{"sent_at": wire.Timestamp(it.now), "code_sent": code}
}

// TransactionAccounts are the ids of the accounts with transactions.
func (it *Item) TransactionAccounts() []string {
	ids := []string{}
	for _, a := range it.WithTransactions() {
		ids = append(ids, a.ID)
	}
	return ids
}

// follow brings what the bank says on a day, in the place of an earlier day's,
// and what live transactions did to the balances since. Balances that a test has
// set stay.
func (it *Item) follow(today draw.Day) {
	if it.Profile.On == nil {
		return
	}
	if p := &it.Profile; today > it.day {
		it.day = today
		s := p.On(today)
		p.Accounts, p.Holdings, p.Trades, p.Debts, p.Incomes = s.Accounts, s.Holdings, s.Trades, s.Debts, s.Incomes
	}
	for i, said := range it.Profile.Accounts {
		if a := &it.Accounts[i]; !a.told {
			now := it.withLive(said, i, it.day)
			a.Current, a.Available, a.Limit = now.Current, now.Available, now.Limit
		}
	}
}

// BalanceOn is the current balance of an account, by its index, at the end of a
// day; empty where the bank does not tell what it said on other days.
func (it *Item) BalanceOn(day draw.Day, account int) string {
	if it.Profile.On == nil {
		return ""
	}
	return it.withLive(it.Profile.On(day).Accounts[account], account, day).Current
}

// withLive counts the live transactions of an account up to a day into the
// balances that the profile says, which knows nothing of them: a pending one
// counts for available, a posted one for both.
func (it *Item) withLive(said profile.Account, account int, day draw.Day) profile.Account {
	posted, pending := new(big.Rat), new(big.Rat)
	for _, n := range it.History.live {
		switch t := &it.History.Transactions[n]; {
		case t.Removed, t.Account != account, t.Date > day:
		case t.Pending:
			pending.Add(pending, draw.Rational(t.Amount))
		default:
			posted.Add(posted, draw.Rational(t.Amount))
		}
	}
	less := func(balance string, sums ...*big.Rat) string {
		left := draw.Rational(balance)
		for _, sum := range sums {
			left.Sub(left, sum)
		}
		return draw.FormatRational(left)
	}
	if posted.Sign() == 0 && pending.Sign() == 0 {
		return said
	}
	if said.Available != "" {
		said.Available = less(said.Available, posted, pending)
	}
	if said.Type == "credit" { // what is owed grows
		posted.Neg(posted)
	}
	said.Current = less(said.Current, posted)
	return said
}

// WithTransactions are the shared accounts that Transactions shows something
// of.
func (it *Item) WithTransactions() []*Account {
	used := make([]bool, len(it.Accounts))
	for i := range it.History.Transactions {
		if t := &it.History.Transactions[i]; t.logged() && !t.Removed {
			used[t.Account] = true
		}
	}
	var out []*Account
	for i := range it.Accounts {
		if a := &it.Accounts[i]; a.shown() && (used[i] || it.History.Bulk != nil && a.Type != "investment") {
			out = append(out, a)
		}
	}
	return out
}
