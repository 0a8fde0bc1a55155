package recurrence_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"passbook/storage/ledger"
	"passbook/storage/recurrence"
)

// invented is three years of a household that there is not, drawn from a seed:
// what comes back, with all that happens to it, between purchases that do not.
func invented(seed uint64) life {
	l := &inventing{
		Rand: rand.New(rand.NewPCG(seed, 7)), begin: time.Date(2023, 12, 1, 0, 0, 0, 0, time.UTC), end: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
		life: life{name: fmt.Sprint("invented household ", seed), today: 2026_11_22, truth: map[string]recurrence.Cadence{}, of: map[int64]string{}},
	}
	for _, c := range []struct {
		cadence recurrence.Cadence
		n       int
	}{
		{recurrence.Weekly, 3},
		{recurrence.EveryTwoWeeks, 3},
		{recurrence.TwiceAMonth, 2},
		{recurrence.Monthly, 22},
		{recurrence.EveryTwoMonths, 2},
		{recurrence.Quarterly, 4},
		{recurrence.HalfYearly, 4},
		{recurrence.Yearly, 6},
	} {
		for i := range c.n {
			l.payment(c.cadence, fmt.Sprintf("%d-%d", c.cadence, i))
		}
	}
	l.family() // several of one merchant
	for i := range 60 {
		l.shop(i)
	}
	l.Shuffle(len(l.rows), func(i, j int) { l.rows[i], l.rows[j] = l.rows[j], l.rows[i] })
	return l.life
}

type inventing struct {
	*rand.Rand
	life
	begin, end time.Time
}

// between draws from lo to hi, both included.
func (l *inventing) between(lo, hi int) int { return lo + l.IntN(hi-lo+1) }

// on adds a row that belongs to what comes back, or to nothing.
func (l *inventing) on(d time.Time, r recurrence.Row, what string) {
	if d.Before(l.begin) || d.After(l.end) {
		return
	}
	r.ID, r.Currency, r.Date = int64(len(l.rows)+1), "EUR", ledger.DateOf(d)
	l.rows = append(l.rows, r)
	if what != "" {
		l.of[r.ID] = what
	}
}

// booked is when a bank books what is due on a day: on a working day, by card up to
// two days later.
func (l *inventing) booked(d time.Time, card bool) time.Time {
	if card {
		d = d.AddDate(0, 0, l.between(0, 2))
	}
	for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		d = d.AddDate(0, 0, 1)
	}
	return d
}

// due are the days on which something is due that comes back.
func (l *inventing) due(c recurrence.Cadence) (days []time.Time) {
	months := map[recurrence.Cadence]int{recurrence.TwiceAMonth: 1, recurrence.Monthly: 1, recurrence.EveryTwoMonths: 2, recurrence.Quarterly: 3, recurrence.HalfYearly: 6, recurrence.Yearly: 12}[c]
	if months == 0 {
		step := map[recurrence.Cadence]int{recurrence.Weekly: 7, recurrence.EveryTwoWeeks: 14}[c]
		for d := l.begin.AddDate(0, 0, l.IntN(step)); !d.After(l.end); d = d.AddDate(0, 0, step) {
			days = append(days, d)
		}
		return days
	}
	dom := l.between(1, 31)
	if c == recurrence.TwiceAMonth {
		dom = l.between(1, 14)
	}
	for m := l.IntN(months); m < 36; m += months {
		first := time.Date(2023, 12+time.Month(m), 1, 0, 0, 0, 0, time.UTC)
		last := first.AddDate(0, 1, -1).Day()
		days = append(days, first.AddDate(0, 0, min(dom, last)-1))
		if c == recurrence.TwiceAMonth {
			days = append(days, first.AddDate(0, 0, min(dom+15, last)-1))
		}
	}
	return days
}

// payment is one thing that comes back: at a price that changes now and then, or at
// an amount that is another one each time; now and then left out, or made twice;
// some ended, some began late.
func (l *inventing) payment(c recurrence.Cadence, what string) {
	l.truth[what] = c
	r := recurrence.Row{Account: int64(l.between(1, 3)), Merchant: "Payee " + word(what), Name: "PAYEE " + word(what) + " DE12", Minor: -int64(l.between(300, 90000))}
	switch l.IntN(3) {
	case 0:
		r.EntityID = "entity-" + what
	case 1:
		r.Merchant = ""
	}
	if l.IntN(6) == 0 {
		r.Minor = -r.Minor
	}
	days, card, drift := l.due(c), l.IntN(2) == 0, 0
	if rare := c >= recurrence.Quarterly; l.IntN(3) == 0 && !rare {
		drift = l.between(2, 25) // percent
	}
	switch l.IntN(8) {
	case 0:
		days = days[len(days)/2:]
	case 1:
		days = days[:len(days)*2/3]
	}
	left := false
	for i, d := range days {
		if l.IntN(40) == 0 {
			r.Minor += r.Minor * int64(l.between(3, 20)) / 100
		}
		if !left && c < recurrence.Quarterly && i > 0 && l.IntN(25) == 0 {
			left = true
			continue
		}
		left = false
		one := r
		if drift > 0 {
			one.Minor += r.Minor * int64(l.between(-drift, drift)) / 100
		}
		if r.Merchant == "" {
			one.Name = fmt.Sprintf("PAYEE %s REF%06d", word(what), l.IntN(1000000))
		}
		if r.EntityID != "" && i == 1 {
			one.EntityID = "" // the bank's enrichment misses one
		}
		d = l.booked(d, card)
		l.on(d, one, what)
		if c < recurrence.Quarterly && l.IntN(60) == 0 {
			l.on(d.AddDate(0, 0, 1), one, "")
		}
	}
}

// word is a name of letters alone.
func word(s string) string {
	out := []byte("x")
	for _, c := range []byte(s) {
		out = append(out, 'a'+c%26)
	}
	return string(out)
}

// family is one merchant with three subscriptions, and purchases beside them.
func (l *inventing) family() {
	r := recurrence.Row{Account: 1, EntityID: "fruit", Merchant: "Fruit", Name: "FRUIT.COM/BILL"}
	for i, cents := range []int64{99, 299, 1099} {
		what := fmt.Sprint("fruit ", i)
		l.truth[what] = recurrence.Monthly
		for _, d := range l.due(recurrence.Monthly) {
			r.Minor = -cents
			l.on(l.booked(d, true), r, what)
		}
	}
	for range 25 {
		r.Minor = -int64(l.between(1, 60)*100 - 1)
		l.on(l.begin.AddDate(0, 0, l.IntN(1080)), r, "")
	}
}

// shop is where the household buys now and then, at some places on the same days of
// the week or for the same amount.
func (l *inventing) shop(i int) {
	r := recurrence.Row{Account: int64(l.between(1, 3)), EntityID: fmt.Sprint("shop-", i), Merchant: "Shop " + word(fmt.Sprint(i)), Name: "SHOP " + word(fmt.Sprint(i))}
	lo, hi := l.between(200, 6000), l.between(6000, 20000)
	fixed, weekday := l.IntN(4) == 0, l.IntN(4) == 0
	every := []int{3, 5, 9, 20, 60, 200, 400}[l.IntN(7)]
	for d := l.begin; !d.After(l.end); d = d.AddDate(0, 0, 1) {
		if l.IntN(every) != 0 || weekday && d.Weekday() != time.Saturday {
			continue
		}
		r.Minor = -int64(l.between(lo, hi))
		if fixed {
			r.Minor = -int64(lo)
		}
		l.on(d, r, "")
	}
}
