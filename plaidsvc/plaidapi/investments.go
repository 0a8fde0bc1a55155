package plaidapi

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/plaid/plaid-go/v41/plaid"
	"github.com/shopspring/decimal"

	"passbook/plaidsvc/plaidapi/pages"
	"passbook/storage/ledger"
	"passbook/storage/portfolio"
)

// Portfolio is what /investments/holdings/get says of an Item.
type Portfolio struct {
	Accounts []string // the ids of its investment accounts, also of those that hold nothing
	Holdings []portfolio.Holding
}

// Holdings asks /investments/holdings/get, which Plaid bills by the Item and
// month. Errors: *Error, ErrShape, net/http's, as of every call.
func (c *Client) Holdings(ctx context.Context, token string) (Portfolio, error) {
	answer, err := ask[holdingsAnswer](ctx, c, "/investments/holdings/get", tokenRequest{token})
	if err != nil {
		return Portfolio{}, err
	}
	var p Portfolio
	for _, a := range answer.Accounts {
		if ledger.AccountKind(a.Kind) == ledger.Investment {
			p.Accounts = append(p.Accounts, a.ID)
		}
	}
	securities := readSecurities(answer.Securities)
	for _, h := range answer.Holdings {
		security, known := securities[h.SecurityID]
		code := pages.Currency(h.ISO, h.Unofficial)
		value := minor(h.Value, code, false)
		quantity, q := exactText(h.Quantity)
		price, ok := exactText(h.Price)
		if !known || value == nil || !q || !ok || quantity == "" || h.AccountID == "" {
			return Portfolio{}, ErrShape
		}
		if !slices.Contains(p.Accounts, h.AccountID) {
			p.Accounts = append(p.Accounts, h.AccountID)
		}
		p.Holdings = append(p.Holdings, portfolio.Holding{
			AccountID: h.AccountID, Security: security, Quantity: quantity, Price: price, PricedOn: dayOf(h.PricedOn),
			Value: ledger.Money{Minor: *value, Currency: code}, Cost: minor(h.Cost, code, false),
		})
	}
	return p, nil
}

// InvestmentRows asks /investments/transactions/get for all rows of some days,
// both included: page after page by offset, since there is no cursor. While the
// bank is still collecting the history it is Plaid's PRODUCT_NOT_READY. Errors:
// as Holdings', and ErrMoving.
func (c *Client) InvestmentRows(ctx context.Context, token string, from, to ledger.Date) ([]portfolio.Transaction, error) {
	for range investmentTries {
		rows, err := c.investmentPages(ctx, token, from, to)
		if !errors.Is(err, ErrMoving) {
			return rows, err
		}
	}
	return nil, ErrMoving
}

// ErrMoving says that rows came or went while their pages were read, each time
// again.
var ErrMoving = errors.New("the rows changed while their pages were read")

const (
	investmentTries = 3
	investmentPage  = 500     // the most that Plaid gives at once
	mostInvestments = 200_000 // rows that are read: 270 a day of two years
)

// investmentPages reads all pages once. ErrMoving: they are not of one state.
func (c *Client) investmentPages(ctx context.Context, token string, from, to ledger.Date) (rows []portfolio.Transaction, err error) {
	seen := map[string]bool{}
	request := investmentsRequest{Token: token, From: from.String(), To: to.String()}
	request.Options.Count, request.Options.Async = investmentPage, true
	total := -1
	for total < 0 || len(rows) < total {
		request.Options.Offset = len(rows)
		answer, err := ask[investmentsAnswer](ctx, c, "/investments/transactions/get", request)
		if err != nil {
			return nil, err
		}
		if answer.Total > mostInvestments {
			return nil, ErrTooLong
		}
		if total >= 0 && answer.Total != total || len(answer.Rows) == 0 && len(rows) < answer.Total {
			return nil, ErrMoving
		}
		total = answer.Total
		securities := readSecurities(answer.Securities)
		for _, row := range answer.Rows {
			if seen[row.ID] {
				return nil, ErrMoving
			}
			seen[row.ID] = true
			t, ok := row.transaction(securities)
			if !ok {
				return nil, ErrShape
			}
			rows = append(rows, t)
		}
	}
	return rows, nil
}

// RefreshInvestments has Plaid ask the bank again, by /investments/refresh, which
// it bills for each call. What is new is there when the bank has answered.
func (c *Client) RefreshInvestments(ctx context.Context, token string) error {
	_, err := call(c.api.InvestmentsRefresh(ctx).InvestmentsRefreshRequest(*plaid.NewInvestmentsRefreshRequest(token)).Execute)
	return err
}

type tokenRequest struct {
	Token string `json:"access_token"`
}

type investmentsRequest struct {
	Token   string `json:"access_token"`
	From    string `json:"start_date"`
	To      string `json:"end_date"`
	Options struct {
		Count  int  `json:"count"`
		Offset int  `json:"offset"`
		Async  bool `json:"async_update"`
	} `json:"options"`
}

type holdingsAnswer struct {
	Accounts   []accountBase  `json:"accounts"`
	Securities []securityBase `json:"securities"`
	Holdings   []struct {
		AccountID  string      `json:"account_id"`
		SecurityID string      `json:"security_id"`
		Quantity   json.Number `json:"quantity"`
		Price      json.Number `json:"institution_price"`
		PricedOn   string      `json:"institution_price_as_of"`
		Value      json.Number `json:"institution_value"`
		Cost       json.Number `json:"cost_basis"`
		ISO        string      `json:"iso_currency_code"`
		Unofficial string      `json:"unofficial_currency_code"`
	} `json:"holdings"`
}

