package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

// books are the rows of all banks, from the simulator's own state, matched and
// sorted by the second reckoner.
func (y *year) books() *rawBooks {
	y.t.Helper()
	books := &rawBooks{cards: map[string]bool{"USD": true}}
	for _, b := range y.banks {
		var now struct {
			Accounts     []bookAccount
			Transactions []struct {
				ID       string `json:"transaction_id"`
				Account  string `json:"account_id"`
				Amount   json.Number
				Currency string `json:"iso_currency_code"`
				Date     string
				Pending  bool
				Category *struct{ Primary, Detailed string } `json:"personal_finance_category"`
			}
		}
		y.serve(http.MethodGet, "/sim/items/"+b.item, nil, &now)
		kinds := map[string]string{}
		for _, a := range now.Accounts {
			kinds[a.ID] = a.Type
		}
		for _, t := range now.Transactions {
			day, err := time.Parse(time.DateOnly, t.Date)
			if err != nil {
				y.t.Fatal(err)
			}
			minor, _ := centsOf(y.t, t.Amount)
			r := &rawRow{
				row: int64(len(books.rows)), id: t.ID, account: t.Account, kind: kinds[t.Account], currency: t.Currency, digits: digitsOf[t.Currency],
				minor: -minor, day: day, pending: t.Pending,
			}
			if t.Category != nil {
				r.primary, r.category = t.Category.Primary, cmp.Or(t.Category.Detailed, t.Category.Primary)
			}
			books.rows = append(books.rows, r)
		}
	}
	books.match()
	books.sort()
	return books
}

// flows adds up the rows of the months since the year began: by line, and the
// lines to income, spending and kept. Payments between people are netted.
func (b *rawBooks) flows(since string) (lines, figures months) {
	lines, figures = months{}, months{}
	people, settled := months{}, map[month]bool{}
	for _, r := range b.rows {
		at := month{r.day.Format("2006-01"), r.currency}
		state := map[bool]string{false: "", true: "pending "}[r.pending]
		switch {
		case at.month < since:
		case r.class == "people":
			people.put(at, state, r.minor)
			settled[at] = settled[at] || !r.pending
		case r.class == "income", r.class == "spending":
			lines.put(at, state+r.class+" "+r.code, r.minor)
		case r.class == "unpaired" && r.fee != 0:
			lines.put(at, state+"spending "+r.category, -r.fee)
		case r.class == "moved" && !r.pending:
			figures.put(at, "moved", r.minor)
		}
	}
	for at, s := range people {
		for state, minor := range s {
			side := minor
			if state != "" && settled[at] {
				side = s[""]
			}
			class := "spending"
			if side > 0 {
				class = "income"
			}
			lines.put(at, state+class+" PEOPLE", minor)
		}
	}
	for at, s := range lines {
		for name, minor := range s {
			var class string
			if _, err := fmt.Sscanf(name, "pending %s", &class); err == nil {
				figures.put(at, "pending "+class, minor)
				continue
			}
			_, _ = fmt.Sscanf(name, "%s", &class)
			figures.put(at, class, minor)
			figures.put(at, "kept", minor)
		}
	}
	return lines, figures
}

// none drops what is nothing, so that a figure that is not named is 0.
func (m months) none() months {
	for at, s := range m {
		for name, minor := range s {
			if minor == 0 {
				delete(s, name)
			}
		}
		if len(s) == 0 {
			delete(m, at)
		}
	}
	return m
}

// holdFlows holds income, spending, what was kept and which rows are transfers
// against the banks' rows, from a month on.
func (y *year) holdFlows(books *rawBooks, since string) {
	y.t.Helper()
	lines, figures := books.flows(since)
	got := months{}
	for _, row := range y.in("UTC", y.now()).printed("cashflow", "--months", "12") {
		at := month{row["month"], row["currency"]}
		if at.month < since {
			continue
		}
		for field, name := range map[string]string{
			"income": "income", "spending": "spending", "kept": "kept", "moved": "moved", "pending_in": "pending income", "pending_out": "pending spending",
		} {
			got.put(at, name, minorOf(y.t, row[field], digitsOf[at.currency]))
		}
	}
	newest := y.now().AddDate(0, -11, 0).Format("2006-01")
	for at := range figures {
		if at.month < newest {
			delete(figures, at)
		}
	}
	if diff := gocmp.Diff(figures.none(), got.none()); diff != "" || len(got) < 6 {
		y.t.Errorf("%s: cashflow (- the books, + passbook):\n%s", y.today(), diff)
	}
	for back := range 2 {
		y.holdSpending(lines, y.now().AddDate(0, -back, 1-y.now().Day()).Format("2006-01"))
	}
	want, paired := map[string]string{}, map[string]string{}
	for _, r := range books.rows {
		if r.pair != nil && r.minor < 0 {
			want[r.id] = r.pair.id
		}
	}
	for _, row := range y.in("UTC", y.now()).printed("transfers") {
		if row["kind"] == "paired" {
			paired[row["id"]] = row["pair_id"]
		}
	}
	if diff := gocmp.Diff(want, paired); diff != "" || len(want) < 100 {
		y.t.Errorf("%s: %d transfers (- the books, + passbook):\n%s", y.today(), len(want), diff)
	}
}

// holdSpending holds the lines of a month's spending against the banks' rows.
func (y *year) holdSpending(lines months, name string) {
	y.t.Helper()
	want, got := months{}, months{}
	for at, s := range lines {
		for line, minor := range s {
			var code string
			if at.month != name {
				continue
			}
			if _, err := fmt.Sscanf(line, "spending %s", &code); err == nil {
				want.put(at, code, minor)
			} else if _, err := fmt.Sscanf(line, "pending spending %s", &code); err == nil {
				want.put(at, "pending "+code, minor)
			}
		}
	}
	for _, row := range y.in("UTC", y.now()).printed("spending", "--month", name) {
		at := month{name, row["currency"]}
		code := cmp.Or(row["category_detail"], row["category"])
		got.put(at, code, minorOf(y.t, row["amount"], digitsOf[at.currency]))
		got.put(at, "pending "+code, minorOf(y.t, row["pending"], digitsOf[at.currency]))
	}
	if diff := gocmp.Diff(want.none(), got.none()); diff != "" || len(want) == 0 {
		y.t.Errorf("%s: spending of %s (- the books, + passbook):\n%s", y.today(), name, diff)
	}
}
