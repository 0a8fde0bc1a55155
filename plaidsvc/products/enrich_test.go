package products_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
)

// rowsToEnrich gives rows of coffee, every other one money in.
func rowsToEnrich(n int) []products.RowToEnrich {
	rows := make([]products.RowToEnrich, n)
	for i := range rows {
		rows[i] = products.RowToEnrich{ID: fmt.Sprint(i + 1), Description: fmt.Sprintf("STARBUCKS %d", i), Amount: ledger.Money{Minor: -450, Currency: "USD"}}
		if i%2 == 1 {
			rows[i].Amount = ledger.Money{Minor: 1_000_000_005, Currency: "JPY"}
		}
	}
	return rows
}

// enrich gives the ids of the rows that were told, in their order, and those of which
// Plaid said nothing.
func (p *person) enrich(rows []products.RowToEnrich) (told, silent []string, asked products.Asked, err error) {
	p.Helper()
	asked, err = p.service.Products().Enrich(p.Context(), products.Enrich{Kind: ledger.Depository, Rows: rows, Got: func(batch []products.Enriched) error {
		for _, e := range batch {
			told = append(told, e.Row.ID)
			if e.Said == nil {
				silent = append(silent, e.Row.ID)
			} else if e.Said.Merchant != "Starbucks" || e.Said.Detailed != "FOOD_AND_DRINK_COFFEE" {
				p.Errorf("row %s: %+v", e.Row.ID, *e.Said)
			}
		}
		return nil
	}})
	return told, silent, asked, err
}

func ids(rows []products.RowToEnrich) (all []string) {
	for _, r := range rows {
		all = append(all, r.ID)
	}
	return all
}

// Rows go a hundred at a time, with an amount that is never negative and a direction,
// and what each is about comes back to it.
func TestEnrich(t *testing.T) {
	p := newPerson(t)
	rows := rowsToEnrich(230)
	told, silent, asked, err := p.enrich(rows)
	if err != nil || !slices.Equal(told, ids(rows)) || len(silent) != 0 || asked != (products.Asked{Done: 230}) {
		t.Errorf("%d rows, %d of them without an answer, %+v, %v", len(told), len(silent), asked, err)
	}
	var sent [][]map[string]any
	p.mu.Lock()
	for _, question := range p.asked {
		path, body, _ := strings.Cut(question, " ")
		var request struct {
			Transactions []map[string]any
			Kind         string `json:"account_type"`
		}
		if path != "/transactions/enrich" {
			continue
		}
		if err := json.Unmarshal([]byte(body), &request); err != nil || request.Kind != "depository" {
			t.Error(err, request.Kind)
		}
		sent = append(sent, request.Transactions)
	}
	p.mu.Unlock()
	if len(sent) != 3 || len(sent[0]) != 100 || len(sent[2]) != 30 {
		t.Fatalf("%d questions", len(sent))
	}
	for i, want := range []string{"map[amount:4.5 description:STARBUCKS 0 direction:OUTFLOW id:1 iso_currency_code:USD]", "map[amount:1.000000005e+09 description:STARBUCKS 1 direction:INFLOW id:2 iso_currency_code:JPY]"} {
		if got := fmt.Sprint(sent[0][i]); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// What came is told though a later question fails. Plaid is asked once, since it
// bills each question; an answer that did not come is told apart from a refusal.
func TestEnrichLosesNothing(t *testing.T) {
	p := newPerson(t)
	rows := rowsToEnrich(230)
	for what, c := range map[string]struct {
		status int
		text   string
		lost   int
	}{
		"a refusal":   {400, `{"error_type":"INVALID_REQUEST","error_code":"INVALID_FIELD","error_message":"x","request_id":"r"}`, 0},
		"no product":  {400, `{"error_type":"INVALID_INPUT","error_code":"INVALID_PRODUCT","error_message":"x","request_id":"r"}`, 0},
		"a fault":     {500, `{"error_type":"API_ERROR","error_code":"INTERNAL_SERVER_ERROR","error_message":"x","request_id":"r"}`, 100},
		"half of one": {200, `{"enriched_transactions":[{"id":"1`, 100},
	} {
		count := 0
		p.mu.Lock()
		p.answer = func(path string, _ []byte) (int, string) {
			if count++; count == 2 {
				return c.status, c.text
			}
			return 0, ""
		}
		p.mu.Unlock()
		told, _, asked, err := p.enrich(rows)
		if !errors.As(err, new(*problem.Error)) || !slices.Equal(told, ids(rows[:100])) || asked != (products.Asked{Done: 100, Lost: c.lost}) || count != 2 {
			t.Errorf("%s: %d rows, %+v, asked %d times, %v", what, len(told), asked, count, err)
		}
	}
}

// Answers are told by their ids: some are missing, others are of no row.
func TestEnrichWithStrangeAnswers(t *testing.T) {
	p := newPerson(t)
	p.answer = func(string, []byte) (int, string) {
		return 200, `{"enriched_transactions":[{"id":"9"},{"id":"2","enrichments":{"merchant_name":"Starbucks","counterparties":null,"location":null,` +
			`"personal_finance_category":{"detailed":"FOOD_AND_DRINK_COFFEE"}}}]}`
	}
	told, silent, _, err := p.enrich(rowsToEnrich(3))
	if err != nil || !slices.Equal(told, []string{"1", "2", "3"}) || !slices.Equal(silent, []string{"1", "3"}) {
		t.Errorf("%v, %v, %v", told, silent, err)
	}
}
