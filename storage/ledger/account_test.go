package ledger_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

func TestAccountWorth(t *testing.T) {
	current, available := int64(5), int64(7)
	for _, c := range []struct {
		kind                         ledger.AccountKind
		current, available           *int64
		want                         int64
		fromAvailable, known, counts bool
	}{
		{ledger.Depository, &current, &available, 5, false, true, true},
		{ledger.Depository, nil, &available, 7, true, true, true},
		{ledger.Depository, nil, nil, 0, false, false, false},
		{ledger.Credit, nil, &available, 0, false, false, false}, // what can still be spent
		{ledger.Loan, nil, &available, 0, false, false, false},
		{ledger.Investment, nil, &available, 0, false, false, false},
		{"payroll", &current, nil, 5, false, true, false},
	} {
		a := ledger.Account{Kind: c.kind, Balance: ledger.Balance{Currency: "USD", Current: c.current, Available: c.available}}
		worth, fromAvailable, known := a.Worth()
		if worth.Minor != c.want || fromAvailable != c.fromAvailable || known != c.known || a.CountsAsWorth() != c.counts {
			t.Errorf("%+v: %v %v %v", c, worth, fromAvailable, known)
		}
		if a.GoneAt = time.Now(); a.CountsAsWorth() {
			t.Errorf("%+v counts although the bank lists it no more", c)
		}
	}
}

func TestNetWorthAndGroups(t *testing.T) {
	five, seven := int64(5), int64(7)
	in := func(kind ledger.AccountKind, currency string, current, available *int64) ledger.Account {
		return ledger.Account{Kind: kind, Balance: ledger.Balance{Currency: currency, Current: current, Available: available}}
	}
	accounts := []ledger.Account{
		in(ledger.Depository, "USD", &five, nil), in(ledger.Depository, "USD", nil, &seven), in(ledger.Depository, "EUR", &five, nil),
		in(ledger.Credit, "USD", nil, &seven), in("payroll", "USD", &seven, nil),
	}
	usd, eur := ledger.Money{Minor: 12, Currency: "USD"}, ledger.Money{Minor: 5, Currency: "EUR"}
	if got := ledger.NetWorth(accounts, "USD"); !cmp.Equal(got, []ledger.Money{usd, eur}) {
		t.Error(got)
	}
	got := map[string][]ledger.Money{}
	for _, g := range ledger.GroupAccounts(accounts, "USD") {
		got[g.Title] = g.Totals
	}
	want := map[string][]ledger.Money{"Cash": {usd, eur}, "Credit": nil, "Other, not in net worth": {{Minor: 7, Currency: "USD"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
