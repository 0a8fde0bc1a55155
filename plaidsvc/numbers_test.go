package plaidsvc

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"passbook/plaidsvc/holder"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

// The numbers of Plaid's sample user, as Plaid documents them.
func TestNumbers(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	list, err := b.svc.Products().Numbers(t.Context(), it)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]holder.Number{}
	for _, a := range list {
		if len(a.List) == 1 {
			got[a.Name] = a.List[0]
		}
	}
	want := holder.Number{System: holder.ACH, Account: "1111222233330000", Routing: "011401533", WireRouting: "021000021"}
	if got["Plaid Checking"] != want {
		t.Errorf("%+v", got)
	}
	if n := got["Plaid Saving"]; n.Account != "1111222233331111" {
		t.Errorf("%+v", n)
	}
	for _, secret := range []string{"1111222233330000", "1111222233331111"} {
		if strings.Contains(b.log.String(), secret) {
			t.Errorf("the log has %s", secret)
		}
	}
}

// What reaches an account in each country, and that a bank made a number for one
// login alone.
func TestNumbersOfEverySystem(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.front.on("/auth/get", always(200, `{"accounts":[
		{"account_id":"a","name":"Chequing","mask":"0034"},{"account_id":"b","name":"Current","mask":"6819"},{"account_id":"c","name":"Checking","mask":"1"}],
		"numbers":{"ach":[{"account_id":"c","account":"9900009606","routing":"021000021","wire_routing":null,"is_tokenized_account_number":true}],
		"eft":[{"account_id":"a","account":"111122220034","institution":"021","branch":"01140"}],
		"international":[{"account_id":"b","iban":"GB33PLPY04000431926819","bic":"PLPYGB21"}],
		"bacs":[{"account_id":"b","account":"31926819","sort_code":"040004"},{"account_id":"gone","account":"1","sort_code":"1"}]},"request_id":"r"}`, 0))
	list, err := b.svc.Products().Numbers(t.Context(), it)
	if err != nil || len(list) != 3 {
		t.Fatal(list, err)
	}
	for i, want := range [][]holder.Number{
		{{System: holder.EFT, Account: "111122220034", Institution: "021", Branch: "01140"}},
		{{System: holder.IBAN, Account: "GB33PLPY04000431926819", BIC: "PLPYGB21"}, {System: holder.BACS, Account: "31926819", SortCode: "040004"}},
		{{System: holder.ACH, Account: "9900009606", Routing: "021000021", Tokenized: true}},
	} {
		if len(list[i].List) != len(want) {
			t.Errorf("%s: %+v", list[i].Name, list[i].List)
			continue
		}
		for n := range want {
			if list[i].List[n] != want[n] {
				t.Errorf("%s: %+v", list[i].Name, list[i].List[n])
			}
		}
	}
}

// An account that is not proved has no numbers, and says what its proof needs.
func TestNumbersThatAreNotProved(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	token, err := b.vault.Get(t.Context(), it.ID)
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := b.db.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range accounts {
		b.postPlaid("/sandbox/item/set_verification_status", object{"access_token": token, "account_id": a.ID, "verification_status": "verification_expired"}, &object{})
	}
	list, err := b.svc.Products().Numbers(t.Context(), it)
	if err != nil || len(list) != len(accounts) { // all of them were marked
		t.Fatal(list, err)
	}
	for _, a := range list {
		if len(a.List) != 0 || !strings.Contains(a.Verification.Sentence(), "within seven days") {
			t.Errorf("%+v", a)
		}
	}
}

// Plaid's four answers that say why there is nothing are four sentences, for each
// product that is asked for here.
func TestWhyThereIsNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	p := b.svc.Products()
	for path, asked := range map[string]struct {
		ask       func() error
		what, add string
	}{
		"/auth/get":       {func() error { _, err := p.Numbers(t.Context(), it); return err }, "account numbers", "products add auth"},
		"/identity/get":   {func() error { _, err := p.Owners(t.Context(), it); return err }, "owners", "products add identity"},
		"/identity/match": {func() error { _, err := p.Match(t.Context(), it, holder.Profile{Name: "Ana"}); return err }, "owners", "products add identity"},
	} {
		for _, tt := range []struct {
			kind, code string
			actor      ledger.Actor
			words      string
		}{
			{"ITEM_ERROR", "NO_AUTH_ACCOUNTS", ledger.ActorWait, "First Platypus Bank has no "},
			{"ITEM_ERROR", "PRODUCTS_NOT_SUPPORTED", ledger.ActorWait, "First Platypus Bank does not give " + asked.what},
			{"ITEM_ERROR", "PRODUCT_NOT_READY", ledger.ActorWait, "still preparing the " + asked.what},
			{"INVALID_INPUT", "ADDITIONAL_CONSENT_REQUIRED", ledger.ActorPerson, "passbook " + asked.add + ` "First Platypus Bank"`},
		} {
			b.front.on(path, always(400, plaidBody(tt.kind, tt.code), 0))
			err := asked.ask()
			var e *problem.Error
			if !errors.As(err, &e) || e.Code != tt.code || e.Actor != tt.actor || !strings.Contains(e.Sentence, tt.words) {
				t.Errorf("%s, %s: %v", path, tt.code, err)
			}
		}
	}
}

// postPlaid posts to plaidsim, past the service, and reads its answer.
func (b *bench) postPlaid(path string, body object, answer any) {
	b.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, path, bytes.NewReader(text))
	r.Host = "localhost"
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("PLAID-CLIENT-ID", "client")
	r.Header.Set("PLAID-SECRET", "s3cr3t")
	b.front.next.ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), answer); err != nil || w.Code != http.StatusOK {
		b.t.Fatalf("%s: %s", path, w.Body)
	}
}

// TestNumbersAreAskedForAlone: nothing but the question goes to Plaid.
func TestNumbersAreAskedForAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	for path, before := range map[string]int{"/auth/get": 0, "/identity/get": 0, "/identity/match": 0} {
		if n := b.front.count(path); n != before {
			t.Errorf("a link and a sync asked %s %d times", path, n)
		}
	}
	b.front.on("/auth/get", func(int, http.ResponseWriter, *http.Request) bool { return false })
	if _, err := b.svc.Products().Numbers(t.Context(), it); err != nil || b.front.count("/auth/get") != 1 {
		t.Error(b.front.count("/auth/get"), err)
	}
}
