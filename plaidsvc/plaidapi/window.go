package plaidapi

import (
	"context"
	"errors"
	"io"

	"passbook/plaidsvc/plaidapi/pages"
	"passbook/storage/ledger"
)

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
	for _, count := range []int{pages.Size, pages.Size / 10} { // fewer where their texts are very long
		err = c.post(ctx, "/transactions/get", windowRequest{
			AccessToken: token, From: from.String(), To: to.String(),
			Options: windowOptions{Count: count, Offset: offset, IncludeOriginalDescription: true, CategoryVersion: "v2"},
		}, func(body io.Reader) (err error) {
			if err = readInto(d, body); err == nil {
				page, err = d.Window()
			}
			return err
		})
		if !errors.Is(err, ErrTooLong) {
			break
		}
	}
	return page, err
}
