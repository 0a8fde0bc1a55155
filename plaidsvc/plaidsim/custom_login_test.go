package plaidsim

import (
	"errors"
	"strings"
	"testing"

	"github.com/plaid/plaid-go/v41/plaid"
)

func TestCustomErrorsReachTheCaller(t *testing.T) {
	s := newSim(t, Options{})
	create := func(password string) error {
		req := plaid.NewSandboxPublicTokenCreateRequest(platypus, []plaid.Products{plaid.PRODUCTS_TRANSACTIONS})
		o := plaid.NewSandboxPublicTokenCreateRequestOptions()
		o.SetOverrideUsername("user_custom")
		o.SetOverridePassword(password)
		req.SetOptions(*o)
		_, _, err := s.api.SandboxPublicTokenCreate(s.ctx).SandboxPublicTokenCreateRequest(*req).Execute()
		return err
	}
	wantCode(t, create(configuration(t, "locked")), "ITEM_LOCKED")
	err := create(`{"override_accounts":[{"meta":{"limit":"x"}}]}`)
	wantCode(t, err, "INVALID_FIELD")
	var api plaid.GenericOpenAPIError
	if !errors.As(err, &api) || !strings.Contains(string(api.Body()), "override_accounts[0].meta.limit") {
		t.Errorf("%v", describe(err))
	}
}

func TestCustomUserSignsInThroughLink(t *testing.T) {
	s := newSim(t, Options{})
	ls, err := s.server.links.NewSession(s.linkToken(func(*plaid.LinkTokenCreateRequest) {}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ls.SignIn(platypus, "user_custom", `{"version":9}`); err == nil || err.Code != "INVALID_CREDENTIALS" {
		t.Errorf("a wrong configuration gives %v", err)
	}
	m, err := ls.SignIn(platypus, "user_custom", configuration(t, "questions"))
	if err != nil || m == nil || len(m.Rounds) != 2 {
		t.Fatal(m, err)
	}
	for _, answers := range [][]string{{"answer_0_0", "answer_0_1", "answer_0_2"}, {"answer_1_0", "answer_1_1", "answer_1_2"}} {
		if _, err := ls.Answer(answers); err != nil {
			t.Fatal(err)
		}
	}
	if a := ls.Accounts(); len(a) != 1 || a[0].Subtype != "checking" {
		t.Errorf("accounts are %+v", a)
	}
}
