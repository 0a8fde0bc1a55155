package plaidsvc_test

import (
	"encoding/json"
	"math/big"
	"reflect"
	"testing"
	"time"

	"passbook/storage/ledger"
)

// Plaid's shapes, read in the plainest way there is: what passbook's own fast
// reading is held against.

type plaidAccount struct {
	ID       string `json:"account_id"`
	Name     string
	Official *string `json:"official_name"`
	Mask     *string
	Type     string
	Subtype  *string
	Balances struct {
		Current, Available, Limit *json.Number
		ISO                       *string `json:"iso_currency_code"`
		Unofficial                *string `json:"unofficial_currency_code"`
	}
}

type plaidTransaction struct {
	ID           string  `json:"transaction_id"`
	AccountID    string  `json:"account_id"`
	PendingID    *string `json:"pending_transaction_id"`
	Amount       json.Number
	ISO          *string `json:"iso_currency_code"`
	Unofficial   *string `json:"unofficial_currency_code"`
	Date         string
	Authorized   *string `json:"authorized_date"`
	Pending      bool
	Name         string
	Original     *string `json:"original_description"`
	Merchant     *string `json:"merchant_name"`
	MerchantID   *string `json:"merchant_entity_id"`
	Channel      *string `json:"payment_channel"`
	Code         *string `json:"transaction_code"`
	CheckNumber  *string `json:"check_number"`
	Owner        *string `json:"account_owner"`
	Website      *string
	LogoURL      *string `json:"logo_url"`
	Datetime     any
	AuthorizedAt any `json:"authorized_datetime"`
	Category     *struct {
		Primary, Detailed string
		Confidence        *string `json:"confidence_level"`
	} `json:"personal_finance_category"`
	Location struct {
		Address, City, Region, Country *string
		PostalCode                     *string `json:"postal_code"`
		Lat, Lon                       *json.Number
		Store                          *string `json:"store_number"`
	}
	Payment struct {
		Reference *string `json:"reference_number"`
		PPDID     *string `json:"ppd_id"`
		Payee     *string
		ByOrderOf *string `json:"by_order_of"`
		Payer     *string
		Method    *string `json:"payment_method"`
		Processor *string `json:"payment_processor"`
		Reason    *string
	} `json:"payment_meta"`
	Counterparties []struct {
		Name       string
		EntityID   *string `json:"entity_id"`
		Kind       *string `json:"type"`
		Website    *string
		LogoURL    *string `json:"logo_url"`
		Confidence *string `json:"confidence_level"`
	}
}

// or is a value or its zero.
func or[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// minor turns the text of a number into minor units: half to even, once.
func minor(t testing.TB, text json.Number, currency string) int64 {
	n, ok := new(big.Rat).SetString(string(text))
	if !ok {
		t.Fatalf("no number: %s", text)
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(digits(currency)), nil)
	n.Mul(n, new(big.Rat).SetInt(scale))
	// floor(n + 1/2), less one where n lay halfway and that is odd
	half := new(big.Rat).Add(n, big.NewRat(1, 2))
	floor := new(big.Int).Div(half.Num(), half.Denom())
	if half.IsInt() && floor.Bit(0) == 1 {
		floor.Sub(floor, big.NewInt(1))
	}
	if !floor.IsInt64() {
		t.Fatalf("too large: %s", text)
	}
	return floor.Int64()
}

// digits are the decimals of the currencies that the bank invents rows in.
func digits(currency string) int64 {
	switch currency {
	case "JPY":
		return 0
	case "KWD":
		return 3
	case "BTC", "DOGE", "SOL*":
		return 8
	}
	return 2
}

func currencyOf(iso, unofficial *string) string {
	switch {
	case iso != nil:
		return *iso
	case unofficial != nil && *unofficial == "SOL":
		return "SOL*" // not one of ISO 4217's, though it looks like one
	case unofficial != nil:
		return *unofficial
	}
	return "XXX"
}

func dateOf(t testing.TB, text string) ledger.Date {
	if text == "" {
		return 0
	}
	d, err := ledger.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func instantOf(v any) time.Time {
	text, _ := v.(string)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// row is the transaction as the cache must hold it.
func (p plaidTransaction) row(t testing.TB) ledger.Transaction {
	currency := currencyOf(p.ISO, p.Unofficial)
	out := ledger.Transaction{
		ID: p.ID, AccountID: p.AccountID, PendingID: or(p.PendingID),
		Amount: ledger.Money{Minor: -minor(t, p.Amount, currency), Currency: currency},
		Date:   dateOf(t, p.Date), AuthorizedDate: dateOf(t, or(p.Authorized)), Pending: p.Pending,
		Name: p.Name, Merchant: or(p.Merchant), MerchantID: or(p.MerchantID), Original: or(p.Original), Channel: or(p.Channel),
	}
	if c := p.Category; c != nil {
		if c.Detailed == "INCOME_WAGES" { // the simulator's people are in the first taxonomy
			c.Detailed = "INCOME_SALARY"
		}
		out.Category, out.CategoryDetail, out.CategoryConfidence = c.Primary, c.Detailed, or(c.Confidence)
	}
	rare := ledger.Details{
		Datetime: instantOf(p.Datetime), AuthorizedDatetime: instantOf(p.AuthorizedAt),
		Code: or(p.Code), CheckNumber: or(p.CheckNumber), AccountOwner: or(p.Owner), Website: or(p.Website), LogoURL: or(p.LogoURL),
		Location: ledger.Location{
			Address: or(p.Location.Address), City: or(p.Location.City), Region: or(p.Location.Region), PostalCode: or(p.Location.PostalCode),
			Country: or(p.Location.Country), Lat: string(or(p.Location.Lat)), Lon: string(or(p.Location.Lon)), Store: or(p.Location.Store),
		},
		Payment: ledger.PaymentMeta{
			Reference: or(p.Payment.Reference), PPDID: or(p.Payment.PPDID), Payee: or(p.Payment.Payee), ByOrderOf: or(p.Payment.ByOrderOf),
			Payer: or(p.Payment.Payer), Method: or(p.Payment.Method), Processor: or(p.Payment.Processor), Reason: or(p.Payment.Reason),
		},
	}
	for _, c := range p.Counterparties {
		rare.Counterparties = append(rare.Counterparties, ledger.Counterparty{
			Name: c.Name, EntityID: or(c.EntityID), Kind: or(c.Kind), Website: or(c.Website), LogoURL: or(c.LogoURL), Confidence: or(c.Confidence),
		})
	}
	if !reflect.DeepEqual(rare, ledger.Details{}) {
		out.Details = &rare
	}
	return out
}
