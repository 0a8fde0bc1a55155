package products_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/storage/investments"
	"passbook/storage/kept"
	"passbook/storage/ledger"
)

// TestFourSentences: why there are no investments is told in four different ones,
// each of which says what is and what to do.
func TestFourSentences(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109508", "user_good")
	for _, c := range []struct {
		code, sentence string
		actor          ledger.Actor
	}{
		{"NO_INVESTMENT_ACCOUNTS", "First Platypus Bank has no investment account here, so there are no investments.", ledger.ActorWait},
		{"PRODUCTS_NOT_SUPPORTED", "First Platypus Bank does not give investments through Plaid.", ledger.ActorWait},
		{"PRODUCT_NOT_READY", "First Platypus Bank is still preparing the investments. Ask again in a few minutes.", ledger.ActorWait},
		{"ADDITIONAL_CONSENT_REQUIRED", `First Platypus Bank needs your consent for investments. Run passbook products add investments "First Platypus Bank" to give it at the bank.`, ledger.ActorPerson},
	} {
		p.answers("/investments/holdings/get", c.code)
		err := p.service.Products().Fetch(t.Context(), it.ID, kept.Investments)
		var e *problem.Error
		if !errors.As(err, &e) || e.Sentence != c.sentence || e.Code != c.code || e.Actor != c.actor {
			t.Errorf("%s: %v %+v", c.code, err, e)
		}
		states, err := kept.States(t.Context(), p.db)
		if err != nil || len(states) != 1 || states[0].Problem == nil || states[0].Problem.Code != c.code || !states[0].FetchedAt.IsZero() {
			t.Errorf("%s: %+v, %v", c.code, states, err)
		}
	}
}

// TestHistoryThatIsLate: what is there is kept, and the next sync asks again,
// however soon it is; then nothing is asked until the next day.
func TestHistoryThatIsLate(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109508", "user_good")
	if err := kept.Keep(t.Context(), p.db, it.ID, kept.Investments, true); err != nil {
		t.Fatal(err)
	}
	p.answers("/investments/transactions/get", "PRODUCT_NOT_READY")
	p.sync()
	if d := sameSet(p.booksHeld(it), p.cacheHeld()); d != "" {
		t.Error(d)
	}
	if _, last, err := investments.Known(t.Context(), p.db, it.ID); err != nil || last != 0 {
		t.Error(last, err)
	}
	p.mu.Lock()
	p.answer = nil
	p.mu.Unlock()
	p.sync()
	if _, last, err := investments.Known(t.Context(), p.db, it.ID); err != nil || last != 20261001 {
		t.Error(last, err)
	}
	asked := p.count("/investments/transactions/get")
	p.sync()
	if n := p.count("/investments/transactions/get"); n != asked {
		t.Errorf("%d questions where %d had been enough", n, asked)
	}
}

