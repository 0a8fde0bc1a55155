package plaidsim

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/wire"
)

// drive posts JSON to a page under /sim and reads what it tells.
func (s *sim) drive(method, path, body string, want int) map[string]any {
	s.t.Helper()
	status, text := s.send(method, path, "application/json", body)
	if status != want {
		s.t.Fatalf("%s %s %s: %d %s", method, path, body, status, text)
	}
	var out map[string]any
	s.must(json.Unmarshal([]byte(text), &out))
	return out
}

// wait moves the simulated clock forward.
func (s *sim) wait(by string) {
	s.t.Helper()
	s.drive(http.MethodPost, "/sim/clock", `{"advance":"`+by+`"}`, http.StatusOK)
}

func TestClockIsSetAndAdvanced(t *testing.T) {
	s := newSim(t, Options{})
	at := func(want string) {
		t.Helper()
		if got := s.drive(http.MethodGet, "/sim/clock", "", 200)["now"]; got != want {
			t.Errorf("it is %s, want %s", got, want)
		}
	}
	at("2026-10-05T09:00:00Z")
	s.wait("30d")
	s.wait("1h30m")
	at("2026-11-04T10:30:00Z")
	s.drive(http.MethodPost, "/sim/clock", `{"now":"2027-01-01T00:00:00+01:00"}`, 200)
	at("2026-12-31T23:00:00Z")
	for _, body := range []string{
		`{}`, `[]`, `{"advance":"-1h"}`, `{"advance":"soon"}`, `{"advance":"40000d"}`, `{"now":"2026-12-31T22:00:00Z"}`,
		`{"now":"2028-01-01T00:00:00Z","advance":"1h"}`, `{"forward":"1h"}`, `{"now":"9999-01-01T00:00:00Z"}`,
	} {
		s.drive(http.MethodPost, "/sim/clock", body, 400)
	}
	if status, _ := s.send(http.MethodPost, "/sim/clock", "text/plain", `{"advance":"1h"}`); status != 400 {
		t.Errorf("another site's page could move the clock: %d", status)
	}
	at("2026-12-31T23:00:00Z")
}

func TestClockEndsTokens(t *testing.T) {
	s := newSim(t, Options{})
	pub, _, err := s.api.SandboxPublicTokenCreate(s.ctx).SandboxPublicTokenCreateRequest(*plaid.NewSandboxPublicTokenCreateRequest("ins_109508", []plaid.Products{"transactions"})).Execute()
	s.must(err)
	link := s.linkToken(nil)
	s.wait("31m")
	_, _, err = s.api.ItemPublicTokenExchange(s.ctx).ItemPublicTokenExchangeRequest(*plaid.NewItemPublicTokenExchangeRequest(pub.PublicToken)).Execute()
	wantCode(t, err, "INVALID_PUBLIC_TOKEN")
	if _, bad := s.server.links.NewSession(link); bad != nil {
		t.Errorf("after half an hour: %v", bad)
	}
	s.wait("4h")
	if _, bad := s.server.links.NewSession(link); bad != wire.ErrLinkToken {
		t.Errorf("after four hours: %v", bad)
	}
}

func TestClockRollsTheCycleAndBalancesStay(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_good", "pass_good")
	first := s.update(token, "", 500)
	before := s.accounts(token)
	s.wait("30d")
	u := s.update(token, first.NextCursor, 500)
	fresh := 0
	for _, x := range u.Added {
		if !x.Pending {
			fresh++
		}
	}
	if fresh != 16 || len(u.Modified) != 0 {
		t.Errorf("a month of user_good brought %d posted rows, %d modified, %d removed", fresh, len(u.Modified), len(u.Removed))
	}
	for i, a := range s.accounts(token) {
		if a.Balances.GetCurrent() != before[i].Balances.GetCurrent() {
			t.Errorf("the balance of %s moved", a.Name)
		}
	}
}

func TestReloginAfterThirtyDays(t *testing.T) {
	s := newSim(t, Options{Relogin: true})
	token := s.link("user_good", "pass_good")
	s.wait("719h59m")
	cursor := s.update(token, "", 500).NextCursor
	s.wait("2m")
	_, err := s.trySync(token, cursor, 10)
	wantCode(t, err, "ITEM_LOGIN_REQUIRED")
	s.wait("15d")
	ls, bad := s.server.links.NewSession(s.linkToken(func(r *plaid.LinkTokenCreateRequest) { r.Products = nil; r.SetAccessToken(token) }))
	if bad != nil {
		t.Fatal(bad)
	}
	if _, bad := ls.SignIn("ins_109508", "user_good", "pass_good"); bad != nil {
		t.Fatal(bad)
	}
	if _, _, bad := ls.Finish([]string{ls.Accounts()[0].ID}); bad != nil {
		t.Fatal(bad)
	}
	if u := s.update(token, cursor, 500); len(u.Added) == 0 {
		t.Error("what happened while the login was over did not arrive after the repair")
	}
	s.wait("29d")
	s.update(token, cursor, 500)
}

func TestConsentEnds(t *testing.T) {
	for bank, days := range map[string]int{"ins_127287": 365, "ins_116834": 180} {
		s := newSim(t, Options{})
		token := s.linkAt(bank, "")
		until := s.item(token).GetConsentExpirationTime()
		if want := s.clock.now().AddDate(0, 0, days); !until.Equal(want) {
			t.Errorf("consent at %s ends %s, want %s", bank, until, want)
		}
		s.drive(http.MethodPost, "/sim/clock", `{"now":"`+until.Add(-time.Second).Format(time.RFC3339)+`"}`, 200)
		s.accounts(token)
		s.wait("1s")
		if e := s.item(token).Error.Get(); e == nil || e.ErrorCode != "ITEM_LOGIN_REQUIRED" {
			t.Errorf("after the end of consent at %s: %v", bank, e)
		}
	}
}

// linkAt makes an Item at a bank, with a webhook.
func (s *sim) linkAt(bank, webhook string) string {
	s.t.Helper()
	req := plaid.NewSandboxPublicTokenCreateRequest(bank, []plaid.Products{"transactions", "auth"})
	o := plaid.NewSandboxPublicTokenCreateRequestOptions()
	o.SetWebhook(webhook)
	o.SetOverrideUsername("user_transactions_dynamic")
	req.SetOptions(*o)
	pub, _, err := s.api.SandboxPublicTokenCreate(s.ctx).SandboxPublicTokenCreateRequest(*req).Execute()
	s.must(err)
	return s.exchange(pub.PublicToken)
}

func (s *sim) item(token string) *plaid.ItemWithConsentFields {
	s.t.Helper()
	out, _, err := s.api.ItemGet(s.ctx).ItemGetRequest(*plaid.NewItemGetRequest(token)).Execute()
	s.must(err)
	return &out.Item
}
