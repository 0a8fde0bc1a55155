package plaidsim

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people"
	"passbook/plaidsvc/plaidsim/profile"
)

func TestBulkOverTheWireIsTheGenerated(t *testing.T) {
	const total = 1200
	s := newSim(t, Options{Seed: 3, Transactions: total})
	access := s.link("user_bulk", "x")
	all := s.update(access, "", 500)
	p, bad := people.Profile(profile.Login{User: "user_bulk", Seed: 3, Transactions: total, Today: draw.DayOf(s.clock.now())})
	if bad != nil {
		t.Fatal(bad)
	}
	var want []struct {
		Name, Date string
		Merchant   string `json:"merchant_name"`
	}
	page := p.Bulk.AppendPage([]byte{'['}, 0, make([]string, len(p.Accounts)), 0, total, false, "")
	s.must(json.Unmarshal(append(page, ']'), &want))
	if len(all.Added) != total || len(all.Modified)+len(all.Removed) != 0 {
		t.Fatalf("%d added, %d modified, %d removed", len(all.Added), len(all.Modified), len(all.Removed))
	}
	for i, x := range all.Added {
		r := want[i]
		if x.GetName() != r.Name || x.GetDate() != r.Date || x.GetMerchantName() != r.Merchant {
			t.Fatalf("transaction %d is %s %s, want %s %s", i, x.GetDate(), x.GetName(), r.Date, r.Name)
		}
	}
}

func TestHouseholdTimePasses(t *testing.T) {
	s := newSim(t, Options{Seed: 3})
	access := s.link("user_household", "x")
	first := s.update(access, "", 500)
	pending := map[string]bool{}
	for _, x := range first.Added {
		if x.GetPending() {
			pending[x.GetTransactionId()] = true
		}
	}
	if len(first.Added) < 1000 || len(pending) == 0 {
		t.Fatalf("%d transactions, %d pending", len(first.Added), len(pending))
	}
	s.clock.advance(20 * 24 * time.Hour)
	next := s.update(access, first.GetNextCursor(), 500)
	successors, salaries := 0, 0
	for _, x := range next.Added {
		if pending[x.GetPendingTransactionId()] {
			successors++
		}
		if x.GetMerchantName() == "Cascade Robotics" {
			salaries++
		}
	}
	gone := 0
	for _, x := range next.Removed {
		if pending[x.GetTransactionId()] {
			gone++
		}
	}
	if gone != len(pending) || successors == 0 || salaries == 0 {
		t.Errorf("of %d pending rows %d are gone and %d posted after 20 days; %d salaries", len(pending), gone, successors, salaries)
	}
}

func TestHouseholdBuysAtMarketplaces(t *testing.T) {
	s := newSim(t, Options{Seed: 3})
	req := plaid.NewSandboxPublicTokenCreateRequest(tartan, []plaid.Products{plaid.PRODUCTS_TRANSACTIONS})
	o := plaid.NewSandboxPublicTokenCreateRequestOptions()
	o.SetOverrideUsername("user_household")
	req.SetOptions(*o)
	public, _, err := s.api.SandboxPublicTokenCreate(s.ctx).SandboxPublicTokenCreateRequest(*req).Execute()
	s.must(err)
	if !slices.ContainsFunc(s.update(s.exchange(public.GetPublicToken()), "", 500).Added, func(x plaid.Transaction) bool {
		p := x.GetCounterparties()
		return len(p) == 2 && p[0].GetName() == "Burger King" && p[1].GetName() == "DoorDash" && p[1].GetType() == plaid.COUNTERPARTYTYPE_MARKETPLACE
	}) {
		t.Error("no purchase of two counterparties")
	}
}

// Whoever holds no access token of an Item any more ends it as its person's.
func TestAPersonsItems(t *testing.T) {
	s := newSim(t, Options{Seed: 3})
	made, _, err := s.api.UserCreate(s.ctx).UserCreateRequest(*plaid.NewUserCreateRequest("someone")).Execute()
	s.must(err)
	other, _, err := s.api.UserCreate(s.ctx).UserCreateRequest(*plaid.NewUserCreateRequest("someone else")).Execute()
	s.must(err)
	access := s.link("user_good", "pass_good")
	got, _, err := s.api.ItemGet(s.ctx).ItemGetRequest(*plaid.NewItemGetRequest(access)).Execute()
	s.must(err)
	id := got.Item.ItemId
	items := func(user string) (ids []string) {
		t.Helper()
		request := plaid.NewUserItemsGetRequest()
		request.SetUserId(user)
		res, _, err := s.api.UserItemsGet(s.ctx).UserItemsGetRequest(*request).Execute()
		s.must(err)
		for _, it := range res.Items {
			ids = append(ids, it.ItemId)
		}
		return ids
	}
	remove := func(user string) error {
		request := plaid.NewUserItemsRemoveRequest([]string{id})
		request.SetUserId(user)
		_, _, err := s.api.UserItemsRemove(s.ctx).UserItemsRemoveRequest(*request).Execute()
		return err
	}
	if before := items(made.UserId); len(before) != 0 || remove(made.UserId) == nil {
		t.Error("an Item that is nobody's", before)
	}
	for _, user := range []string{other.UserId, made.UserId} {
		_, _, err = s.api.UserItemsAssociate(s.ctx).UserItemsAssociateRequest(*plaid.NewUserItemsAssociateRequest(user, []string{id})).Execute()
		s.must(err)
	}
	if of := items(other.UserId); len(of) != 0 || remove(other.UserId) == nil {
		t.Error("the Item has two persons", of)
	}
	if of := items(made.UserId); !slices.Equal(of, []string{id}) {
		t.Error(of)
	}
	s.must(remove(made.UserId))
	if of := items(made.UserId); len(of) != 0 {
		t.Error(of)
	}
	if _, _, err := s.api.ItemGet(s.ctx).ItemGetRequest(*plaid.NewItemGetRequest(access)).Execute(); err == nil {
		t.Error("the Item lives on")
	}
}

// user_good has the logos and the one store number that Plaid's has.
func TestUserGoodsMerchants(t *testing.T) {
	s := newSim(t, Options{})
	for _, r := range s.update(s.link("user_good", "pass_good"), "", 500).Added {
		want := map[string]string{
			"Uber": "uber_1060", "United Airlines": "united_airlines_1065", "McDonald's": "mcdonalds_619", "Starbucks": "starbucks_956", "KFC": "kfc_546",
		}[r.GetMerchantName()]
		if want != "" && r.GetLogoUrl() != "https://plaid-merchant-logos.plaid.com/"+want+".png" || r.GetMerchantName() == "FUN" && (r.GetLogoUrl() != "" || r.GetMerchantEntityId() != "") {
			t.Errorf("%s has the logo %s", r.GetName(), r.GetLogoUrl())
		}
		store := ""
		if r.GetMerchantName() == "McDonald's" {
			store = "3322"
		}
		if l := r.GetLocation(); l.GetStoreNumber() != store || l.GetCity() != "" || l.GetLat() != 0 {
			t.Errorf("%s is at %+v", r.GetName(), l)
		}
	}
}
