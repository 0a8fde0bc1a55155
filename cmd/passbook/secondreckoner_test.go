package main

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"passbook/plaidsvc/plaidsim"
)

var households = flag.Uint64("households", 1, "how many random households TestTheSecondReckoner looks at")

// reckoningDay is the day of the demo's known answers.
var reckoningDay = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// settledOn gives a person on a day, without banks yet, and the Plaid that they
// use.
func settledOn(t *testing.T, day time.Time) (*embeddedPlaid, *bank) {
	t.Helper()
	p := startPlaid(t, plaidsim.Options{Seed: 1, Now: func() time.Time { return day }})
	return p, newBank(t, p).in("UTC", day)
}

// demoHousehold links and fills the household of the demo.
func demoHousehold(t *testing.T, day time.Time) *bank {
	t.Helper()
	_, b := settledOn(t, day)
	for _, institution := range demoInstitutions {
		b.run("link", "--sandbox-institution", institution, "--sandbox-user", demoUser)
	}
	b.run("sync")
	return b
}

// TestTheSecondReckoner: an accountant's program, given the raw rows and sorted
// by hand, comes to the figures that every command prints, to the cent.
func TestTheSecondReckoner(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("households are reckoned without -short")
	}
	t.Run("demo", func(t *testing.T) {
		t.Parallel()
		reckon(t, demoHousehold(t, reckoningDay))
	})
	for seed := range *households {
		t.Run(fmt.Sprintf("household %d", seed+1), func(t *testing.T) {
			t.Parallel()
			p, b := settledOn(t, reckoningDay)
			h := invent(seed+1, reckoningDay)
			h.moveIn(t, p, b)
			reckon(t, b)
			h.speakUp(t, b)
			reckon(t, b)
			h.correct(t, p, b)
			reckon(t, b)
		})
	}
}

// speakUp is the person's word: rows hidden, filed under categories of their
// own, paired and taken out of a pair.
func (h *invented) speakUp(t *testing.T, b *bank) {
	t.Helper()
	ids := []string{}
	for _, at := range h.banks {
		ids = append(ids, at.rowIDs...)
	}
	for n, category := range []string{"Side job", "INCOME_OTHER", "TRANSFER_OUT_SAVINGS", "FOOD_AND_DRINK", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"} {
		filed := []string{"annotate", "--category", category}
		for range 8 {
			filed = append(filed, one(h, ids))
		}
		b.run(filed...)
		if n > 0 {
			b.run(append([]string{"annotate", "--hide"}, one(h, ids), one(h, ids), one(h, ids))...)
		}
	}
	b.run(append([]string{"annotate", "--hide"}, h.banks[0].pendingIDs[:2]...)...)
	for _, two := range h.apart {
		b.run("transfers", "pair", two[0], two[1])
	}
	for n, row := range b.printed("transfers") {
		if row["kind"] == "paired" && row["by"] != "you" && n%10 == 0 {
			b.run("transfers", "unpair", row["id"])
		}
	}
}

// reckon holds all commands against hledger, and under every rule that a person
// can choose.
func reckon(t *testing.T, b *bank) {
	t.Helper()
	books := readBooks(t, b.dir)
	books.holdDigits(t)
	r := reckoning{t: t, bank: b, books: books, journal: books.journal(t), rule: "net", start: 1, asked: map[string]map[tidy]string{}}
	r.cashflow()
	r.spending()
	r.spendingBy("merchant")
	r.spendingBy("account")
	r.transfers()
	r.explain()
	r.networth()
	for rule, start := range map[string]int{"gross": 1, "transfer": 28, "net": 10} {
		with := *b
		with.env = append(slices.Clone(b.env), "PASSBOOK_PEOPLE_PAYMENTS="+rule, fmt.Sprint("PASSBOOK_MONTH_START=", start))
		r.bank, r.rule, r.start = &with, rule, start
		r.cashflow()
		r.spending()
	}
}

// digitsOf are the decimals of ISO 4217.
var digitsOf = map[string]int{"USD": 2, "EUR": 2, "GBP": 2, "JPY": 0, "KWD": 3, "RSD": 2}

func (b *rawBooks) holdDigits(t *testing.T) {
	t.Helper()
	for _, r := range b.rows {
		if want, ok := digitsOf[r.currency]; !ok || r.digits != want {
			t.Fatalf("%s is kept with %d decimals, want %d", r.currency, r.digits, want)
		}
	}
}

// hold compares amounts by what they are called; what is not named is 0.
func (r *reckoning) hold(what string, want, got sums) {
	r.t.Helper()
	names := slices.Collect(maps.Keys(want))
	for name := range got {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if want[name] != got[name] {
			r.t.Errorf("%s, people %s, months from day %d: %s is %d, hledger reckons %d", what, r.rule, r.start, name, got[name], want[name])
		}
	}
}

