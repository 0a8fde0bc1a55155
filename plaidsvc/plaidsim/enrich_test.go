package plaidsim

import (
	"testing"

	"passbook/plaidsvc/plaidsim/wire"
)

// The examples of Plaid's document.
func TestEnrichOfPlaidsOwnExamples(t *testing.T) {
	s := newSim(t, Options{})
	out := s.get("/transactions/enrich", wire.Object{"account_type": "credit", "transactions": []wire.Object{
		{"id": "1", "description": "PURCHASE WM SUPERCENTER #1700", "amount": 72.1, "direction": "OUTFLOW", "iso_currency_code": "USD"},
		{"id": "2", "description": "DD DOORDASH BURGERKIN 855-123-4567 CA", "amount": 28.34, "direction": "OUTFLOW", "iso_currency_code": "USD"},
	}})
	for path, want := range map[string]any{
		"#0.enrichments.merchant_name": "Walmart", "#0.enrichments.website": "walmart.com", "#0.enrichments.payment_channel": "in store",
		"#0.enrichments.personal_finance_category.detailed": "GENERAL_MERCHANDISE_SUPERSTORES",
		"#1.enrichments.merchant_name":                      "Burger King", "#1.enrichments.website": "burgerking.com", "#1.enrichments.payment_channel": "online",
		"#1.enrichments.personal_finance_category.detailed": "FOOD_AND_DRINK_FAST_FOOD",
	} {
		if got := at(out, "enriched_transactions."+path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	kinds := map[any]any{}
	for _, p := range rows(out, "enriched_transactions.#1.enrichments.counterparties") {
		kinds[p["name"]] = p["type"]
	}
	if len(kinds) != 2 || kinds["DoorDash"] != "marketplace" || kinds["Burger King"] != "merchant" {
		t.Errorf("counterparties: %v", kinds)
	}
}
