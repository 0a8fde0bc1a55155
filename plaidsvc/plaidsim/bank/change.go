package bank

import (
	"encoding/json"
	"fmt"
	"slices"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// NewAccount is the account that the change add_account adds.
type NewAccount struct {
	Name     string
	Official string `json:"official_name"`
	Mask     string
	Type     string
	Subtype  string
	Balances wire.Object
}

// Change is one change that a test makes to an Item; see POST
// /sim/items/{id}/changes in package control.
type Change struct {
	Do            string
	TransactionID string `json:"transaction_id"`
	AccountID     string `json:"account_id"`
	Transaction   wire.Object
	Balances      wire.Object
	Account       NewAccount
}

// Change makes one change. It gives the id of the transaction or account that
// it made or changed.
func (it *Item) Change(in Change) (id string, err error) {
	switch in.Do {
	case "add":
		return it.addTransaction(in.Transaction)
	case "add_account", "set_balances", "hide_account", "show_account", "replace_account":
		return it.changeAccount(in)
	case "modify", "resend", "remove", "post":
	default:
		return "", fmt.Errorf("there is no change %q", in.Do)
	}
	h := it.History
	n := slices.IndexFunc(h.Transactions, func(t Transaction) bool { return t.ID == in.TransactionID && !t.Removed })
	if n < 0 {
		return "", fmt.Errorf("there is no transaction %q", in.TransactionID)
	}
	switch in.Do {
	case "modify":
		if err := h.Transactions[n].override(in.Transaction); err != nil {
			return "", err
		}
		h.touch(n)
	case "resend":
		h.touch(n)
	case "remove":
		h.remove(n)
	case "post":
		given := wire.With(h.Transactions[n].overrides, wire.Object{"pending": false})
		delete(given, "pending_transaction_id")
		given = wire.With(given, in.Transaction)
		h.post(n, h.Transactions[n].Date, h.Transactions[n].Amount)
		n = len(h.Transactions) - 1
		if err := h.Transactions[n].override(given); err != nil {
			return "", err
		}
	}
	return h.Transactions[n].ID, nil
}

// addTransaction adds a transaction in Plaid's own shape.
func (it *Item) addTransaction(given wire.Object) (string, error) {
	account := slices.IndexFunc(it.Accounts, func(a Account) bool { return a.ID == given["account_id"] })
	if account < 0 {
		return "", fmt.Errorf("there is no account %q", given["account_id"])
	}
	made := Transaction{Planned: profile.Planned{Account: account, Channel: "other"}}
	if err := made.override(wire.With(wire.Object{"authorized_date": nil}, given)); err != nil {
		return "", err
	}
	if made.Date == 0 || made.Amount == "" {
		return "", fmt.Errorf("a transaction needs an amount and a date")
	}
	h := it.History
	id, ok := given["transaction_id"].(string)
	if ok && slices.ContainsFunc(h.Transactions, func(t Transaction) bool { return t.ID == id }) {
		return "", fmt.Errorf("there was a transaction %q already", id)
	}
	t := &h.Transactions[h.Add(made.Planned, "")]
	if t.overrides = made.overrides; ok {
		t.ID = id
	}
	return t.ID, nil
}

// override sets members of the transaction's JSON. What the ledger itself looks
// at (dates, amount, pending, name) is set in the transaction too.
func (t *Transaction) override(members wire.Object) error {
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
	t.overrides = wire.With(t.overrides, members)
	delete(t.overrides, "transaction_id")
	delete(t.overrides, "account_id")
	return nil
}

// changeAccount makes one change to an account.
func (it *Item) changeAccount(in Change) (string, error) {
	if in.Do == "add_account" {
		a := Account{Account: profile.Account{
			Name: in.Account.Name, OfficialName: in.Account.Official, Mask: in.Account.Mask, Type: in.Account.Type, Subtype: in.Account.Subtype,
		}}
		a.setBalances(in.Account.Balances)
		return it.addAccount(a).ID, nil
	}
	i := slices.IndexFunc(it.Accounts, func(a Account) bool { return a.ID == in.AccountID })
	if i < 0 {
		return "", fmt.Errorf("there is no account %q", in.AccountID)
	}
	switch in.Do {
	case "set_balances":
		it.Accounts[i].setBalances(in.Balances)
	case "hide_account", "show_account":
		it.Accounts[i].Shared = in.Do == "show_account"
		it.touchAll(i)
	case "replace_account":
		it.Renew(&it.Accounts[i])
	}
	return it.Accounts[i].ID, nil
}

// touchAll logs a change of each of the account's transactions, so that an
// update under way ends in TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION and
// starts again.
func (it *Item) touchAll(account int) {
	for n := range it.History.Transactions {
		if t := &it.History.Transactions[n]; t.Account == account && t.logged() {
			it.History.touch(n)
		}
	}
}

func (it *Item) addAccount(a Account) *Account {
	a.Index, a.Shared = len(it.Accounts), true
	a.ID = draw.NewID(it.Seed, draw.KindAccount, uint64(a.Index))
	it.Accounts = append(it.Accounts, a)
	return &it.Accounts[a.Index]
}
