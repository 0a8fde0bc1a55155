package portfolio_test

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
	"passbook/storage/portfolio"
)

func minor(n int64) *int64 { return &n }

func usd(n int64) ledger.Money { return ledger.Money{Minor: n, Currency: "USD"} }

// TestFlow: only what comes from outside of the account, or leaves it, is no gain
// and no loss.
func TestFlow(t *testing.T) {
	cash := portfolio.Security{ID: "usd", Cash: true}
	fund := portfolio.Security{ID: "vti"}
	for _, c := range []struct {
		name string
		t    portfolio.Transaction
		want int64
	}{
		{"a deposit", portfolio.Transaction{Type: "cash", Subtype: "deposit", Amount: usd(50000)}, 50000},
		{"a contribution", portfolio.Transaction{Type: "cash", Subtype: "contribution", Amount: usd(32800)}, 32800},
		{"a withdrawal", portfolio.Transaction{Type: "cash", Subtype: "withdrawal", Amount: usd(-1200)}, -1200},
		{"a purchase", portfolio.Transaction{Type: "buy", Subtype: "buy", Security: fund, Quantity: "2", Price: "10", Amount: usd(-2000)}, 0},
		{"a dividend", portfolio.Transaction{Type: "cash", Subtype: "dividend", Security: fund, Amount: usd(872)}, 0},
		{"a fee", portfolio.Transaction{Type: "fee", Subtype: "account fee", Amount: usd(-799)}, 0},
		{"shares moved in, without cash", portfolio.Transaction{Type: "transfer", Subtype: "transfer", Security: fund, Quantity: "0.7388014749727547", Price: "10.42", Amount: usd(0)}, 770},
		{"shares moved out, whatever the sign of the amount", portfolio.Transaction{Type: "transfer", Subtype: "transfer", Security: fund, Quantity: "-3", Price: "10.005", Amount: usd(3000)}, -3002},
		{"cash moved in", portfolio.Transaction{Type: "transfer", Subtype: "transfer", Security: cash, Quantity: "-9", Price: "1", Amount: usd(900)}, 900},
	} {
		if got := c.t.Flow(); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// TestGainOfAHolding is known only where the cost is.
func TestGainOfAHolding(t *testing.T) {
	if gain, known := (portfolio.Holding{Value: usd(2084), Cost: minor(1000)}).Gain(); !known || gain != 1084 {
		t.Error(gain, known)
	}
	if _, known := (portfolio.Holding{Value: usd(2084)}).Gain(); known {
		t.Error("a gain without a cost")
	}
}

// TestAllocate: parts add up to what they are of, currency by currency, and a gain
// is of those holdings alone whose cost is known.
func TestAllocate(t *testing.T) {
	holdings := []portfolio.Holding{
		{AccountID: "a", AccountName: "IRA", Security: portfolio.Security{ID: "1", Name: "Fund", Type: "etf"}, Value: usd(60000), Cost: minor(50000)},
		{AccountID: "b", AccountName: "401k", Security: portfolio.Security{ID: "1", Name: "Fund", Type: "etf"}, Value: usd(20000)},
		{AccountID: "b", AccountName: "401k", Security: portfolio.Security{ID: "2", Ticker: "CUR:USD", Type: "cash"}, Value: usd(20000), Cost: minor(20000)},
		{AccountID: "c", AccountName: "ISA", Security: portfolio.Security{ID: "3", Name: "Gilt", Type: "fixed income"}, Value: ledger.Money{Minor: 900, Currency: "GBP"}},
	}
	got := portfolio.Allocate(holdings, portfolio.ByType, "USD")
	want := []portfolio.Part{
		{Key: "etf", Name: "ETFs", Currency: "USD", Holdings: 2, Value: 80000, Cost: 50000, Gain: 10000, Known: 1, Share: "80%"},
		{Key: "cash", Name: "Cash", Currency: "USD", Holdings: 1, Value: 20000, Cost: 20000, Known: 1, Share: "20%"},
		{Key: "fixed income", Name: "Bonds", Currency: "GBP", Holdings: 1, Value: 900, Share: "100%"},
	}
	if d := gocmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, by := range []portfolio.By{portfolio.ByType, portfolio.ByAccount, portfolio.BySecurity} {
		parts := portfolio.Allocate(holdings, by, "USD")
		if sum := portfolio.Total(parts, "USD"); sum.Value != 100000 || sum.Holdings != 3 || sum.Gain != 10000 || sum.Known != 2 {
			t.Errorf("by %s: %+v", by, sum)
		}
	}
}

// TestTerms of options and bonds are words.
func TestTerms(t *testing.T) {
	for want, s := range map[string]portfolio.Security{
		"put option on NFLX at 355 until 2018-02-01":                                       {Option: &portfolio.Option{Kind: "put", Underlying: "NFLX", Strike: "355", Expires: 20180201}},
		"5.43%, coupon equivalent, face value 1000, issued 2023-11-02, matures 2024-10-31": {Bond: &portfolio.FixedIncome{Yield: "5.43", YieldType: "coupon_equivalent", FaceValue: "1000", Issued: 20231102, Matures: 20241031}},
		"matures 2030-01-01": {Bond: &portfolio.FixedIncome{Matures: 20300101, YieldType: "coupon"}},
		"":                   {Name: "Fund"},
	} {
		if got := s.Terms(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
