package plaidapi

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidapi/pages"
	"passbook/storage/income"
	"passbook/storage/ledger"
)

// IncomeUser is a person whose income Plaid tells of, by the names that it gave
// them. Plaid's older customers are told a token beside the id, and have to use it.
type IncomeUser struct {
	ID    string `json:"user_id,omitempty"`
	Token string `json:"user_token,omitempty"`
}

// asked is the one name that requests are made by.
func (u IncomeUser) asked() IncomeUser {
	if u.Token != "" {
		return IncomeUser{Token: u.Token}
	}
	return u
}

// NewIncomeUser asks /user/create for a person. name is a client_user_id that was
// never used before: Plaid need not tell the same person twice.
func (c *Client) NewIncomeUser(ctx context.Context, name string) (IncomeUser, error) {
	u, err := ask[IncomeUser](ctx, c, "/user/create", struct {
		Name string `json:"client_user_id"`
	}{name})
	if err == nil && u == (IncomeUser{}) {
		err = ErrShape
	}
	return u, err
}

// RemoveIncomeUser ends a person by /user/remove, and every login that was linked
// for their income. It is never repeated: see unrepeatable.
func (c *Client) RemoveIncomeUser(ctx context.Context, u IncomeUser) error {
	_, err := ask[struct{}](ctx, c, "/user/remove", u.asked())
	return err
}

// Income says what a session of Link for income asks for.
type Income struct {
	User    IncomeUser
	Payroll bool // an employer's pay stubs, and not what comes to accounts of a bank
	Days    int  // that a bank's accounts are looked at: 1 to 731
}

// askIncomeLink makes a request for a link token one for income.
func (c *Client) askIncomeLink(req *plaid.LinkTokenCreateRequest, in Income) {
	req.SetProducts([]plaid.Products{plaid.PRODUCTS_INCOME_VERIFICATION})
	if u := in.User.asked(); u.Token != "" {
		req.SetUserToken(u.Token)
	} else {
		req.SetUserId(u.ID)
	}
	options := plaid.NewLinkTokenCreateRequestIncomeVerification()
	if in.Payroll {
		options.SetIncomeSourceTypes([]plaid.IncomeVerificationSourceType{plaid.INCOMEVERIFICATIONSOURCETYPE_PAYROLL})
	} else {
		options.SetIncomeSourceTypes([]plaid.IncomeVerificationSourceType{plaid.INCOMEVERIFICATIONSOURCETYPE_BANK})
		options.SetBankIncome(*plaid.NewLinkTokenCreateRequestIncomeVerificationBankIncome(int32(in.Days)))
	}
	req.SetIncomeVerification(*options)
}

// SandboxIncome links a test login for income without Link; Sandbox only.
func (c *Client) SandboxIncome(ctx context.Context, institutionID, user, password string, in Income) error {
	type bank struct {
		Days int `json:"days_requested"`
	}
	type verification struct {
		Sources []string `json:"income_source_types"`
		Bank    *bank    `json:"bank_income,omitempty"`
	}
	type options struct {
		User     string       `json:"override_username,omitempty"`
		Password string       `json:"override_password,omitempty"`
		Income   verification `json:"income_verification"`
	}
	asked := verification{Sources: []string{"payroll"}}
	if !in.Payroll {
		asked = verification{Sources: []string{"bank"}, Bank: &bank{in.Days}}
	}
	_, err := ask[struct{}](ctx, c, "/sandbox/public_token/create", struct {
		Institution string   `json:"institution_id"`
		Products    []string `json:"initial_products"`
		Options     options  `json:"options"`
		IncomeUser
	}{institutionID, []string{"income_verification"}, options{user, password, asked}, in.User.asked()})
	return err
}

// incomeAnswer are the most objects of JSON in an answer about income: a pay stub
// has some thirty, and a source one for each transaction.
const incomeAnswer = 30_000

// askIncome asks an endpoint about a person's income.
func askIncome[T any](ctx context.Context, c *Client, path string, u IncomeUser) (answer T, err error) {
	err = c.post(ctx, path, u.asked(), func(from io.Reader) error {
		body, err := readAll(nil, from)
		switch {
		case err != nil:
			return err
		case notJSON(body):
			return &Error{Status: 200}
		case bytes.Count(body, []byte("{")) > incomeAnswer:
			return ErrTooLong
		case !json.Valid(body):
			return ErrCutOff
		}
		answer = *new(T)
		if json.Unmarshal(body, &answer) != nil {
			return ErrShape
		}
		return nil
	})
	return answer, err
}

type incomeAmount struct {
	Amount     json.Number `json:"amount"`
	ISO        string      `json:"iso_currency_code"`
	Unofficial string      `json:"unofficial_currency_code"`
}

