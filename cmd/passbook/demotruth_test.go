package main

import (
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestTheDemoStaysTrue leaves the demo's household open for half an hour, in which
// its people buy something every minute and a fourth bank is linked. Balances, net
// worth, spending and what is pending are those of the banks' own books all the
// time, and the past stays what it was.
func TestTheDemoStaysTrue(t *testing.T) {
	t.Parallel()
	y := newBooks(t, time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), demoPlaid)
	if err := linkDemo(t.Context(), y.svc, y.db); err != nil {
		t.Fatal(err)
	}
	items, err := y.db.Items(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range items {
		y.know(it.ID, it.InstitutionID)
	}
	y.clock.Add(2) // the whole history is there
	first := y.holdNow()
	past := y.past()
	for minute := 1; minute <= 30; minute++ {
		y.clock.Add(60)
		if minute == 15 {
			if diff := gocmp.Diff(past, y.past()); diff != "" {
				t.Errorf("the past moved (- before, + after a quarter of an hour):\n%s", diff)
			}
			y.link("ins_109509")
			y.clock.Add(2)
			y.holdNow()
			past = y.past()
		}
		if y.sync(); minute%10 == 0 {
			y.holdNow()
		}
		if t.Failed() {
			t.Fatalf("after %d minutes", minute)
		}
	}
	if diff := gocmp.Diff(past, y.past()); diff != "" {
		t.Errorf("the past moved (- before, + after half an hour):\n%s", diff)
	}
	books := y.books()
	_, figures := books.flows("2026-11")
	last := figures[month{"2026-11", "USD"}]
	if last["spending"] > first["spending"]-10000 || last["pending spending"] >= 0 {
		t.Errorf("nobody bought anything: %v, and at first %v", last, first)
	}
	term := y.holdTabs(books)
	term.press("q")
	term.wait()
}

// holdNow syncs and holds what commands print against the books of this instant. It
// gives the dollars of the month by the books.
func (y *year) holdNow() map[string]int64 {
	y.t.Helper()
	y.sync()
	y.days = nil
	y.remember()
	y.holdBalances()
	y.holdWorth()
	y.holdHoldings(y.today())
	books := y.books()
	y.holdFlows(books, "2026-05")
	_, figures := books.flows(y.today()[:7])
	return figures[month{y.today()[:7], "USD"}]
}

// past is the net worth of every day before today.
func (y *year) past() map[string]string {
	y.t.Helper()
	days := map[string]string{}
	for _, r := range y.in("UTC", y.now()).printed("networth") {
		if r["date"] < y.today() {
			days[r["date"]+" "+r["currency"]] = r["net_worth"]
		}
	}
	if len(days) < 300 {
		y.t.Errorf("only %d days before today", len(days))
	}
	return days
}
