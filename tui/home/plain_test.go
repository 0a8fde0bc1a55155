package home_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"passbook/storage/ledger"
	"passbook/tui/home"
	"passbook/tui/tuitest"
)

// The overview without a terminal and the dashboard tell one story: refunds are
// taken off their category, and the person's own category counts.
func TestPlainOverviewCountsAsTheDashboardDoes(t *testing.T) {
	db := tuitest.Household(t)
	row := func(id, name string, minor int64, category string) ledger.Transaction {
		return ledger.Transaction{
			ID: id, AccountID: "visa", Date: 20261117, Amount: ledger.Money{Minor: minor, Currency: "CAD"}, Name: name, Merchant: name,
			Category: ledger.PrimaryCategory(category), CategoryDetail: category,
		}
	}
	tuitest.AddRows(t, db, "rbc",
		row("bought", "Best Buy", -5000, "GENERAL_MERCHANDISE_ELECTRONICS"), row("refunded", "Best Buy", 5000, "GENERAL_MERCHANDISE_ELECTRONICS"),
		row("lunch", "Pilot Coffee", -1234, "FOOD_AND_DRINK_COFFEE"))
	err := db.Annotate(t.Context(), []string{"lunch"}, func(a *ledger.Annotation) { a.Category = "Work lunches" })
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := home.PrintOverview(t.Context(), &out, db, tuitest.Now); err != nil {
		t.Fatal(err)
	}
	spending, recent, _ := strings.Cut(out.String(), "Recent transactions")
	if strings.Contains(spending, "Electronics") {
		t.Errorf("a purchase refunded in full is spending:\n%s", spending)
	}
	if !regexp.MustCompile(`(?m)Work lunches +-12\.34 CAD$`).MatchString(spending) {
		t.Errorf("the person's own category is not in the spending:\n%s", spending)
	}
	if !regexp.MustCompile(`Pilot Coffee +Work lunches +-12\.34 CAD`).MatchString(recent) {
		t.Errorf("the person's own category is not in the list:\n%s", recent)
	}
	if !regexp.MustCompile(`(?m)Restaurants +-18\.50 EUR$`).MatchString(spending) {
		t.Errorf("what was spent in another currency is not told:\n%s", spending)
	}
}
