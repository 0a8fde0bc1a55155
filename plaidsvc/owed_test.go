package plaidsvc_test

import (
	"bytes"
	"encoding/json"
	"errors"
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
	if d.db, err = storage.Open(plaidsvc.CacheIn(t, t.TempDir()), d.now); err != nil {
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
	if debts, err := liabilities.All(t.Context(), d.db); err != nil || len(debts) != 3 {
		t.Errorf("%d debts: %v", len(debts), err)
	}
}
