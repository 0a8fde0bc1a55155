package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestFigures: at every instant around the end of a month, wherever the person
// is, all commands and screens tell of the same day and month, and of the same
// money.
func TestFigures(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("months end in four zones without -short")
	}
	for _, zone := range []string{"Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Los_Angeles", "UTC"} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			monthEnds(t, zone)
		})
	}
}

// monthEnd are instants around midnights of one of the zones, or another, at
// the end of October.
var monthEnd = []string{
	"2026-10-30T09:30:00Z", // October 30 in Kiritimati ends
	"2026-10-31T06:30:00Z", // October 30 in Los Angeles
	"2026-10-31T07:30:00Z",
	"2026-10-31T09:30:00Z", // October in Kiritimati
	"2026-10-31T10:30:00Z", // October 30 in Pago Pago ends with it
	"2026-10-31T23:30:00Z",
	"2026-11-01T00:30:00Z",
	"2026-11-01T06:30:00Z", // October in Los Angeles
	"2026-11-01T07:30:00Z",
	"2026-11-01T10:30:00Z", // October in Pago Pago
	"2026-11-01T11:30:00Z",
}

// purse is a bank account that pays once a day, of which the test keeps books
// of its own.
type purse struct {
	*movingBank
	minor  int64
	booked time.Time        // the last day that was booked
	spent  map[string]int64 // by month
}

func openPurse(t *testing.T, zone string, began time.Time) (*purse, *bank) {
	t.Helper()
	c, b := openBank(t, zone, began, anAccount{"Purse", "depository", "checking", "USD"})
	return &purse{
		movingBank: c, minor: 12300, spent: map[string]int64{},
		booked: time.Date(began.Year(), began.Month(), began.Day()-30, 0, 0, 0, 0, time.UTC),
	}, b
}

// goOn lets the bank's time pass: it books a row for every day that begins in
// UTC, and its balance goes with them.
func (p *purse) goOn(to time.Time) {
	p.t.Helper()
	p.now.Store(to.Unix())
	var changes []any
	for day := p.booked.AddDate(0, 0, 1); day.Before(to); day = day.AddDate(0, 0, 1) {
		cents := int64(100 + day.Day())
		p.booked = day
		p.minor -= cents
		p.spent[day.Format("2006-01")] += cents
		changes = append(changes, p.paid(0, day, cents, "FOOD_AND_DRINK_RESTAURANT"))
	}
	p.change(append(changes, p.holds(0, p.minor))...)
}

func monthEnds(t *testing.T, zone string) {
	place, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	var own *purse
	var b *bank
	had := map[string]string{} // at the end of each day on which there was a sync
	for n, text := range monthEnd {
		instant, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			own, b = openPurse(t, zone, instant)
		}
		b = b.in(zone, instant)
		own.goOn(instant)
		b.run("sync")
		here := instant.In(place)
		had[here.Format(time.DateOnly)] = decimalText(own.minor, 2)
		t.Run(here.Format("Jan 2 15-04"), func(t *testing.T) {
			b := *b
			b.t = t
			allAgree(t, &b, own, here)
			if n == 1 || n >= len(monthEnd)-2 {
				screensAgree(t, &b, own, here)
			}
		})
	}
	for _, day := range b.printed("networth") {
		if worth, ok := had[day["date"]]; ok && day["net_worth"] != worth {
			t.Errorf("networth ends %s with %s, the last sync of that day brought %s", day["date"], day["net_worth"], worth)
		}
		delete(had, day["date"])
	}
	if len(had) > 0 {
		t.Errorf("networth does not tell of %v", had)
	}
	if steps := b.printed("check", "balances"); len(steps) < 2 {
		t.Errorf("two midnights give at least two steps of the proof, not %v", steps)
	}
}

// allAgree holds what commands print at an instant against the books.
func allAgree(t *testing.T, b *bank, own *purse, here time.Time) {
	today, month := here.Format(time.DateOnly), here.Format("2006-01")
	worth, spent := decimalText(own.minor, 2), decimalText(-own.spent[month], 2)

	days := b.printed("networth")
	if last := days[len(days)-1]; last["date"] != today || last["net_worth"] != worth || last["assets"] != worth || last["observed"] != "true" {
		t.Errorf("networth ends with %v, want %s on %s", last, worth, today)
	}
	if accounts := b.printed("accounts"); len(accounts) != 1 || accounts[0]["current"] != worth {
		t.Errorf("accounts: %v, want %s", accounts, worth)
	}
	flows := b.printed("cashflow", "--months", "1")
	if len(flows) != 1 || flows[0]["month"] != month || flows[0]["spending"] != spent || flows[0]["kept"] != spent {
		t.Errorf("cashflow: %v, want %s in %s", flows, spent, month)
	}
	lines := b.printed("spending")
	if own.spent[month] == 0 && len(lines) > 0 || own.spent[month] > 0 && (len(lines) != 1 || lines[0]["month"] != month || lines[0]["amount"] != spent) {
		t.Errorf("spending: %v, want %s in %s", lines, spent, month)
	}
	for _, step := range b.printed("check", "balances") {
		if step["unexplained"] != "0.00" {
			t.Errorf("the balance adds up, but: %v", step)
		}
	}
	overview := b.run()
	for _, want := range []string{grouped(worth), here.Format("January 2006"), grouped(spent)} {
		if !strings.Contains(overview, want) {
			t.Errorf("no %q in the overview:\n%s", want, overview)
		}
	}
}

// screensAgree holds what the screens show against the books.
func screensAgree(t *testing.T, b *bank, own *purse, here time.Time) {
	worth, spent := grouped(decimalText(own.minor, 2)), decimalText(own.spent[here.Format("2006-01")], 2)
	term := startTerminal(t, b.command(), 160, 48)
	term.waitFor("Net worth", "$"+worth, here.Format("January"))
	term.press("4")
	term.waitFor("Assets", "$"+worth)
	term.press("5")
	term.waitFor(here.Format("January 2006"), "$"+spent)
	term.press("q")
	if code := term.wait(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
}

// grouped puts commas between thousands, as screens do.
func grouped(amount string) string {
	whole, part, _ := strings.Cut(amount, ".")
	for n := len(whole) - 3; n > len(whole)-len(strings.TrimPrefix(whole, "-")); n -= 3 {
		whole = fmt.Sprint(whole[:n], ",", whole[n:])
	}
	return whole + "." + part
}
