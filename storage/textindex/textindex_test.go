package textindex

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"passbook/storage/folding"
	"passbook/storage/ledger"
	"passbook/storage/query"
)

// filled gives the block of March 2026 with some rows, newest first.
func filled(t *testing.T) (*Block, *Labels) {
	t.Helper()
	var labels Labels
	labels.Learn([]int64{7, 8}, []Name{{1, "FOOD_AND_DRINK", "FOOD_AND_DRINK_COFFEE"}, {2, "TRAVEL", ""}},
		[]Name{{1, "USD", ""}, {2, "JPY", ""}}, []Name{{5, "Blue Bottle", ""}}, true)
	b := NewBlock(202603)
	err := b.Fill(&labels, func(add func(Row)) error {
		add(Row{ID: 30, Date: 20260309, Account: 7, Category: 2, Currency: 2, Minor: -1200, Title: "Ramen Bar", Texts: []string{"THE RAMEN BAR", "Ramen Bar"}})
		add(Row{ID: 20, Date: 20260305, Hidden: true, Pending: true, Account: 8, Category: 1, Currency: 1, Minor: 1 << 40, Title: "ÉTÉ", Texts: []string{"refund\x1b", "", "ÉTÉ"}})
		add(Row{ID: 10, Date: 20260301, Pending: true, Account: 7, Category: 1, Currency: 1, Minor: -450, Title: "Blue Bottle", Texts: []string{labels.Merchant(5)}})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, &labels
}

func TestEach(t *testing.T) {
	t.Parallel()
	b, labels := filled(t)
	usd := Side{Currency: 1}
	sets := Sets{
		query.Named{Key: query.KeyAccount, Value: "seven"}: {Accounts, []int64{7}},
		query.Named{Key: query.KeyTag, Value: "x"}:         {Transactions, []int64{20, 99}},
		query.Is{State: query.Foreign}:                     {Currencies, []int64{2}},
		query.Is{State: query.Uncategorised}:               {Categories, nil},
	}
	for _, tt := range []struct {
		name, query string
		limits      Limits
		want        []int64
	}{
		{"any case", "rAmEn", Limits{}, []int64{30}},
		{"beyond ASCII", "été", Limits{}, []int64{20}},
		{"without accents", "ete", Limits{}, []int64{20}},
		{"with accents that are not there", "rämén", Limits{}, []int64{30}},
		{"a control character is a space", `"refund "`, Limits{}, []int64{20}},
		{"not across rows", "barrefund", Limits{}, nil},
		{"not across texts", `"bar ramen"`, Limits{}, nil},
		{"words in any order", "bar the", Limits{}, []int64{30}},
		{"words of two rows", "ramen refund", Limits{}, nil},
		{"a category's code", `"and drink cof"`, Limits{}, []int64{20, 10}},
		{"a category's name and a text", "coffee blue", Limits{}, []int64{10}},
		{"one or the other", "ramen or blue", Limits{}, []int64{30, 10}},
		{"not", "-coffee", Limits{}, []int64{30}},
		{"neither", "-(ramen or blue)", Limits{}, []int64{20}},
		{"an amount in yen", "-1,200", Limits{}, []int64{30}},
		{"a whole amount in dollars", "4.50", Limits{}, []int64{10}},
		{"no whole amount", "77.76", Limits{}, nil},
		{"a part of an amount", "4.5", Limits{}, []int64{10}},
		{"with its sign", "+4.50", Limits{}, nil},
		{"with a symbol", "¥200", Limits{}, []int64{30}},
		{"with another symbol", "$200", Limits{}, nil},
		{"an amount beyond 32 bits", "10,995,116,277.76", Limits{}, []int64{20}},
		{"the size of an amount", "amount:>4.49 amount:<=1200", Limits{}, []int64{30, 10}},
		{"money in", "in:>1", Limits{}, []int64{20}},
		{"a title", "merchant:ramen", Limits{}, []int64{30}},
		{"not a title", "merchant:the", Limits{}, nil},
		{"days", "date:2026-03-02..2026-03-05", Limits{}, []int64{20}},
		{"pending, hidden too", "is:pending", Limits{}, []int64{20, 10}},
		{"posted", "is:posted", Limits{}, []int64{30}},
		{"hidden", "is:hidden", Limits{}, []int64{20}},
		{"no transfer", "is:transfer or is:removed", Limits{}, nil},
		{"sets", "account:seven -is:foreign", Limits{}, []int64{10}},
		{"of rows", "tag:x or is:uncategorised", Limits{}, []int64{20}},
		{"an account", "e", Limits{Accounts: []int64{7}}, []int64{30, 10}},
		{"an account that is not known", "e", Limits{Accounts: []int64{99}}, nil},
		{"a category", "e", Limits{Categories: []int64{2}}, []int64{30}},
		{"a currency", "e", Limits{Currencies: []int64{1}}, []int64{20, 10}},
		{"limits of days", "e", Limits{From: 20260302, To: 20260305}, []int64{20}},
		{"a state", "e", Limits{States: []ledger.State{ledger.StatePending}}, []int64{10}},
		{"money out", "e", Limits{Figure: []Side{usd}}, []int64{10}},
		{"money in of a category", "e", Limits{Figure: []Side{{In: true, Currency: 1, Categories: []int64{1}}}}, []int64{20}},
		{"a figure of no rows", "e", Limits{Figure: []Side{}}, nil},
		{"two sides", "e", Limits{Figure: []Side{usd, {Currency: 2, Accounts: []int64{7}}}}, []int64{30, 10}},
		{"one row more and one less", "e", Limits{Figure: []Side{usd}, Also: map[int64]bool{30: true}, Never: map[int64]bool{10: true}}, []int64{30}},
	} {
		n, err := query.Parse(tt.query, 0)
		if err != nil {
			t.Fatal(err)
		}
		m := labels.Matcher(n, sets, tt.limits)
		for range 2 { // a matcher can be used again
			var got []int64
			whole := b.Each(m, func(b *Block, i int) bool {
				got = append(got, b.Key(i).Row)
				return true
			})
			if !whole || !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
			}
		}
	}
	calls := 0
	if b.Each(labels.Matcher(query.Word{Text: "e"}, nil, Limits{}), func(*Block, int) bool { calls++; return false }) || calls != 1 {
		t.Errorf("went on after the end: %d", calls)
	}
}

// A title of any length is found, and what another text has is not kept twice.
func TestTitles(t *testing.T) {
	t.Parallel()
	var labels Labels
	labels.Learn(nil, nil, nil, nil, true)
	long := strings.Repeat("x", 300)
	for _, tt := range []struct {
		texts []string
		title string
		kept  string
	}{
		{[]string{"POS CAFÉ 12", "Café"}, "Café", "pos cafe 12\x00"},
		{[]string{"a", "b"}, "Transaction", "a\x1fb\x1ftransaction\x00"},
		{nil, "", "\x00"},
		{[]string{long + "y", "z"}, long, long + "y\x1fz\x00"},
		{[]string{long, "z"}, "z", long + "\x1fz\x00"},
		{[]string{long[:254], "z"}, "z", long[:254] + "\x1fz\x00"},
		{[]string{long[:255]}, long[:255], long[:255] + "\x00"},
	} {
		b := NewBlock(202603)
		err := b.Fill(&labels, func(add func(Row)) error {
			add(Row{Date: 20260309, Title: "first", Texts: []string{"first"}})
			add(Row{Date: 20260309, Title: tt.title, Texts: tt.texts})
			return nil
		})
		if err != nil || string(b.text[len("first\x00"):]) != tt.kept {
			t.Errorf("%q %v", b.text, err)
		}
		if title := folding.Fold(tt.title); string(b.titleOf(1, len("first\x00"))) != title {
			t.Errorf("the title of %.20q is %.20q", tt.title, b.titleOf(1, len("first\x00")))
		}
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
		{"USD", ledger.StatePending, ledger.Sum{Out: -450, Count: 1}},
		{"USD", ledger.StateHidden, ledger.Sum{In: 1 << 40, Count: 1}},
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