// cashflow holds passbook cashflow against hledger. What was kept is reckoned
// from the other side: what cash, cards and loans gained, and what left them
// without being spent.
func (r *reckoning) cashflow() {
	r.t.Helper()
	want := months{}
	for name, lines := range map[string]months{"": r.lines(false), "pending": r.lines(true)} {
		for at, s := range lines {
			for line, minor := range s {
				class, _, _ := strings.Cut(line, ":")
				want.put(at, name+class, minor)
			}
		}
	}
	gained := r.months("--cleared", "not:tag:hidden", "^linked", "not:^opening", "not:desc:opening", "--depth", "1")
	aside := []string{"^moved", "^unpaired", "^paired"}
	if r.rule == "transfer" {
		aside = append(aside, "^people")
	}
	for at, s := range gained {
		want.put(at, "kept", -s["linked"])
	}
	for at, s := range r.months(append([]string{"--cleared", "not:tag:hidden", "--depth", "1"}, aside...)...) {
		want.put(at, "moved", s["moved"])
		for _, minor := range s {
			want.put(at, "kept", -minor)
		}
	}
	from, to := r.period()
	many := 12*(to.Year()-from.Year()) + int(to.Month()-from.Month())
	got := months{}
	for _, row := range r.bank.printed("cashflow", "--months", fmt.Sprint(many)) {
		at := month{row["month"], row["currency"]}
		for field, name := range map[string]string{
			"income": "income", "spending": "spending", "kept": "kept", "moved": "moved", "pending_in": "pendingincome", "pending_out": "pendingspending",
		} {
			got.put(at, name, minorOf(r.t, row[field], digitsOf[at.currency]))
		}
	}
	r.holdMonths("cashflow", want, got)
}

func (r *reckoning) holdMonths(what string, want, got months) {
	r.t.Helper()
	for at := range want {
		r.hold(fmt.Sprint(what, " ", at), want[at], got[at])
	}
	for at := range got {
		if want[at] == nil {
			r.hold(fmt.Sprint(what, " ", at), nil, got[at])
		}
	}
}

// spending holds the lines of passbook spending against hledger's, month by
// month.
func (r *reckoning) spending() {
	r.t.Helper()
	want, got := months{}, months{}
	for name, lines := range map[string]months{"": r.lines(false), "pending ": r.lines(true)} {
		for at, s := range lines {
			for line, minor := range s {
				if code, ok := strings.CutPrefix(line, "spending:"); ok {
					want.put(at, name+code, minor)
				}
			}
		}
	}
	for _, name := range r.newest() {
		for _, row := range r.bank.printed("spending", "--month", name) {
			at := month{name, row["currency"]}
			code := cmp.Or(row["category_detail"], row["category"])
			got.put(at, code, minorOf(r.t, row["amount"], digitsOf[at.currency]))
			got.put(at, "pending "+code, minorOf(r.t, row["pending"], digitsOf[at.currency]))
		}
	}
	r.holdMonths("spending", want.of(r.newest()), got)
}

// spendingBy holds that the lines by merchant, or by account, add up to what
// hledger says was spent.
func (r *reckoning) spendingBy(by string) {
	r.t.Helper()
	want, got := months{}, months{}
	for at, s := range r.lines(false) {
		for line, minor := range s {
			if strings.HasPrefix(line, "spending:") {
				want.put(at, "spent", minor)
			}
		}
	}
	for _, name := range r.newest() {
		for _, row := range r.bank.printed("spending", "--month", name, "--by", by) {
			got.put(month{name, row["currency"]}, "spent", minorOf(r.t, row["amount"], digitsOf[row["currency"]]))
		}
	}
	r.holdMonths("spending by "+by, want.of(r.newest()), got)
}

// newest gives the names of the newest months. Each is another run of a command,
// and cashflow has held all months.
func (r *reckoning) newest() (names []string) {
	_, end := r.period()
	for n := range 6 {
		names = append(names, end.AddDate(0, n-6, 0).Format("2006-01"))
	}
	return names
}

// of leaves only the newest months.
func (m months) of(names []string) months {
	maps.DeleteFunc(m, func(at month, _ sums) bool { return !slices.Contains(names, at.month) })
	return m
}

