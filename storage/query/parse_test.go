package query

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

const today ledger.Date = 20261122 // a Sunday

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want Node
		said string // the canonical text; empty: the text itself
	}{
		{" \t", All{}, ""},
		{"whol  foods", All{Word{"whol"}, Word{"foods"}}, "whol foods"},
		{`"whole foods"`, Quoted{"whole foods"}, ""},
		{`"5"" pipe"`, Quoted{`5" pipe`}, ""},
		{`caf"é"`, All{Word{"caf"}, Quoted{"é"}}, `caf "é"`},
		{"a OR b or c", Any{Word{"a"}, Word{"b"}, Word{"c"}}, "a or b or c"},
		{"a b or c", Any{All{Word{"a"}, Word{"b"}}, Word{"c"}}, ""},
		{"a (b or c)", All{Word{"a"}, Any{Word{"b"}, Word{"c"}}}, ""},
		{"(a (b)) ((c or (d)))", All{Word{"a"}, Word{"b"}, Any{Word{"c"}, Word{"d"}}}, "a b (c or d)"},
		{"-a -(b c) --d", All{Not{Word{"a"}}, Not{All{Word{"b"}, Word{"c"}}}, Not{Not{Word{"d"}}}}, ""},
		{"7-eleven -12 -$4.87", All{Word{"7-eleven"}, Word{"-12"}, Word{"-$4.87"}}, ""},
		{"-(12) --12", All{Not{Word{"12"}}, Not{Word{"-12"}}}, ""},
		{"12:30 #0 *x", All{Word{"12:30"}, Word{"#0"}, Word{"*x"}}, ""},
		{"AMOUNT:>1,234.50", Amount{Min: Bound{"1234.5", true}}, "amount:>1234.5"},
		{"amount:020.00..30", Amount{Min: Bound{Value: "20"}, Max: Bound{Value: "30"}}, "amount:20..30"},
		{"in:..30", Amount{Side: In, Max: Bound{Value: "30"}}, "in:<=30"},
		{"out: in:=.5", All{Amount{Side: Out}, Amount{Side: In, Min: Bound{Value: "0.5"}, Max: Bound{Value: "0.5"}}}, "out: in:0.5"},
		{"date:2026-03", Days{20260301, 20260331}, ""},
		{"date:2026-3-7", Days{20260307, 20260307}, "date:2026-03-07"},
		{"date:2026-03..2026-05", Days{20260301, 20260531}, "date:2026-03-01..2026-05-31"},
		{"date:..2025", Days{0, 20251231}, "date:..2025-12-31"},
		{"date:2025..", Days{20250101, 0}, "date:2025-01-01.."},
		{"date:2025", Days{20250101, 20251231}, ""},
		{`category:"food and drink"`, Named{KeyCategory, "food and drink"}, ""},
		{`tag:#trip tag:"##a b"`, All{Named{KeyTag, "trip"}, Named{KeyTag, "a b"}}, `tag:trip tag:"a b"`},
		{"Currency:eur", Named{KeyCurrency, "eur"}, "currency:eur"},
		{"is:UNCATEGORIZED is:pending", All{Is{Uncategorised}, Is{Pending}}, "is:uncategorised is:pending"},
		{`bank:"or"`, Named{KeyBank, "or"}, "bank:or"},
	} {
		got, err := Parse(tt.text, today)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.text, diff)
		}
		if want := orElse(tt.said, strings.TrimSpace(tt.text)); got.String() != want {
			t.Errorf("%s is said as %s, want %s", tt.text, got, want)
		}
	}
}

