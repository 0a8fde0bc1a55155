package plaidsim

import (
	"cmp"
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"
)

// family is what a client knows of the household at one bank, read from the wire
// as it is: amounts are exact.
type family struct {
	*sim
	token    string
	accounts map[string]said   // by name
	rows     map[string]booked // by transaction_id
	names    map[string]string // of accounts, by account_id
	cursor   string
}

type said struct {
	ID       string `json:"account_id"`
	Name     string
	Mask     string
	Type     string
	Balances struct{ Current, Available json.Number }
	Owners   []struct {
		Names     []string
		Addresses []struct {
			Data struct{ Street, City, Region, Country string }
		}
	}
}

type booked struct {
	ID         string `json:"transaction_id"`
	Account    string `json:"account_id"`
	Amount     json.Number
	Date       string
	Name       string
	Original   string `json:"original_description"`
	Merchant   string `json:"merchant_name"`
	Logo       string `json:"logo_url"`
	Website    string
	Channel    string `json:"payment_channel"`
	Currency   string `json:"iso_currency_code"`
	Pending    bool
	Categories struct {
		Detailed   string
		Confidence string `json:"confidence_level"`
	} `json:"personal_finance_category"`
	Location struct {
		Address, City, Region, Country string
		Postal                         string `json:"postal_code"`
		Store                          string `json:"store_number"`
		Lat, Lon                       float64
	}
	Meta struct {
		Payee, Payer string
		Method       string `json:"payment_method"`
		PPD          string `json:"ppd_id"`
		Reference    string `json:"reference_number"`
	} `json:"payment_meta"`
}

// call asks one of Plaid's endpoints and reads the answer.
func (s *sim) call(path string, body map[string]any, into any) {
	s.t.Helper()
	body["client_id"], body["secret"] = "x", "y"
	ask, err := json.Marshal(body)
	s.must(err)
	status, answer := s.post(path, "application/json", string(ask))
	if status != 200 {
		s.t.Fatalf("%s: %d %s", path, status, answer)
	}
	s.must(json.Unmarshal([]byte(answer), into))
}

// household links a bank as user_household, with a history of two years.
func (s *sim) household(institution string) *family {
	s.t.Helper()
	var link struct {
		Public string `json:"public_token"`
		Access string `json:"access_token"`
	}
	s.call("/sandbox/public_token/create", map[string]any{
		"institution_id": institution, "initial_products": []string{"transactions"},
		"options": map[string]any{"override_username": "user_household", "override_password": "x", "transactions": map[string]any{"days_requested": 730}},
	}, &link)
	s.call("/item/public_token/exchange", map[string]any{"public_token": link.Public}, &link)
	f := &family{sim: s, token: link.Access, rows: map[string]booked{}, names: map[string]string{}}
	f.read()
	return f
}

// read brings the rows and the balances of the day.
func (f *family) read() {
	f.t.Helper()
	for more := true; more; {
		var page struct {
			Added, Modified, Removed []booked
			Next                     string `json:"next_cursor"`
			More                     bool   `json:"has_more"`
		}
		body := map[string]any{"access_token": f.token, "count": 500, "options": map[string]any{"include_original_description": true}}
		if f.cursor != "" {
			body["cursor"] = f.cursor
		}
		f.call("/transactions/sync", body, &page)
		for _, r := range append(page.Added, page.Modified...) {
			f.rows[r.ID] = r
		}
		for _, r := range page.Removed {
			delete(f.rows, r.ID)
		}
		f.cursor, more = page.Next, page.More
	}
	f.take("/accounts/get")
}

// take reads the accounts of an answer.
func (f *family) take(path string) {
	f.t.Helper()
	var list struct{ Accounts []said }
	f.call(path, map[string]any{"access_token": f.token}, &list)
	f.accounts = map[string]said{}
	for _, a := range list.Accounts {
		f.accounts[a.Name], f.names[a.ID] = a, a.Name
	}
}

// of are the posted rows of an account whose name holds a text, oldest first.
func (f *family) of(account, text string) []booked {
	var list []booked
	for _, r := range f.rows {
		if f.names[r.Account] == account && !r.Pending && strings.Contains(r.Name, text) {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b booked) int { return cmp.Or(strings.Compare(a.Date, b.Date), strings.Compare(a.ID, b.ID)) })
	return list
}

// inCents reads an amount exactly.
func inCents(t *testing.T, n json.Number) int64 {
	t.Helper()
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		t.Fatalf("%q is no amount", n)
	}
	r.Mul(r, big.NewRat(100, 1))
	if !r.IsInt() {
		t.Fatalf("%s has more than two decimals", n)
	}
	return r.Num().Int64()
}

