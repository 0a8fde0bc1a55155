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
		add(Row{ID: 10, Date: 20260301, Pending: true, Account: 7, Category: 1, Currency: 1, Minor: -450, Texts: []string{labels.Merchant(5)}})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, &labels
}

func TestEach(t *testing.T) {
	b, labels := filled(t)
	for _, tt := range []struct {
		name                 string
		filter               ledger.Filter
		accounts, categories []int64
		want                 []int64
	}{
		{"any case", ledger.Filter{Text: "rAmEn b"}, nil, nil, []int64{30}},
		{"beyond ASCII", ledger.Filter{Text: "été"}, nil, nil, []int64{20}},
		{"a control character is a space", ledger.Filter{Text: "refund "}, nil, nil, []int64{20}},
		{"not across rows", ledger.Filter{Text: "ramenrefund"}, nil, nil, nil},
		{"a category's name", ledger.Filter{Text: "and drink cof"}, nil, nil, []int64{20, 10}},
		{"an amount in yen", ledger.Filter{Text: "-1,200"}, nil, nil, []int64{30}},
		{"an amount in dollars", ledger.Filter{Text: "4.50"}, nil, nil, []int64{10}},
		{"an amount beyond 32 bits", ledger.Filter{Text: "10995116277.76"}, nil, nil, []int64{20}},
		{"an account", ledger.Filter{Text: "e"}, []int64{7}, nil, []int64{30, 10}},
		{"an account that is not known", ledger.Filter{Text: "e"}, []int64{99}, nil, nil},
		{"a category", ledger.Filter{Text: "e"}, nil, []int64{2}, []int64{30}},
		{"days", ledger.Filter{Text: "e", From: 20260302, To: 20260305}, nil, nil, []int64{20}},
	} {
		var got []int64
		whole := b.Each(labels.Matcher(tt.filter, tt.accounts, tt.categories), func(b *Block, i int) bool {
			got = append(got, b.Key(i).Row)
			return true
		})
		if !whole || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	calls := 0
	if b.Each(labels.Matcher(ledger.Filter{Text: "e"}, nil, nil), func(*Block, int) bool { calls++; return false }) || calls != 1 {
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
		category, currency string
		count, pending     int
		in, out            int64
	}
	var got []line
	sums.Each(labels, func(category, currency string, count, pending int, in, out int64) {
		if count > 0 {
			got = append(got, line{category, currency, count, pending, in, out})
		}
	})
	want := []line{{"FOOD_AND_DRINK_COFFEE", "USD", 2, 1, 1 << 40, 0}, {"TRAVEL", "JPY", 1, 0, 0, -1200}}
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
