package main

import (
	"encoding/json"
	"math/big"
	"slices"
	"testing"
)

// bookDebt is a debt of /liabilities/get, whichever of the three kinds it is.
type bookDebt struct {
	Account      string                           `json:"account_id"`
	Overdue      *bool                            `json:"is_overdue"`
	Due          string                           `json:"next_payment_due_date"`
	Minimum      json.Number                      `json:"minimum_payment_amount"`
	Next         json.Number                      `json:"next_monthly_payment"`
	Last         json.Number                      `json:"last_payment_amount"`
	LastDay      string                           `json:"last_payment_date"`
	Statement    json.Number                      `json:"last_statement_balance"`
	StatementDay string                           `json:"last_statement_issue_date"`
	Escrow       json.Number                      `json:"escrow_balance"`
	PastDue      json.Number                      `json:"past_due_amount"`
	YearInterest json.Number                      `json:"ytd_interest_paid"`
	YearPaid     json.Number                      `json:"ytd_principal_paid"`
	Outstanding  json.Number                      `json:"outstanding_interest_amount"`
	Original     json.Number                      `json:"origination_principal_amount"`
	Percent      json.Number                      `json:"interest_rate_percentage"`
	Rate         struct{ Percentage json.Number } `json:"interest_rate"`
	APRs         []struct {
		Percent json.Number `json:"apr_percentage"`
		Kind    string      `json:"apr_type"`
		On      json.Number `json:"balance_subject_to_apr"`
	} `json:"aprs"`
}

// liabilityRow is a row of passbook liabilities.
type yearDebt struct {
	Account      string `json:"account_id"`
	Class        string
	Owed         string
	Due          string
	DueDate      string `json:"due_date"`
	Overdue      *bool
	Last         string `json:"last_payment"`
	LastDay      string `json:"last_payment_date"`
	Statement    string
	StatementDay string `json:"statement_date"`
	Escrow       string
	PastDue      string `json:"past_due"`
	YearInterest string `json:"year_interest"`
	YearPaid     string `json:"year_principal"`
	Unpaid       string `json:"unpaid_interest"`
	Principal    string
	Rates        []struct{ Kind, Percent, Balance string }
	Payoff       string
	Months       int    `json:"payoff_months"`
	Interest     string `json:"payoff_interest"`
}

// debts are what the banks say of debts, by class and account, with what each is
// owed.
func (y *year) debts() (said map[string][]bookDebt, owed map[string]json.Number) {
	y.t.Helper()
	said, owed = map[string][]bookDebt{}, map[string]json.Number{}
	for i, b := range y.banks {
		if !slices.Contains(yearProducts[i].products, "liabilities") {
			continue
		}
		var answer struct {
			Accounts    []bookAccount
			Liabilities map[string][]bookDebt
		}
		y.ask(b, "/liabilities/get", nil, &answer)
		for class, list := range answer.Liabilities {
			said[class] = append(said[class], list...)
		}
		for _, a := range answer.Accounts {
			owed[a.ID] = a.Balances.Current
		}
	}
	return said, owed
}

// holdDebts holds passbook liabilities, and when each debt is paid off, against
// the banks' books of today.
func (y *year) holdDebts() {
	y.t.Helper()
	printed := map[string]yearDebt{}
	for _, r := range read[yearDebt](y, "liabilities") {
		printed[r.Account] = r
	}
	books, owed := y.debts()
	count := 0
	for class, list := range books {
		for _, b := range list {
			count++
			got := printed[b.Account]
			same(y, "class of a debt", got.Class, class)
			due, rates := b.Minimum, []json.Number{b.Percent}
			switch class {
			case "mortgage":
				due, rates = b.Next, []json.Number{b.Rate.Percentage}
			case "credit":
				rates = nil
				for i, apr := range b.APRs {
					rates = append(rates, apr.Percent)
					if i < len(got.Rates) {
						same(y, "kind of rate", got.Rates[i].Kind, apr.Kind)
						y.sameCents("balance at "+apr.Kind, got.Rates[i].Balance, apr.On, 1)
					}
				}
			}
			same(y, "rates of a "+class, len(got.Rates), len(rates))
			for i, percent := range rates {
				if i < len(got.Rates) && total(y.t, got.Rates[i].Percent).Cmp(total(y.t, percent.String())) != 0 {
					y.differ("rate of a "+class, got.Rates[i], percent)
				}
			}
			y.sameCents(class+" owed", got.Owed, owed[b.Account], 1)
			y.sameCents(class+" due", got.Due, due, 1)
			y.sameCents(class+" last payment", got.Last, b.Last, 1)
			y.sameCents(class+" statement", got.Statement, b.Statement, 1)
			y.sameCents(class+" escrow", got.Escrow, b.Escrow, 1)
			y.sameCents(class+" past due", got.PastDue, b.PastDue, 1)
			y.sameCents(class+" interest of the year", got.YearInterest, b.YearInterest, 1)
			y.sameCents(class+" principal of the year", got.YearPaid, b.YearPaid, 1)
			y.sameCents(class+" unpaid interest", got.Unpaid, b.Outstanding, 1)
			y.sameCents(class+" original", got.Principal, b.Original, 1)
			same(y, class+" due on", got.DueDate, b.Due)
			same(y, class+" paid on", got.LastDay, b.LastDay)
			same(y, class+" statement of", got.StatementDay, b.StatementDay)
			if (got.Overdue == nil) != (b.Overdue == nil) || got.Overdue != nil && *got.Overdue != *b.Overdue {
				y.differ(class+" overdue", got.Overdue, b.Overdue)
			}
			y.holdPayoff(got, class, b, owed[b.Account])
		}
	}
	if len(printed) != count || count < 4 {
		y.differ("debts", len(printed), count)
	}
}

