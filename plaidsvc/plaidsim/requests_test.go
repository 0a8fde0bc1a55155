package plaidsim

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"
)

const jsonType = "application/json"

func TestBadRequestsGetPlaidsErrors(t *testing.T) {
	s := newSim(t, Options{})
	const keys = `"client_id":"x","secret":"y"`
	for _, c := range []struct {
		name, path, contentType, body string
		status                        int
		code, message                 string
	}{
		{"path", "/nowhere", jsonType, `{}`, 404, "NOT_FOUND", "not found"},
		{"endpoint that is not imitated", "/cra/check_report/base_report/get", jsonType, `{}`, 404, "NOT_FOUND", "does not imitate"},
		{"credentials without Link", "/item/create", jsonType, `{` + keys + `}`, 400, "DIRECT_INTEGRATION_NOT_ENABLED", "only authorized to use Plaid Link"},
		{"content type", "/item/get", "", `{}`, 400, "INVALID_HEADERS", "Content-Type"},
		{"other type", "/item/get", "text/plain", `{}`, 400, "INVALID_HEADERS", "Content-Type"},
		{"not JSON", "/item/get", jsonType, `{`, 400, "INVALID_BODY", "could not be parsed"},
		{"an array", "/item/get", jsonType, `[]`, 400, "INVALID_BODY", "could not be parsed"},
		{"no keys", "/item/get", jsonType, `{}`, 400, "MISSING_FIELDS", "the following required fields are missing: client_id, secret, access_token"},
		{"empty id", "/item/get", jsonType, `{"client_id":"","secret":"y","access_token":"a"}`, 400, "INVALID_FIELD", "client_id must be a properly formatted, non-empty string"},
		{"wrong secret", "/item/get", jsonType, `{"client_id":"x","secret":"z","access_token":"a"}`, 400, "INVALID_API_KEYS", "invalid client_id or secret provided"},
		{"unknown field", "/item/get", jsonType, `{` + keys + `,"access_token":"a","zz":1,"aa":2}`, 400, "UNKNOWN_FIELDS", "the following fields are not recognized by this endpoint: aa, zz"},
		{"missing field", "/item/get", jsonType, `{` + keys + `}`, 400, "MISSING_FIELDS", "the following required fields are missing: access_token"},
		{"wrong type", "/item/get", jsonType, `{` + keys + `,"access_token":7}`, 400, "INVALID_FIELD", "access_token must be a string"},
		{"null", "/item/get", jsonType, `{` + keys + `,"access_token":null}`, 400, "INVALID_FIELD", "access_token must be a string, not null"},
		{"null options", "/transactions/sync", jsonType, `{` + keys + `,"access_token":"a","options":null}`, 400, "INVALID_FIELD", "options must be an object, not null"},
		{"null in a list", "/accounts/get", jsonType, `{` + keys + `,"access_token":"a","options":{"account_ids":[null]}}`, 400, "INVALID_FIELD", "options.account_ids[0] must be a string, not null"},
		{"nested type", "/accounts/get", jsonType, `{` + keys + `,"access_token":"a","options":{"account_ids":[1]}}`, 400, "INVALID_FIELD", "options.account_ids[0] must be a string"},
		{"count too big", "/transactions/sync", jsonType, `{` + keys + `,"access_token":"a","count":501}`, 400, "INVALID_FIELD", "count"},
		{"count zero", "/transactions/sync", jsonType, `{` + keys + `,"access_token":"a","count":0}`, 400, "INVALID_FIELD", "count"},
		{"count not whole", "/transactions/sync", jsonType, `{` + keys + `,"access_token":"a","count":1.5}`, 400, "INVALID_FIELD", "count must be an integer"},
		{"access token", "/item/get", jsonType, `{` + keys + `,"access_token":"access-sandbox-x"}`, 400, "INVALID_ACCESS_TOKEN", "could not find matching access token"},
		{"production token", "/item/get", jsonType, `{` + keys + `,"access_token":"access-production-x"}`, 400, "INVALID_ACCESS_TOKEN", "could not find matching access token"},
		{"public token", "/item/public_token/exchange", jsonType, `{` + keys + `,"public_token":"public-sandbox-x"}`, 400, "INVALID_PUBLIC_TOKEN", "could not find matching public token"},
		{"institution", "/institutions/get_by_id", jsonType, `{` + keys + `,"institution_id":"ins_0","country_codes":["US"]}`, 400, "INVALID_INSTITUTION", "invalid institution_id provided"},
		{"country", "/institutions/get_by_id", jsonType, `{` + keys + `,"institution_id":"ins_12","country_codes":["XX"]}`, 400, "INVALID_FIELD", "country_codes[0]"},
		{"password", "/sandbox/public_token/create", jsonType, `{` + keys + `,"institution_id":"ins_109508","initial_products":["auth"],"options":{"override_password":"no"}}`, 400, "INVALID_CREDENTIALS", "the provided credentials were not correct"},
		{"error password", "/sandbox/public_token/create", jsonType, `{` + keys + `,"institution_id":"ins_109508","initial_products":["auth"],"options":{"override_password":"error_ITEM_LOCKED"}}`, 400, "ITEM_LOCKED", "the account is locked"},
		{"balance product", "/sandbox/public_token/create", jsonType, `{` + keys + `,"institution_id":"ins_109508","initial_products":["balance"]}`, 400, "INVALID_PRODUCT", `["balance"]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.post("/item/get", jsonType, `{`+keys+`,"access_token":"a"}`) // x's secret is y from here on
			status, body := s.post(c.path, c.contentType, c.body)
			var e struct {
				Code    string `json:"error_code"`
				Message string `json:"error_message"`
			}
			if json.Unmarshal([]byte(body), &e) != nil || status != c.status || e.Code != c.code || !strings.Contains(e.Message, c.message) {
				t.Errorf("%d %s", status, body)
			}
		})
	}
}

// Clients that know all fields of a request write null for those that they
// leave out.
func TestNullIsAbsent(t *testing.T) {
	s := newSim(t, Options{})
	const keys = `"client_id":"x","secret":"y"`
	token := `,"access_token":"` + s.link("user_good", "pass_good") + `"`
	for _, c := range []struct{ path, required, nulls string }{
		{"/transactions/sync", token, `"cursor":null`},
		{"/transactions/sync", token, `"cursor":null,"count":null`},
		{"/transactions/sync", token, `"options":{"account_id":null,"include_original_description":null,"days_requested":null,"personal_finance_category_version":null}`},
		{"/transactions/get", token + `,"start_date":"2026-09-01","end_date":"2026-10-01"`, `"options":{"account_ids":null,"count":null,"offset":null}`},
		{"/accounts/get", token, `"options":null`},
		{"/accounts/balance/get", token, `"options":{"account_ids":null,"min_last_updated_datetime":null}`},
		{"/institutions/get", `,"count":3,"offset":0,"country_codes":["US"]`, `"options":{"products":null,"routing_numbers":null,"oauth":null}`},
		{"/transactions/recurring/get", token, `"account_ids":null`},
		{"/investments/transactions/get", token + `,"start_date":"2026-09-01","end_date":"2026-10-01"`, `"options":{"account_ids":null,"count":null,"offset":null,"async_update":null}`},
		{"/liabilities/get", token, `"options":{"account_ids":null}`},
		{"/identity/match", token, `"user":{"legal_name":null,"phone_number":null,"email_address":null,"address":null},"options":{"account_ids":null}`},
		{"/item/webhook/update", token, `"webhook":null`},
		{"/asset_report/create", `,"days_requested":30,"access_tokens":["` + s.link("user_good", "pass_good") + `"]`, `"options":null`},
		{"/user/create", `,"client_user_id":"u1"`, `"consumer_report_user_identity":null,"end_customer":null`},
		{"/sandbox/public_token/create", `,"institution_id":"ins_109508","initial_products":["transactions"]`, `"options":{"webhook":null,"override_username":null,"override_password":null,"transactions":null}`},
		{"/link/token/create", `,"client_name":"a","language":"en","country_codes":["US"],"products":["transactions"],"user":{"client_user_id":"u"}`, `"webhook":null,"redirect_uri":null,"access_token":null,"account_filters":null,"hosted_link":null,"optional_products":null,"update":null`},
	} {
		left, body := s.post(c.path, jsonType, `{`+keys+c.required+`}`)
		if left != 200 {
			t.Fatalf("%s without them: %d %s", c.path, left, body)
		}
		status, given := s.post(c.path, jsonType, `{`+keys+c.required+`,`+c.nulls+`}`)
		if status != 200 {
			t.Errorf("%s with %s: %d %s", c.path, c.nulls, status, given)
		}
		if count := func(s string) int { return strings.Count(s, `"transaction_id"`) }; count(given) != count(body) {
			t.Errorf("%s with %s: %d rows, want %d", c.path, c.nulls, count(given), count(body))
		}
	}
}

func TestErrorBodyIsAsCaptured(t *testing.T) {
	s := newSim(t, Options{})
	_, body := s.post("/item/get", jsonType, `{"client_id":"x","secret":"y","access_token":"access-sandbox-1"}`)
	id := regexp.MustCompile(`[0-9A-Za-z]{15}`).FindString(body[strings.Index(body, `"request_id"`)+12:])
	want := `{
  "display_message": null,
  "documentation_url": "https://plaid.com/docs/?ref=error#invalid-input-errors",
  "error_code": "INVALID_ACCESS_TOKEN",
  "error_message": "could not find matching access token",
  "error_type": "INVALID_INPUT",
  "request_id": "` + id + `",
  "suggested_action": null
}
`
	if body != want {
		t.Errorf("got %s\nwant %s", body, want)
	}
	_, again := s.post("/item/get", jsonType, `{"client_id":"x","secret":"y","access_token":"access-sandbox-1"}`)
	if again == body {
		t.Error("two answers have the same request_id")
	}
}

func TestGetIsNotAnEndpoint(t *testing.T) {
	s := newSim(t, Options{})
	if status, body := s.send(http.MethodGet, "/item/get", "", ""); status != 404 || !strings.Contains(body, "NOT_FOUND") {
		t.Errorf("%d %s", status, body)
	}
	if status, body := s.send(http.MethodGet, "/healthz", "", ""); status != 200 || body != "ok\n" {
		t.Errorf("%d %s", status, body)
	}
}

func TestClientsSeeTheirOwnItems(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_good", "pass_good")
	_, _, err := s.as("other", "y").ItemGet(s.ctx).ItemGetRequest(*plaid.NewItemGetRequest(token)).Execute()
	wantCode(t, err, "INVALID_ACCESS_TOKEN")
	_, _, err = s.api.ItemGet(s.ctx).ItemGetRequest(*plaid.NewItemGetRequest(token)).Execute()
	s.must(err)
}

func TestPublicTokensExpireAndAreExchangedOnce(t *testing.T) {
	s := newSim(t, Options{})
	create := func() string {
		out, _, err := s.api.SandboxPublicTokenCreate(s.ctx).SandboxPublicTokenCreateRequest(*plaid.NewSandboxPublicTokenCreateRequest("ins_109508", []plaid.Products{plaid.PRODUCTS_AUTH})).Execute()
		s.must(err)
		return out.PublicToken
	}
	exchange := func(public string) error {
		_, _, err := s.api.ItemPublicTokenExchange(s.ctx).ItemPublicTokenExchangeRequest(*plaid.NewItemPublicTokenExchangeRequest(public)).Execute()
		return err
	}
	first, late := create(), create()
	s.must(exchange(first))
	wantCode(t, exchange(first), "INVALID_PUBLIC_TOKEN")
	s.clock.advance(31 * time.Minute)
	wantCode(t, exchange(late), "INVALID_PUBLIC_TOKEN")
}

func TestSameSeedSameData(t *testing.T) {
	one, two := newSim(t, Options{Seed: 7}), newSim(t, Options{Seed: 7})
	a, b := one.link("user_good", "pass_good"), two.link("user_good", "pass_good")
	if a != b || a == newSim(t, Options{Seed: 8}).link("user_good", "pass_good") {
		t.Error("the seed does not make the token")
	}
	if x, y := one.update(a, "", 500), two.update(b, "", 500); x.Added[5].TransactionId != y.Added[5].TransactionId || x.NextCursor != y.NextCursor {
		t.Error("the same seed gave other data")
	}
}

func TestVersionsThatThereAreNotAreRefused(t *testing.T) {
	s := newSim(t, Options{})
	for version, want := range map[string]string{"": "INVALID_ACCESS_TOKEN", "2020-09-14": "INVALID_ACCESS_TOKEN", "2021-01-01": "INVALID_HEADERS", "latest": "INVALID_HEADERS"} {
		cfg := plaid.NewConfiguration()
		cfg.UseEnvironment(plaid.Environment(s.url))
		for name, value := range map[string]string{"PLAID-CLIENT-ID": "x", "PLAID-SECRET": "y", "Plaid-Version": version} {
			cfg.AddDefaultHeader(name, value)
		}
		_, _, err := plaid.NewAPIClient(cfg).PlaidApi.ItemGet(s.ctx).ItemGetRequest(*plaid.NewItemGetRequest("access-sandbox-1")).Execute()
		wantCode(t, err, want)
	}
}
