package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
)

// exported names the columns of the rows as CSV, as paths in Plaid's JSON: every
// field of a transaction that the cache keeps, except counterparties, which are a
// list. Money is in major units with Plaid's sign.
var exported = strings.Fields(`transaction_id account_id pending_transaction_id amount iso_currency_code date authorized_date pending
	name merchant_name merchant_entity_id original_description
	personal_finance_category.primary personal_finance_category.detailed personal_finance_category.confidence_level
	payment_channel datetime authorized_datetime transaction_code check_number account_owner website logo_url
	location.address location.city location.region location.postal_code location.country location.lat location.lon location.store_number
	payment_meta.reference_number payment_meta.ppd_id payment_meta.payee payment_meta.by_order_of payment_meta.payer
	payment_meta.payment_method payment_meta.payment_processor payment_meta.reason`)

// needCSV writes the rows as CSV unless the file is there. They come from the same
// embedded Plaid as those of the cache: one seed gives the same rows.
func (b *bench) needCSV() error {
	if _, err := os.Stat(b.csvFile()); err == nil {
		return nil
	}
	url, stop, err := servePlaid(b.rows)
	if err != nil {
		return err
	}
	f, err := os.Create(b.csvFile())
	if err != nil {
		return errors.Join(err, stop())
	}
	out := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(b.export(url, csv.NewWriter(out)), out.Flush(), f.Close(), stop())
}

func (b *bench) export(url string, w *csv.Writer) error {
	var token struct {
		PublicToken string `json:"public_token"`
		AccessToken string `json:"access_token"`
	}
	err := b.ask(url+"/sandbox/public_token/create", map[string]any{
		"institution_id": "ins_109508", "initial_products": []string{"transactions"},
		"options": map[string]any{"override_username": "user_bulk", "override_password": "pass_good"},
	}, &token)
	if err != nil {
		return err
	}
	if err := b.ask(url+"/item/public_token/exchange", map[string]any{"public_token": token.PublicToken}, &token); err != nil {
		return err
	}
	var page struct {
		Added      []map[string]any `json:"added"`
		NextCursor string           `json:"next_cursor"`
		HasMore    bool             `json:"has_more"`
	}
	for page.HasMore = true; page.HasMore; {
		request := map[string]any{
			"access_token": token.AccessToken, "count": 500, "cursor": page.NextCursor,
			"options": map[string]any{"include_original_description": true},
		}
		page.Added = page.Added[:0]
		if err := b.ask(url+"/transactions/sync", request, &page); err != nil {
			return err
		}
		for _, t := range page.Added {
			record := make([]string, len(exported))
			for i, path := range exported {
				record[i] = field(t, path)
			}
			if err := w.Write(record); err != nil {
				return err
			}
		}
	}
	w.Flush()
	return w.Error()
}

// ask posts a request to Plaid.
func (b *bench) ask(url string, request, answer any) error {
	body, err := json.Marshal(request)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(b.ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("PLAID-CLIENT-ID", "bench")
	r.Header.Set("PLAID-SECRET", "bench")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, res.Status)
	}
	return json.NewDecoder(res.Body).Decode(answer)
}

// field is a value of a JSON object as text; null is empty.
func field(object map[string]any, path string) string {
	name, rest, deeper := strings.Cut(path, ".")
	if deeper {
		inner, _ := object[name].(map[string]any)
		return field(inner, rest)
	}
	switch v := object[name].(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// column is the name of an exported column in SQL.
func column(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// columnNames are the names of all of them.
func columnNames() []string {
	names := make([]string, len(exported))
	for i, path := range exported {
		names[i] = column(path)
	}
	return names
}
