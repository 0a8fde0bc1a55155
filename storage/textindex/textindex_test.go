package textindex

import (
	"errors"
	"slices"
	"testing"

	"passbook/storage/ledger"
)

// filled gives the block of March 2026 with some rows, newest first.
func filled(t *testing.T) (*Block, *Labels) {
	t.Helper()
	var labels Labels
	labels.Learn([]int64{7, 8}, []Name{{1, "FOOD_AND_DRINK", "FOOD_AND_DRINK_COFFEE"}, {2, "TRAVEL", ""}},
		[]Name{{1, "USD", ""}, {2, "JPY", ""}}, []Name{{5, "Blue Bottle", ""}}, true)
	b := NewBlock(202603)
	err := b.Fill(&labels, func(add func(Row)) error {
		add(Row{ID: 30, Date: 20260309, Account: 7, Category: 2, Currency: 2, Minor: -1200, Texts: []string{"RAMEN BAR", "Ramen Bar"}})
		add(Row{ID: 20, Date: 20260305, Account: 8, Category: 1, Currency: 1, Minor: 1 << 40, Texts: []string{"refund\x1b", "", "ÉTÉ"}})
		add(Row{ID: 10, Date: 20260301, State: ledger.StatePending, Account: 7, Category: 1, Currency: 1, Minor: -450, Texts: []string{labels.Merchant(5)}})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, &labels
}

func TestEach(t *testing.T) {
	b, labels := filled(t)
	usd := Side{Currency: 1}
	for _, tt := range []struct {
		name, text string
		limits     Limits
		want       []int64
	}{
		{"any case", "rAmEn b", Limits{}, []int64{30}},
		{"beyond ASCII", "été", Limits{}, []int64{20}},
		{"without accents", "ete", Limits{}, []int64{20}},
		{"with accents that are not there", "rämén", Limits{}, []int64{30}},
		{"a control character is a space", "refund ", Limits{}, []int64{20}},
		{"not across rows", "ramenrefund", Limits{}, nil},
		{"a category's name", "and drink cof", Limits{}, []int64{20, 10}},
		{"an amount in yen", "-1,200", Limits{}, []int64{30}},
		{"an amount in dollars", "4.50", Limits{}, []int64{10}},
		{"an amount beyond 32 bits", "10995116277.76", Limits{}, []int64{20}},
		{"an account", "e", Limits{Accounts: []int64{7}}, []int64{30, 10}},
		{"an account that is not known", "e", Limits{Accounts: []int64{99}}, nil},
		{"a category", "e", Limits{Categories: []int64{2}}, []int64{30}},
		{"a currency", "e", Limits{Currencies: []int64{1}}, []int64{20, 10}},
		{"days", "e", Limits{From: 20260302, To: 20260305}, []int64{20}},
		{"a state", "e", Limits{States: []ledger.State{ledger.StatePending}}, []int64{10}},
		{"money out", "e", Limits{Figure: []Side{usd}}, []int64{10}},
		{"money in of a category", "e", Limits{Figure: []Side{{In: true, Currency: 1, Categories: []int64{1}}}}, []int64{20}},
		{"a figure of no rows", "e", Limits{Figure: []Side{}}, nil},
		{"two sides", "e", Limits{Figure: []Side{usd, {Currency: 2, Accounts: []int64{7}}}}, []int64{30, 10}},
		{"one row more and one less", "e", Limits{Figure: []Side{usd}, Also: map[int64]bool{30: true}, Never: map[int64]bool{10: true}}, []int64{30}},
	} {
		var got []int64
		whole := b.Each(labels.Matcher(tt.text, tt.limits), func(b *Block, i int) bool {
			got = append(got, b.Key(i).Row)
			return true
		})
		if !whole || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	calls := 0
	if b.Each(labels.Matcher("e", Limits{}), func(*Block, int) bool { calls++; return false }) || calls != 1 {
		t.Errorf("went on after the end: %d", calls)
	}
}

func TestSums(t *testing.T) {
	b, labels := filled(t)
	var sums Sums
	for i := range 3 {
		sums.Add(b, i)
	}
	type line struct {
		currency string
		state    ledger.State
		rows     ledger.Sum
	}
	var got []line
	sums.Each(labels, func(currency string, state ledger.State, rows ledger.Sum) {
		if rows.Count > 0 {
			got = append(got, line{currency, state, rows})
		}
	})
	want := []line{
		{"USD", ledger.StatePosted, ledger.Sum{In: 1 << 40, Count: 1}},
		{"USD", ledger.StatePending, ledger.Sum{Out: -450, Count: 1}},
		{"JPY", ledger.StatePosted, ledger.Sum{Out: -1200, Count: 1}},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// TestFill: a block that could not be read is tried again, one that was is not.
func TestFill(t *testing.T) {
	var labels Labels
	b, broken := NewRemovedBlock(), errors.New("broken")
	if err := b.Fill(&labels, func(func(Row)) error { return broken }); !errors.Is(err, broken) || b.Filled() {
		t.Fatal(err)
	}
	for range 2 {
		err := b.Fill(&labels, func(add func(Row)) error { add(Row{ID: 1, Date: 20251231}); return nil })
		if err != nil || !b.Filled() || !b.HoldsAny(map[uint32]bool{1: true}) || b.HoldsAny(map[uint32]bool{2: true}) {
			t.Fatal(err)
		}
	}
	if _, ok := b.Month(); ok || b.Key(0) != (ledger.Key{Date: 20251231, Row: 1}) {
		t.Error(b.Key(0))
	}
}
