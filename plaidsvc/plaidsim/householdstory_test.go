package plaidsim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"
)

// paid is a part of a paystub, with what it comes to since January.
type paid struct {
	Description string
	Now         json.Number `json:"current_amount"`
	Year        json.Number `json:"ytd_amount"`
}

type stub struct {
	ID         string `json:"doc_id"`
	Deductions struct {
		Breakdown []paid
		Total     paid
	}
	Earnings           struct{ Total paid }
	Employee, Employer struct {
		Name    string
		Address struct{ Street, City, Region string }
	}
	Net    paid `json:"net_pay"`
	Period struct {
		PayDate string      `json:"pay_date"`
		Gross   json.Number `json:"gross_earnings"`
		Check   json.Number `json:"check_amount"`
		Into    []struct {
			Bank string `json:"bank_name"`
			Name string `json:"account_name"`
			Mask string
		} `json:"distribution_breakdown"`
	} `json:"pay_period_details"`
}

func (f *family) paystubs() []stub {
	f.t.Helper()
	var out struct{ Paystubs []stub }
	f.call("/income/verification/paystubs/get", map[string]any{"access_token": f.token}, &out)
	return out.Paystubs
}

// The salary that a bank shows is what the paystubs say, and what they keep back
// for retirement arrives there.
func TestHouseholdsPaystubsAreItsSalary(t *testing.T) {
	t.Parallel()
	s := newSim(t, Options{Seed: 1})
	f, invested, work := s.household(platypus), s.household("ins_109512"), s.household("ins_135842")
	for range 2 {
		f.read()
		today := s.clock.now().Format(time.DateOnly)
		lastYear := s.clock.now().AddDate(-1, 0, 1).Format(time.DateOnly)
		salary := slices.DeleteFunc(f.of("Everyday Checking", "CASCADE ROBOTICS"), func(r booked) bool { return r.Date < lastYear })
		contributed := map[string]int64{}
		for _, x := range invested.trades(lastYear, today) {
			if x.Name == "EMPLOYEE PRE-TAX CONTRIBUTION" {
				contributed[x.Date] -= inCents(t, x.Amount)
			}
		}
		stubs := f.paystubs()
		if len(stubs) != len(salary) || len(stubs) < 26 || fmt.Sprint(stubs) != fmt.Sprint(work.paystubs()) {
			t.Fatalf("%s: %d paystubs, %d at work, %d payments", today, len(stubs), len(work.paystubs()), len(salary))
		}
		net, gross, year := int64(0), int64(0), ""
		slices.Reverse(stubs)
		for i, x := range stubs {
			var kept int64
			for _, d := range x.Deductions.Breakdown {
				if kept += inCents(t, d.Now); d.Description == "401K" && inCents(t, d.Now) > 0 && contributed[x.Period.PayDate] != inCents(t, d.Now) {
					t.Errorf("%s: %s kept for retirement, %d arrived", x.Period.PayDate, d.Now, contributed[x.Period.PayDate])
				}
				if inCents(t, d.Now) < 0 {
					t.Errorf("%s: %s of %s", x.Period.PayDate, d.Description, d.Now)
				}
			}
			if inCents(t, x.Earnings.Total.Now)-kept != inCents(t, x.Net.Now) || kept != inCents(t, x.Deductions.Total.Now) || x.Period.Check != x.Net.Now || x.Period.Gross != x.Earnings.Total.Now {
				t.Errorf("%+v does not add up", x)
			}
			if !slices.ContainsFunc(salary, func(r booked) bool {
				return r.Date == x.Period.PayDate && inCents(t, r.Amount) == -inCents(t, x.Net.Now) && r.Merchant == x.Employer.Name
			}) {
				t.Errorf("%s of %s was not paid", x.Net.Now, x.Period.PayDate)
			}
			if year == "" || year != x.Period.PayDate[:4] {
				year = x.Period.PayDate[:4]
				net, gross = inCents(t, x.Net.Year)-inCents(t, x.Net.Now), inCents(t, x.Earnings.Total.Year)-inCents(t, x.Earnings.Total.Now)
				if i > 0 && (net != 0 || gross != 0) {
					t.Errorf("%s begins with %d", year, net)
				}
			}
			net, gross = net+inCents(t, x.Net.Now), gross+inCents(t, x.Earnings.Total.Now)
			if inCents(t, x.Net.Year) != net || inCents(t, x.Earnings.Total.Year) != gross {
				t.Errorf("%s: since January %s, want %d", x.Period.PayDate, x.Net.Year, net)
			}
			into := x.Period.Into[0]
			if a := f.accounts[into.Name]; a.Mask != into.Mask || into.Bank != "First Platypus Bank" {
				t.Errorf("paid into %+v", into)
			}
		}
		s.clock.advance(120 * 24 * time.Hour)
		invested.read()
	}
}

