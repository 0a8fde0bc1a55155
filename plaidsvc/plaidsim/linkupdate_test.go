package plaidsim

import (
	"strings"
	"testing"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/wire"
)

func TestLinkUpdateMode(t *testing.T) {
	s := newSim(t, Options{})
	access := s.link("user_good", "pass_good")
	_, _, err := s.api.SandboxItemResetLogin(s.ctx).SandboxItemResetLoginRequest(*plaid.NewSandboxItemResetLoginRequest(access)).Execute()
	s.must(err)
	token := s.linkToken(func(r *plaid.LinkTokenCreateRequest) {
		r.SetAccessToken(access)
		r.Products = nil
	})
	w := s.open(wire.Object{"token": token})
	w.on("CONSENT")
	w.do("consent", nil, "CREDENTIAL")
	w.do("credentials", typed("user_transactions_dynamic", "x"), "CREDENTIAL")
	if !strings.Contains(w.pane["error"].(string), "username") {
		t.Errorf("another person's login is refused with %q", w.pane["error"])
	}
	w.do("credentials", typed("user_good", "pass_good"), "CONNECTED")
	w.do("finish", nil, "")
	if len(s.accounts(access)) == 0 {
		t.Error("the Item does not work again")
	}
}

// TestLinkUpdateModeChoosesAccounts drops an account and takes it in again: it
// comes back under another id, and its transactions with it.
func TestLinkUpdateModeChoosesAccounts(t *testing.T) {
	s := newSim(t, Options{})
	access := s.link("user_good", "pass_good")
	before := s.accounts(access)
	all := len(before)
	first := s.update(access, "", 500)
	token := s.linkToken(func(r *plaid.LinkTokenCreateRequest) {
		r.SetAccessToken(access)
		r.Products = nil
		u := plaid.NewLinkTokenCreateRequestUpdate()
		u.SetAccountSelectionEnabled(true)
		r.SetUpdate(*u)
	})
	for _, want := range []int{all - 1, all} {
		w := s.open(wire.Object{"token": token})
		w.do("consent", nil, "CREDENTIAL")
		w.do("credentials", typed("user_good", "pass_good"), "SELECT_ACCOUNT")
		if len(w.ids()) != all {
			t.Fatalf("%d accounts on offer, want all %d", len(w.ids()), all)
		}
		w.do("accounts", wire.Object{"account_ids": w.ids()[all-want:]}, "CONNECTED")
		w.do("finish", nil, "")
		if got := len(s.accounts(access)); got != want {
			t.Errorf("%d accounts shared, want %d", got, want)
		}
	}
	after := s.accounts(access)
	if after[0].AccountId == before[0].AccountId || after[0].GetMask() != before[0].GetMask() || after[1].AccountId != before[1].AccountId {
		t.Errorf("%s came back as %s", before[0].AccountId, after[0].AccountId)
	}
	old := map[string]bool{}
	for _, x := range first.Added {
		old[x.TransactionId] = true
	}
	again := s.update(access, first.NextCursor, 500)
	if len(again.Added) == 0 || len(again.Modified)+len(again.Removed) != 0 {
		t.Errorf("%d added, %d modified, %d removed", len(again.Added), len(again.Modified), len(again.Removed))
	}
	for _, x := range again.Added {
		if x.AccountId != after[0].AccountId || old[x.TransactionId] {
			t.Errorf("transaction %s of account %s", x.TransactionId, x.AccountId)
		}
	}
	if n := len(s.update(access, "", 500).Added); n != len(first.Added) {
		t.Errorf("%d transactions from the start, want %d as before", n, len(first.Added))
	}
}

