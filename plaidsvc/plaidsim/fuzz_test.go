package plaidsim

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/plaidsim/internal/schema"
	"passbook/plaidsvc/plaidsim/wire"
)

// FuzzEndpoints sends bodies to every endpoint and page: ACCESS, PUBLIC, LINK, ACCOUNT
// and PROCESSOR stand for real tokens and ids. Whatever comes, the answer is
// one that Plaid's document has, and none is a failure of the server's own.
func FuzzEndpoints(f *testing.F) {
	paths := append(slices.Sorted(maps.Keys(endpoints)), "/sim/clock", "/sim/faults", "/sim/limits", "/sim/webhooks", "/link/session/start", "/link/session/step")
	for i := range paths {
		f.Add(uint(i), `{}`)
		f.Add(uint(i), `{"access_token":"ACCESS","account_id":"ACCOUNT","start_date":"2026-01-01","end_date":"2026-02-01","options":{}}`)
		f.Add(uint(i), sample(wire.Requests().Paths[paths[i]].Body, 4))
	}
	f.Add(uint(0), `[`)
	f.Add(uint(slices.Index(paths, "/transactions/sync")), `{"access_token":"ACCESS","cursor":"AAAAAAAAAAAAAAAAAAAA","count":500}`)
	f.Add(uint(slices.Index(paths, "/sandbox/transactions/create")), `{"access_token":"ACCESS","transactions":[{"date_transacted":"2026-10-05","date_posted":"2026-10-05","amount":1e308,"description":"x"}]}`)
	for path, body := range map[string]string{
		"/sim/clock":           `{"advance":"30d"}`,
		"/sim/faults":          `{"fault":"error","error_code":"INSTITUTION_DOWN","count":2,"probability":0.5,"delay":"1s"}`,
		"/sim/limits":          `{"on":true}`,
		"/sim/webhooks":        `{"fault":"delay","delay":"1h","count":2,"webhook_code":"ERROR"}`,
		"/link/session/start":  `{"token":"LINK"}`,
		"/link/session/step":   `{"session":"x","action":"continue"}`,
		"/item/webhook/update": `{"access_token":"ACCESS","webhook":"http://127.0.0.1:1/"}`,
	} {
		f.Add(uint(slices.Index(paths, path)), body)
	}
	conform.Handler(f, nil) // loading the document takes long, and is not what is measured
	now := time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, n uint, body string) {
		s := New(Options{Now: func() time.Time { return now }})
		defer s.Close()
		ask := func(path, body string) *httptest.ResponseRecorder {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
			r.Header.Set("Content-Type", jsonType)
			r.Header.Set("Plaid-Client-Id", "x")
			r.Header.Set("Plaid-Secret", "y")
			rec := httptest.NewRecorder()
			conform.Handler(t, s).ServeHTTP(rec, r)
			return rec
		}
		value := func(path, body, key string) string {
			var out map[string]any
			json.Unmarshal(ask(path, body).Body.Bytes(), &out)
			text, _ := out[key].(string)
			return text
		}
		create := `{"institution_id":"ins_109508","initial_products":["transactions"],"options":{"override_username":"user_transactions_dynamic"}}`
		access := value("/item/public_token/exchange", `{"public_token":"`+value("/sandbox/public_token/create", create, "public_token")+`"}`, "access_token")
		var list struct {
			Accounts []struct {
				ID string `json:"account_id"`
			}
		}
		json.Unmarshal(ask("/accounts/get", `{"access_token":"`+access+`"}`).Body.Bytes(), &list)
		body = strings.NewReplacer(
			"ACCESS", access, "PUBLIC", value("/sandbox/public_token/create", create, "public_token"),
			"ACCOUNT", list.Accounts[0].ID,
		).Replace(body)
		path := paths[n%uint(len(paths))]
		rec := ask(path, body)
		if rec.Code >= 500 {
			t.Errorf("%s %s: %d %s", path, body, rec.Code, rec.Body)
		}
	})
}

// sample is a body that a schema lets through, less optional objects below a
// depth.
func sample(s *schema.Schema, depth int) string {
	if s == nil {
		return `{}`
	}
	b, _ := json.Marshal(sampleValue(s, "", depth))
	return string(b)
}

// samples are values that mean something, by field name.
var samples = map[string]any{
	"access_token": "ACCESS", "public_token": "PUBLIC", "account_id": "ACCOUNT", "institution_id": "ins_109508", "language": "en",
	"client_user_id": "u1", "override_username": "user_good", "override_password": "pass_good", "user_id": "user_good", "auth_token": "pass_good",
	"amount": 1.5, "date_transacted": "2026-10-01", "date_posted": "2026-10-02", "cursor": "", "account_ids": []string{"ACCOUNT"},
}

func sampleValue(s *schema.Schema, name string, depth int) any {
	s = wire.Requests().Resolve(s)
	if v, ok := samples[name]; ok && (s.Type != "string" || name != "amount") {
		return v
	}
	switch s.Type {
	case "object":
		out := map[string]any{}
		for k, p := range s.Props {
			if slices.Contains(s.Required, k) || depth > 0 && k != "client_id" && k != "secret" && k != "user_token" {
				out[k] = sampleValue(p, k, depth-1)
			}
		}
		return out
	case "array":
		if s.Items == nil {
			return []any{}
		}
		return []any{sampleValue(s.Items, "", depth-1)}
	case "integer", "number":
		if s.Min != nil {
			return *s.Min
		}
		return 1
	case "boolean":
		return true
	}
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Format == "date":
		return "2026-09-01"
	case s.Format == "date-time":
		return "2026-09-01T00:00:00Z"
	case name == "amount":
		return "12.34"
	}
	return "text"
}