// ownCents is a row's amount in its account's currency: a euro is 1.0875 dollars.
func ownCents(t *testing.T, r booked) int64 {
	n := inCents(t, r.Amount)
	switch {
	case r.Currency != "EUR":
		return n
	case n < 0:
		return -((-n*10875 + 5000) / 10000)
	}
	return (n*10875 + 5000) / 10000
}

// sum adds up rows from a day on.
func sum(t *testing.T, rows []booked, from string) int64 {
	var total int64
	for _, r := range rows {
		if r.Date >= from {
			total += ownCents(t, r)
		}
	}
	return total
}

// loan is what /liabilities/get says of one of the three kinds.
type loan struct {
	Account     string                        `json:"account_id"`
	Paid        json.Number                   `json:"last_payment_amount"`
	PaidOn      string                        `json:"last_payment_date"`
	Due         string                        `json:"next_payment_due_date"`
	Next        json.Number                   `json:"next_monthly_payment"`
	Minimum     json.Number                   `json:"minimum_payment_amount"`
	Statement   json.Number                   `json:"last_statement_balance"`
	Issued      string                        `json:"last_statement_issue_date"`
	Interest    json.Number                   `json:"ytd_interest_paid"`
	Principal   json.Number                   `json:"ytd_principal_paid"`
	Escrow      json.Number                   `json:"escrow_balance"`
	Origination string                        `json:"origination_date"`
	Original    json.Number                   `json:"origination_principal_amount"`
	Maturity    string                        `json:"maturity_date"`
	Payoff      string                        `json:"expected_payoff_date"`
	Overdue     bool                          `json:"is_overdue"`
	Property    struct{ City, Region string } `json:"property_address"`
	Servicer    struct{ City, Region string } `json:"servicer_address"`
}

func (f *family) liabilities() map[string]loan {
	f.t.Helper()
	var out struct {
		Liabilities struct{ Credit, Mortgage, Student []loan }
	}
	f.call("/liabilities/get", map[string]any{"access_token": f.token}, &out)
	found := map[string]loan{}
	for _, l := range slices.Concat(out.Liabilities.Credit, out.Liabilities.Mortgage, out.Liabilities.Student) {
		found[f.names[l.Account]] = l
	}
	return found
}

// asked is what banks have said of their loans and cards: on a day, of an
// account, when the next payment is due, and what a statement asks for.
type asked struct {
	promises   []promise
	statements map[string]map[string]int64 // by card and the day on which it is paid
}

type promise struct{ account, day, due string }

// Every day of a year, balances gain what the rows say, and what is owed and when
// agrees with what is paid.
func TestHouseholdsBalancesAndLoansFollowItsRows(t *testing.T) {
	t.Parallel()
	s := newSim(t, Options{Seed: 1})
	families := []*family{s.household(platypus), s.household(tartan), s.household("ins_109510"), s.household("ins_109509")}
	first := s.clock.now().Format(time.DateOnly)
	began := map[string]int64{}
	for _, f := range families {
		for name, a := range f.accounts {
			began[name] = inCents(t, a.Balances.Current)
		}
	}
	heard := &asked{statements: map[string]map[string]int64{}}
	for range 365 {
		s.clock.advance(24 * time.Hour)
		today := s.clock.now().Format(time.DateOnly)
		for i, f := range families {
			f.read()
			for name, a := range f.accounts {
				gained := sum(t, f.of(name, ""), dayAfter(first))
				if a.Type == "depository" {
					gained = -gained
				}
				if now := inCents(t, a.Balances.Current); now != began[name]+gained {
					t.Fatalf("%s: %s holds %d, %d and its rows are %d", today, name, now, began[name], began[name]+gained)
				}
			}
			if i < 3 { // the last one owes nothing
				heard.listen(f, today)
			}
		}
	}
	for _, f := range families[:3] {
		heard.compare(f)
	}
	if len(heard.promises) != 4*365 || len(heard.statements["Cash Back Card"]) < 12 || len(heard.statements["Voyager Travel Card"]) < 12 {
		t.Errorf("%d dates and %d statements", len(heard.promises), len(heard.statements["Cash Back Card"]))
	}
}