// holdPayoff reckons a debt to its end with its bank's figures, by the rules of
// docs/money.md.
func (y *year) holdPayoff(got yearDebt, class string, b bookDebt, owed json.Number) {
	y.t.Helper()
	rate := total(y.t, b.Percent.String(), b.Rate.Percentage.String())
	for i, apr := range b.APRs {
		if n := total(y.t, apr.Percent.String()); i == 0 || apr.Kind == "purchase_apr" || n.Cmp(rate) > 0 {
			if rate = n; apr.Kind == "purchase_apr" {
				break
			}
		}
	}
	payment, _ := centsOf(y.t, b.Last)
	if next, _ := centsOf(y.t, b.Next); class == "mortgage" && next > 0 {
		payment = next
	}
	if minimum, _ := centsOf(y.t, b.Minimum); class != "mortgage" && payment <= 0 {
		payment = minimum
	}
	left, _ := centsOf(y.t, owed)
	want, months, all := "ends", 0, int64(0)
	switch {
	case left <= 0:
		want = "nothing"
	case payment <= 0:
		want = "unknown"
	}
	for want == "ends" && left > 0 {
		interest := evenly(new(big.Rat).Mul(rate, big.NewRat(left, 1200)))
		if payment <= interest {
			want = "never"
			break
		}
		if months++; months > 1200 {
			want = "distant"
			break
		}
		left, all = max(left+interest-payment, 0), all+interest
	}
	same(y, "end of a "+class, got.Payoff, want)
	if want == "ends" {
		same(y, "months of a "+class, got.Months, months)
		same(y, "interest to come of a "+class, minorOf(y.t, got.Interest, 2), all)
	}
}

// evenly rounds half to even.
func evenly(r *big.Rat) int64 {
	twice := new(big.Rat).Add(r, big.NewRat(1, 2))
	n := new(big.Int).Div(twice.Num(), twice.Denom()).Int64()
	if twice.IsInt() && n%2 != 0 {
		n--
	}
	return n
}

// bookStream is a stream of /transactions/recurring/get.
type bookStream struct {
	ID        string `json:"stream_id"`
	Account   string `json:"account_id"`
	First     string `json:"first_date"`
	LastDay   string `json:"last_date"`
	Next      string `json:"predicted_next_date"`
	Frequency string
	Status    string
	Active    bool                         `json:"is_active"`
	Last      struct{ Amount json.Number } `json:"last_amount"`
	Average   struct{ Amount json.Number } `json:"average_amount"`
	Rows      []string                     `json:"transaction_ids"`
	inflow    bool
}

// streams are what the banks find today.
func (y *year) streams() (found []bookStream) {
	y.t.Helper()
	for i, b := range y.banks {
		if !slices.Contains(yearProducts[i].products, "recurring") {
			continue
		}
		var said struct {
			In  []bookStream `json:"inflow_streams"`
			Out []bookStream `json:"outflow_streams"`
		}
		y.ask(b, "/transactions/recurring/get", nil, &said)
		for n := range said.In {
			said.In[n].inflow = true
		}
		found = append(append(found, said.In...), said.Out...)
	}
	return found
}

// holdStreams holds passbook recurring against what the banks find today. A stream
// that they found once and find no more has ended.
func (y *year) holdStreams() {
	y.t.Helper()
	type row struct {
		ID           string `json:"stream_id"`
		Account      string `json:"account_id"`
		Inflow       bool
		Amount       string
		Average      string
		Month        string
		Frequency    string
		Next         string `json:"next_date"`
		Late         bool
		LastDay      string `json:"last_date"`
		First        string `json:"first_date"`
		Status       string
		Active       bool
		Transactions int
		Source       string
	}
	printed := map[string]row{}
	for _, r := range read[row](y, "recurring") {
		if r.Source != "passbook" { // what passbook alone found Plaid says nothing of
			printed[r.ID] = r
		}
	}
	now := map[string]bool{}
	for _, b := range y.streams() {
		got := printed[b.ID]
		now[b.ID], y.ever[b.ID] = true, true
		y.sameCents("amount of a stream", got.Amount, b.Last.Amount, -1)
		y.sameCents("average of a stream", got.Average, b.Average.Amount, -1)
		same(y, "stream", got, row{
			b.ID, b.Account, b.inflow, got.Amount, got.Average, b.month(y.t), b.Frequency, b.Next, b.Active && b.Next != "" && b.Next < y.today(),
			b.LastDay, b.First, b.Status, b.Active, len(b.Rows), got.Source,
		})
	}
	for id := range y.ever {
		if r := printed[id]; !now[id] && (r.ID == "" || r.Active || r.Month != "") {
			y.differ("stream that was found once", r, "ended")
		}
	}
	if len(now) < 20 || len(printed) != len(y.ever) {
		y.differ("streams", len(printed), len(y.ever))
	}
}

// month is what a stream makes a month, as passbook prints it.
func (b *bookStream) month(t *testing.T) string {
	t.Helper()
	often := map[string]int64{"WEEKLY": 52, "BIWEEKLY": 26, "SEMI_MONTHLY": 24, "MONTHLY": 12, "ANNUALLY": 1}[b.Frequency]
	cents, ok := centsOf(t, b.Last.Amount)
	if !ok || !b.Active || often == 0 {
		return ""
	}
	return decimalText(evenly(big.NewRat(-cents*often, 12)), 2)
}
