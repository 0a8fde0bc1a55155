package plaidapi

import (
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/storage/ledger"
)

func TestBalances(t *testing.T) {
	t.Parallel()
	n := func(f float64) *float64 { return &f }
	m := func(minor int64) *int64 { return &minor }
	tests := []struct {
		name             string
		kind             plaid.AccountType
		iso, unofficial  string
		current, limit   *float64
		want, wantsLimit *int64
	}{
		{"checking", plaid.ACCOUNTTYPE_DEPOSITORY, "USD", "", n(110), nil, m(11000), nil},
		{"overdrawn", plaid.ACCOUNTTYPE_DEPOSITORY, "EUR", "", n(-5.01), n(500), m(-501), m(50000)},
		{"owed on a card", plaid.ACCOUNTTYPE_CREDIT, "USD", "", n(410), n(2000), m(-41000), m(200000)},
		{"the bank owes", plaid.ACCOUNTTYPE_CREDIT, "USD", "", n(-12.34), nil, m(1234), nil},
		{"a loan", plaid.ACCOUNTTYPE_LOAN, "USD", "", n(56302.06), nil, m(-5630206), nil},
		{"more decimals than cents", plaid.ACCOUNTTYPE_INVESTMENT, "USD", "", n(23631.9805), nil, m(2363198), nil},
		{"half to even", plaid.ACCOUNTTYPE_DEPOSITORY, "USD", "", n(1.125), nil, m(112), nil},
		{"1.15 is not 1.14", plaid.ACCOUNTTYPE_DEPOSITORY, "USD", "", n(1.15), nil, m(115), nil},
		{"no decimals", plaid.ACCOUNTTYPE_DEPOSITORY, "JPY", "", n(1500), nil, m(1500), nil},
		{"three decimals", plaid.ACCOUNTTYPE_DEPOSITORY, "KWD", "", n(1.234), nil, m(1234), nil},
		{"a coin", plaid.ACCOUNTTYPE_INVESTMENT, "", "BTC", n(0.00000001), nil, m(1), nil},
		{"unknown", plaid.ACCOUNTTYPE_OTHER, "USD", "", nil, nil, nil, nil},
		{"coins that nobody lists", plaid.ACCOUNTTYPE_INVESTMENT, "", "SOL", n(1.5), nil, m(150000000), nil},
		{"a hundredth of a dinar", plaid.ACCOUNTTYPE_DEPOSITORY, "RSD", "", n(1234.56), nil, m(123456), nil},
		{"beyond all money", plaid.ACCOUNTTYPE_CREDIT, "USD", "", n(1e300), n(1), nil, m(100)},
		{"very much", plaid.ACCOUNTTYPE_DEPOSITORY, "USD", "", n(1e15), nil, m(100000000000000000), nil},
	}
	fetched := time.Date(2026, 11, 21, 4, 0, 0, 0, time.UTC)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := plaid.AccountBase{AccountId: "a", Type: tt.kind}
			a.Balances.Current.Set(tt.current)
			a.Balances.Limit.Set(tt.limit)
			if tt.iso != "" {
				a.Balances.SetIsoCurrencyCode(tt.iso)
			} else {
				a.Balances.SetUnofficialCurrencyCode(tt.unofficial)
			}
			bank := fetched.Add(-time.Hour)
			got, err := toAccounts(ledger.Item{ID: "i", BankUpdatedAt: bank}, []plaid.AccountBase{a}, fetched)
			if err != nil {
				t.Fatal(err)
			}
			b := got[0].Balance
			if !same(b.Current, tt.want) || !same(b.Limit, tt.wantsLimit) || b.Available != nil {
				t.Errorf("current %v, limit %v", b.Current, b.Limit)
			}
			if b.Currency != tt.iso+ledger.Unofficial(tt.unofficial) || b.Source != ledger.Cached || !b.FetchedAt.Equal(fetched) || !b.BankAt.Equal(bank) {
				t.Errorf("%+v", b)
			}
		})
	}
}

func same(a, b *int64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

func TestHistory(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status    string
		was, want ledger.Completeness
	}{
		{"NOT_READY", "", ""},
		{"INITIAL_UPDATE_COMPLETE", "", ledger.HistoryInitial},
		{"INITIAL_UPDATE_COMPLETE", ledger.HistoryFull, ledger.HistoryFull},
		{"HISTORICAL_UPDATE_COMPLETE", ledger.HistoryInitial, ledger.HistoryFull},
		{"TRANSACTIONS_UPDATE_STATUS_UNKNOWN", ledger.HistoryInitial, ledger.HistoryInitial},
		{"NEW_STATUS", "", ""},
	} {
		if got := History(tt.status, tt.was); got != tt.want {
			t.Errorf("%s after %q gives %q", tt.status, tt.was, got)
		}
	}
}
