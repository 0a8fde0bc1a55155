package plaidsim

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/wire"
)

// newFaulty is newSim without the check of answers: these are wrong on purpose.
func newFaulty(t *testing.T) (s *sim, token string) {
	s = newSim(t, Options{Seed: 3})
	token = s.link("user_good", "pass_good")
	srv := httptest.NewServer(s.server)
	t.Cleanup(srv.Close)
	s.url = srv.URL
	s.api = s.as("x", "y")
	return s, token
}

func (s *sim) fault(body string) {
	s.t.Helper()
	s.drive(http.MethodPost, "/sim/faults", body, http.StatusOK)
}

// fetch asks for the accounts as a client without an SDK does.
func (s *sim) fetch(token string) (*http.Response, []byte, error) {
	s.t.Helper()
	body := `{"client_id":"x","secret":"y","access_token":"` + token + `"}`
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.url+"/accounts/get", strings.NewReader(body))
	s.must(err)
	req.Header.Set("Content-Type", "application/json")
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return res, b, err
}

func TestFaultsOfTheWire(t *testing.T) {
	s, token := newFaulty(t)
	s.fault(`{"fault":"bad_gateway"}`)
	if res, b, _ := s.fetch(token); res.StatusCode != 502 || res.Header.Get("Content-Type") != "text/html" || !strings.Contains(string(b), "<html>") {
		t.Errorf("bad_gateway: %d %s", res.StatusCode, b)
	}
	s.fault(`{"fault":"empty_body"}`)
	if res, b, err := s.fetch(token); err != nil || res.StatusCode != 200 || len(b) != 0 {
		t.Errorf("empty_body: %s %v", b, err)
	}
	_, whole, err := s.fetch(token)
	s.must(err)
	s.fault(`{"fault":"half_body"}`)
	if _, b, err := s.fetch(token); !errors.Is(err, io.ErrUnexpectedEOF) || len(b) != len(whole)/2 {
		t.Errorf("half_body: %d of %d bytes, %v", len(b), len(whole), err)
	}
	s.fault(`{"fault":"reset"}`)
	if _, _, err := s.fetch(token); !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
		t.Errorf("reset: %v", err)
	}
	s.fault(`{"fault":"wrong_content_type"}`)
	if res, b, _ := s.fetch(token); !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") || len(b) != len(whole) {
		t.Errorf("wrong_content_type: %s", res.Header)
	}
	for _, fault := range []string{"slow_first_byte", "slow_body"} {
		s.fault(`{"fault":"` + fault + `","delay":"60ms"}`)
		begin := time.Now()
		_, b, err := s.fetch(token)
		s.must(err)
		if took := time.Since(begin); took < 55*time.Millisecond || len(b) != len(whole) {
			t.Errorf("%s took %s for %d bytes", fault, took, len(b))
		}
	}
}

func TestFaultsAreErrorsOfPlaid(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_good", "pass_good")
	for body, want := range map[string]string{
		`{"fault":"error"}`: "API_ERROR/INTERNAL_SERVER_ERROR 500",
		`{"fault":"error","error_code":"PLANNED_MAINTENANCE"}`:                                                                            "API_ERROR/PLANNED_MAINTENANCE 503",
		`{"fault":"error","error_code":"INSTITUTION_DOWN"}`:                                                                               "INSTITUTION_ERROR/INSTITUTION_DOWN 400",
		`{"fault":"error","error_code":"PRODUCT_NOT_READY","error_type":"INCOME_VERIFICATION_ERROR"}`:                                     "INCOME_VERIFICATION_ERROR/PRODUCT_NOT_READY 400",
		`{"fault":"error","error_code":"BRAND_NEW","error_type":"TRANSFER_ERROR","error_message":"m","display_message":"d","status":503}`: "TRANSFER_ERROR/BRAND_NEW 503",
		`{"fault":"rate_limit","path":"/transactions/*"}`:                                                                                 "RATE_LIMIT_EXCEEDED/TRANSACTIONS_SYNC_LIMIT 429",
	} {
		s.fault(body)
		_, res, err := s.api.TransactionsSync(s.ctx).TransactionsSyncRequest(*plaid.NewTransactionsSyncRequest(token)).Execute()
		if err == nil {
			t.Fatalf("%s: no error", body)
		}
		e, bad := plaid.ToPlaidError(err)
		s.must(bad)
		if got := string(e.ErrorType) + "/" + e.ErrorCode + " " + strconv.Itoa(res.StatusCode); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
		s.sync(token, "", 1) // it happened once
	}
	codes := map[string]bool{}
	for _, e := range wire.OtherErrors {
		if e.Type == "" || e.Code == "" || codes[e.Code] && e.Code != "INVALID_FIELD" {
			t.Errorf("%+v", e)
		}
		codes[e.Code] = true
	}
}

func TestFaultsByPathCountAndProbability(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	token := s.link("user_good", "pass_good")
	s.fault(`{"fault":"error","path":"/item/get","count":2}`)
	s.accounts(token)
	for i := range 3 {
		_, _, err := s.api.ItemGet(s.ctx).ItemGetRequest(*plaid.NewItemGetRequest(token)).Execute()
		if (err != nil) != (i < 2) {
			t.Errorf("call %d: %v", i+1, err)
		}
	}
	s.fault(`{"fault":"error","probability":0.3,"count":0}`)
	failed := 0
	for range 200 {
		if _, err := s.trySync(token, "", 1); err != nil {
			failed++
		}
	}
	if failed < 40 || failed > 80 {
		t.Errorf("%d of 200 calls failed at 0.3", failed)
	}
	if n := len(s.drive(http.MethodGet, "/sim/faults", "", 200)["faults"].([]any)); n != 1 {
		t.Errorf("%d faults are left", n)
	}
	s.drive(http.MethodDelete, "/sim/faults", "", 200)
	s.sync(token, "", 1)
	for _, body := range []string{
		`{}`, `{"fault":"earthquake"}`, `{"fault":"error","error_code":"MADE_UP"}`, `{"fault":"reset","probability":1.5}`, `{"fault":"reset","count":-1}`,
		`{"fault":"slow_body","delay":"long"}`, `{"fault":"error","status":200}`, `{"fault":"reset","sometimes":true}`, `nonsense`,
	} {
		s.drive(http.MethodPost, "/sim/faults", body, 400)
	}
}

