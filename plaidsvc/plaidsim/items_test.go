package plaidsim

import (
	"testing"

	"github.com/plaid/plaid-go/v41/plaid"
)

func (s *sim) accounts(token string) []plaid.AccountBase {
	s.t.Helper()
	out, _, err := s.api.AccountsGet(s.ctx).AccountsGetRequest(*plaid.NewAccountsGetRequest(token)).Execute()
	s.must(err)
	return out.Accounts
}

func TestAccountsFilter(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_good", "pass_good")
	all := s.accounts(token)
	if len(all) != 14 || string(all[7].GetSubtype()) != "student" {
		t.Fatalf("%d accounts", len(all))
	}
	req := plaid.NewAccountsBalanceGetRequest(token)
	o := plaid.NewAccountsBalanceGetRequestOptions()
	o.SetAccountIds([]string{all[3].AccountId})
	req.SetOptions(*o)
	one, _, err := s.api.AccountsBalanceGet(s.ctx).AccountsBalanceGetRequest(*req).Execute()
	s.must(err)
	if len(one.Accounts) != 1 || one.Accounts[0].Balances.GetLimit() != 2000 {
		t.Errorf("%+v", one.Accounts)
	}
	o.SetAccountIds([]string{"nobody's"})
	req.SetOptions(*o)
	_, _, err = s.api.AccountsBalanceGet(s.ctx).AccountsBalanceGetRequest(*req).Execute()
	wantCode(t, err, "INVALID_ACCOUNT_ID")
}

func TestResetLoginAndRepair(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_good", "pass_good")
	_, _, err := s.api.SandboxItemResetLogin(s.ctx).SandboxItemResetLoginRequest(*plaid.NewSandboxItemResetLoginRequest(token)).Execute()
	s.must(err)
	_, err = s.trySync(token, "", 10)
	wantCode(t, err, "ITEM_LOGIN_REQUIRED")
	item, _, err := s.api.ItemGet(s.ctx).ItemGetRequest(*plaid.NewItemGetRequest(token)).Execute()
	s.must(err)
	if e := item.Item.Error.Get(); e == nil || e.ErrorCode != "ITEM_LOGIN_REQUIRED" {
		t.Fatalf("item.error = %v", e)
	}

	update := s.linkToken(func(r *plaid.LinkTokenCreateRequest) { r.Products = nil; r.SetAccessToken(token) })
	ls, bad := s.server.links.NewSession(update)
	if bad != nil {
		t.Fatal(bad)
	}
	if _, bad := ls.SignIn("ins_109508", "User_good", "pass_good"); bad == nil {
		t.Error("another user repaired the Item")
	}
	if _, bad := ls.SignIn("ins_109508", "user_good", "pass_good"); bad != nil {
		t.Fatal(bad)
	}
	if _, _, bad := ls.Finish([]string{ls.Accounts()[0].ID}); bad != nil {
		t.Fatal(bad)
	}
	if n := len(s.accounts(token)); n != 14 {
		t.Errorf("%d accounts after a repair that chose none", n)
	}
	s.update(token, "", 500)
}

func TestRemovedItemIsGone(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_good", "pass_good")
	_, _, err := s.api.ItemRemove(s.ctx).ItemRemoveRequest(*plaid.NewItemRemoveRequest(token)).Execute()
	s.must(err)
	_, _, err = s.api.ItemGet(s.ctx).ItemGetRequest(*plaid.NewItemGetRequest(token)).Execute()
	wantCode(t, err, "ITEM_NOT_FOUND")
	_, err = s.trySync(token, "", 10)
	wantCode(t, err, "ITEM_NOT_FOUND")
}

// linkToken makes a link token for transactions, changed by f.
func (s *sim) linkToken(f func(*plaid.LinkTokenCreateRequest)) string {
	s.t.Helper()
	req := plaid.NewLinkTokenCreateRequest("passbook", "en", []plaid.CountryCode{"US"})
	req.SetUser(*plaid.NewLinkTokenCreateRequestUser("u 1"))
	req.Products = []plaid.Products{plaid.PRODUCTS_TRANSACTIONS}
	if f != nil {
		f(req)
	}
	out, _, err := s.api.LinkTokenCreate(s.ctx).LinkTokenCreateRequest(*req).Execute()
	s.must(err)
	return out.LinkToken
}

func TestSecondLinkEndsTheFirstWhereTheBankDoes(t *testing.T) {
	s := newSim(t, Options{})
	link := func(bank string) string {
		out, _, err := s.api.SandboxPublicTokenCreate(s.ctx).SandboxPublicTokenCreateRequest(*plaid.NewSandboxPublicTokenCreateRequest(bank, []plaid.Products{"transactions"})).Execute()
		s.must(err)
		return s.exchange(out.PublicToken)
	}
	for bank, want := range map[string]string{"ins_109508": "", "ins_56": "ITEM_LOGIN_REQUIRED"} {
		first, second := link(bank), link(bank)
		_, err := s.trySync(first, "", 10)
		wantCode(t, err, want)
		_, err = s.trySync(second, "", 10)
		wantCode(t, err, "")
	}
}
