package plaidsim

import (
	"strings"
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/wire"
)

func TestLinkSessionToItem(t *testing.T) {
	s := newSim(t, Options{})
	token := s.linkToken(func(r *plaid.LinkTokenCreateRequest) {
		r.SetHostedLink(*plaid.NewLinkTokenCreateHostedLink())
		r.SetWebhook("https://example.com/hook")
	})
	ls, bad := s.server.links.NewSession(token)
	if bad != nil {
		t.Fatal(bad)
	}
	ls.Event("OPEN", wire.Object{"view_name": nil})
	ls.Event("TRANSITION_VIEW", wire.Object{"view_name": "CONSENT"})
	if found := ls.Institutions("platypus first"); len(found) < 2 {
		t.Errorf("%d banks", len(found))
	}
	if _, bad := ls.SignIn("ins_109508", "user_good", "wrong"); bad == nil || bad.Code != "INVALID_CREDENTIALS" {
		t.Error(bad)
	}
	m, bad := ls.SignIn("ins_109508", "user_good", "mfa_questions_2_1")
	if bad != nil || m == nil || len(m.Rounds) != 2 {
		t.Fatal(m, bad)
	}
	if len(ls.Accounts()) != 0 {
		t.Error("accounts before the questions are answered")
	}
	if _, bad := ls.Answer([]string{"no"}); bad == nil || bad.Code != "INVALID_MFA" {
		t.Error(bad)
	}
	ls.Answer([]string{"answer_0_0"})
	if done, bad := ls.Answer([]string{"answer_1_0"}); !done || bad != nil {
		t.Fatal(bad)
	}
	chosen := ls.Accounts()
	public, meta, bad := ls.Finish([]string{chosen[0].ID, chosen[3].ID})
	if bad != nil || len(meta["accounts"].([]wire.Object)) != 2 {
		t.Fatal(meta, bad)
	}
	got := s.linkTokenGet(token)
	sess := (*got.LinkSessions)[0]
	if r := sess.Results.Get().ItemAddResults; len(r) != 1 || r[0].PublicToken != public || len(sess.GetEvents()) != 2 || sess.GetEvents()[1].EventName != "OPEN" {
		t.Errorf("%+v", sess)
	}
	if accounts := s.accounts(s.exchange(public)); len(accounts) != 2 || accounts[1].AccountId != chosen[3].ID {
		t.Errorf("%d accounts", len(accounts))
	}
}

func (s *sim) linkTokenGet(token string) plaid.LinkTokenGetResponse {
	s.t.Helper()
	out, _, err := s.api.LinkTokenGet(s.ctx).LinkTokenGetRequest(*plaid.NewLinkTokenGetRequest(token)).Execute()
	s.must(err)
	return out
}

func TestLinkSessionLeft(t *testing.T) {
	s := newSim(t, Options{})
	token := s.linkToken(nil)
	ls, _ := s.server.links.NewSession(token)
	_, bad := ls.SignIn("ins_109508", "user_good", "error_ITEM_LOCKED")
	ls.Exit(bad, "requires_credentials", "ins_109508")
	sess := (*s.linkTokenGet(token).LinkSessions)[0]
	if e := sess.Exit.Get(); e == nil || e.Error.Get().ErrorCode != "ITEM_LOCKED" || e.Metadata.Get().GetStatus() != "requires_credentials" || sess.FinishedAt.Get() == nil {
		t.Errorf("%+v", sess)
	}
	if _, _, bad := ls.Finish([]string{"x"}); bad == nil {
		t.Error("a session that was left finished")
	}
}

func TestLinkTokenExpires(t *testing.T) {
	s := newSim(t, Options{})
	token := s.linkToken(nil)
	s.clock.advance(4*time.Hour + time.Second)
	if _, bad := s.server.links.NewSession(token); bad == nil || bad.Code != "INVALID_LINK_TOKEN" {
		t.Error(bad)
	}
}

func TestHostedLinkURLIsTheServersOwn(t *testing.T) {
	s := newSim(t, Options{})
	req := plaid.NewLinkTokenCreateRequest("passbook", "en", []plaid.CountryCode{"US"})
	req.SetUser(*plaid.NewLinkTokenCreateRequestUser(time.Now().String()))
	req.Products = []plaid.Products{plaid.PRODUCTS_TRANSACTIONS}
	req.SetHostedLink(*plaid.NewLinkTokenCreateHostedLink())
	out, _, err := s.api.LinkTokenCreate(s.ctx).LinkTokenCreateRequest(*req).Execute()
	s.must(err)
	if !strings.HasPrefix(out.GetHostedLinkUrl(), s.url+"/hl/") || out.Expiration.Sub(s.clock.now()) != 30*time.Minute {
		t.Error(out.GetHostedLinkUrl(), out.Expiration)
	}
}

func TestLinkTokenRefusals(t *testing.T) {
	s := newSim(t, Options{})
	item := s.link("user_good", "pass_good")
	for name, f := range map[string]func(*plaid.LinkTokenCreateRequest){
		"no products":    func(r *plaid.LinkTokenCreateRequest) { r.Products = nil },
		"no user":        func(r *plaid.LinkTokenCreateRequest) { r.User = nil },
		"language":       func(r *plaid.LinkTokenCreateRequest) { r.Language = "tlh" },
		"countries":      func(r *plaid.LinkTokenCreateRequest) { r.CountryCodes = nil },
		"overlap":        func(r *plaid.LinkTokenCreateRequest) { r.OptionalProducts = r.Products },
		"redirect":       func(r *plaid.LinkTokenCreateRequest) { r.SetRedirectUri("http://example.com/") },
		"redirect query": func(r *plaid.LinkTokenCreateRequest) { r.SetRedirectUri("https://example.com/?a=b") },
		"update":         func(r *plaid.LinkTokenCreateRequest) { r.SetAccessToken(item) },
	} {
		t.Run(name, func(t *testing.T) {
			req := plaid.NewLinkTokenCreateRequest("passbook", "en", []plaid.CountryCode{"US"})
			req.SetUser(*plaid.NewLinkTokenCreateRequestUser("u 1"))
			req.Products = []plaid.Products{plaid.PRODUCTS_TRANSACTIONS}
			f(req)
			if _, _, err := s.api.LinkTokenCreate(s.ctx).LinkTokenCreateRequest(*req).Execute(); err == nil {
				t.Error("accepted")
			}
		})
	}
}
