package plaidapi

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"passbook/storage/ledger"
)

// MostEnriched is how many rows one request of Enrich takes. Source: Plaid's OpenAPI
// document.
const MostEnriched = 100

// RowToEnrich is a row of no Item: one that was imported, or typed in.
type RowToEnrich struct {
	ID          string // of the caller's, once in a request
	Date        ledger.Date
	Description string
	Amount      ledger.Money // negative: money out; its currency is an ISO 4217 code
}

// Enrichment is what Plaid makes of a row. Texts are cleaned, and empty where Plaid
// does not say.
type Enrichment struct {
	ID             string
	Merchant       string
	Category       string // primary, of the second taxonomy
	Detailed       string
	Confidence     string // VERY_HIGH, HIGH, MEDIUM, LOW, UNKNOWN
	Channel        string // online, in store, other
	Website        string
	City, Region   string
	Counterparties []string // their names
}

// enrichRow is a row as /transactions/enrich takes it.
type enrichRow struct {
	ID          string      `json:"id"`
	Description string      `json:"description"`
	Amount      json.Number `json:"amount"` // never negative
	Direction   string      `json:"direction"`
	Currency    string      `json:"iso_currency_code"`
	Date        string      `json:"date_posted,omitempty"`
}

// Enrich asks /transactions/enrich, which Plaid bills by the row, about at most
// MostEnriched rows of accounts of one kind: ledger.Depository or ledger.Credit. It is
// never repeated: see unrepeatable. The answers come in any order, and those of
// some rows may be missing. Errors: as of every call.
func (c *Client) Enrich(ctx context.Context, kind ledger.AccountKind, rows []RowToEnrich) ([]Enrichment, error) {
	request := struct {
		AccountType string      `json:"account_type"`
		Rows        []enrichRow `json:"transactions"`
		Options     struct {
			CategoryVersion string `json:"personal_finance_category_version"`
		} `json:"options"`
	}{AccountType: string(kind)}
	request.Options.CategoryVersion = "v2"
	for _, r := range rows {
		direction := "INFLOW"
		if r.Amount.Minor < 0 {
			direction = "OUTFLOW"
		}
		request.Rows = append(request.Rows, enrichRow{
			ID: r.ID, Description: r.Description, Direction: direction, Currency: r.Amount.Currency, Date: r.Date.String(),
			Amount: json.Number(strings.TrimPrefix(r.Amount.Decimal(), "-")),
		})
	}
	answer, err := ask[struct {
		Rows []struct {
			ID          string      `json:"id"`
			Enrichments enrichments `json:"enrichments"`
		} `json:"enriched_transactions"`
	}](ctx, c, "/transactions/enrich", request)
	if err != nil {
		return nil, fmt.Errorf("enrich rows: %w", err)
	}
	all := make([]Enrichment, len(answer.Rows))
	for i, r := range answer.Rows {
		all[i] = r.Enrichments.cleaned(r.ID)
	}
	return all, nil
}

// enrichments is Plaid's answer for one row. What is null is empty.
type enrichments struct {
	Merchant string `json:"merchant_name"`
	Channel  string `json:"payment_channel"`
	Website  string `json:"website"`
	Category struct {
		Primary    string `json:"primary"`
		Detailed   string `json:"detailed"`
		Confidence string `json:"confidence_level"`
	} `json:"personal_finance_category"`
	Location struct {
		City   string `json:"city"`
		Region string `json:"region"`
	} `json:"location"`
	Counterparties []struct {
		Name string `json:"name"`
	} `json:"counterparties"`
}

const mostCounterparties = 20

func (e enrichments) cleaned(id string) Enrichment {
	made := Enrichment{
		ID: id, Merchant: OneLine(e.Merchant, 100), Channel: OneLine(e.Channel, 20), Website: OneLine(e.Website, 200),
		Category: CodeOnly(e.Category.Primary), Detailed: CodeOnly(e.Category.Detailed), Confidence: CodeOnly(e.Category.Confidence),
		City: OneLine(e.Location.City, 60), Region: OneLine(e.Location.Region, 60),
	}
	for _, p := range e.Counterparties[:min(len(e.Counterparties), mostCounterparties)] {
		if name := OneLine(p.Name, 100); name != "" && !slices.Contains(made.Counterparties, name) {
			made.Counterparties = append(made.Counterparties, name)
		}
	}
	return made
}
