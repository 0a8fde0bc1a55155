package main

import (
	"encoding/json"
	"fmt"
	"testing"
)

// bookAccount is an account as its bank has it.
type bookAccount struct {
	ID       string `json:"account_id"`
	Name     string
	Type     string
	Balances struct{ Current, Available, Limit json.Number }
}

func (y *year) accounts(b *yearBank) []bookAccount {
	y.t.Helper()
	var said struct{ Accounts []bookAccount }
	y.ask(b, "/accounts/get", nil, &said)
	return said.Accounts
}

// centsOf reads an amount of the books; ok is false for null.
func centsOf(t *testing.T, n json.Number) (minor int64, ok bool) {
	t.Helper()
	if n == "" {
		return 0, false
	}
	return minorOf(t, n.String(), 2), true
}

// sameCents holds a decimal text of a command, empty for null, against an amount
// of the books times a sign.
func (y *year) sameCents(what, got string, books json.Number, sign int64) {
	y.t.Helper()
	minor, said := centsOf(y.t, books)
	if said != (got != "") || said && minorOf(y.t, got, 2) != sign*minor {
		y.differ(what, got, books)
	}
}

// owes reports whether an account is a debt, whose balance passbook shows below zero.
func (a *bookAccount) owes() bool { return a.Type == "credit" || a.Type == "loan" }

func (a *bookAccount) sign() int64 {
	if a.owes() {
		return -1
	}
	return 1
}

// remember keeps what the banks say on the day of a sync.
func (y *year) remember() {
	y.t.Helper()
	day := map[string]int64{}
	for _, b := range y.banks {
		for _, a := range y.accounts(b) {
			minor, ok := centsOf(y.t, a.Balances.Current)
			if !ok {
				y.t.Fatalf("%s has no balance", a.Name)
			}
			day[a.ID] = a.sign() * minor
		}
	}
	y.days = append(y.days, y.today())
	y.worth[y.today()] = day
	y.held[y.today()] = y.heldLines()
}

// holdBalances holds passbook accounts against the banks.
func (y *year) holdBalances() {
	y.t.Helper()
	type row struct{ ID, Current, Available, Limit string }
	printed := map[string]row{}
	for _, r := range read[row](y, "accounts") {
		printed[r.ID] = r
	}
	count := 0
	for _, b := range y.banks {
		for _, a := range y.accounts(b) {
			count++
			got := printed[a.ID]
			y.sameCents("balance of "+a.Name, got.Current, a.Balances.Current, a.sign())
			y.sameCents("available of "+a.Name, got.Available, a.Balances.Available, 1)
			y.sameCents("limit of "+a.Name, got.Limit, a.Balances.Limit, 1)
		}
	}
	if len(printed) != count || count < 9 {
		y.differ("accounts", len(printed), count)
	}
}

// holdWorth holds the series of net worth, and every account's in it, against
// what the banks said on each day.
func (y *year) holdWorth() {
	y.t.Helper()
	type row struct {
		Date     string
		Currency string
		NetWorth string `json:"net_worth"`
		Assets   string
		Debts    string
		Observed bool
		Account  string `json:"account_id"`
		Balance  string
	}
	seen := 0
	for _, r := range read[row](y, "networth", "--accounts", "--from", y.days[0]) {
		if r.Currency != "USD" {
			continue
		}
		seen++
		day := y.worth[r.Date]
		same(y, "balance of "+r.Account+" on "+r.Date, minorOf(y.t, r.Balance, 2), day[r.Account])
		var assets, debts int64
		for _, minor := range day {
			if minor < 0 {
				debts += minor
			} else {
				assets += minor
			}
		}
		same(y, "net worth on "+r.Date, minorOf(y.t, r.NetWorth, 2), assets+debts)
		same(y, "observed on "+r.Date, r.Observed, true)
		if y.t.Failed() {
			return
		}
	}
	same(y, "days of net worth times accounts", seen, len(y.days)*len(y.worth[y.today()]))
}

// holdProofs holds the balance proof against what the banks said: how far each
// balance moved from day to day, and that the rows explain it wherever all of them
// are in the account's currency. Every account adds up, also the one that paid
// abroad.
func (y *year) holdProofs() {
	y.t.Helper()
	steps, abroad := 0, 0
	for _, r := range read[struct {
		Account, From, To, Bank, Unexplained string
		ID                                   string `json:"account_id"`
		Foreign                              []string
	}](y, "check", "balances") {
		steps++
		same(y, "step of "+r.Account+" to "+r.To, minorOf(y.t, r.Bank, 2), y.worth[r.To][r.ID]-y.worth[r.From][r.ID])
		if len(r.Foreign) > 0 {
			abroad++
			continue
		}
		same(y, "unexplained of "+r.Account+" from "+r.From+" to "+r.To, r.Unexplained, "0.00")
	}
	if abroad == 0 || steps < 9*(len(y.days)-1) {
		y.differ("steps of balances", steps, fmt.Sprint("9 a day, and one abroad: ", abroad))
	}
}