type bankIncome struct {
	Reports []struct {
		Items []struct {
			Institution string `json:"institution_name"`
			Accounts    []struct {
				ID   string `json:"account_id"`
				Name string `json:"name"`
				Mask string `json:"mask"`
			} `json:"bank_income_accounts"`
			Sources []struct {
				ID          string `json:"income_source_id"`
				Description string `json:"income_description"`
				Category    string `json:"income_category"`
				AccountID   string `json:"account_id"`
				First       string `json:"start_date"`
				Last        string `json:"end_date"`
				Frequency   string `json:"pay_frequency"`
				Count       int    `json:"transaction_count"`
				Months      []struct {
					From   string         `json:"start_date"`
					Totals []incomeAmount `json:"total_amounts"`
				} `json:"historical_summary"`
			} `json:"bank_income_sources"`
		} `json:"items"`
		Summary struct {
			From string `json:"start_date"`
		} `json:"bank_income_summary"`
	} `json:"bank_income"`
}

// BankIncome asks /credit/bank_income/get for where a person's income comes from,
// and the first day that the answer is about. Amounts have passbook's sign as
// they come: here Plaid counts money in as positive.
func (c *Client) BankIncome(ctx context.Context, u IncomeUser) (sources []income.Source, from ledger.Date, err error) {
	answer, err := askIncome[bankIncome](ctx, c, "/credit/bank_income/get", u)
	if err != nil || len(answer.Reports) == 0 {
		return nil, 0, err
	}
	latest := answer.Reports[0] // only the latest is asked for
	for _, it := range latest.Items {
		names, masks := map[string]string{}, map[string]string{}
		for _, a := range it.Accounts {
			names[a.ID], masks[a.ID] = OneLine(a.Name, 100), OneLine(a.Mask, 10)
		}
		for _, s := range it.Sources {
			one := income.Source{
				ID: OneLine(s.ID, 60), Institution: OneLine(it.Institution, 100), Account: names[s.AccountID], Mask: masks[s.AccountID],
				Description: OneLine(s.Description, 200), Category: CodeOnly(s.Category), Frequency: CodeOnly(s.Frequency),
				First: dayOf(s.First), Last: dayOf(s.Last), Count: s.Count,
			}
			for _, m := range s.Months {
				day := dayOf(m.From)
				for _, total := range m.Totals {
					code := pages.Currency(total.ISO, total.Unofficial)
					if amount := minor(total.Amount, code, false); amount != nil && day != 0 {
						one.Months = append(one.Months, income.Month{Month: day.Month(), Amount: ledger.Money{Minor: *amount, Currency: code}})
					}
				}
			}
			sources = append(sources, one)
		}
	}
	return sources, dayOf(latest.Summary.From), nil
}

// stubTotal is a part of a pay stub, and what it comes to since January.
type stubTotal struct {
	Now        json.Number `json:"current_amount"`
	Year       json.Number `json:"ytd_amount"`
	ISO        string      `json:"iso_currency_code"`
	Unofficial string      `json:"unofficial_currency_code"`
}

type payrollIncome struct {
	Items []struct {
		Institution string `json:"institution_name"`
		Status      struct {
			Processing string `json:"processing_status"`
		} `json:"status"`
		Incomes []struct {
			Stubs []struct {
				ID       string `json:"document_id"`
				Employer struct {
					Name string `json:"name"`
				} `json:"employer"`
				Deductions struct {
					Total stubTotal `json:"total"`
				} `json:"deductions"`
				Earnings struct {
					Total stubTotal `json:"total"`
				} `json:"earnings"`
				Net    stubTotal `json:"net_pay"`
				Period struct {
					First     string `json:"start_date"`
					Last      string `json:"end_date"`
					PaidOn    string `json:"pay_date"`
					Frequency string `json:"pay_frequency"`
				} `json:"pay_period_details"`
			} `json:"pay_stubs"`
		} `json:"payroll_income"`
	} `json:"items"`
}

// PayrollIncome asks /credit/payroll_income/get for a person's pay stubs. ready is
// false while one of the employers' answers is still being read. What else it
// tells is not read: no number of a taxpayer or of an account, no address.
func (c *Client) PayrollIncome(ctx context.Context, u IncomeUser) (stubs []income.Stub, ready bool, err error) {
	answer, err := askIncome[payrollIncome](ctx, c, "/credit/payroll_income/get", u)
	if err != nil {
		return nil, false, err
	}
	ready = true
	for _, it := range answer.Items {
		ready = ready && it.Status.Processing != "PROCESSING"
		for _, account := range it.Incomes {
			for _, s := range account.Stubs {
				code := pages.Currency(s.Net.ISO, s.Net.Unofficial)
				stubs = append(stubs, income.Stub{
					ID: OneLine(s.ID, 60), Institution: OneLine(it.Institution, 100), Employer: OneLine(s.Employer.Name, 100), Currency: code,
					PaidOn: dayOf(s.Period.PaidOn), First: dayOf(s.Period.First), Last: dayOf(s.Period.Last), Frequency: CodeOnly(s.Period.Frequency),
					Gross: minor(s.Earnings.Total.Now, code, false), Deducted: minor(s.Deductions.Total.Now, code, false), Net: minor(s.Net.Now, code, false),
					YearGross: minor(s.Earnings.Total.Year, code, false), YearNet: minor(s.Net.Year, code, false),
				})
			}
		}
	}
	return stubs, ready, nil
}
