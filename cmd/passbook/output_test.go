package main

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"passbook/plaidsvc"
	"passbook/storage/ledger"
)

func TestAppendJSONIsMarshal(t *testing.T) {
	for _, v := range []any{
		"", "Blue Cup", `a "quoted" \ back`, "<b>&amp;</b>", "Café ☕ 寿司", "\u2028\u2029", "tab\tline\nbell\a\x1b[31m\x7f", "half \xe2\x82",
		true, false, 0, int64(-7), ledger.Credit,
		ledger.Account{ID: "x"},
		[]string{"a", "<"},
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
		cmd := newTransactions()
		var out strings.Builder
		cmd.SetOut(&out)
		if err := cmd.Flags().Set(flag, "true"); err != nil {
			t.Fatal(err)
		}
		w := newRowWriter(cmd, []string{"a", "b"}, nil)
		for _, record := range [][]any{{"1 < 2", true}, {"\x1b", 3}} {
			if err := w.row(record, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.end(); err != nil || out.String() != want {
			t.Errorf("%q, want %q, %v", out.String(), want, err)
		}
	}
}

// Nothing that a bank sends with a new link is obeyed by the terminal, its
// currency and the address included.
func TestLinkPrintsNothingThatATerminalObeys(t *testing.T) {
	const evil = "\x1b[2J\x1b]0;owned\x07A\u009b31m\u202eB\r"
	minor := int64(-1)
	var out strings.Builder
	err := sayLinked(&out, plaidsvc.LinkResult{
		Item: ledger.Item{Institution: evil}, Vault: evil, Replaced: true,
		Accounts: []ledger.Account{{Name: evil, Mask: evil, Balance: ledger.Balance{Current: &minor, Currency: evil}}},
	})
	show := showLink(&out)
	show(plaidsvc.LinkProgress{Step: plaidsvc.LinkReady, Why: evil, URL: "https://x/" + evil})
	show(plaidsvc.LinkProgress{Step: plaidsvc.LinkInBrowser, Doing: evil})
	seen := strings.ReplaceAll(out.String(), "\n", "")
	if err != nil || strings.ContainsFunc(seen, isUnseen) || strings.Count(seen, "A31") != 8 {
		t.Errorf("%q, %v", out.String(), err)
	}
}
