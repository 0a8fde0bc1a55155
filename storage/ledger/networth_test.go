package ledger_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

func TestHomeCurrency(t *testing.T) {
	for _, tt := range []struct {
		currencies []string
		want       string
	}{
		{nil, ""},
		{[]string{"", ""}, ""},
		{[]string{"", "", "USD"}, "USD"},
		{[]string{"EUR", "USD", "USD"}, "USD"},
		{[]string{"USD", "EUR"}, "EUR"},
		{[]string{"EUR", "USD"}, "EUR"},
	} {
		var accounts []ledger.Account
		for _, code := range tt.currencies {
			accounts = append(accounts, ledger.Account{Balance: ledger.Balance{Currency: code}})
		}
		if got := ledger.HomeCurrency(accounts); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.currencies, got, tt.want)
		}
	}
}

// The total is made of the same points as the accounts. Before its first
// transaction an account has no point, but the total has its opening balance;
// one that is listed again under another id is in no total.
func TestWorthByDay(t *testing.T) {
	checking := &ledger.BalanceLine{
		FirstPosted: 20260302, Snapshots: []ledger.DayAmount{{Date: 20260303, Minor: 100}},
		Posted: []ledger.DayAmount{{Date: 20260302, Minor: -7}, {Date: 20260303, Minor: -5}},
	}
	savings := &ledger.BalanceLine{
		FirstPosted: 20260301, Snapshots: []ledger.DayAmount{{Date: 20260302, Minor: 40}},
		Posted: []ledger.DayAmount{{Date: 20260301, Minor: 10}},
		Gone:   20260304,
	}
	again := &ledger.BalanceLine{ListedAgain: true, Gone: 20260302, Snapshots: []ledger.DayAmount{{Date: 20260228, Minor: 5}}}
	lines := []*ledger.BalanceLine{checking, savings, again}
	total, each := ledger.WorthByDay(lines, 0, 20260304)
	want := [][]ledger.WorthPoint{
		{{Date: 20260302, Minor: 105}, {Date: 20260303, Minor: 100, Observed: true}, {Date: 20260304, Minor: 100, Observed: true}},
		{{Date: 20260301, Minor: 40}, {Date: 20260302, Minor: 40, Observed: true}, {Date: 20260303, Minor: 40, Observed: true}},
		{{Date: 20260228, Minor: 5, Observed: true}, {Date: 20260301, Minor: 5, Observed: true}},
	}
	if d := cmp.Diff(want, each); d != "" {
		t.Error(d)
	}
	wantTotal := []ledger.WorthPoint{
		{Date: 20260301, Minor: 152}, {Date: 20260302, Minor: 145}, {Date: 20260303, Minor: 140, Observed: true}, {Date: 20260304, Minor: 100, Observed: true},
	}
	if d := cmp.Diff(wantTotal, total); d != "" {
		t.Error(d)
	}
	if total, each = ledger.WorthByDay(lines, 20260303, 20260303); len(total) != 1 || total[0] != wantTotal[2] || len(each[2]) != 0 {
		t.Error(total, each)
	}
	if total, each = ledger.WorthByDay(nil, 0, 20260303); total != nil || len(each) != 0 {
		t.Error(total, each)
	}
}