func TestDaysThatFollowToday(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Days{
		"today": {20261122, 20261122}, "yesterday": {20261121, 20261121}, "TODAY": {20261122, 20261122},
		"this week": {20261116, 20261122}, "last  Week": {20261109, 20261115},
		"this month": {20261101, 20261130}, "last month": {20261001, 20261031}, "mtd": {20261101, 20261122},
		"this year": {20260101, 20261231}, "last year": {20250101, 20251231}, "ytd": {20260101, 20261122},
		"1d": {20261122, 20261122}, "30d": {20261024, 20261122}, "6w": {20261012, 20261122},
		"3m": {20260823, 20261122}, "1y": {20251123, 20261122},
		"2026-01..yesterday": {20260101, 20261121}, "last month..": {20261001, 0}, "3m..last week": {20260823, 20261115},
	} {
		got, err := Parse(`date:"`+text+`"`, today)
		if err != nil || got != want {
			t.Errorf("%s: %v, want %v (%v)", text, got, want, err)
		}
		if _, err := Parse(`date:"`+text+`"`, 0); err == nil {
			t.Errorf("%s is known without today", text)
		}
	}
	for _, tt := range []struct {
		today ledger.Date
		text  string
		from  ledger.Date
	}{
		{20260331, "1m", 20260301},
		{20240331, "1m", 20240301},
		{20260531, "1m", 20260501},
		{20240229, "1y", 20230301},
		{20260101, `"last week"`, 20251222},
		{20260105, `"this week"`, 20260105},
		{20260104, `"this week"`, 20251229},
		{20260115, `"last month"`, 20251201},
	} {
		if got, err := Parse("date:"+tt.text, tt.today); err != nil || got.(Days).From != tt.from {
			t.Errorf("%s on %v: %v, want from %v (%v)", tt.text, tt.today, got, tt.from, err)
		}
	}
}

func TestErrorsPointAtTheWord(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, words, sentence string }{
		{"coffee amout:>5", "amout:", `"amout:" is no key: amount?`},
		{"cat:food", "cat:", `"cat:" is no key: category?`},
		{"http://x", "http:", `"http:" is no key: write the text in quotes, or one of amount, in, out, date, account, bank, category, tag, merchant, currency, is`},
		{"x is:pendng", "pendng", `"pendng" is nothing that a row can be: pending?`},
		{"is:recurring", "recurring", `"recurring" is nothing that a row can be: one of pending, posted, hidden, transfer, removed, uncategorised, edited, foreign`},
		{"amount:abc", "abc", `"abc" is no amount: write >100, <=49.90, 20..30 or 1,234.56`},
		{"amount:12,50", "12,50", `"12,50" is no amount: write >100, <=49.90, 20..30 or 1,234.56`},
		{"amount:>-5", ">-5", `">-5" has a sign: in: is for money in, out: for money out`},
		{"out:$5", "$5", `"$5" has a currency: write out:100 currency:USD`},
		{"amount:30..20", "30..20", `"30..20" is no range: it ends before it begins`},
		{"amount:", "amount:", "amount: needs a value: amount:>100"},
		{"tag:# x", "tag:#", "tag: needs a value: tag:trip"},
		{"date:soon", "soon", `"soon" is no day: write 2026, 2026-03, 2026-03-07, today, "last month", ytd or 30d`},
		{"date:2026..2025", "2026..2025", `"2026..2025" is no range: it ends before it begins`},
		{"date:2025..2026..2027", "2025..2026..2027", `"2025..2026..2027" is no day: write 2026, 2026-03, 2026-03-07, today, "last month", ytd or 30d`},
		{"date:..", "..", `".." names no day`},
		{"date:99999d", "99999d", `"99999d" is no day: it is too long ago`},
		{`a "b c`, `"b c`, "the quote is not closed"},
		{`a ""`, `""`, "there is nothing between the quotes"},
		{"(a or (b)", "(", "the bracket is not closed"},
		{"a) b", ")", "no bracket is open here"},
		{"a ()", ")", "there is nothing before this bracket"},
		{"or a", "or", `"or" stands between two things; in quotes it is a text`},
		{"a or", "", "the query ends too soon"},
		{"-or", "-", `"-" stands right before what is not wanted`},
		{"cafe - lisboa", "-", `"-" stands right before what is not wanted, and in quotes where it is part of a text`},
		{strings.Repeat("(", 101) + "a", "(", "the query has more than 100 brackets in each other"},
	} {
		_, err := Parse(tt.text, today)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if words := tt.text[e.Start:e.End]; words != tt.words || e.Error() != tt.sentence {
			t.Errorf("%s: %q at %q, want %q at %q", tt.text, e, words, tt.sentence, tt.words)
		}
	}
	if _, err := Parse(strings.Repeat("é", 10_000), today); err != nil {
		t.Error(err)
	}
	if _, err := Parse(strings.Repeat("é", 10_001), today); err == nil {
		t.Error("a query of more than 10,000 characters is taken")
	}
}