type investmentsAnswer struct {
	Total      int             `json:"total_investment_transactions"`
	Securities []securityBase  `json:"securities"`
	Rows       []investmentRow `json:"investment_transactions"`
}

type investmentRow struct {
	ID         string      `json:"investment_transaction_id"`
	AccountID  string      `json:"account_id"`
	SecurityID string      `json:"security_id"`
	Date       string      `json:"date"`
	Name       string      `json:"name"`
	Quantity   json.Number `json:"quantity"`
	Amount     json.Number `json:"amount"`
	Price      json.Number `json:"price"`
	Fees       json.Number `json:"fees"`
	Type       string      `json:"type"`
	Subtype    string      `json:"subtype"`
	ISO        string      `json:"iso_currency_code"`
	Unofficial string      `json:"unofficial_currency_code"`
}

// transaction turns a row; false: it has not the documented shape. Plaid counts
// cash that leaves the account as positive, passbook as negative.
func (r investmentRow) transaction(securities map[string]portfolio.Security) (t portfolio.Transaction, ok bool) {
	security, known := securities[r.SecurityID]
	code := pages.Currency(r.ISO, r.Unofficial)
	amount := minor(r.Amount, code, true)
	quantity, q := exactText(r.Quantity)
	price, p := exactText(r.Price)
	date := dayOf(r.Date)
	if r.ID == "" || date == 0 || amount == nil || !q || !p || r.SecurityID != "" && !known {
		return t, false
	}
	return portfolio.Transaction{
		ID: r.ID, AccountID: r.AccountID, Security: security, Date: date, Name: OneLine(r.Name, 300), Type: OneLine(r.Type, 60), Subtype: OneLine(r.Subtype, 60),
		Quantity: quantity, Price: price, Amount: ledger.Money{Minor: *amount, Currency: code}, Fees: minor(r.Fees, code, false),
	}, true
}

type securityBase struct {
	ID         string      `json:"security_id"`
	Name       string      `json:"name"`
	Ticker     string      `json:"ticker_symbol"`
	Type       string      `json:"type"`
	Subtype    string      `json:"subtype"`
	ISIN       string      `json:"isin"`
	CUSIP      string      `json:"cusip"`
	Cash       bool        `json:"is_cash_equivalent"`
	Price      json.Number `json:"close_price"`
	PriceDay   string      `json:"close_price_as_of"`
	ISO        string      `json:"iso_currency_code"`
	Unofficial string      `json:"unofficial_currency_code"`
	Option     *struct {
		Kind       string      `json:"contract_type"`
		Expires    string      `json:"expiration_date"`
		Strike     json.Number `json:"strike_price"`
		Underlying string      `json:"underlying_security_ticker"`
	} `json:"option_contract"`
	Bond *struct {
		Yield *struct {
			Percentage json.Number `json:"percentage"`
			Type       string      `json:"type"`
		} `json:"yield_rate"`
		Matures string      `json:"maturity_date"`
		Issued  string      `json:"issue_date"`
		Face    json.Number `json:"face_value"`
	} `json:"fixed_income"`
}

// readSecurities gives the securities of an answer by their id. A number that is
// not one is as if it was not given: nothing is worked out with it.
func readSecurities(list []securityBase) map[string]portfolio.Security {
	out := map[string]portfolio.Security{}
	for _, s := range list {
		price, _ := exactText(s.Price)
		one := portfolio.Security{
			ID: s.ID, Name: OneLine(s.Name, 200), Ticker: OneLine(s.Ticker, 40), Type: OneLine(s.Type, 40), Subtype: OneLine(s.Subtype, 60),
			ISIN: OneLine(s.ISIN, 20), CUSIP: OneLine(s.CUSIP, 20), Cash: s.Cash, Currency: pages.Currency(s.ISO, s.Unofficial),
			ClosePrice: price, ClosedOn: dayOf(s.PriceDay),
		}
		if o := s.Option; o != nil {
			strike, _ := exactText(o.Strike)
			one.Option = &portfolio.Option{Kind: OneLine(o.Kind, 20), Strike: strike, Expires: dayOf(o.Expires), Underlying: OneLine(o.Underlying, 40)}
		}
		if b := s.Bond; b != nil {
			face, _ := exactText(b.Face)
			one.Bond = &portfolio.FixedIncome{Matures: dayOf(b.Matures), Issued: dayOf(b.Issued), FaceValue: face}
			if b.Yield != nil {
				one.Bond.Yield, _ = exactText(b.Yield.Percentage)
				one.Bond.YieldType = OneLine(b.Yield.Type, 20)
			}
		}
		out[s.ID] = one
	}
	return out
}

// How long a quantity or a price may be: sandboxes send 16 digits, coins have 18
// decimals. A power of ten beyond would fill the memory when it is written out.
const (
	longestNumber = 80
	mostZeros     = 40
)

// exactText writes a JSON number as plain decimal text, without an exponent and
// without zeros that say nothing; empty for null. It fails for one that is too
// long to be a quantity or a price.
func exactText(n json.Number) (text string, ok bool) {
	if n == "" {
		return "", true
	}
	if len(n) > longestNumber {
		return "", false
	}
	d, err := decimal.NewFromString(n.String())
	if err != nil || d.Exponent() > mostZeros || d.Exponent() < -mostZeros {
		return "", false
	}
	return d.String(), true
}
