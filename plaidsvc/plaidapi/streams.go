package plaidapi

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"passbook/plaidsvc/plaidapi/pages"
	"passbook/storage/streams"
)

// recurringRequest is the request of /transactions/recurring/get. Clients older
// than December 2025 are given the first taxonomy unless they ask.
type recurringRequest struct {
	AccessToken string `json:"access_token"`
	Options     struct {
		CategoryVersion string `json:"personal_finance_category_version"`
	} `json:"options"`
}

type recurringAnswer struct {
	Inflow  []streamAnswer `json:"inflow_streams"`
	Outflow []streamAnswer `json:"outflow_streams"`
}

type streamAnswer struct {
	AccountID    string       `json:"account_id"`
	ID           string       `json:"stream_id"`
	Description  string       `json:"description"`
	Merchant     string       `json:"merchant_name"`
	FirstDate    string       `json:"first_date"`
	LastDate     string       `json:"last_date"`
	NextDate     string       `json:"predicted_next_date"`
	Frequency    string       `json:"frequency"`
	Transactions []string     `json:"transaction_ids"`
	Average      streamAmount `json:"average_amount"`
	Last         streamAmount `json:"last_amount"`
	Active       bool         `json:"is_active"`
	Status       string       `json:"status"`
	Category     struct {
		Primary  string `json:"primary"`
		Detailed string `json:"detailed"`
	} `json:"personal_finance_category"`
}

type streamAmount struct {
	Amount     json.Number `json:"amount"`
	ISO        string      `json:"iso_currency_code"`
	Unofficial string      `json:"unofficial_currency_code"`
}

// Streams asks /transactions/recurring/get: what comes back at regular intervals
// in the Item's transactions. It is an add-on, billed by the month.
// ErrShape: a stream has no id, or that of another.
func (c *Client) Streams(ctx context.Context, token string) ([]streams.Stream, error) {
	req := recurringRequest{AccessToken: token}
	req.Options.CategoryVersion = "v2"
	answer, err := ask[recurringAnswer](ctx, c, "/transactions/recurring/get", req)
	if err != nil {
		return nil, fmt.Errorf("recurring streams: %w", err)
	}
	return toStreams(&answer, c.now().UTC())
}

func toStreams(answer *recurringAnswer, fetched time.Time) ([]streams.Stream, error) {
	var all []streams.Stream
	named := map[string]bool{}
	for i, list := range [][]streamAnswer{answer.Inflow, answer.Outflow} {
		for j := range list {
			a := &list[j]
			if a.ID == "" || a.AccountID == "" || named[a.ID] {
				return nil, ErrShape
			}
			named[a.ID] = true
			all = append(all, toStream(a, i == 0, fetched))
		}
	}
	return all, nil
}

// toStream turns a stream and its signs: at Plaid money out is positive.
func toStream(a *streamAnswer, inflow bool, fetched time.Time) streams.Stream {
	code := pages.Currency(a.Last.ISO, a.Last.Unofficial)
	if code == pages.NoCurrency {
		code = pages.Currency(a.Average.ISO, a.Average.Unofficial)
	}
	s := streams.Stream{
		ID: a.ID, AccountID: a.AccountID, Inflow: inflow, Currency: code, FetchedAt: fetched,
		Description: OneLine(a.Description, 200), Merchant: OneLine(a.Merchant, 100),
		Category: OneLine(a.Category.Detailed, 80), Frequency: streams.Frequency(OneLine(a.Frequency, 40)), Status: OneLine(a.Status, 40),
		Active: a.Active, Ended: a.Status == "TOMBSTONED",
		FirstDate: dayOf(a.FirstDate), LastDate: dayOf(a.LastDate), NextDate: dayOf(a.NextDate), Count: len(a.Transactions),
		Last: minor(a.Last.Amount, code, true),
	}
	if s.Category == "" {
		s.Category = OneLine(a.Category.Primary, 80)
	}
	if average := pages.Currency(a.Average.ISO, a.Average.Unofficial); average == code || average == pages.NoCurrency {
		s.Average = minor(a.Average.Amount, code, true)
	}
	return s
}