// listen takes what a bank says today, and holds it against what was paid.
func (heard *asked) listen(f *family, today string) {
	f.t.Helper()
	for name, l := range f.liabilities() {
		paid := f.of(name, "PAYMENT")
		last := paid[len(paid)-1]
		if l.PaidOn != last.Date || inCents(f.t, l.Paid) != -inCents(f.t, last.Amount) || l.Due <= today || l.Overdue {
			f.t.Fatalf("%s: %s was paid %s on %s, and the bank says %+v", today, name, last.Amount, last.Date, l)
		}
		heard.promises = append(heard.promises, promise{name, today, l.Due})
		if l.Next != "" || l.Payoff != "" {
			f.checkLoan(name, today, l)
			continue
		}
		if heard.statements[name] == nil {
			heard.statements[name] = map[string]int64{}
		}
		if l.Minimum != "0" {
			heard.statements[name][l.Due] = inCents(f.t, l.Statement)
		}
	}
}

// compare holds what a bank has said against what was paid afterwards.
func (heard *asked) compare(f *family) {
	f.t.Helper()
	for _, p := range heard.promises {
		paid := f.of(p.account, "PAYMENT")
		i := slices.IndexFunc(paid, func(r booked) bool { return r.Date > p.day })
		if i >= 0 && paid[i].Date != p.due {
			f.t.Errorf("%s of %s was due on %s and paid on %s", p.account, p.day, p.due, paid[i].Date)
		}
	}
	for name, by := range heard.statements {
		for _, r := range f.of(name, "PAYMENT") {
			if cents, ok := by[r.Date]; ok && cents != -inCents(f.t, r.Amount) {
				f.t.Errorf("%s asked for %d, and was paid %s on %s", name, cents, r.Amount, r.Date)
			}
		}
	}
}

func dayAfter(day string) string {
	d, _ := time.Parse(time.DateOnly, day)
	return d.AddDate(0, 0, 1).Format(time.DateOnly)
}

// checkLoan reckons a loan from its beginning and this year's rows.
func (f *family) checkLoan(name, today string, l loan) {
	f.t.Helper()
	january := today[:4] + "-01-01"
	interest := sum(f.t, f.of(name, "INTEREST"), january)
	all := sum(f.t, f.of(name, ""), january)
	if got := inCents(f.t, l.Interest); got != interest {
		f.t.Fatalf("%s: interest of the year of %s is %d, and the rows say %d", today, name, got, interest)
	}
	if got := inCents(f.t, l.Principal); got != -all {
		f.t.Fatalf("%s: of %s %d was paid off this year, and the rows say %d", today, name, got, -all)
	}
	rate, payment, years := int64(4300), int64(24810), 0
	if l.Next != "" {
		rate, payment, years = 3625, 142288, 30
	}
	owed, began := inCents(f.t, l.Original), l.Origination
	month, _ := time.Parse(time.DateOnly, began)
	month = time.Date(month.Year(), month.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	if years == 30 {
		month = month.AddDate(0, 1, 0)
	}
	paid := f.of(name, "PAYMENT")
	lastMonth := paid[len(paid)-1].Date[:7]
	n := 0
	for ; month.Format("2006-01") <= lastMonth; month = month.AddDate(0, 1, 0) {
		owed += owed*rate/1_200_000 - payment
		n++
	}
	now := inCents(f.t, f.accounts[name].Balances.Current)
	if off := now - owed; off < -100 || off > 100 {
		f.t.Fatalf("%s: %s of %s at %s is %d after %d payments, and the bank says %d", today, name, l.Original, began, owed, n, now)
	}
	for owed = now; owed > 0; n++ {
		owed += owed*rate/1_200_000 - payment
	}
	if years == 30 {
		deposits := f.of(name, "ESCROW")
		taxes := today[:4] + "-11-16"
		if today < today[:4]+"-11-15" {
			year, _ := time.Parse("2006", today[:4])
			taxes = year.AddDate(-1, 0, 0).Format("2006") + "-11-16"
		}
		if got := inCents(f.t, l.Escrow); got != 83600+sum(f.t, deposits, taxes) {
			f.t.Fatalf("%s: %d in escrow since %s", today, got, taxes)
		}
		if next := inCents(f.t, l.Next); next < 180000 || next > 200000 || n < 359 || n > 361 || l.Property.City != "Portland" {
			f.t.Fatalf("%s: %d payments, next %d: %+v", today, n, next, l)
		}
		return
	}
	first, _ := time.Parse(time.DateOnly, began)
	if end := first.AddDate(0, n, 0).Format("2006-01"); l.Payoff[:7] != end || l.Servicer.City != "Portland" {
		f.t.Fatalf("%s: %d payments end in %s, and the bank says %s", today, n, end, l.Payoff)
	}
}
