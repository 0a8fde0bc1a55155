package plaidsvc

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"passbook/plaidsvc/holder"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
)

// The owner of Plaid's sample user, as Plaid documents her.
func TestOwners(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	list, err := b.svc.Products().Owners(t.Context(), it)
	if err != nil || len(list) != 14 || len(list[0].List) != 1 {
		t.Fatal(list, err)
	}
	o := list[0].List[0]
	if fmt.Sprint(o.Names) != "[Alberta Bobbeth Charleson]" || len(o.Phones) != 3 || len(o.Emails) != 3 || len(o.Addresses) != 2 {
		t.Errorf("%+v", o)
	}
	if got := o.Emails[0]; got != (holder.Contact{Data: "accountholder0@example.com", Kind: "primary", Primary: true}) {
		t.Errorf("%+v", got)
	}
	if got := o.Addresses[0]; got.String() != "2992 Cameron Road, Malakoff, NY 14236, US" || !got.Primary {
		t.Errorf("%+v", got)
	}
	if strings.Contains(b.log.String(), "Charleson") {
		t.Error("the log names the owner")
	}
}

// How well a profile fits, what of it is not compared, and that the null balances
// of the answer change no stored ones.
func TestMatch(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	before, err := b.db.Accounts(t.Context())
	if err != nil || before[0].Balance.Current == nil {
		t.Fatal(before, err)
	}
	list, err := b.svc.Products().Match(t.Context(), it, holder.Profile{
		Name: "Alberta Bobbeth Charleson", Email: "accountholder0+bank@example.com", Street: "1 Another Street", City: "Elsewhere", Country: "US",
	})
	if err != nil || len(list) != 14 {
		t.Fatal(list, err)
	}
	m := list[0]
	for field, want := range map[holder.Field]string{holder.LegalName: "perfect", holder.Phone: "not compared", holder.Email: "partial", holder.Home: "weak"} {
		if got := m.Word(field); got != want {
			t.Errorf("%s is %s, want %s", field, m.Words(field), want)
		}
	}
	after, err := b.db.Accounts(t.Context())
	if err != nil || !reflect.DeepEqual(before, after) {
		t.Errorf("the accounts changed: %+v, %v", after[0], err)
	}
}

// Scores that Plaid leaves out, in each of the ways that it has, are not compared,
// and nothing that the profile lacks is sent.
func TestNullScores(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	var asked object
	b.front.on("/identity/match", func(n int, w http.ResponseWriter, r *http.Request) bool {
		readBody(t, r, &asked)
		return always(200, `{"accounts":[{"account_id":"a","name":"Checking","mask":null,"balances":{"available":null,"current":null,"limit":null},
			"legal_name":{"score":null,"is_nickname_match":null},"phone_number":null,"address":{"score":72,"is_postal_code_match":true}}],"request_id":"r"}`, 0)(n, w, r)
	})
	list, err := b.svc.Products().Match(t.Context(), it, holder.Profile{Name: "Ana", PostalCode: "14236"})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	var words []string
	for _, f := range holder.Fields {
		words = append(words, list[0].Words(f))
	}
	if got := strings.Join(words, ", "); got != "not compared, not compared, not compared, partial (72)" || list[0].Hints() != "postal code fits" {
		t.Errorf("%s; %s", got, list[0].Hints())
	}
	want := map[string]any{"legal_name": "Ana", "address": map[string]any{"postal_code": "14236"}}
	if !reflect.DeepEqual(asked["user"], want) {
		t.Errorf("asked with %v", asked["user"])
	}
}

// The profile is in the vault alone, and goes from it when it is cleared.
func TestProfile(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	p := b.svc.Products()
	if empty, err := p.Profile(t.Context()); err != nil || !empty.IsEmpty() {
		t.Errorf("%+v, %v", empty, err)
	}
	ana := holder.Profile{Name: "Ana Ruiz", Phone: "+12025550123"}
	if err := p.KeepProfile(t.Context(), ana); err != nil {
		t.Fatal(err)
	}
	if kept, err := p.Profile(t.Context()); err != nil || kept != ana {
		t.Errorf("%+v, %v", kept, err)
	}
	if names, err := b.vault.Items(t.Context()); err != nil || len(names) != 0 {
		t.Errorf("the vault lists it among the banks: %v, %v", names, err)
	}
	all, err := vault.All(t.Context(), b.vault)
	if err != nil || all[vault.Profile] == "" {
		t.Errorf("it is not moved with the other secrets: %v, %v", all, err)
	}
	if err := p.KeepProfile(t.Context(), holder.Profile{}); err != nil {
		t.Fatal(err)
	}
	if all, err := vault.All(t.Context(), b.vault); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
	if err := b.vault.Set(t.Context(), vault.Profile, `{"name":"Ana`); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Profile(t.Context()); err == nil || !strings.Contains(err.Error(), "passbook profile clear") || strings.Contains(err.Error(), "Ana") {
		t.Error(err)
	}
}
