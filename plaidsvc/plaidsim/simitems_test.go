package plaidsim

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// ask asks one of the pages for tests.
func ask(t *testing.T, s *Server, method, path, body string) (int, map[string]any) {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	s.ServeHTTP(w, r)
	var out map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return w.Code, out
}

func TestItemsChangeAsATestSays(t *testing.T) {
	s := newSim(t, Options{})
	s.link("user_transactions_dynamic", "transactions")
	s.clock.advance(time.Minute)
	_, list := ask(t, s.server, http.MethodGet, "/sim/items", "")
	id := list["items"].([]any)[0].(map[string]any)["item_id"].(string)
	path := "/sim/items/" + id
	state := func() (accounts, transactions []any) {
		_, out := ask(t, s.server, http.MethodGet, path, "")
		return out["accounts"].([]any), out["transactions"].([]any)
	}
	accounts, before := state()
	account := accounts[0].(map[string]any)["account_id"].(string)
	change := func(text string) any {
		code, out := ask(t, s.server, http.MethodPost, path+"/changes", `{"changes":[`+text+`]}`)
		if code != http.StatusOK {
			t.Fatalf("%s: %v", text, out)
		}
		return out["ids"].([]any)[0]
	}
	pending := change(`{"do":"add","transaction":{"account_id":"` + account + `","amount":1.005,"date":"2026-10-04","pending":true,"location":{"lat":1.50}}}`)
	posted := change(`{"do":"post","transaction_id":"` + pending.(string) + `","transaction":{"amount":2}}`)
	_, after := state()
	last := after[len(after)-1].(map[string]any)
	if len(after) != len(before)+1 || last["transaction_id"] != posted || last["pending_transaction_id"] != pending ||
		last["pending"] != false || last["amount"] != 2.0 || last["location"].(map[string]any)["lat"] != 1.5 {
		t.Errorf("%v", last)
	}
	successor := change(`{"do":"replace_account","account_id":"` + account + `"}`)
	accounts, moved := state()
	if len(moved) != len(after) || len(accounts) != 2 || accounts[0].(map[string]any)["account_id"] != successor {
		t.Errorf("%d transactions, %d before; accounts %v", len(moved), len(after), accounts)
	}
	for _, wrong := range []string{`{"do":"jump"}`, `{"do":"remove","transaction_id":"x"}`, `{"do":"add","transaction":{"account_id":"` + account + `"}}`, `1`} {
		if code, out := ask(t, s.server, http.MethodPost, path+"/changes", `{"changes":[`+wrong+`]}`); code != http.StatusBadRequest {
			t.Errorf("%s: %v", wrong, out)
		}
	}
	if code, _ := ask(t, s.server, http.MethodGet, "/sim/items/none", ""); code != http.StatusNotFound {
		t.Error(code)
	}
}
