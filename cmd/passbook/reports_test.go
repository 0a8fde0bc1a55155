package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// reckoning is one comparison of commands with hledger.
type reckoning struct {
	t       *testing.T
	bank    *bank
	books   *rawBooks
	journal string
	rule    string // of payments between people
	start   int    // the day on which a month begins
	asked   map[string]map[tidy]string
}

// hledger asks hledger, once for each report: several commands are held against
// the same.
func (r *reckoning) hledger(args ...string) map[tidy]string {
	r.t.Helper()
	report := strings.Join(args, "\x00")
	if _, ok := r.asked[report]; !ok {
		r.asked[report] = hledger(r.t, r.journal, args...)
	}
	return r.asked[report]
}

// month is a month and a currency of it.
type month struct{ month, currency string }

// sums are amounts in minor units, by what they are called.
type (
	sums   map[string]int64
	months map[month]sums
)

// months asks hledger for what it has of some accounts in each month, money in
// positive.
func (r *reckoning) months(args ...string) months {
	r.t.Helper()
	period := "monthly"
	if r.start > 1 {
		period = fmt.Sprintf("every %dth day of month", r.start)
	}
	from, to := r.period()
	all := months{}
	for key, value := range r.hledger(append(args, "-p", fmt.Sprintf("%s from %s to %s", period, from.Format(time.DateOnly), to.Format(time.DateOnly)))...) {
		at := month{key.from[:7], key.currency}
		if all[at] == nil {
			all[at] = sums{}
		}
		all[at][key.account] -= minorOf(r.t, value, digitsOf[key.currency])
	}
	return all
}

// period is all months that have rows, as days: the first, and the one after the
// last.
func (r *reckoning) period() (from, to time.Time) {
	first, last := r.books.rows[0].day, reckoningDay
	for _, row := range r.books.rows {
		if row.day.Before(first) {
			first = row.day
		}
	}
	return r.monthOf(first), r.monthOf(last).AddDate(0, 1, 0)
}

// monthOf is the first day of the month that a day lies in.
func (r *reckoning) monthOf(day time.Time) time.Time {
	day = day.AddDate(0, 0, 1-max(r.start, 1))
	return time.Date(day.Year(), day.Month(), max(r.start, 1), 0, 0, 0, 0, time.UTC)
}

// lines are the lines of spending and income: by class and code. Payments
// between people have been put where the rule has them. Both are money in
// positive.
func (r *reckoning) lines(pending bool) months {
	r.t.Helper()
	mark := "--cleared"
	if pending {
		mark = "--pending"
	}
	posted := r.months("--cleared", "not:tag:hidden", "^people")
	all := r.months(mark, "not:tag:hidden", "^income", "^spending")
	switch r.rule {
	case "gross":
		for class, sign := range map[string]string{"income": "amt:<0", "spending": "amt:>0"} {
			for at, s := range r.months(mark, "not:tag:hidden", "^people", sign) {
				all.put(at, class+":PEOPLE", s["people:PEOPLE"])
			}
		}
	case "net":
		for at, s := range r.months(mark, "not:tag:hidden", "^people") {
			side, class := s["people:PEOPLE"], "spending"
			if had := posted[at]; pending && r.paidPeople(at) {
				side = had["people:PEOPLE"]
			}
			if side > 0 {
				class = "income"
			}
			all.put(at, class+":PEOPLE", s["people:PEOPLE"])
		}
	}
	return all
}

// put adds to a sum of a month.
func (m months) put(at month, what string, minor int64) {
	if m[at] == nil {
		m[at] = sums{}
	}
	m[at][what] += minor
}

// paidPeople reports whether a month has posted payments between people.
func (r *reckoning) paidPeople(at month) bool {
	return slices.ContainsFunc(r.books.rows, func(row *rawRow) bool {
		return row.class == "people" && !row.pending && !row.hidden && row.currency == at.currency &&
			r.monthOf(row.day).Format("2006-01") == at.month
	})
}
