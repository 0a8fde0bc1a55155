package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// decimalText writes minor units as hledger reads them.
func decimalText(minor int64, digits int) string {
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	text := fmt.Sprintf("%0*d", digits+1, minor)
	if digits == 0 {
		return sign + text
	}
	return sign + text[:len(text)-digits] + "." + text[len(text)-digits:]
}

// minorOf reads a decimal text of so many digits at most.
func minorOf(t *testing.T, text string, digits int) int64 {
	t.Helper()
	whole, part, _ := strings.Cut(text, ".")
	minor, err := strconv.ParseInt(whole+part+strings.Repeat("0", max(digits-len(part), 0)), 10, 64)
	if err != nil || len(part) > digits {
		t.Fatalf("%q is no amount of %d digits: %v", text, digits, err)
	}
	return minor
}

// journal writes the books for hledger: every row takes money from its account
// to what it counts as, pending with a !, hidden with a tag. Accounts open long
// before with what makes their balances end as the bank says.
func (b *rawBooks) journal(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	for _, a := range b.balances {
		opening, _ := a.opens(b.rows)
		fmt.Fprintf(&out, "2020-01-01 * opening\n    linked:%s:%s  %s \"%s\"\n    opening\n\n",
			a.kind, a.account, decimalText(opening, a.digits), a.currency)
	}
	for _, r := range b.rows {
		mark, tag := "*", ""
		if r.pending {
			mark = "!"
		}
		if r.hidden {
			tag = "  ; hidden:"
		}
		fmt.Fprintf(&out, "%s %s row %d%s\n    linked:%s:%s  %s \"%s\"\n", r.day.Format(time.DateOnly), mark, r.row, tag,
			r.kind, r.account, decimalText(r.minor, r.digits), r.currency)
		if r.class == "unpaired" && r.fee != 0 {
			fmt.Fprintf(&out, "    spending:%s  %s \"%s\"\n", r.category, decimalText(r.fee, r.digits), r.currency)
		}
		fmt.Fprintf(&out, "    %s\n\n", strings.TrimSuffix(r.class+":"+r.code, ":"))
	}
	file := filepath.Join(t.TempDir(), "books.journal")
	if err := os.WriteFile(file, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// tidy is one figure of a report: of an account, a period and a currency.
type tidy struct{ account, from, currency string }

// hledger gives the figures of a balance report over periods, as decimal
// texts.
func hledger(t *testing.T, journal string, args ...string) map[tidy]string {
	t.Helper()
	path, err := exec.LookPath("hledger")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("hledger is missing; CI needs it")
		}
		t.Skip("hledger is not installed")
	}
	cmd := exec.Command(path, append([]string{"-f", journal, "balance", "--layout=tidy", "-O", "csv"}, args...)...)
	cmd.Env = append(os.Environ(), "LANG=C.UTF-8")
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("hledger %q: %v\n%s", args, err, errs.String())
	}
	lines, err := csv.NewReader(strings.NewReader(string(out))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	figures := map[tidy]string{}
	for _, l := range lines[1:] { // account, period, start_date, end_date, commodity, value
		figures[tidy{l[0], l[2], l[4]}] = l[5]
	}
	return figures
}