// TestRefreshOfInvestments has the bank asked once, and brings what there is.
func TestRefreshOfInvestments(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109508", "user_good")
	if err := p.service.Products().RefreshInvestments(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	if n := p.count("/investments/refresh"); n != 1 || len(p.cacheHeld()) == 0 {
		t.Errorf("%d refreshes, %d holdings", n, len(p.cacheHeld()))
	}
	p.answers("/investments/refresh", "PRODUCTS_NOT_SUPPORTED")
	if err := p.service.Products().RefreshInvestments(t.Context(), it.ID); err == nil || !strings.Contains(err.Error(), "does not give investments through Plaid") {
		t.Error(err)
	}
}

// TestPagesOfInvestmentTransactions: pages are asked for by offset, and where rows
// came while they were read they are read again, so that none is missing or there
// twice.
func TestPagesOfInvestmentTransactions(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109508", "user_good")
	accounts, err := p.db.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var account string
	for _, a := range accounts {
		if a.Kind == ledger.Investment {
			account = a.ID
		}
	}
	total, questions := 1203, 0
	p.mu.Lock()
	p.answer = func(path string, body []byte) (int, string) {
		if path != "/investments/transactions/get" {
			return 0, ""
		}
		questions++
		if questions == 2 {
			total++ // a row has come, and all others moved on by one
		}
		var question struct{ Options struct{ Count, Offset int } }
		if json.Unmarshal(body, &question) != nil {
			return 500, "{}"
		}
		var rows []string
		for i := question.Options.Offset; i < min(total, question.Options.Offset+question.Options.Count); i++ {
			rows = append(rows, fmt.Sprintf(`{"investment_transaction_id":"row%d","account_id":"%s","security_id":null,"date":"2026-09-%02d","name":"DEPOSIT",
				"quantity":0,"amount":-1.5,"price":0,"fees":null,"type":"cash","subtype":"deposit","iso_currency_code":"USD","unofficial_currency_code":null}`, total-i, account, 30-i%30))
		}
		return 200, fmt.Sprintf(`{"accounts":[],"securities":[],"investment_transactions":[%s],"total_investment_transactions":%d}`, strings.Join(rows, ","), total)
	}
	p.mu.Unlock()
	if err := p.service.Products().Fetch(t.Context(), it.ID, kept.Investments); err != nil {
		t.Fatal(err)
	}
	rows, err := investments.Transactions(t.Context(), p.db, investments.Query{})
	if err != nil || len(rows) != 1204 || rows[0].Amount.Minor != 150 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if questions != 5 {
		t.Errorf("%d questions", questions)
	}
}

// TestHostileInvestments: an answer that nothing can be made of leaves what there
// is.
func TestHostileInvestments(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109508", "user_good")
	if err := p.service.Products().Fetch(t.Context(), it.ID, kept.Investments); err != nil {
		t.Fatal(err)
	}
	was := p.cacheHeld()
	for name, holding := range map[string]string{
		"a power of ten that fills the memory": `"quantity":1e2000000000,"institution_price":1,"institution_value":1`,
		"a value beyond 64 bits":               `"quantity":1,"institution_price":1,"institution_value":1e30`,
		"no quantity":                          `"quantity":null,"institution_price":1,"institution_value":1`,
		"no number":                            `"quantity":{},"institution_price":1,"institution_value":1`,
	} {
		p.mu.Lock()
		p.answer = func(path string, _ []byte) (int, string) {
			if path != "/investments/holdings/get" {
				return 0, ""
			}
			return 200, `{"accounts":[],"securities":[{"security_id":"s","name":"S"}],"holdings":[{"account_id":"a","security_id":"s","iso_currency_code":"USD",` + holding + `}]}`
		}
		p.mu.Unlock()
		if err := p.service.Products().Fetch(t.Context(), it.ID, kept.Investments); err == nil || !strings.Contains(err.Error(), "documented shape") {
			t.Errorf("%s: %v", name, err)
		}
		if d := sameSet(was, p.cacheHeld()); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestTwoSyncsAskOnce: of two syncs that find a product due, the one that has to
// wait for the Item does not ask for it again.
func TestTwoSyncsAskOnce(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109512", "user_household")
	if err := kept.Keep(t.Context(), p.db, it.ID, kept.Investments, true); err != nil {
		t.Fatal(err)
	}
	first, deps := p.service.Products(), p.service.Products().Deps
	lock := deps.Lock
	deps.Lock = func(ctx context.Context, it ledger.Item) (func(), error) {
		if err := first.Refresh(ctx, it); err != nil {
			t.Error(err)
		}
		return lock(ctx, it)
	}
	if err := products.New(deps).Refresh(t.Context(), it); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/investments/holdings/get", "/investments/transactions/get"} {
		if n := p.count(path); n != 1 {
			t.Errorf("%s was asked %d times", path, n)
		}
	}
}

// TestWhatFailedIsKnownToTheNext: why a product did not come is kept before another
// sync has its turn, so that it is not asked for twice.
func TestWhatFailedIsKnownToTheNext(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109512", "user_household")
	if err := kept.Keep(t.Context(), p.db, it.ID, kept.Investments, true); err != nil {
		t.Fatal(err)
	}
	p.answers("/investments/holdings/get", "PRODUCTS_NOT_SUPPORTED")
	deps := p.service.Products().Deps
	lock, known := deps.Lock, false
	deps.Lock = func(ctx context.Context, it ledger.Item) (func(), error) {
		unlock, err := lock(ctx, it)
		return func() {
			states, err := kept.States(t.Context(), p.db)
			known = err == nil && len(states) == 1 && states[0].Problem != nil
			unlock()
		}, err
	}
	if err := products.New(deps).Refresh(t.Context(), it); err == nil {
		t.Fatal("it did not fail")
	}
	if !known {
		t.Error("the Item was given free before the failure was kept")
	}
}