// transfers holds passbook transfers against the pairs that were found by hand.
func (r *reckoning) transfers() {
	r.t.Helper()
	want, got := map[string]string{}, map[string]string{}
	for _, row := range r.books.rows {
		if row.pair != nil && row.minor < 0 {
			want[row.id] = row.pair.id
		}
	}
	for _, row := range r.bank.printed("transfers") {
		if row["kind"] == "paired" {
			got[row["id"]] = row["pair_id"]
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		r.t.Errorf("transfers (- by hand, + passbook):\n%s", diff)
	}
}

// explain holds what passbook explain says of every row of the newest months:
// what of it was spent.
func (r *reckoning) explain() {
	r.t.Helper()
	byID := map[string]*rawRow{}
	for _, row := range r.books.rows {
		byID[row.id] = row
	}
	people := r.months("--cleared", "not:tag:hidden", "^people")
	for _, name := range r.newest() {
		told, sum, total := map[string]int{}, sums{}, sums{}
		for _, line := range r.bank.printed("explain", "spending", "--month", name) {
			at := month{name, line["currency"]}
			if line["kind"] == "sum" {
				if line["line"] == "spending" {
					total[at.currency] = minorOf(r.t, line["amount"], digitsOf[at.currency])
				}
				continue
			}
			told[at.currency]++
			row, counted := byID[line["id"]], int64(0)
			if line["counted"] != "" {
				counted = minorOf(r.t, line["counted"], digitsOf[at.currency])
			}
			sum[at.currency] += counted
			if want := row.spent(people[at]["people:PEOPLE"] <= 0); want != counted {
				r.t.Errorf("explain spending of %s: %v, reckoned %d", name, line, want)
			}
		}
		for currency := range digitsOf {
			at := month{name, currency}
			if rows := r.books.count(at); rows != told[currency] || sum[currency] != total[currency] {
				r.t.Errorf("explain spending of %v tells of %d rows of %d, which add up to %d of %d", at, told[currency], rows, sum[currency], total[currency])
			}
		}
	}
}

// spent is what of a row's amount is spending, when months are calendar months:
// payments between people are where they cost something.
func (r *rawRow) spent(people bool) int64 {
	switch {
	case r.pending || r.hidden:
		return 0
	case r.class == "spending", r.class == "people" && people:
		return r.minor
	case r.class == "unpaired":
		return -r.fee
	}
	return 0
}

// count is how many rows a calendar month has in a currency.
func (b *rawBooks) count(at month) (n int) {
	for _, r := range b.rows {
		if r.currency == at.currency && r.day.Format("2006-01") == at.month {
			n++
		}
	}
	return n
}

// networth holds every account's balance on every day, and that each day's
// totals are their sums.
func (r *reckoning) networth() {
	r.t.Helper()
	from, _ := r.period()
	to := reckoningDay
	want := map[tidy]int64{}
	for key, value := range r.hledger("--cleared", "^linked", "-H", "-p",
		fmt.Sprintf("daily from %s to %s", from.Format(time.DateOnly), to.AddDate(0, 0, 1).Format(time.DateOnly))) {
		_, id, _ := strings.Cut(strings.TrimPrefix(key.account, "linked:"), ":")
		want[tidy{id, key.from, key.currency}] = minorOf(r.t, value, digitsOf[key.currency])
	}
	kinds := map[string]rawBalance{}
	for _, a := range r.books.balances {
		kinds[a.account] = a
	}
	type day struct{ date, currency string }
	parts, said := map[day]sums{}, map[day]sums{}
	lines := map[string]int{}
	for _, row := range r.bank.printed("networth", "--accounts") {
		at, a := day{row["date"], row["currency"]}, kinds[row["account_id"]]
		balance := minorOf(r.t, row["balance"], digitsOf[at.currency])
		if w := want[tidy{a.account, at.date, at.currency}]; w != balance {
			r.t.Errorf("%s of %s on %s: %d, hledger reckons %d", a.kind, row["account"], at.date, balance, w)
		}
		if parts[at] == nil {
			parts[at] = sums{}
		}
		parts[at]["net_worth"] += balance
		if a.kind == "credit" || a.kind == "loan" {
			parts[at]["debts"] += balance
		} else {
			parts[at]["assets"] += balance
		}
		said[at] = sums{}
		for _, name := range []string{"net_worth", "assets", "debts"} {
			said[at][name] = minorOf(r.t, row[name], digitsOf[at.currency])
		}
		lines[a.account]++
	}
	for at := range said {
		r.hold(fmt.Sprint("networth ", at), parts[at], said[at])
	}
	for _, a := range r.books.balances {
		_, known := a.opens(r.books.rows)
		if days := int(to.Truncate(24*time.Hour).Sub(known)/(24*time.Hour)) + 1; lines[a.account] != days {
			r.t.Errorf("%s %s: told on %d days, known on %d", a.kind, a.account, lines[a.account], days)
		}
	}
}