// Everyone who owns an account lives where the household buys, and works for whom
// pays the salary.
func TestHouseholdIsOneFamilyInOnePlace(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	people := map[string]bool{}
	for _, institution := range []string{platypus, tartan, "ins_109512", "ins_109509", "ins_109510"} {
		f := s.household(institution)
		f.take("/identity/get")
		for name, a := range f.accounts {
			if len(a.Owners) == 0 {
				t.Errorf("%s is nobody's", name)
			}
			for _, o := range a.Owners {
				people[o.Names[0]] = true
				if at := o.Addresses[0].Data; at.City != "Portland" || at.Region != "OR" || at.Street != "1919 N Rosalind Ave Apt 304" {
					t.Errorf("%s of %s lives in %+v", o.Names[0], name, at)
				}
			}
		}
		for _, r := range f.rows {
			if l := r.Location; l.City != "" && l.City != "Portland" && (l.City != "Lisboa" || l.Country != "PT") {
				t.Errorf("%s in %s", r.Name, l.City)
			}
		}
	}
	if len(people) != 2 {
		t.Errorf("the family is %v", people)
	}
	f := s.household(platypus)
	f.take("/identity/get")
	x := f.paystubs()[0]
	if o := f.accounts["Everyday Checking"].Owners[0]; o.Names[0] != x.Employee.Name || o.Addresses[0].Data.Street != x.Employee.Address.Street || x.Employer.Address.City != "Portland" {
		t.Errorf("%+v is paid by %+v", x.Employee, x.Employer)
	}
	routings := map[string]bool{}
	for _, institution := range []string{platypus, "ins_109509", "ins_109510"} {
		f := s.household(institution)
		auth, _, err := s.api.AuthGet(s.ctx).AuthGetRequest(*plaid.NewAuthGetRequest(f.token)).Execute()
		s.must(err)
		for _, n := range auth.Numbers.Ach {
			sum := 0
			for i, digit := range n.Routing {
				sum += int(digit-'0') * []int{3, 7, 1}[i%3]
			}
			if a := f.accounts[f.names[n.AccountId]]; !strings.HasSuffix(n.Account, a.Mask) || len(n.Routing) != 9 || sum%10 != 0 {
				t.Errorf("the number %s of %s of an account that ends in %s", n.Account, n.Routing, a.Mask)
			}
			routings[n.Routing] = true
		}
	}
	if len(routings) != 3 {
		t.Errorf("three banks have the routing numbers %v", routings)
	}
}

// What Plaid says of purchases and payments: logos, places with their store
// numbers, the clearing house's data, and how sure a category is.
func TestHouseholdsRowsSayWhere(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	sure, stores, paid, places := map[string]int{}, 0, 0, map[string]string{}
	for _, institution := range []string{platypus, tartan} {
		for _, r := range s.household(institution).rows {
			sure[r.Categories.Confidence]++
			l := r.Location
			if strings.Contains(r.Original, "PORTLAND PORTLAND") || strings.Count(r.Original, "PORTLAND") > 1 {
				t.Errorf("%q", r.Original)
			}
			if (r.Website != "") != (r.Logo != "") {
				t.Errorf("%s of %s has the logo %q", r.Name, r.Website, r.Logo)
			}
			if (l.Lat != 0) != (l.Address != "") || l.Lat != 0 && (l.Lat < 45.43 || l.Lat > 45.66 || l.Lon < -122.84 || l.Lon > -122.47 || l.Postal == "" || r.Channel != "in store") {
				t.Errorf("%s is at %+v", r.Name, l)
			}
			if l.Store != "" {
				stores++
				if !strings.Contains(r.Name, l.Store) {
					t.Errorf("%s has the number %s", r.Name, l.Store)
				}
				if key := strings.TrimPrefix(r.Name, "RETURN "); places[key] == "" {
					places[key] = l.Address
				} else if places[key] != l.Address {
					t.Errorf("%s is at %s and at %s", r.Name, places[key], l.Address)
				}
			}
			if m := r.Meta; m.Method != "" {
				paid++
				if m.Method != "ACH" || len(m.PPD) != 10 || m.Reference == "" || m.Payee == "" && m.Payer == "" {
					t.Errorf("%s: %+v", r.Name, m)
				}
			}
		}
	}
	for _, level := range []string{"VERY_HIGH", "HIGH", "MEDIUM", "LOW", "UNKNOWN"} {
		if sure[level] == 0 {
			t.Errorf("no category is %s: %v", level, sure)
		}
	}
	if stores < 500 || paid < 200 {
		t.Errorf("%d rows with a store number, %d payments", stores, paid)
	}
}

