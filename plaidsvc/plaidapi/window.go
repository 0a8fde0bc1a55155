package plaidapi

import (
	"context"
	"errors"
	"io"

	"passbook/storage/ledger"
)

// WindowPage is one answer of /transactions/get. Amounts have passbook's signs.
type WindowPage struct {
	Rows       []ledger.Transaction // newest first
	SetAside   []ledger.SetAside    // rows that cannot be kept
	Count      int                  // of all rows on the page
	Total      int                  // of all rows between the days, on all pages
	AccountIDs []string             // that the Item shares
}

// windowRequest is the request of /transactions/get.
type windowRequest struct {
	AccessToken string        `json:"access_token"`
	From        string        `json:"start_date"`
	To          string        `json:"end_date"`
	Options     windowOptions `json:"options"`
}

type windowOptions struct {
	Count                      int    `json:"count"`
	Offset                     int    `json:"offset"`
	IncludeOriginalDescription bool   `json:"include_original_description"`
	CategoryVersion            string `json:"personal_finance_category_version"`
}

// WindowPage asks /transactions/get for the rows of an Item between two days,
// after the first offset of them. Rows may have come and gone since the page
// before: then Total is another one, or an id comes twice. Plaid bills nothing for
// it on an Item that has Transactions. The page is good until d decodes another
// one. Errors: *Error, ErrBadRow, ErrShape, ErrCutOff, ErrTooLong, net/http's.
func (c *Client) WindowPage(ctx context.Context, token string, from, to ledger.Date, offset int, d *PageDecoder) (page WindowPage, err error) {
	for _, count := range []int{pageSize, pageSize / 10} { // fewer where their texts are very long
		err = c.post(ctx, "/transactions/get", windowRequest{
			AccessToken: token, From: from.String(), To: to.String(),
			Options: windowOptions{Count: count, Offset: offset, IncludeOriginalDescription: true, CategoryVersion: "v2"},
		}, func(body io.Reader) (err error) {
			page, err = d.readWindow(body)
			return err
		})
		if !errors.Is(err, ErrTooLong) {
			break
		}
	}
	return page, err
}

// readWindow reads an answer of /transactions/get. Its list and its total must be
// there.
func (d *PageDecoder) readWindow(body io.Reader) (p WindowPage, err error) {
	if d.body, err = readAll(d.body, body); err != nil {
		return p, err
	}
	if notJSON(d.body) {
		return p, &Error{Status: 200}
	}
	d.b, d.i, d.err = d.body, 0, nil
	d.details, d.asides, d.rows = d.details[:0], d.asides[:0], 0
	if !d.open('{') && d.err == nil {
		return p, ErrShape
	}
	lists, totals := 0, 0
	for n := 0; d.more('}', &n); {
		switch string(d.key()) {
		case "transactions":
			lists++
			d.added = d.transactions("transactions", d.added[:0])
			p.Rows = d.added
		case "total_transactions":
			totals++
			p.Total = atoi(d.number())
		case "accounts":
			p.AccountIDs = d.accountIDs()
		default:
			d.skip()
		}
	}
	switch {
	case d.err != nil:
		return WindowPage{}, d.err
	case lists != 1 || totals != 1 || p.Total < 0:
		return WindowPage{}, ErrShape
	}
	for _, a := range d.asides {
		p.SetAside = append(p.SetAside, a.SetAside)
	}
	p.Count = d.rows
	return p, nil
}

// atoi reads a count; -1: it is none, or has more than nine digits.
func atoi(text []byte) int {
	if len(text) == 0 || len(text) > 9 {
		return -1
	}
	n := 0
	for _, digit := range text {
		if !isDigit(digit) {
			return -1
		}
		n = 10*n + int(digit-'0')
	}
	return n
}

// accountIDs reads the ids of a list of accounts.
func (d *PageDecoder) accountIDs() (ids []string) {
	if !d.openList() {
		return nil
	}
	for n := 0; d.more(']', &n); {
		if !d.open('{') {
			continue
		}
		for k := 0; d.more('}', &k); {
			if string(d.key()) == "account_id" {
				ids = append(ids, d.text())
			} else {
				d.skip()
			}
		}
	}
	return ids
}
