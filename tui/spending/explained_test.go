package spending_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"passbook/tui/tuitest"
)

var (
	figure      = regexp.MustCompile(`(EUR )?([+-]?[\d,]+\.\d\d)`)
	onlyPending = regexp.MustCompile(`^ *[^\d,]+ ([\d,.]+) pending +0\.00`)
	current     = regexp.MustCompile(`(?m)^ ▌(.*?)(│|$)`) // a bar may end in the same ▌
	listSum     = regexp.MustCompile(`(in|out) (EUR )?([\d,]+\.\d\d)`)
)

// cents reads an amount as it stands on a screen.
func cents(t *testing.T, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(strings.NewReplacer(",", "", ".", "", "+", "").Replace(s), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// footer gives what the list of transactions adds up to, by currency.
func footer(t *testing.T, d *tuitest.Driver) map[string]int64 {
	t.Helper()
	sums := map[string]int64{"": 0}
	lines := strings.Split(strings.TrimSpace(d.Screen()), "\n")
	for _, m := range listSum.FindAllStringSubmatch(strings.Join(lines[len(lines)-3:], "\n"), -1) {
		minor := cents(t, m[3])
		if m[1] == "out" {
			minor = -minor
		}
		sums[strings.TrimSpace(m[2])] += minor
	}
	return sums
}

// Enter on any line lists rows that add up to its figure: categories, totals, and
// what stands beside them. What was spent counts as positive, rows as they are.
func TestEveryLineIsTheSumOfItsRows(t *testing.T) {
	for _, start := range []int{1, 12} {
		t.Run(fmt.Sprint("months from day ", start), func(t *testing.T) {
			db := tuitest.Busy(t)
			settings := db.Settings()
			settings.MonthStart = start
			db.Use(settings)
			d := tuitest.OnTab(t, db, "5", 120, 60)
			d.Shows("refunds 80.00 more than spent", "<1%", "Beside it")
			if start == 12 {
				d.Shows("◀ Nov 12 to Dec 11 ▶", "vs Oct 12 to 20", "─ Nov 12 to Dec 11 ─╮")
			}
			lines, err := strconv.Atoi(d.Place()[strings.Index(d.Place(), "/")+1:])
			if err != nil || lines < 15 {
				t.Fatalf("%d lines, %v:\n%s", lines, err, d.Screen())
			}
			seen := map[string]bool{}
			for i := range lines {
				line := current.FindStringSubmatch(d.Screen())[1]
				m := figure.FindStringSubmatch(regexp.MustCompile(`(refunds|in|out|spent|pending) [\d,.+-]+|[\d,.]+ pending`).ReplaceAllString(line, ""))
				if m == nil {
					t.Fatalf("no figure in %q", line)
				}
				if only := onlyPending.FindStringSubmatch(line); only != nil {
					m[2] = only[1]
				}
				name := strings.TrimSpace(regexp.MustCompile(`  .*`).ReplaceAllString(strings.TrimSpace(line), ""))
				seen[name] = true
				want, currency := cents(t, m[2]), strings.TrimSpace(m[1])
				d.Press("enter")
				if d.Page() != "Transactions" {
					t.Fatalf("enter on %q went to %s", line, d.Page())
				}
				got := footer(t, d)[currency]
				if got != want && got != -want {
					t.Errorf("%q is made of rows that add up to %d:\n%s", line, got, d.Screen())
				}
				d.Press("5", "j")
				if i+1 < lines && current.FindStringSubmatch(d.Screen())[1] == line {
					t.Fatalf("j stays on %q", line)
				}
			}
			for _, name := range []string{"Spent", "Income", "Kept", "Pending", "Moved", "No pair found", "Transfers", "Hidden", "Other currency", "Electronics", "Cash"} {
				if !seen[name] && start == 1 {
					t.Errorf("no line %q in %v", name, seen)
				}
			}
		})
	}
}