// No two banks give the household the same accounts.
func TestHouseholdHasOtherAccountsAtEveryBank(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	seen := map[string]string{}
	for _, institution := range []string{platypus, tartan, "ins_109512", "ins_109509", "ins_109510", "ins_130016", "ins_133502", "ins_12", "ins_56", "ins_127990", "ins_9001", "ins_9002", "ins_9101"} {
		f := s.household(institution)
		if len(f.rows) < 40 {
			t.Errorf("%s: only %d rows", institution, len(f.rows))
		}
		for name, a := range f.accounts {
			key := name + " " + a.Mask
			if seen[key] != "" {
				t.Errorf("%s is at %s and at %s", key, seen[key], institution)
			}
			seen[key] = institution
		}
	}
}

// What the employer says as payroll income are the same paystubs, and a W-2 of the
// year before that its own paystubs of that year add up to.
func TestHouseholdsPayrollIncome(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	s.clock.advance(90 * 24 * time.Hour) // to 2027, so that the year before is whole
	var user struct {
		Token string `json:"user_token"`
	}
	s.call("/user/create", map[string]any{"client_user_id": "nora"}, &user)
	var link struct {
		Public string `json:"public_token"`
		Access string `json:"access_token"`
	}
	s.call("/sandbox/public_token/create", map[string]any{
		"institution_id": "ins_135842", "initial_products": []string{"income_verification"}, "user_token": user.Token,
		"options": map[string]any{"override_username": "user_household", "override_password": "x", "income_verification": map[string]any{"income_source_types": []string{"payroll"}}},
	}, &link)
	s.call("/item/public_token/exchange", map[string]any{"public_token": link.Public}, &link)
	var out struct {
		Items []struct {
			Payroll []struct {
				Stubs []stub `json:"pay_stubs"`
				W2s   []struct {
					Year    string `json:"tax_year"`
					Wages   string `json:"wages_tips_other_comp"`
					Social  string `json:"social_security_wages"`
					Federal string `json:"federal_income_tax_withheld"`
				}
			} `json:"payroll_income"`
		}
	}
	s.call("/credit/payroll_income/get", map[string]any{"user_token": user.Token}, &out)
	p := out.Items[0].Payroll[0]
	if w := p.W2s[0]; len(p.W2s) != 1 || w.Year != "2026" || len(p.Stubs) < 26 {
		t.Fatalf("%d paystubs, W-2s %+v", len(p.Stubs), p.W2s)
	}
	of := func(x stub, what string) int64 {
		for _, d := range x.Deductions.Breakdown {
			if d.Description == what {
				return inCents(t, d.Year)
			}
		}
		t.Fatalf("no %s in %+v", what, x)
		return 0
	}
	for _, x := range p.Stubs { // the first of 2026 is its last
		if !strings.HasPrefix(x.Period.PayDate, "2026") {
			continue
		}
		w, gross := p.W2s[0], inCents(t, x.Earnings.Total.Year)
		wages, social := gross-of(x, "401K")-of(x, "HEALTH INSURANCE"), gross-of(x, "HEALTH INSURANCE")
		if inCents(t, json.Number(w.Wages)) != wages || inCents(t, json.Number(w.Social)) != social || inCents(t, json.Number(w.Federal)) != of(x, "FEDERAL INCOME TAX") {
			t.Errorf("the W-2 says %+v, the paystub of %s %d and %d", w, x.Period.PayDate, wages, social)
		}
		return
	}
	t.Error("no paystub of 2026")
}
