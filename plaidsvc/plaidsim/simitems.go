package plaidsim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// The endpoints for tests say what is true of an Item, and change it as a bank
// would.
//
//	GET  /sim/items                every Item of every client
//	GET  /sim/items/{id}           its accounts and transactions as they stand
//	POST /sim/items/{id}/changes   {"changes": [change, ...]}, all at once
//
// A change is an object with a member "do":
//
//	add              a "transaction" in Plaid's own shape: any member that it
//	                 has is served as it is. account_id, amount and date are
//	                 needed; transaction_id may be given.
//	modify           the members of "transaction" of the one of "transaction_id"
//	resend           "transaction_id" is sent again as modified, as it was
//	remove           "transaction_id"
//	post             "transaction_id", which is pending, goes, and a posted one
//	                 comes that names it, with the members of "transaction"
//	add_account      an "account" in Plaid's own shape
//	set_balances     "balances" of "account_id"
//	hide_account     "account_id" is not shared any more
//	show_account     and is again
//	replace_account  "account_id" goes and comes back under another id, and its
//	                 transactions with it
//
// The answer names what each change made or changed: {"ids": [...]}.

// simList lists the Items.
func (ctl *control) simList(w http.ResponseWriter, r *http.Request) {
	list := []wire.Object{}
	for _, c := range ctl.ledger.everyClient() {
		c.Lock()
		for _, it := range c.linked {
			list = append(list, wire.Object{
				"item_id": it.id, "client_id": c.id, "institution_id": it.institution.id, "user": it.login.User, "removed": it.removed,
			})
		}
		c.Unlock()
	}
	wire.WriteJSON(w, r, http.StatusOK, wire.Object{"items": list})
}

// simItem serves what f makes of an Item, up to date and locked.
func (ctl *control) simItem(f func(*call, *item, io.Reader) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, c := range ctl.ledger.everyClient() {
			if ctl.simLocked(w, r, c, f) {
				return
			}
		}
		wire.WriteJSON(w, r, http.StatusNotFound, wire.Object{"error": "there is no such Item"})
	}
}

func (ctl *control) simLocked(w http.ResponseWriter, r *http.Request, c *client, f func(*call, *item, io.Reader) (any, error)) bool {
	c.Lock()
	defer c.Unlock()
	i := slices.IndexFunc(c.linked, func(it *item) bool { return it.id == r.PathValue("id") && !it.removed })
	if i < 0 {
		return false
	}
	it := c.linked[i]
	call := &call{client: c, ledger: ctl.ledger, now: ctl.ledger.now()}
	c.pass(call.now, ctl.ledger.opt.Relogin)
	defer ctl.ledger.flush(c)
	answer, err := f(call, it, http.MaxBytesReader(w, r.Body, wire.MaxBody))
	if err != nil {
		wire.WriteJSON(w, r, http.StatusBadRequest, wire.Object{"error": err.Error()})
	} else {
		wire.WriteJSON(w, r, http.StatusOK, answer)
	}
	return true
}

// showItem serves GET /sim/items/{id}.
func showItem(_ *call, it *item, _ io.Reader) (any, error) { return it.truth(), nil }

// truth is what a client that has missed nothing knows.
func (it *item) truth() wire.Object {
	list := []wire.Object{}
	for i := range it.history.txns {
		t := &it.history.txns[i]
		if a := &it.accounts[t.Account]; !t.gone && a.shared {
			list = append(list, t.json(a, true, ""))
		}
	}
	shared, _ := it.pick(nil) // no ids: nothing to find wrong
	return wire.Object{
		"item": it.json(), "accounts": accountsJSON(shared), "transactions": list,
		"transactions_update_status": it.history.status,
	}
}

// simChange is one change that a test asks for.
type simChange struct {
	Do            string
	TransactionID string `json:"transaction_id"`
	AccountID     string `json:"account_id"`
	Transaction   wire.Object
	Balances      wire.Object
	Account       struct {
		Name     string
		Official string `json:"official_name"`
		Mask     string
		Type     string
		Subtype  string
		Balances wire.Object
	}
}

func simChanges(c *call, it *item, body io.Reader) (any, error) {
	var in struct{ Changes []simChange }
	d := json.NewDecoder(body)
	d.UseNumber() // an amount is served as it was given
	if err := d.Decode(&in); err != nil {
		return nil, fmt.Errorf("read the changes: %w", err)
	}
	if it.history.bulk != nil {
		return nil, fmt.Errorf("the transactions of user_bulk do not change")
	}
	ids := []string{}
	for n, change := range in.Changes {
		id, err := it.change(change)
		if err != nil {
			return nil, fmt.Errorf("change %d (those before it are done): %w", n, err)
		}
		ids = append(ids, id)
	}
	it.history.filled = c.now
	return wire.Object{"ids": ids}, nil
}

