package ledger_test

import (
	"testing"

	"passbook/storage/ledger"
)

func TestTitle(t *testing.T) {
	for _, tt := range []struct{ merchant, name, original, want string }{
		{"Blue Cup", "SQ *BLUE CUP 0012", "SQ*BLUECUP", "Blue Cup"},
		{"", "SQ *BLUE CUP 0012", "SQ*BLUECUP", "SQ *BLUE CUP 0012"},
		{"", "", "SQ*BLUECUP", "SQ*BLUECUP"},
		{" \t", "\u200b\u202e", "寿司", "寿司"},
		{"\x00\x1b", "\ufeff\u0301", "\ue000\xff", "Transaction"},
		{"", "", "", "Transaction"},
	} {
		e := ledger.Entry{Transaction: ledger.Transaction{Merchant: tt.merchant, Name: tt.name, Original: tt.original}}
		if got := e.Title(); got != tt.want {
			t.Errorf("%q, %q, %q is called %q, want %q", tt.merchant, tt.name, tt.original, got, tt.want)
		}
	}
}

func TestEffectiveCategory(t *testing.T) {
	for _, tt := range []struct{ own, detailed, primary, category, above string }{
		{"Work lunches", "FOOD_AND_DRINK_COFFEE", "FOOD_AND_DRINK", "Work lunches", "Work lunches"},
		{"TRAVEL_FLIGHTS", "FOOD_AND_DRINK_COFFEE", "FOOD_AND_DRINK", "TRAVEL_FLIGHTS", "TRAVEL"},
		{"", "FOOD_AND_DRINK_COFFEE", "FOOD_AND_DRINK", "FOOD_AND_DRINK_COFFEE", "FOOD_AND_DRINK"},
		{"", "NEW_AT_PLAID_THIS", "NEW_AT_PLAID", "NEW_AT_PLAID_THIS", "NEW_AT_PLAID"},
		{"", "FOOD_AND_DRINK_COFFEE", "", "FOOD_AND_DRINK_COFFEE", "FOOD_AND_DRINK"},
		{"", "", "FOOD_AND_DRINK", "FOOD_AND_DRINK", "FOOD_AND_DRINK"},
		{"", "", "", "", ""},
	} {
		e := ledger.Entry{
			Transaction: ledger.Transaction{Category: tt.primary, CategoryDetail: tt.detailed},
			Annotation:  ledger.Annotation{Category: tt.own},
		}
		if got, above := e.EffectiveCategory(), e.EffectivePrimary(); got != tt.category || above != tt.above {
			t.Errorf("%q over %q and %q is %q of %q, want %q of %q", tt.own, tt.detailed, tt.primary, got, above, tt.category, tt.above)
		}
	}
}

func TestEmptyAnnotation(t *testing.T) {
	if empty := (ledger.Annotation{Tags: []string{}}); !empty.IsEmpty() {
		t.Error("nothing is something")
	}
	for _, a := range []ledger.Annotation{{Category: "x"}, {Note: "x"}, {Tags: []string{"x"}}, {Hidden: true}} {
		if a.IsEmpty() {
			t.Errorf("%+v is empty", a)
		}
	}
}
