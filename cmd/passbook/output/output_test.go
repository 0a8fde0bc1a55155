package output

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/cobra"

	"passbook/storage/ledger"
)

func TestAppendJSONIsMarshal(t *testing.T) {
	for _, v := range []any{
		"", "Blue Cup", `a "quoted" \ back`, "<b>&amp;</b>", "Café ☕ 寿司", "\u2028\u2029", "tab\tline\nbell\a\x1b[31m\x7f", "half \xe2\x82",
		true, false, 0, int64(-7), ledger.Credit,
		ledger.Account{ID: "x"},
		[]string{"a", "<"},
		[]string{},
		[]string(nil),
		nil,
	} {
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		got, err := appendJSON([]byte("x"), v)
		if text := strings.ReplaceAll(string(want), "\x7f", `\u007f`); err != nil || string(got) != "x"+text {
			t.Errorf("%q, want %q, %v", got, text, err)
		}
	}
	if _, err := appendJSON(nil, func() {}); err == nil {
		t.Error("no error")
	}
}

// What a terminal would obey or not show is escaped, and means the same.
func TestAppendJSONEscapesTheUnseen(t *testing.T) {
	const text = "a\u009b31m\u009d\x7f\u202egnp\u2066\u200b\ufeff\U000e0041é寿"
	got, err := appendJSON(nil, text)
	if err != nil || strings.ContainsFunc(string(got), func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) }) {
		t.Errorf("%q, %v", got, err)
	}
	var back string
	if err := json.Unmarshal(got, &back); err != nil || back != text {
		t.Errorf("%q is read as %q, %v", got, back, err)
	}
	if cell := strings.Map(withoutControl, text); cell != "a31mgnpé寿" {
		t.Errorf("CSV has %q", cell)
	}
}

func TestRowsAsJSONAndCSV(t *testing.T) {
	for flag, want := range map[string]string{
		"json": "[\n{\"a\":\"1 \\u003c 2\",\"b\":true},\n{\"a\":\"\\u001b\",\"b\":3}\n]\n",
		"csv":  "a,b\n1 < 2,true\n,3\n",
	} {
		cmd := &cobra.Command{}
		Flags(cmd)
		var out strings.Builder
		cmd.SetOut(&out)
		if err := cmd.Flags().Set(flag, "true"); err != nil {
			t.Fatal(err)
		}
		w := New(cmd, []string{"a", "b"}, nil)
		for _, record := range [][]any{{"1 < 2", true}, {"\x1b", 3}} {
			if err := w.Row(record, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.End(); err != nil || out.String() != want {
			t.Errorf("%q, want %q, %v", out.String(), want, err)
		}
	}
}

// A table has no titles where it has no rows; CSV always has its header.
func TestTitlesComeWithRows(t *testing.T) {
	columns := []Column{{Title: "A"}, {Title: "B"}}
	for flag, want := range map[string][2]string{"": {"", "A\tB\n1\t2\n"}, "csv": {"a,b\n", "a,b\n1,2\n"}} {
		for rows := range 2 {
			cmd := &cobra.Command{}
			Flags(cmd)
			var out strings.Builder
			cmd.SetOut(&out)
			if flag != "" {
				if err := cmd.Flags().Set(flag, "true"); err != nil {
					t.Fatal(err)
				}
			}
			w := New(cmd, []string{"a", "b"}, columns)
			for range rows {
				if err := w.Row([]any{1, 2}, []string{"1", "2"}); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.End(); err != nil || out.String() != want[rows] {
				t.Errorf("%q with %d rows: %q, %v", flag, rows, out.String(), err)
			}
		}
	}
}

// TestDecimal: a sum beyond 64 bits is no figure that a program could add.
func TestDecimal(t *testing.T) {
	for minor, want := range map[int64]string{-5: "-0.05", 123450: "1234.50", ledger.TooLarge: "too large", math.MaxInt64: "too large"} {
		if got := Decimal(&minor, "RSD"); got != want {
			t.Errorf("%d is %q, want %q", minor, got, want)
		}
	}
	if got := Decimal(nil, "USD"); got != "" {
		t.Errorf("none is %q", got)
	}
}

// printed gives what a table of some rows looks like in so many cells; 0: in a
// pipe.
func printed(t *testing.T, width int, columns []Column, rows ...[]string) string {
	t.Helper()
	var out strings.Builder
	w := newTable(&out, columns)
	w.width = width
	for _, cells := range rows {
		if err := w.Row(nil, cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A table fits the terminal: the widest names are cut first, figures and days
// never, and an account keeps the digits that tell it apart.
func TestATableFitsTheTerminal(t *testing.T) {
	columns := []Column{{Whole: true}, {}, {}, {Right: true}, {Extra: true}}
	rows := [][]string{
		{"2026-11-20", "A shop with a long name", "Everyday Checking ··4071", "1.00", "an-id"},
		{"2026-11-21", "Shop", "Savings", "-123,456,789.01", "id"},
	}
	for width, want := range map[int]string{
		0: "2026-11-20\tA shop with a long name\tEveryday Checking ··4071\t1.00\tan-id\n2026-11-21\tShop\tSavings\t-123,456,789.01\tid\n",
		90: "2026-11-20  A shop with a long name  Everyday Checking ··4071             1.00  an-id\n" +
			"2026-11-21  Shop                     Savings                   -123,456,789.01  id\n",
		80: "2026-11-20  A shop with a long name  Everyday Checking ··4071             1.00\n" +
			"2026-11-21  Shop                     Savings                   -123,456,789.01\n",
		60: "2026-11-20  A shop with a…  Everyda… ··4071             1.00\n" +
			"2026-11-21  Shop            Savings          -123,456,789.01\n",
		20: "2026-11-20  A sho…  Every…             1.00\n2026-11-21  Shop    Savin…  -123,456,789.01\n",
	} {
		if got := printed(t, width, columns, rows...); got != want {
			t.Errorf("%d cells:\n%s%q", width, got, got)
		}
	}
}

// The widths follow the first rows: memory does not grow with the others.
func TestALongTableStreams(t *testing.T) {
	rows := make([][]string, firstRows+2)
	for i := range rows {
		rows[i] = []string{"a", "1"}
	}
	rows[firstRows+1] = []string{"a long name", "12"}
	got := printed(t, 20, []Column{{}, {Right: true}}, rows...)
	if lines := strings.Count(got, "\n"); lines != len(rows) || !strings.HasSuffix(got, "a  1\n…  12\n") {
		t.Errorf("%d lines, the last %q", lines, got[len(got)-20:])
	}
}

// What a bank put into a name breaks no line and no cell.
func TestCellsAreOneLine(t *testing.T) {
	if got := printed(t, 0, []Column{{}, {}}, []string{"a\tb\nc\x1b[31m", "d"}); strings.Count(got, "\t") != 1 || strings.Count(got, "\n") != 1 || strings.Contains(got, "\x1b") {
		t.Errorf("%q", got)
	}
}
