package owners_test

import (
	"net/http/httptest"
	"testing"

	"passbook/plaidsvc/holder"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
	"passbook/tui"
	"passbook/tui/tuitest"
)

// onPage opens the page at a person's who has linked some banks, with Plaid's
// sample user, and said who they are.
func onPage(t *testing.T, w, h int, profile holder.Profile, banks ...string) *tuitest.Driver {
	t.Helper()
	var logins []tuitest.Login
	for _, bank := range banks {
		logins = append(logins, tuitest.Good(bank))
	}
	plaid := httptest.NewServer(conform.Handler(t, plaidsim.New(plaidsim.Options{Seed: 1})))
	t.Cleanup(plaid.Close)
	db, service := tuitest.Linked(t, plaid.URL, nil, logins...)
	if err := service.Products().KeepProfile(t.Context(), profile); err != nil {
		t.Fatal(err)
	}
	d := tuitest.Drive(t, db, w, h, func(o *tui.Options) { o.Service = service })
	d.Press("6")
	d.Shows("Owners", "who your banks say holds your accounts")
	d.Choose("Owners")
	return d
}

func TestOwners(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := onPage(t, w, h, holder.Profile{}, "ins_109508", "ins_116944")
		d.Shows("ask Plaid for them, which it bills once for each bank", "compare them with passbook profile, billed each time")
		d.Press("F")
		d.Shows("First Platypus Bank", "Plaid Checking ··0000, Plaid Saving ··1111", "Alberta Bobbeth Charleson", "1112225555 (mobile, primary)",
			"2992 Cameron Road, Malakoff, NY 14236, US (primary)")
		d.Golden()
		d.Press("G")
		d.Shows("Mayfield Student Lending does not give owners through Plaid")
		d.Press("esc", "enter")
		d.Shows("ask Plaid for them")
		d.Hides("Charleson") // they went with the page
	})
}

// How well a profile fits is said in words, and what was not compared.
func TestMatch(t *testing.T) {
	d := onPage(t, 80, 24, holder.Profile{Name: "Alberta Charleson", Email: "accountholder0@example.com"}, "ins_109508")
	d.Press("m")
	d.Shows("Plaid Checking ··0000", "mismatch (66)", "perfect (100)", "not compared", "first or last name fits")
	d.Golden()
}

// Without a profile nothing is asked, and the page says what begins one.
func TestMatchWithoutAProfile(t *testing.T) {
	d := onPage(t, 120, 40, holder.Profile{}, "ins_109508")
	d.Press("m")
	d.Shows("your profile is empty", "passbook profile set name", "ask Plaid for them")
}
