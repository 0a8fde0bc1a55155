package plaidapi

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"passbook/plaidsvc/plaidapi/pages"
	"passbook/storage/liabilities"
)

// liabilitiesAnswer is the answer of /liabilities/get, less the numbers of
// accounts and addresses of persons, which passbook does not keep. plaid-go is
// not used: it takes amounts and rates for floats.
type liabilitiesAnswer struct {
	Accounts    []accountBase `json:"accounts"`
	Liabilities struct {
		Credit   []cardAnswer     `json:"credit"`
		Student  []studentAnswer  `json:"student"`
		Mortgage []mortgageAnswer `json:"mortgage"`
	} `json:"liabilities"`
}

// debtAnswer is what cards, student loans and mortgages have in common.
type debtAnswer struct {
	AccountID       string      `json:"account_id"`
	LastPayment     json.Number `json:"last_payment_amount"`
	LastPaymentDate string      `json:"last_payment_date"`
	DueDate         string      `json:"next_payment_due_date"`
}

type cardAnswer struct {
	debtAnswer
	Overdue       *bool       `json:"is_overdue"`
	Statement     json.Number `json:"last_statement_balance"`
	StatementDate string      `json:"last_statement_issue_date"`
	Minimum       json.Number `json:"minimum_payment_amount"`
	APRs          []struct {
		Percent  json.Number `json:"apr_percentage"`
		Kind     string      `json:"apr_type"`
		Balance  json.Number `json:"balance_subject_to_apr"`
		Interest json.Number `json:"interest_charge_amount"`
	} `json:"aprs"`
}

type studentAnswer struct {
	debtAnswer
	Overdue        *bool       `json:"is_overdue"`
	Statement      json.Number `json:"last_statement_balance"`
	StatementDate  string      `json:"last_statement_issue_date"`
	Minimum        json.Number `json:"minimum_payment_amount"`
	Percent        json.Number `json:"interest_rate_percentage"`
	Name           string      `json:"loan_name"`
	Guarantor      string      `json:"guarantor"`
	Ends           string      `json:"expected_payoff_date"`
	Opened         string      `json:"origination_date"`
	Principal      json.Number `json:"origination_principal_amount"`
	UnpaidInterest json.Number `json:"outstanding_interest_amount"`
	YearInterest   json.Number `json:"ytd_interest_paid"`
	YearPrincipal  json.Number `json:"ytd_principal_paid"`
	Status         struct {
		Type string `json:"type"`
	} `json:"loan_status"`
	Plan struct {
		Description string `json:"description"`
		Type        string `json:"type"`
	} `json:"repayment_plan"`
	Servicer struct {
		Street  string `json:"street"`
		City    string `json:"city"`
		Region  string `json:"region"`
		Postal  string `json:"postal_code"`
		Country string `json:"country"`
	} `json:"servicer_address"`
	PSLF *struct {
		Eligible  string      `json:"estimated_eligibility_date"`
		Made      json.Number `json:"payments_made"`
		Remaining json.Number `json:"payments_remaining"`
	} `json:"pslf_status"`
}

type mortgageAnswer struct {
	debtAnswer
	Rate struct {
		Percent json.Number `json:"percentage"`
		Kind    string      `json:"type"`
	} `json:"interest_rate"`
	NextPayment   json.Number `json:"next_monthly_payment"`
	Name          string      `json:"loan_type_description"`
	Term          string      `json:"loan_term"`
	Ends          string      `json:"maturity_date"`
	Opened        string      `json:"origination_date"`
	Principal     json.Number `json:"origination_principal_amount"`
	YearInterest  json.Number `json:"ytd_interest_paid"`
	YearPrincipal json.Number `json:"ytd_principal_paid"`
	Escrow        json.Number `json:"escrow_balance"`
	LateFee       json.Number `json:"current_late_fee"`
	PastDue       json.Number `json:"past_due_amount"`
	PMI           *bool       `json:"has_pmi"`
	Penalty       *bool       `json:"has_prepayment_penalty"`
}

// Liabilities asks /liabilities/get: what the bank says of the Item's cards,
// student loans and mortgages. Plaid bills the product by the month. Amounts are
// positive, what is owed as well as what was paid. ErrShape: one names no account
// of the answer, or an account is named twice.
func (c *Client) Liabilities(ctx context.Context, token string) ([]liabilities.Liability, error) {
	answer, err := ask[liabilitiesAnswer](ctx, c, "/liabilities/get", accountsRequest{AccessToken: token})
	if err != nil {
		return nil, fmt.Errorf("liabilities: %w", err)
	}
	return toLiabilities(&answer, c.now().UTC())
}

