package main

import (
	"encoding/json"
	"math/big"
	"net/http"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
)

// banksOwnWord is what the household's banks say on a day that its accounts
// hold, signed as it counts. Nothing of passbook is asked.
func banksOwnWord(t *testing.T, day time.Time) map[string]*big.Rat {
	t.Helper()
	p := startPlaid(t, plaidsim.Options{Seed: 1, Now: func() time.Time { return day }})
	call := func(path string, body map[string]any, answer any) {
		t.Helper()
		body["client_id"], body["secret"] = "client", "secret"
		ask(t, p, http.MethodPost, path, body, answer)
	}
	said := map[string]*big.Rat{}
	for _, institution := range demoInstitutions {
		var link struct {
			Public string `json:"public_token"`
			Access string `json:"access_token"`
		}
		call("/sandbox/public_token/create", map[string]any{
			"institution_id": institution, "initial_products": []string{"transactions"},
			"options": map[string]any{"override_username": demoUser, "override_password": "pass_good"},
		}, &link)
		call("/item/public_token/exchange", map[string]any{"public_token": link.Public}, &link)
		var list struct {
			Accounts []struct {
				Name, Type string
				Balances   struct{ Current json.Number }
			}
		}
		call("/accounts/get", map[string]any{"access_token": link.Access}, &list)
		for _, a := range list.Accounts {
			n := total(t, a.Balances.Current.String())
			if a.Type == "credit" || a.Type == "loan" {
				n.Neg(n)
			}
			said[a.Name] = n
		}
	}
	return said
}

// TestThePastIsWhatTheBanksSaid: every balance that is worked back is the one that
// the bank would have told on that day. The household opens its books anew each
// January, so that the year is what can be asked.
func TestThePastIsWhatTheBanksSaid(t *testing.T) {
	t.Parallel()
	b := demoHousehold(t, reckoningDay)
	worked := map[string]map[string]string{}
	for _, row := range b.printed("networth", "--accounts") {
		if worked[row["date"]] == nil {
			worked[row["date"]] = map[string]string{}
		}
		worked[row["date"]][row["account"]] = row["balance"]
	}
	compared := 0
	for day := reckoningDay.AddDate(0, 0, -1); day.Year() == reckoningDay.Year(); day = day.AddDate(0, 0, -23) {
		said := banksOwnWord(t, day)
		for name, balance := range worked[day.Format(time.DateOnly)] {
			if said[name] == nil || said[name].Cmp(total(t, balance)) != 0 {
				t.Errorf("%s on %s: %s, and the bank said %v", name, day.Format(time.DateOnly), balance, said[name])
			}
			compared++
		}
	}
	if compared < 6*14 {
		t.Errorf("only %d balances", compared)
	}
}

// TestKeptIsWhatTheBanksSayWasGained: what was kept, with what was moved away and
// what no pair was found for, is what cash, cards and loans gained by the banks'
// own word. From August on no card paid abroad: at what rate, nobody tells.
func TestKeptIsWhatTheBanksSayWasGained(t *testing.T) {
	t.Parallel()
	b := demoHousehold(t, reckoningDay)
	before, after := time.Date(2026, 8, 10, 12, 0, 0, 0, time.UTC), time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	gained := new(big.Rat)
	had, has := banksOwnWord(t, before), banksOwnWord(t, after)
	for name, balance := range has {
		if name != "Brokerage" && name != "401(k)" {
			gained.Add(gained, new(big.Rat).Sub(balance, had[name]))
		}
	}
	named := new(big.Rat)
	for _, row := range b.printed("explain", "kept", "--from", "2026-08-11", "--to", "2026-11-20") {
		if row["kind"] == "sum" && row["currency"] == "USD" && row["line"] != "income" && row["line"] != "spending" && row["line"] != "pending" && row["line"] != "hidden" {
			named.Add(named, total(t, row["amount"]))
		}
	}
	if gained.Cmp(named) != 0 || gained.Sign() == 0 {
		t.Errorf("the banks say that %s was gained, kept and what stands beside it are %s", gained.FloatString(2), named.FloatString(2))
	}
}