func TestMinor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text      string
		digits    int
		low, high int64
	}{
		{"amount:>100", 2, 10001, 1<<63 - 1},
		{"amount:>=100", 0, 100, 1<<63 - 1},
		{"amount:<100.005", 2, 0, 10000},
		{"amount:<100", 3, 0, 99999},
		{"amount:<=0.001", 2, 0, 0},
		{"amount:12.345", 2, 1235, 1234},
		{"amount:12.34", 2, 1234, 1234},
		{"in:", 2, 0, 1<<63 - 1},
		{"in:0", 2, 0, 0},
		{"amount:>99999999999999999999", 2, 1, 0},
		{"amount:<99999999999999999999", 2, 0, 1<<63 - 1},
		{"amount:<0", 2, 0, -1},
		{"out:20..30.5", 8, 20_0000_0000, 30_5000_0000},
	} {
		n, err := Parse(tt.text, today)
		if err != nil {
			t.Fatal(err)
		}
		if low, high := n.(Amount).Minor(tt.digits); low != tt.low || high != tt.high {
			t.Errorf("%s with %d digits: %d to %d, want %d to %d", tt.text, tt.digits, low, high, tt.low, tt.high)
		}
	}
}

func TestShown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Shown{
		"140": {Digits: "140"}, "$140.36": {Digits: "140.36", Decimals: 2, Symbol: "$"}, "1,234.5": {Digits: "1234.5", Decimals: 1},
		"-12": {Side: Out, Digits: "12"}, "+€5.": {Side: In, Digits: "5.", Symbol: "€"}, ".36": {Digits: ".36", Decimals: 2},
		"12.3.4": {}, "2026-03": {}, "$": {}, "-": {}, ",5": {}, "5%": {}, "$-5": {}, "x": {},
	} {
		if got, ok := (Word{text}).Shown(); got != want || ok != (want != Shown{}) {
			t.Errorf("%s: %+v %v", text, got, ok)
		}
	}
	for text, whole := range map[string]bool{"140.36": true, "140.3": false, ".36": false, "140": false, "140.360": false} {
		if s, _ := (Word{text}).Shown(); s.IsWhole(2) != whole {
			t.Errorf("%s is whole: %v", text, !whole)
		}
	}
}

// FuzzParse holds that a person's text becomes a query that is read as the same one
// again, or an error that says where, and that it can be completed.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`whol "foods" -(a or b) amount:>=1,000.50 in: out:..3 date:"last month" category:"food and drink" tag:#x is:pending`,
		"((((", `""""`, `" "`, "-", "--12 -+5 -$4 $", "or or", "date:0000-01-01..1y", "amount:1e5", "é:x ÉX", "a:\x00\xff", "is:(x)", "date:1899", "tag:##\"\"",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, cursor := range []int{0, len(text) / 2, len(text)} {
			for _, c := range Complete(text, cursor, func(Key) []string { return []string{text} }) {
				if c.Start < 0 || c.Start > cursor || c.End < cursor || c.End > len(text) {
					t.Fatalf("%+v at %d of %d bytes", c, cursor, len(text))
				}
			}
		}
		n, err := Parse(text, today)
		var e *Error
		if errors.As(err, &e) {
			if e.Start < 0 || e.Start > e.End || e.End > len(text) || e.Sentence == "" {
				t.Fatalf("%+v of %d bytes", e, len(text))
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[e.Start:e.End]) {
				t.Fatalf("%q of %q", text[e.Start:e.End], text)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(n.String()) > mostCharacters {
			return // fixed days are longer than what names them
		}
		again, err := Parse(n.String(), 0)
		if err != nil {
			t.Fatalf("%s: %v", n, err)
		}
		if diff := cmp.Diff(n, again); diff != "" {
			t.Fatalf("%s: %s", n, diff)
		}
	})
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
