package plaidapi

import (
	"cmp"
	"context"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"passbook/storage/transferevents"
)

// eventsAtOnce is how many events both endpoints give in one answer.
const eventsAtOnce = 25

// transferEvent is an event of either feed. plaid-go is not used: it reads
// event_id into 32 bits, and an id beyond them would cost the whole answer.
type transferEvent struct {
	ID       json.Number `json:"event_id"`
	At       time.Time   `json:"timestamp"`
	Kind     string      `json:"event_type"`
	Account  string      `json:"account_id"`
	Transfer string      `json:"transfer_id"`
	Type     string      `json:"transfer_type"`
	Amount   string      `json:"transfer_amount"`
	Sweep    string      `json:"sweep_amount"`

	BankTransfer string `json:"bank_transfer_id"`
	BankType     string `json:"bank_transfer_type"`
	BankAmount   string `json:"bank_transfer_amount"`
	BankCurrency string `json:"bank_transfer_iso_currency_code"`

	Failure struct {
		Code        string `json:"failure_code"`
		ACH         string `json:"ach_return_code"`
		Description string `json:"description"`
	} `json:"failure_reason"`
}

// TransferEvents asks /transfer/event/sync or /bank_transfer/event/sync for the
// events after an id, the oldest first, and whether there are more. They are of
// all transfers that were made with the keys, whatever the Item, and nothing is
// billed. ErrShape: an event has no id, or one that is not after the one before
// it, so that asking on would never end.
func (c *Client) TransferEvents(ctx context.Context, feed transferevents.Feed, after int64) (events []transferevents.Event, more bool, err error) {
	request := struct {
		After int64 `json:"after_id"`
		Count int   `json:"count"`
	}{after, eventsAtOnce}
	answer, err := ask[struct {
		Transfers     []transferEvent `json:"transfer_events"`
		BankTransfers []transferEvent `json:"bank_transfer_events"`
		More          bool            `json:"has_more"`
	}](ctx, c, "/"+string(feed)+"/event/sync", request)
	if err != nil {
		return nil, false, err
	}
	list, more := answer.Transfers, answer.More
	if feed == transferevents.BankTransfers { // it does not say whether there are more
		list, more = answer.BankTransfers, len(answer.BankTransfers) >= eventsAtOnce
	}
	if more && len(list) == 0 {
		return nil, false, ErrShape
	}
	for _, e := range list {
		id, err := strconv.ParseInt(e.ID.String(), 10, 64)
		if err != nil || id <= after || e.At.IsZero() {
			return nil, false, ErrShape
		}
		after = id
		events = append(events, toTransferEvent(feed, id, e))
	}
	return events, more, nil
}

// toTransferEvent turns an event. A debit is drawn on the account, and so
// negative; the sum of a sweep has its sign already.
func toTransferEvent(feed transferevents.Feed, id int64, e transferEvent) transferevents.Event {
	out := transferevents.Event{
		Feed: feed, ID: id, At: e.At.UTC(), Kind: OneLine(e.Kind, 60), AccountID: OneLine(e.Account, 100),
		TransferID: OneLine(e.Transfer+e.BankTransfer, 100), Currency: "USD", // Plaid's Transfer has no other
		FailureCode: CodeOnly(cmp.Or(e.Failure.Code, e.Failure.ACH)), Failure: OneLine(e.Failure.Description, 300),
	}
	amount := e.Amount + e.BankAmount
	switch {
	case amount != "" && e.Type+e.BankType == "debit":
		amount = strings.TrimPrefix("-"+amount, "--")
	case amount == "":
		amount = e.Sweep
	}
	if decimalText.MatchString(amount) {
		out.Amount = amount
	}
	if e.BankCurrency != "" {
		out.Currency = OneLine(e.BankCurrency, 10)
	}
	return out
}

// decimalText is an amount as Plaid's transfers have it.
var decimalText = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]{1,8})?$`)
