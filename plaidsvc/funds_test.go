package plaidsvc

import (
	"errors"
	"strings"
	"testing"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
)

// balances has the bank answer live questions with one account.
func (b *bench) balances(id, kind, subtype, figures string) {
	b.front.on("/accounts/balance/get", always(200, `{"accounts":[{"account_id":"`+id+`","name":"X","official_name":null,"mask":"0000",
		"type":"`+kind+`","subtype":"`+subtype+`","balances":{`+figures+`,"unofficial_currency_code":null}}],"item":{},"request_id":"r"}`, 0))
}

// What can be paid, by what the bank says: the best figure that it gives, and
// what is pending is taken off once.
func TestFunds(t *testing.T) {
	t.Parallel()
	b, it, account := dynamic(t)
	var before int64 // what was on its way out already
	for _, e := range b.entries() {
		if e.Pending && e.AccountID == account.ID && e.Amount.Minor < 0 {
			before -= e.Amount.Minor
		}
	}
	in := bought(account.ID, "refund")
	in["transaction"].(object)["amount"] = -500
	b.change(it.ID, bought(account.ID, "bread"), bought(account.ID, "wine"), in)
	b.sync(it.ID)
	var hidden string
	for _, e := range b.entries() {
		if strings.Contains(strings.ToLower(e.Name), "wine") {
			hidden = e.ID
		}
	}
	if err := b.db.Annotate(t.Context(), []string{hidden}, func(a *ledger.Annotation) { a.Hidden = true }); err != nil {
		t.Fatal(err)
	}
	// Two rows more of 20.00 are on their way out, one of them hidden; one of 500.00 is on its way in.
	for _, tt := range []struct {
		name, kind, subtype, figures string
		basis                        products.Basis
		free                         int64
	}{
		{"available", "depository", "checking", `"available":100.10,"current":110,"limit":null,"iso_currency_code":"USD"`, products.ByAvailable, 10010},
		{"current", "depository", "checking", `"available":null,"current":110,"limit":null,"iso_currency_code":"USD"`, products.ByCurrent, 7000 - before},
		{"current below what is pending", "depository", "checking", `"available":null,"current":10,"limit":null,"iso_currency_code":"USD"`, products.ByCurrent, -3000 - before},
		{"another currency", "depository", "checking", `"available":null,"current":110,"limit":null,"iso_currency_code":"EUR"`, products.ByCurrent, 11000},
		{"card", "credit", "credit card", `"available":null,"current":410,"limit":2000,"iso_currency_code":"USD"`, products.ByLimit, 155000 - before},
		{"card that was paid too much", "credit", "credit card", `"available":null,"current":-10,"limit":2000,"iso_currency_code":"USD"`, products.ByLimit, 197000 - before},
		{"card that says", "credit", "credit card", `"available":1580.5,"current":410,"limit":2000,"iso_currency_code":"USD"`, products.ByAvailable, 158050},
		{"card without a limit", "credit", "credit card", `"available":null,"current":410,"limit":null,"iso_currency_code":"USD"`, "", 0},
		{"credit line", "loan", "line of credit", `"available":null,"current":1000,"limit":5000,"iso_currency_code":"USD"`, products.ByLimit, 396000 - before},
		{"loan", "loan", "student", `"available":null,"current":1000,"limit":null,"iso_currency_code":"USD"`, "", 0},
		{"brokerage", "investment", "brokerage", `"available":null,"current":1000,"limit":null,"iso_currency_code":"USD"`, "", 0},
		{"its cash", "investment", "brokerage", `"available":7.5,"current":1000,"limit":null,"iso_currency_code":"USD"`, products.ByAvailable, 750},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b.balances(account.ID, tt.kind, tt.subtype, tt.figures)
			f, err := b.svc.Products().Funds(t.Context(), account.ID)
			if err != nil {
				t.Fatal(err)
			}
			if f.Basis != tt.basis || f.Free != tt.free {
				t.Errorf("%s %d, want %s %d", f.Basis, f.Free, tt.basis, tt.free)
			}
			if known := tt.basis != ""; f.Enough(tt.free) != known || f.Enough(tt.free+1) {
				t.Errorf("enough for %d: %v, for a cent more: %v", tt.free, f.Enough(tt.free), f.Enough(tt.free+1))
			}
			kept := b.account(it.ID, "0000").Balance
			if kept.Source != ledger.Live {
				t.Errorf("the balance that is kept is %s", kept.Source)
			}
		})
	}
}

// Where the bank is not asked there is no answer, whatever the cache holds.
func TestFundsAreNeverFromTheCache(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	account := b.account(it.ID, "0000")
	for code, words := range map[string]string{
		"INSTITUTION_DOWN": "not answering", "ITEM_LOGIN_REQUIRED": "sign in again", "BALANCE_LIMIT": "limit of requests",
	} {
		kind := map[string]string{"INSTITUTION_DOWN": "INSTITUTION_ERROR", "ITEM_LOGIN_REQUIRED": "ITEM_ERROR", "BALANCE_LIMIT": "RATE_LIMIT_EXCEEDED"}[code]
		b.front.on("/accounts/balance/get", always(400, plaidBody(kind, code), 0))
		f, err := b.svc.Products().Funds(t.Context(), account.ID)
		var said *problem.Error
		if !errors.As(err, &said) || !strings.Contains(said.Sentence, words) || f.Enough(0) {
			t.Errorf("%s: %+v, %v", code, f, err)
		}
	}
	if got := b.account(it.ID, "0000").Balance; got.Source != ledger.Cached || *got.Available != *account.Balance.Available {
		t.Errorf("the balance became %+v", got)
	}
}

// Capital One wants to be told how old a card's balance may be, and the answer
// says how old it is.
func TestFundsAtCapitalOne(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	r, err := b.svc.LinkSandbox(t.Context(), "ins_128026", "user_good", "pass_good")
	if err != nil {
		t.Fatal(err)
	}
	b.svc.deps.tasks.running.Wait()
	card := b.account(r.Item.ID, "3333")
	f, err := b.svc.Products().Funds(t.Context(), card.ID)
	if err != nil || f.Basis == "" || f.Account.Balance.BankAt.IsZero() || !f.Account.Balance.BankAt.Before(f.Account.Balance.FetchedAt) {
		t.Errorf("%+v, %v", f, err)
	}
	b.front.on("/accounts/balance/get", always(400, plaidBody("INVALID_RESULT", "LAST_UPDATED_DATETIME_OUT_OF_RANGE"), 0))
	if f, err = b.svc.Products().Funds(t.Context(), card.ID); err == nil || f.Enough(0) || !strings.Contains(err.Error(), "no balance that fresh") {
		t.Errorf("%+v, %v", f, err)
	}
}
