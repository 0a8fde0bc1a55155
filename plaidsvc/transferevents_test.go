package plaidsvc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/storage/transferevents"
)

// askSim sends a request of the bench's client to the simulator.
func (b *bench) askSim(path string, body []byte) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("PLAID-CLIENT-ID", "client")
	r.Header.Set("PLAID-SECRET", "s3cr3t")
	b.front.next.ServeHTTP(w, r)
	return w
}

// asClient asks the simulator as another program of the same client does.
func (b *bench) asClient(path string, body object) object {
	b.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	w := b.askSim(path, text)
	var out object
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != http.StatusOK {
		b.t.Fatalf("%s: %s", path, w.Body)
	}
	return out
}

// far is what a front adds to every event's id: Plaid's ids are 64 bits wide.
const far = 1 << 40

// farAway lets both feeds count from far on.
func (b *bench) farAway() {
	for _, path := range []string{"/transfer/event/sync", "/bank_transfer/event/sync"} {
		b.front.on(path, func(_ int, w http.ResponseWriter, r *http.Request) bool {
			var in struct {
				After int64 `json:"after_id"`
				Count int   `json:"count"`
			}
			if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Count != 25 {
				http.Error(w, "count", http.StatusBadRequest)
				return true
			}
			answer := b.asClient(path, object{"after_id": max(0, in.After-far), "count": in.Count})
			for _, key := range []string{"transfer_events", "bank_transfer_events"} {
				list, _ := answer[key].([]any)
				for _, e := range list {
					e.(object)["event_id"] = int64(e.(object)["event_id"].(float64)) + far
				}
			}
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(answer)
			return true
		})
	}
}

// transfers makes n transfers of each of Plaid's two products, which go two steps
// further, and gives how many events that are in each feed.
func (b *bench) transfers(account, token string, n int) int {
	b.t.Helper()
	user := object{"legal_name": "Ann Example"}
	for i := range n {
		amount := fmt.Sprintf("%d.10", i+1)
		auth := b.asClient("/transfer/authorization/create", object{
			"access_token": token, "account_id": account, "type": "credit", "network": "ach", "amount": amount, "ach_class": "ppd", "user": user,
		})
		made := b.asClient("/transfer/create", object{
			"access_token": token, "account_id": account, "authorization_id": auth["authorization"].(object)["id"], "description": "rent",
		})
		older := b.asClient("/bank_transfer/create", object{
			"idempotency_key": fmt.Sprint(i), "access_token": token, "account_id": account, "type": "debit", "network": "ach", "amount": amount,
			"iso_currency_code": "USD", "description": "rent", "ach_class": "ppd", "user": user,
		})
		for _, step := range []string{"posted", "settled"} {
			b.asClient("/sandbox/transfer/simulate", object{"transfer_id": made["transfer"].(object)["id"], "event_type": step})
		}
		id := older["bank_transfer"].(object)["id"]
		b.asClient("/sandbox/bank_transfer/simulate", object{"bank_transfer_id": id, "event_type": "posted"})
		b.asClient("/sandbox/bank_transfer/simulate", object{
			"bank_transfer_id": id, "event_type": "reversed", "failure_reason": object{"ach_return_code": "R01", "description": "Insufficient funds"},
		})
	}
	return 3 * n
}

// ids are the ids of the events that are kept, by feed, in the order of the list.
func (b *bench) events(f transferevents.Filter) (all []transferevents.Event, ids map[transferevents.Feed]map[int64]int) {
	b.t.Helper()
	all, err := transferevents.List(b.t.Context(), b.db, f)
	if err != nil {
		b.t.Fatal(err)
	}
	ids = map[transferevents.Feed]map[int64]int{transferevents.Transfers: {}, transferevents.BankTransfers: {}}
	for _, e := range all {
		ids[e.Feed][e.ID]++
	}
	return all, ids
}

// linkTransfers links a bank and makes transfers there.
func linkTransfers(t *testing.T, n int) (b *bench, account string, events int) {
	b = newBench(t, plaidsim.Options{})
	it := b.link()
	token, err := b.vault.Get(t.Context(), it.ID)
	if err != nil {
		t.Fatal(err)
	}
	account = b.account(it.ID, "0000").ID
	events = b.transfers(account, token, n)
	b.farAway()
	return b, account, events
}

// Both feeds are read to their end, with ids beyond 32 bits, and going on brings
// what is new alone.
func TestTransferEvents(t *testing.T) {
	t.Parallel()
	b, account, want := linkTransfers(t, 12)
	got, err := b.svc.Products().FetchTransferEvents(t.Context())
	if err != nil || got.New != 2*want || len(got.Refused) > 0 {
		t.Fatalf("%+v, %v; want %d", got, err, 2*want)
	}
	all, ids := b.events(transferevents.Filter{AccountID: account})
	for feed, of := range ids {
		for id := range want {
			if of[int64(far+id+1)] != 1 {
				t.Errorf("%s: event %d is there %d times", feed, far+id+1, of[int64(far+id+1)])
			}
		}
	}
	if len(all) != 2*want {
		t.Errorf("%d events of the account, want %d", len(all), 2*want)
	}
	for i, e := range all {
		if e.Account == "" || e.Currency != "USD" || !strings.HasSuffix(e.Amount, ".10") || strings.HasPrefix(e.Amount, "-") != (e.Feed == transferevents.BankTransfers) {
			t.Errorf("%+v", e)
		}
		if i > 0 && all[i-1].TransferID == e.TransferID && all[i-1].ID >= e.ID {
			t.Errorf("%+v is before %+v", all[i-1], e)
		}
		if e.Kind == "reversed" && (e.FailureCode != "R01" || !strings.Contains(e.Words(), "taken back (R01 Insufficient funds)")) {
			t.Errorf("%+v: %s", e, e.Words())
		}
	}
	one, _ := b.events(transferevents.Filter{TransferID: all[0].TransferID})
	if len(one) != 3 || one[0].Kind != "pending" {
		t.Errorf("the timeline of one transfer is %+v", one)
	}
	calls := b.front.count("/transfer/event/sync")
	if got, err = b.svc.Products().FetchTransferEvents(t.Context()); err != nil || got.New != 0 || b.front.count("/transfer/event/sync") != calls+1 {
		t.Errorf("asked again: %+v, %v, %d calls", got, err, b.front.count("/transfer/event/sync")-calls)
	}
}

