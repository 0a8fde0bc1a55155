package ledger_test

import (
	"testing"

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