func TestFaultsAfterTheWorkWasDone(t *testing.T) {
	s, token := newFaulty(t)
	s.fault(`{"fault":"reset","path":"/item/access_token/invalidate","processed":true}`)
	_, _, err := s.api.ItemAccessTokenInvalidate(s.ctx).ItemAccessTokenInvalidateRequest(*plaid.NewItemAccessTokenInvalidateRequest(token)).Execute()
	if err == nil {
		t.Fatal("the answer was not lost")
	}
	_, err = s.trySync(token, "", 1)
	wantCode(t, err, "INVALID_ACCESS_TOKEN")
}

func TestFaultsOfValues(t *testing.T) {
	s, token := newFaulty(t)
	s.fault(`{"fault":"unknown_values"}`)
	_, b, err := s.fetch(token)
	s.must(err)
	for _, want := range []string{`"subtype": "PLAIDSIM_UNKNOWN_SUBTYPE"`, `"plaidsim_unknown_key"`, `"current": 110`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("unknown_values lacks %s", want)
		}
	}
	s.fault(`{"fault":"odd_amounts"}`)
	_, b, err = s.fetch(token)
	s.must(err)
	var v struct {
		Accounts []struct {
			Balances struct{ Current json.Number }
		}
	}
	s.must(json.Unmarshal(b, &v))
	huge := false
	for _, a := range v.Accounts {
		f, _ := a.Balances.Current.Float64()
		huge = huge || math.Abs(f) >= 1e308
	}
	if !huge {
		t.Error("no odd_amounts is huge")
	}
	s.fault(`{"fault":"nan_amounts"}`)
	_, b, err = s.fetch(token)
	s.must(err)
	if json.Valid(b) || !strings.Contains(string(b), `"current": NaN`) && !strings.Contains(string(b), `"current": Infinity`) {
		t.Errorf("nan_amounts: %.300s", b)
	}
	s.fault(`{"fault":"hostile_names"}`)
	_, b, err = s.fetch(token)
	s.must(err)
	var names struct{ Accounts []struct{ Name string } }
	s.must(json.Unmarshal(b, &names))
	bad, long := false, false
	for _, a := range names.Accounts {
		bad = bad || strings.ContainsFunc(a.Name, unicode.IsControl)
		long = long || len(a.Name) >= 10_000
	}
	if !bad || !long {
		t.Errorf("hostile_names: control characters %v, 10,000 bytes %v", bad, long)
	}
}

func TestLimits(t *testing.T) {
	for path := range wire.Limits {
		if wire.Requests().Paths[path].Body == nil {
			t.Errorf("Plaid has no %s", path)
		}
	}
	s := newSim(t, Options{})
	token, other := s.link("user_good", "pass_good"), s.link("user_good", "pass_good")
	for range 60 {
		s.sync(token, "", 1)
	}
	s.drive(http.MethodPost, "/sim/limits", `{"on":true}`, 200)
	for range 50 {
		s.sync(token, "", 1)
	}
	_, err := s.trySync(token, "", 1)
	wantCode(t, err, "TRANSACTIONS_SYNC_LIMIT")
	s.sync(other, "", 1)
	s.accounts(token)
	s.wait("1m")
	s.sync(token, "", 1)
	for i := range 11 {
		_, res, err := s.api.InstitutionsGet(s.ctx).InstitutionsGetRequest(*plaid.NewInstitutionsGetRequest(1, 0, []plaid.CountryCode{"US"})).Execute()
		if i == 10 {
			wantCode(t, err, "INSTITUTIONS_GET_LIMIT")
			if res.StatusCode != http.StatusTooManyRequests {
				t.Errorf("status %d", res.StatusCode)
			}
		} else {
			s.must(err)
		}
	}
	if on := s.drive(http.MethodGet, "/sim/limits", "", 200)["on"]; on != true {
		t.Errorf("on is %v", on)
	}
	s.drive(http.MethodPost, "/sim/limits", `{}`, 400)
	s.drive(http.MethodPost, "/sim/limits", `{"on":false}`, 200)
	for range 60 {
		s.sync(token, "", 1)
	}
}

func TestProductionTokensAreRefused(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_good", "pass_good")
	_, err := s.trySync(strings.Replace(token, "sandbox", "production", 1), "", 1)
	wantCode(t, err, "INVALID_ACCESS_TOKEN")
	_, _, err = s.api.ItemPublicTokenExchange(s.ctx).ItemPublicTokenExchangeRequest(*plaid.NewItemPublicTokenExchangeRequest("public-production-5c1ab0d1-9a3c-4a5c-8e0f-1e4b2f3a4b5c")).Execute()
	wantCode(t, err, "INVALID_PUBLIC_TOKEN")
	_, _, err = s.api.LinkTokenGet(s.ctx).LinkTokenGetRequest(*plaid.NewLinkTokenGetRequest("link-production-5c1ab0d1-9a3c-4a5c-8e0f-1e4b2f3a4b5c")).Execute()
	wantCode(t, err, "INVALID_LINK_TOKEN")
}
