package plaidsvc_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/liabilities"
	"passbook/storage/streams"
)

// debtor is a cache whose banks are the simulator's, under one clock.
type debtor struct {
	t     *testing.T
	clock atomic.Int64
	db    *storage.DB
	svc   *plaidsvc.Service
	vault vault.Vault
	url   string
}

func newDebtor(t *testing.T, begin time.Time) *debtor {
	d := &debtor{t: t, vault: vault.NewMemory()}
	d.clock.Store(begin.Unix())
	server := httptest.NewServer(plaidsim.New(plaidsim.Options{Seed: 7, Now: d.now}))
	t.Cleanup(server.Close)
	d.url = server.URL
	var err error
	if d.db, err = storage.Open(t.TempDir(), d.now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.db.Close() })
	d.svc, err = plaidsvc.NewHurried(plaidsvc.Config{ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: d.url, LockDir: t.TempDir(), Now: d.now}, d.db, d.vault)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.svc.Close() })
	return d
}

func (d *debtor) now() time.Time { return time.Unix(d.clock.Load(), 0).UTC() }

func (d *debtor) link(institution, user string) string {
	d.t.Helper()
	r, err := d.svc.LinkSandbox(d.t.Context(), institution, user, "pass_good")
	if err != nil {
		d.t.Fatal(err)
	}
	d.sync()
	return r.Item.ID
}