// Cut off at any answer, no event is lost or kept twice.
func TestTransferEventsCutOff(t *testing.T) {
	t.Parallel()
	b, _, want := linkTransfers(t, 20)
	whole := b.front.answers("/bank_transfer/event/sync")
	for cut := 1; ; cut++ {
		b.front.on("/bank_transfer/event/sync", func(n int, w http.ResponseWriter, r *http.Request) bool {
			if n > 1 { // one answer gets through each time
				return always(500, `{`, 0)(n, w, r)
			}
			return whole(n, w, r)
		})
		got, err := b.svc.Products().FetchTransferEvents(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, ids := b.events(transferevents.Filter{})
		if kept := len(ids[transferevents.BankTransfers]); kept != min(25*cut, want) {
			t.Fatalf("after %d answers %d events are kept", cut, kept)
		}
		if len(got.Refused) == 0 {
			break
		}
	}
	all, ids := b.events(transferevents.Filter{})
	for id := range want {
		if ids[transferevents.BankTransfers][int64(far+id+1)] != 1 {
			t.Errorf("event %d is there %d times", far+id+1, ids[transferevents.BankTransfers][int64(far+id+1)])
		}
	}
	if len(all) != 2*want {
		t.Errorf("%d events, want %d", len(all), 2*want)
	}
}

// A feed that gives the same events for ever is not read for ever, and what no
// event can be is refused.
func TestTransferEventsThatCannotBe(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	b.link()
	b.front.on("/bank_transfer/event/sync", always(400, plaidBody("INVALID_INPUT", "INVALID_PRODUCT"), 0))
	for name, body := range map[string]string{
		"the same for ever": `{"transfer_events":[{"event_id":7,"timestamp":"2026-11-20T10:00:00Z","event_type":"pending","transfer_id":"t"}],"has_more":true}`,
		"none for ever":     `{"transfer_events":[],"has_more":true}`,
		"no id":             `{"transfer_events":[{"timestamp":"2026-11-20T10:00:00Z","event_type":"pending"}],"has_more":false}`,
		"an id too large":   `{"transfer_events":[{"event_id":18446744073709551615,"timestamp":"2026-11-20T10:00:00Z"}],"has_more":false}`,
	} {
		b.front.on("/transfer/event/sync", always(200, body, 0))
		done := make(chan error, 1)
		go func() {
			_, err := b.svc.Products().FetchTransferEvents(t.Context())
			done <- err
		}()
		select {
		case err := <-done:
			if err == nil {
				t.Errorf("%s: no error", name)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s: it is still being read", name)
		}
	}
	b.front.on("/transfer/event/sync", always(200, `{"transfer_events":[{"event_id":9,"timestamp":"2026-11-20T10:00:00Z","event_type":"later\u001b[2J",
		"transfer_id":"t","transfer_amount":"1e9","account_id":null,"failure_reason":null}],"has_more":false}`, 0))
	got, err := b.svc.Products().FetchTransferEvents(t.Context())
	all, _ := b.events(transferevents.Filter{})
	if err != nil || got.New != 1 || len(got.Refused) != 1 || !strings.Contains(got.Refused[0].Error(), "not allowed") {
		t.Errorf("%+v, %v", got, err)
	}
	if last := all[len(all)-1]; last.Amount != "" || strings.Contains(last.Words(), "\x1b") {
		t.Errorf("%+v", last)
	}
}

// A return has its code in two fields, and a ledger's sweep is of no transfer.
func TestTransferEventsOfReturnsAndLedgers(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	token, err := b.vault.Get(t.Context(), it.ID)
	if err != nil {
		t.Fatal(err)
	}
	b.transfers(b.account(it.ID, "0000").ID, token, 1)
	first, _ := b.asClient("/transfer/list", nil)["transfers"].([]any)[0].(object)
	b.asClient("/sandbox/transfer/simulate", object{
		"transfer_id": first["id"], "event_type": "returned", "failure_reason": object{"failure_code": "R01", "ach_return_code": "R01", "description": "Insufficient funds"},
	})
	b.asClient("/transfer/ledger/deposit", object{"amount": "50.00", "idempotency_key": "1", "network": "ach"})
	if _, err := b.svc.Products().FetchTransferEvents(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, _ := b.events(transferevents.Filter{})
	of := map[string]transferevents.Event{}
	for _, e := range all {
		of[e.Kind] = e
	}
	if e := of["returned"]; e.FailureCode != "R01" {
		t.Errorf("%+v", e)
	}
	if e := of["sweep.pending"]; e.Amount != "-50.00" || e.TransferID != "" || e.AccountID != "" {
		t.Errorf("%+v", e)
	}
}
