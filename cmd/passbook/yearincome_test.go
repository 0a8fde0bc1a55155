package main

import (
	"encoding/json"
	"strconv"
)

// linkIncome shows Plaid the bank that the salary comes to, and the employer.
func (y *year) linkIncome() {
	y.t.Helper()
	for payroll, institution := range map[bool]string{false: yearProducts[0].institution, true: "ins_135842"} {
		if err := y.svc.LinkSandboxIncome(y.t.Context(), payroll, institution, demoUser, "pass_good"); err != nil {
			y.t.Fatal(err)
		}
	}
}

// holdIncome holds what passbook income says of whole years, and of this one so far,
// against the rows of the bank that the salary comes to.
func (y *year) holdIncome(books *rawBooks) {
	y.t.Helper()
	var own struct {
		Accounts []bookAccount
	}
	y.serve("GET", "/sim/items/"+y.banks[0].item, nil, &own)
	deposits := map[string]bool{}
	for _, a := range own.Accounts {
		deposits[a.ID] = a.Type == "depository"
	}
	came, salary := map[int]int64{}, map[int]int64{}
	for _, r := range books.rows {
		if !deposits[r.account] || r.primary != "INCOME" || r.pending {
			continue
		}
		came[r.day.Year()] += r.minor
		if r.category == "INCOME_SALARY" {
			salary[r.day.Year()] += r.minor
		}
	}
	now, years := y.now().Year(), 0
	for _, r := range read[struct {
		From       string
		Year       int
		Amount     json.Number
		Incomplete bool
	}](y, "income", "--fetch", "--years") {
		if r.Incomplete && r.Year != now { // it began before the report does
			continue
		}
		years++
		paid, _ := centsOf(y.t, r.Amount)
		want := came
		if r.From == "payroll" {
			want = salary
		}
		same(y, "income of "+strconv.Itoa(r.Year)+" by "+r.From, paid, want[r.Year])
	}
	if years < 3 {
		y.differ("years of income", years, "banks of two years and an employer of one at least")
	}
}