func (d *debtor) sync() {
	d.t.Helper()
	results, err := d.svc.Sync(d.t.Context())
	for _, r := range results {
		err = errors.Join(err, r.Err)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// ask asks the simulator itself, past all of passbook.
func (d *debtor) ask(path string, body map[string]any, answer any) {
	d.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		d.t.Fatal(err)
	}
	res, err := http.Post(d.url+path, "application/json", bytes.NewReader(text))
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(answer); err != nil || res.StatusCode != http.StatusOK {
		d.t.Fatalf("%s: %s, %v", path, res.Status, err)
	}
}

// books asks a product's endpoint about an Item.
func (d *debtor) books(path, itemID string, answer any) {
	d.t.Helper()
	token, err := d.vault.Get(d.t.Context(), itemID)
	if err != nil {
		d.t.Fatal(err)
	}
	d.ask(path, map[string]any{"client_id": "client", "secret": "s3cr3t", "access_token": token}, answer)
}

// same holds an amount in cents against what the bank wrote, times a sign.
func (d *debtor) same(what string, got *int64, wrote json.Number, sign int64) {
	d.t.Helper()
	if got == nil || wrote == "" {
		if got != nil || wrote != "" {
			d.t.Errorf("%s %s: %v, the bank wrote %q", d.now().Format(time.DateOnly), what, got, wrote)
		}
		return
	}
	want, ok := new(big.Rat).SetString(wrote.String())
	if !ok || want.Mul(want, big.NewRat(100*sign, 1)).Cmp(new(big.Rat).SetInt64(*got)) != 0 {
		d.t.Errorf("%s %s: %d, the bank wrote %s", d.now().Format(time.DateOnly), what, *got, wrote)
	}
}

func (d *debtor) sameDay(what string, got ledger.Date, wrote string) {
	d.t.Helper()
	if got.String() != wrote {
		d.t.Errorf("%s %s: %s, the bank wrote %q", d.now().Format(time.DateOnly), what, got, wrote)
	}
}

// owedBooks is an answer of /liabilities/get.
type owedBooks struct {
	Accounts []struct {
		ID       string                        `json:"account_id"`
		Balances struct{ Current json.Number } `json:"balances"`
	} `json:"accounts"`
	Liabilities map[string][]struct {
		ID           string                           `json:"account_id"`
		Overdue      *bool                            `json:"is_overdue"`
		Due          string                           `json:"next_payment_due_date"`
		Minimum      json.Number                      `json:"minimum_payment_amount"`
		Next         json.Number                      `json:"next_monthly_payment"`
		Last         json.Number                      `json:"last_payment_amount"`
		LastDay      string                           `json:"last_payment_date"`
		Statement    json.Number                      `json:"last_statement_balance"`
		StatementDay string                           `json:"last_statement_issue_date"`
		Escrow       json.Number                      `json:"escrow_balance"`
		PastDue      json.Number                      `json:"past_due_amount"`
		YearInterest json.Number                      `json:"ytd_interest_paid"`
		Outstanding  json.Number                      `json:"outstanding_interest_amount"`
		Percent      json.Number                      `json:"interest_rate_percentage"`
		MortgageRate struct{ Percentage json.Number } `json:"interest_rate"`
		APRs         []struct {
			Percent json.Number `json:"apr_percentage"`
			Kind    string      `json:"apr_type"`
			On      json.Number `json:"balance_subject_to_apr"`
		} `json:"aprs"`
	} `json:"liabilities"`
}

// checkDebts holds the liabilities and the due dates of an Item against the
// bank's books of the moment, and gives how many there are.
func (d *debtor) checkDebts(itemID string) (count int) {
	d.t.Helper()
	var said owedBooks
	d.books("/liabilities/get", itemID, &said)
	all, err := liabilities.All(d.t.Context(), d.db)
	if err != nil {
		d.t.Fatal(err)
	}
	cached := map[string]liabilities.Liability{}
	for _, l := range all {
		cached[l.AccountID] = l
	}
	owed := map[string]json.Number{}
	for _, a := range said.Accounts {
		owed[a.ID] = a.Balances.Current
	}
	for class, list := range said.Liabilities {
		for _, b := range list {
			l, found := cached[b.ID]
			if !found || string(l.Class) != class || (l.Overdue == nil) != (b.Overdue == nil) || l.Overdue != nil && *l.Overdue != *b.Overdue {
				d.t.Fatalf("%s %s: %+v, the bank wrote %+v", class, b.ID, l, b)
			}
			count++
			due, rates := b.Minimum, []json.Number{b.Percent}
			if class == "mortgage" {
				due, rates = b.Next, []json.Number{b.MortgageRate.Percentage}
			}
			if class == "credit" {
				rates = nil
				for i, apr := range b.APRs {
					rates = append(rates, apr.Percent)
					d.same("balance of "+apr.Kind, l.Rates[i].Balance, apr.On, 1)
				}
			}
			for i, percent := range rates {
				if want, _ := new(big.Rat).SetString(percent.String()); len(l.Rates) != len(rates) || l.Rates[i].Percent.Rat().Cmp(want) != 0 {
					d.t.Errorf("%s: rates %v, the bank wrote %v", class, l.Rates, rates)
				}
			}
			d.same(class+" owed", l.Owed, owed[b.ID], 1)
			d.same(class+" due", l.Due, due, 1)
			d.same(class+" last payment", l.LastPayment, b.Last, 1)
			d.same(class+" statement", l.Statement, b.Statement, 1)
			d.same(class+" escrow", l.Escrow, b.Escrow, 1)
			d.same(class+" past due", l.PastDue, b.PastDue, 1)
			d.same(class+" interest this year", l.YearInterest, b.YearInterest, 1)
			d.same(class+" unpaid interest", l.UnpaidInterest, b.Outstanding, 1)
			d.sameDay(class+" due", l.DueDate, b.Due)
			d.sameDay(class+" last payment", l.LastPaymentDate, b.LastDay)
			d.sameDay(class+" statement", l.StatementDate, b.StatementDay)
			dues, err := liabilities.Dues(d.t.Context(), d.db, l.DueDate, l.DueDate)
			on := ""
			for _, due := range dues {
				on += due.AccountID + " "
			}
			if err != nil || !strings.Contains(on, b.ID) {
				d.t.Errorf("due on %s: %s, %v", b.Due, on, err)
			}
		}
	}
	return count
}

// streamBook is a stream of /transactions/recurring/get.
type streamBook struct {
	ID        string `json:"stream_id"`
	Account   string `json:"account_id"`
	First     string `json:"first_date"`
	Last      string `json:"last_date"`
	Next      string `json:"predicted_next_date"`
	Frequency string
	Status    string
	Active    bool                         `json:"is_active"`
	Amount    struct{ Amount json.Number } `json:"last_amount"`
	Average   struct{ Amount json.Number } `json:"average_amount"`
	Rows      []string                     `json:"transaction_ids"`
}

// checkStreams holds the streams of an Item against what the bank finds at the
// moment. Those that it once found have ended.
func (d *debtor) checkStreams(itemID string, ever map[string]bool) (count int) {
	d.t.Helper()
	var said struct {
		In  []streamBook `json:"inflow_streams"`
		Out []streamBook `json:"outflow_streams"`
	}
	d.books("/transactions/recurring/get", itemID, &said)
	all, err := streams.All(d.t.Context(), d.db)
	if err != nil {
		d.t.Fatal(err)
	}
	cached := map[string]streams.Stream{}
	for _, s := range all {
		cached[s.ID] = s
	}
	now := map[string]bool{}
	for i, list := range [][]streamBook{said.In, said.Out} {
		for _, b := range list {
			s, found := cached[b.ID]
			if !found || s.Inflow != (i == 0) || s.AccountID != b.Account || string(s.Frequency) != b.Frequency || s.Status != b.Status ||
				s.Ended != (b.Status == "TOMBSTONED") || s.Goes() != b.Active || s.Count != len(b.Rows) {
				d.t.Errorf("%s: %+v, the bank wrote %+v", d.now().Format(time.DateOnly), s, b)
				continue
			}
			count++
			ever[b.ID], now[b.ID] = true, true
			d.same("amount of "+s.Name(), s.Last, b.Amount.Amount, -1)
			d.same("average of "+s.Name(), s.Average, b.Average.Amount, -1)
			if (*s.Last > 0) != s.Inflow {
				d.t.Errorf("%s comes in: %v, with %d", s.Name(), s.Inflow, *s.Last)
			}
			d.sameDay("first of "+s.Name(), s.FirstDate, b.First)
			d.sameDay("last of "+s.Name(), s.LastDate, b.Last)
			d.sameDay("next of "+s.Name(), s.NextDate, b.Next)
		}
	}
	for id := range ever {
		if s, found := cached[id]; !found || !now[id] && s.Goes() {
			d.t.Errorf("%s: stream %s was found once and is %+v", d.now().Format(time.DateOnly), id, s)
		}
	}
	return count
}

// Over a year, day by day, with both products kept, every figure of debts and
// streams is the bank's own.
func TestAYearOfDebtsAndStreams(t *testing.T) {
	t.Parallel()
	d := newDebtor(t, time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC))
	items := []string{d.link("ins_109508", "user_household"), d.link("ins_109511", "user_household")}
	for _, id := range items {
		for _, product := range []kept.Product{kept.Liabilities, kept.Recurring} {
			if err := kept.Keep(t.Context(), d.db, id, product, true); err != nil {
				t.Fatal(err)
			}
		}
	}
	ever := []map[string]bool{{}, {}}
	debts, found := 0, 0
	for day := range 365 {
		d.clock.Add(24 * 60 * 60)
		d.sync()
		if day%9 != 0 {
			continue
		}
		for i, id := range items {
			debts += d.checkDebts(id)
			found += d.checkStreams(id, ever[i])
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	if debts < 40*3 || found < 40*10 {
		t.Errorf("only %d debts and %d streams were held against the books", debts, found)
	}
}

// What a bank answers instead of a product is one of four sentences, and is kept
// with the product: the bank itself is well.
func TestWhyThereAreNoDebtsOrStreams(t *testing.T) {
	t.Parallel()
	d := newDebtor(t, time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC))
	id := d.link("ins_109508", "user_good")
	for _, c := range []struct {
		product           kept.Product
		path, code, words string
		actor             ledger.Actor
	}{
		{kept.Liabilities, "/liabilities/get", "NO_LIABILITY_ACCOUNTS", "has no card, student loan or mortgage here", ledger.ActorWait},
		{kept.Liabilities, "/liabilities/get", "PRODUCTS_NOT_SUPPORTED", "does not give rates and due dates through Plaid", ledger.ActorWait},
		{kept.Liabilities, "/liabilities/get", "PRODUCT_NOT_READY", "is still preparing the rates and due dates", ledger.ActorWait},
		{kept.Liabilities, "/liabilities/get", "ADDITIONAL_CONSENT_REQUIRED", `Run passbook products add liabilities "First Platypus Bank" to give it`, ledger.ActorPerson},
		{kept.Recurring, "/transactions/recurring/get", "PRODUCTS_NOT_SUPPORTED", "does not give recurring transactions through Plaid", ledger.ActorWait},
		{kept.Recurring, "/transactions/recurring/get", "PRODUCT_NOT_READY", "is still preparing the recurring transactions", ledger.ActorWait},
		{kept.Recurring, "/transactions/recurring/get", "ADDITIONAL_CONSENT_REQUIRED", "needs your consent for recurring transactions", ledger.ActorPerson},
		{kept.Recurring, "/transactions/recurring/get", "INVALID_PRODUCT", "needs your consent for recurring transactions", ledger.ActorPerson},
	} {
		d.ask("/sim/faults", map[string]any{"fault": "error", "path": c.path, "error_type": "ITEM_ERROR", "error_code": c.code, "error_message": "no", "status": 400}, new(any))
		err := d.svc.Products().Fetch(t.Context(), id, c.product)
		var found *problem.Error
		if !errors.As(err, &found) || !strings.Contains(found.Sentence, c.words) || found.Actor != c.actor {
			t.Errorf("%s of %s: %v", c.code, c.product, err)
			continue
		}
		states, err := kept.States(t.Context(), d.db)
		stored := false
		for _, s := range states {
			stored = stored || s.Product == c.product && s.Problem != nil && s.Problem.Sentence == found.Sentence
		}
		if it, _ := d.db.Item(t.Context(), id); err != nil || !stored || it.Problem != nil {
			t.Errorf("%s of %s: kept with the product %v, with the bank %v, %v", c.code, c.product, stored, it.Problem, err)
		}
	}
	for _, product := range []kept.Product{kept.Liabilities, kept.Recurring} {
		if err := d.svc.Products().Fetch(t.Context(), id, product); err != nil {
			t.Error(err)
		}
	}
	if n := d.checkDebts(id); n != 3 {
		t.Errorf("%d debts", n)
	}
}