// change does one change.
func (it *item) change(in simChange) (id string, err error) {
	switch in.Do {
	case "add":
		return it.addGiven(in.Transaction)
	case "add_account", "set_balances", "hide_account", "show_account", "replace_account":
		return it.changeAccount(in)
	case "modify", "resend", "remove", "post":
	default:
		return "", fmt.Errorf("there is no change %q", in.Do)
	}
	h := it.history
	n := slices.IndexFunc(h.txns, func(t txn) bool { return t.id == in.TransactionID && !t.gone })
	if n < 0 {
		return "", fmt.Errorf("there is no transaction %q", in.TransactionID)
	}
	switch in.Do {
	case "modify":
		if err := h.txns[n].give(in.Transaction); err != nil {
			return "", err
		}
		h.touch(n)
	case "resend":
		h.touch(n)
	case "remove":
		h.remove(n)
	case "post":
		given := wire.With(h.txns[n].given, wire.Object{"pending": false})
		delete(given, "pending_transaction_id")
		given = wire.With(given, in.Transaction)
		h.post(n, h.txns[n].Date, h.txns[n].Amount)
		n = len(h.txns) - 1
		if err := h.txns[n].give(given); err != nil {
			return "", err
		}
	}
	return h.txns[n].id, nil
}

// addGiven adds a transaction in Plaid's own shape.
func (it *item) addGiven(given wire.Object) (string, error) {
	account := slices.IndexFunc(it.accounts, func(a account) bool { return a.id == given["account_id"] })
	if account < 0 {
		return "", fmt.Errorf("there is no account %q", given["account_id"])
	}
	made := txn{Planned: profile.Planned{Account: account, Channel: "other"}}
	if err := made.give(wire.With(wire.Object{"authorized_date": nil}, given)); err != nil {
		return "", err
	}
	if made.Date == 0 || made.Amount == "" {
		return "", fmt.Errorf("a transaction needs an amount and a date")
	}
	h := it.history
	id, ok := given["transaction_id"].(string)
	if ok && slices.ContainsFunc(h.txns, func(t txn) bool { return t.id == id }) {
		return "", fmt.Errorf("there was a transaction %q already", id)
	}
	t := &h.txns[h.add(made.Planned, "")]
	if t.given = made.given; ok {
		t.id = id
	}
	return t.id, nil
}

// give lets a transaction have these members of Plaid's shape. Those that the
// endpoints look at are taken out of it.
func (t *txn) give(members wire.Object) error {
	for key, to := range map[string]*draw.Day{"date": &t.Date, "authorized_date": &t.Authorized} {
		text, ok := members[key].(string)
		if !ok {
			continue
		}
		d, ok := draw.ParseDay(text)
		if !ok {
			return fmt.Errorf("%s is not a date", key)
		}
		*to = d
	}
	if amount, ok := members["amount"].(json.Number); ok {
		t.Amount = amount.String()
	}
	if pending, ok := members["pending"].(bool); ok {
		t.Pending = pending
	}
	if name, ok := members["name"].(string); ok {
		t.Name = name
	}
	t.given = wire.With(t.given, members)
	delete(t.given, "transaction_id")
	delete(t.given, "account_id")
	return nil
}

// changeAccount does one change of an account.
func (it *item) changeAccount(in simChange) (string, error) {
	if in.Do == "add_account" {
		a := account{Account: profile.Account{
			Name: in.Account.Name, OfficialName: in.Account.Official, Mask: in.Account.Mask, Type: in.Account.Type, Subtype: in.Account.Subtype,
		}}
		a.setBalances(in.Account.Balances)
		return it.addAccount(a).id, nil
	}
	i := slices.IndexFunc(it.accounts, func(a account) bool { return a.id == in.AccountID })
	if i < 0 {
		return "", fmt.Errorf("there is no account %q", in.AccountID)
	}
	switch in.Do {
	case "set_balances":
		it.accounts[i].setBalances(in.Balances)
	case "hide_account", "show_account":
		it.accounts[i].shared = in.Do == "show_account"
		it.touchAll(i)
	case "replace_account":
		it.renew(&it.accounts[i])
	}
	return it.accounts[i].id, nil
}

// touchAll makes a new account list a change of the account's transactions: an
// update that is under way has to start again.
func (it *item) touchAll(account int) {
	for n := range it.history.txns {
		if it.history.txns[n].Account == account {
			it.history.touch(n)
		}
	}
}

func (it *item) addAccount(a account) *account {
	a.index, a.shared = len(it.accounts), true
	a.id = draw.NewID(it.seed, draw.KindAccount, uint64(a.index))
	it.accounts = append(it.accounts, a)
	return &it.accounts[a.index]
}

func (a *account) setBalances(given wire.Object) {
	for key, to := range map[string]*string{"current": &a.Current, "available": &a.Available, "limit": &a.Limit} {
		if value, ok := given[key]; ok {
			n, _ := value.(json.Number) // null: empty
			*to = n.String()
		}
	}
	if code, ok := given["iso_currency_code"].(string); ok {
		a.Currency = code
	}
}
