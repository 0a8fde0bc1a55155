package plaidapi

import (
	"encoding/json"
	"testing"
	"time"

	"passbook/storage/ledger"
)

func TestBalances(t *testing.T) {
	t.Parallel()
	m := func(minor int64) *int64 { return &minor }
	tests := []struct {
		name             string
		kind             ledger.AccountKind
		iso, unofficial  string
		current, limit   json.Number
		want, wantsLimit *int64
	}{
		{"checking", "depository", "USD", "", "110", "", m(11000), nil},
		{"overdrawn", "depository", "EUR", "", "-5.01", "500", m(-501), m(50000)},
		{"owed on a card", "credit", "USD", "", "410", "2000", m(-41000), m(200000)},
		{"the bank owes", "credit", "USD", "", "-12.34", "", m(1234), nil},
		{"a loan", "loan", "USD", "", "56302.06", "", m(-5630206), nil},
		{"more decimals than cents", "investment", "USD", "", "23631.9805", "", m(2363198), nil},
		{"half to even", "depository", "USD", "", "1.125", "", m(112), nil},
		{"1.15 is not 1.14", "depository", "USD", "", "1.15", "", m(115), nil},
		{"no decimals", "depository", "JPY", "", "1500", "", m(1500), nil},
		{"three decimals", "depository", "KWD", "", "1.234", "", m(1234), nil},
		{"a coin", "investment", "", "BTC", "0.00000001", "", m(1), nil},
		{"unknown", "other", "USD", "", "", "", nil, nil},
		{"coins that nobody lists", "investment", "", "SOL", "1.5", "", m(150000000), nil},
		{"a hundredth of a dinar", "depository", "RSD", "", "1234.56", "", m(123456), nil},
		{"beyond all money", "credit", "USD", "", "1e300", "1", nil, m(100)},
		{"beyond all floats", "credit", "USD", "", "1e400", "-1E-400", nil, m(0)},
		{"more digits than a float has", "depository", "USD", "", "90071992547409.93", "", m(9007199254740993), nil},
		{"very much", "depository", "USD", "", "1e15", "", m(100000000000000000), nil},
	}
	fetched := time.Date(2026, 11, 21, 4, 0, 0, 0, time.UTC)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := accountBase{ID: "a", Kind: string(tt.kind)}
			a.Balances = accountBalance{Current: tt.current, Limit: tt.limit, ISO: tt.iso, Unofficial: tt.unofficial}
			bank := fetched.Add(-time.Hour)
			got, err := toAccounts(ledger.Item{ID: "i", BankUpdatedAt: bank}, []accountBase{a}, fetched)
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