func toLiabilities(answer *liabilitiesAnswer, fetched time.Time) ([]liabilities.Liability, error) {
	codes := map[string]string{} // of the accounts that no liability has named yet
	for _, a := range answer.Accounts {
		codes[a.ID] = pages.Currency(a.Balances.ISO, a.Balances.Unofficial)
	}
	var all []liabilities.Liability
	add := func(class liabilities.Class, d debtAnswer, more func(l *liabilities.Liability, code string)) error {
		code, listed := codes[d.AccountID]
		if !listed {
			return ErrShape
		}
		delete(codes, d.AccountID)
		l := liabilities.Liability{
			AccountID: d.AccountID, Class: class, Currency: code, FetchedAt: fetched,
			LastPayment: minor(d.LastPayment, code, false), LastPaymentDate: dayOf(d.LastPaymentDate), DueDate: dayOf(d.DueDate),
		}
		more(&l, code)
		all = append(all, l)
		return nil
	}
	said := &answer.Liabilities
	for _, d := range said.Credit {
		if err := add(liabilities.Card, d.debtAnswer, d.fill); err != nil {
			return nil, err
		}
	}
	for _, d := range said.Student {
		if err := add(liabilities.Student, d.debtAnswer, d.fill); err != nil {
			return nil, err
		}
	}
	for _, d := range said.Mortgage {
		if err := add(liabilities.Mortgage, d.debtAnswer, d.fill); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (d *cardAnswer) fill(l *liabilities.Liability, code string) {
	l.Overdue, l.Due = d.Overdue, minor(d.Minimum, code, false)
	l.Statement, l.StatementDate = minor(d.Statement, code, false), dayOf(d.StatementDate)
	for _, apr := range d.APRs {
		l.Rates = addRate(l.Rates, apr.Kind, apr.Percent, minor(apr.Balance, code, false), minor(apr.Interest, code, false))
	}
}

func (d *studentAnswer) fill(l *liabilities.Liability, code string) {
	l.Overdue, l.Due = d.Overdue, minor(d.Minimum, code, false)
	l.Statement, l.StatementDate = minor(d.Statement, code, false), dayOf(d.StatementDate)
	l.Rates = addRate(nil, "", d.Percent, nil, nil)
	l.Name, l.Guarantor, l.Status = OneLine(d.Name, 100), OneLine(d.Guarantor, 100), OneLine(d.Status.Type, 60)
	if l.Plan = OneLine(d.Plan.Description, 100); l.Plan == "" {
		l.Plan = OneLine(d.Plan.Type, 60)
	}
	var where []string
	s := d.Servicer
	for _, part := range []string{s.Street, s.City, strings.TrimSpace(s.Region + " " + s.Postal), s.Country} {
		if part != "" {
			where = append(where, part)
		}
	}
	l.Servicer = OneLine(strings.Join(where, ", "), 200)
	l.Ends, l.Opened, l.Principal = dayOf(d.Ends), dayOf(d.Opened), minor(d.Principal, code, false)
	l.UnpaidInterest = minor(d.UnpaidInterest, code, false)
	l.YearInterest, l.YearPrincipal = minor(d.YearInterest, code, false), minor(d.YearPrincipal, code, false)
	if p := d.PSLF; p != nil {
		l.Forgiveness = &liabilities.Forgiveness{Eligible: dayOf(p.Eligible), Made: whole(p.Made), Remaining: whole(p.Remaining)}
	}
}

func (d *mortgageAnswer) fill(l *liabilities.Liability, code string) {
	l.Due = minor(d.NextPayment, code, false)
	l.Rates = addRate(nil, d.Rate.Kind, d.Rate.Percent, nil, nil)
	l.Name, l.Term = OneLine(d.Name, 100), OneLine(d.Term, 60)
	l.Ends, l.Opened, l.Principal = dayOf(d.Ends), dayOf(d.Opened), minor(d.Principal, code, false)
	l.YearInterest, l.YearPrincipal = minor(d.YearInterest, code, false), minor(d.YearPrincipal, code, false)
	l.Escrow, l.LateFee, l.PastDue = minor(d.Escrow, code, false), minor(d.LateFee, code, false), minor(d.PastDue, code, false)
	l.Insured = d.PMI
	if d.Penalty != nil {
		free := !*d.Penalty
		l.Prepayable = &free
	}
}

// addRate adds a rate, unless its percentage is none that can be kept.
func addRate(rates []liabilities.Rate, kind string, percent json.Number, balance, interest *int64) []liabilities.Rate {
	text, ok := exactText(percent)
	p, err := decimal.NewFromString(text)
	if !ok || err != nil {
		return rates
	}
	return append(rates, liabilities.Rate{Kind: OneLine(kind, 40), Percent: p, Balance: balance, Interest: interest})
}

// whole gives a count; nil where there is none.
func whole(n json.Number) *int64 {
	v, err := n.Int64()
	if err != nil {
		return nil
	}
	return &v
}