// Update mode adds the products of credit to an Item, and no other ones. Source:
// Plaid's OpenAPI document, at products of /link/token/create.
func TestLinkUpdateModeAddsProducts(t *testing.T) {
	s := newSim(t, Options{})
	w := s.open(wire.Object{"token": s.linkToken(func(*plaid.LinkTokenCreateRequest) {})})
	w.toLogin("ins_109508")
	w.do("credentials", typed("user_good", "pass_good"), "SELECT_ACCOUNT")
	w.do("accounts", wire.Object{"account_ids": w.ids()}, "CONNECTED")
	w.do("finish", nil, "")
	access := s.exchange(w.success["publicToken"].(string))
	request := func(products []string, more wire.Object) wire.Object {
		return wire.With(wire.Object{
			"client_name": "Test", "language": "en", "country_codes": []string{"US"}, "user": wire.Object{"client_user_id": "x"},
			"access_token": access, "products": products,
		}, more)
	}
	window := wire.Object{"statements": wire.Object{"start_date": "2026-01-01", "end_date": "2026-06-30"}}
	for _, wrong := range [][]string{{"transactions"}, {"assets", "auth"}, {"statements"}} {
		if code := s.refusal("/link/token/create", request(wrong, nil)); code != "INVALID_FIELD" {
			t.Errorf("%v: %s", wrong, code)
		}
	}
	report := wire.Object{"access_tokens": []string{access}, "days_requested": 30}
	if code := s.refusal("/asset_report/create", report); code != "ADDITIONAL_CONSENT_REQUIRED" {
		t.Errorf("a report before: %s", code)
	}
	token := s.get("/link/token/create", request([]string{"assets", "statements"}, window))["link_token"]
	w = s.open(wire.Object{"token": token})
	w.do("consent", nil, "CREDENTIAL")
	w.do("credentials", typed("user_good", "pass_good"), "CONNECTED")
	w.do("finish", nil, "")
	s.get("/asset_report/create", report)
	if list := rows(s.get("/statements/list", wire.Object{"access_token": access}), "accounts"); len(list) == 0 {
		t.Error("no statements")
	}
	if code := s.refusal("/asset_report/create", wire.With(report, wire.Object{"days_requested": 732})); code != "INVALID_FIELD" {
		t.Errorf("a report of 732 days: %s", code)
	}
}

// TestLinkConsent reads a product that the link token did not name, before and
// after the person consented to it in update mode.
func TestLinkConsent(t *testing.T) {
	s := newSim(t, Options{})
	through := func(token string, steps func(*walk)) *walk {
		w := s.open(wire.Object{"token": token})
		steps(w)
		w.do("finish", nil, "")
		return w
	}
	w := through(s.linkToken(func(r *plaid.LinkTokenCreateRequest) {
		r.SetAdditionalConsentedProducts([]plaid.Products{plaid.PRODUCTS_AUTH})
	}), func(w *walk) {
		w.toLogin("ins_109508")
		w.do("credentials", typed("user_good", "pass_good"), "SELECT_ACCOUNT")
		w.do("accounts", wire.Object{"account_ids": w.ids()}, "CONNECTED")
	})
	access := s.exchange(w.success["publicToken"].(string))
	_, _, err := s.api.AuthGet(s.ctx).AuthGetRequest(*plaid.NewAuthGetRequest(access)).Execute()
	wantCode(t, err, "")
	identity := func() error {
		_, _, err := s.api.IdentityGet(s.ctx).IdentityGetRequest(*plaid.NewIdentityGetRequest(access)).Execute()
		return err
	}
	wantCode(t, identity(), "ADDITIONAL_CONSENT_REQUIRED")
	through(s.linkToken(func(r *plaid.LinkTokenCreateRequest) {
		r.Products = nil
		r.SetAccessToken(access)
		r.SetAdditionalConsentedProducts([]plaid.Products{plaid.PRODUCTS_IDENTITY})
	}), func(w *walk) {
		w.do("consent", nil, "CREDENTIAL")
		w.do("credentials", typed("user_good", "pass_good"), "CONNECTED")
	})
	wantCode(t, identity(), "")
	// An Item that did not come through Link may be asked for anything.
	free := s.link("user_good", "pass_good")
	_, _, err = s.api.IdentityGet(s.ctx).IdentityGetRequest(*plaid.NewIdentityGetRequest(free)).Execute()
	wantCode(t, err, "")
}
