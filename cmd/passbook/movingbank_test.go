package main

import (
	"encoding/json"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
)

// movingBank is a bank whose time and accounts a test moves on.
type movingBank struct {
	t        *testing.T
	plaid    *embeddedPlaid
	now      *atomic.Int64 // seconds since 1970
	item     string
	accounts []string // their ids
}

// openBank links a bank with some accounts, which have no rows yet.
func openBank(t *testing.T, zone string, began time.Time, accounts ...anAccount) (*movingBank, *bank) {
	t.Helper()
	m := &movingBank{t: t, now: &atomic.Int64{}}
	m.now.Store(began.Unix())
	m.plaid = startPlaid(t, plaidsim.Options{Seed: 1, Now: func() time.Time { return time.Unix(m.now.Load(), 0).UTC() }})
	b := newBank(t, m.plaid).in(zone, began)
	at := aBank{institution: "ins_109508", accounts: accounts}
	b.run("link", "--sandbox-institution", at.institution, "--sandbox-user", "user_custom", "--sandbox-password", at.configuration(t))
	m.item = newestItem(t, m.plaid, at.institution)
	var there struct{ Accounts []map[string]any }
	ask(t, m.plaid, http.MethodGet, "/sim/items/"+m.item, nil, &there)
	for _, a := range there.Accounts {
		m.accounts = append(m.accounts, a["account_id"].(string))
	}
	return m, b
}

// paid is a row of money out; holds is what an account has, or owes. Both are
// changes for change.
func (m *movingBank) paid(account int, day time.Time, cents int64, category string) map[string]any {
	return map[string]any{"do": "add", "transaction": bankRow{
		"account_id": m.accounts[account], "amount": json.Number(decimalText(cents, 2)), "date": day.Format(time.DateOnly), "name": "PAID", "pending": false,
		"personal_finance_category": map[string]any{"primary": primaryOf(category), "detailed": category, "confidence_level": "HIGH"},
	}}
}

func (m *movingBank) holds(account int, cents int64) map[string]any {
	return map[string]any{"do": "set_balances", "account_id": m.accounts[account], "balances": map[string]any{
		"current": json.Number(decimalText(cents, 2)), "available": nil,
	}}
}

func (m *movingBank) change(changes ...any) {
	m.t.Helper()
	ask(m.t, m.plaid, http.MethodPost, "/sim/items/"+m.item+"/changes", map[string]any{"changes": changes}, nil)
}
