package plaidsim

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

func transactionsGet(c *call, in struct {
	accessOnly
	Start   string `json:"start_date"`
	End     string `json:"end_date"`
	Options struct {
		syncOptions
		accountFilter
		Count  *int `json:"count"`
		Offset int  `json:"offset"`
	} `json:"options"`
},
) (any, *wire.Error) {
	it, list, err := c.reachAccounts(in.AccessToken, "transactions", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	if it.history.status == notReady {
		return nil, wire.ErrNotReady
	}
	start, _ := draw.ParseDay(in.Start)
	end, _ := draw.ParseDay(in.End)
	if end < start {
		return nil, wire.InvalidField("end_date must not be before start_date")
	}
	found := it.history.between(start, end, list)
	total, count := len(found), 100
	if in.Options.Count != nil {
		count = *in.Options.Count
	}
	found = found[min(in.Options.Offset, total):]
	rows := []wire.Object{}
	for _, t := range found[:min(count, len(found))] {
		rows = append(rows, t.json(&it.accounts[t.Account], in.Options.Original, in.Options.Version))
	}
	return wire.Object{"accounts": accountsJSON(list), "item": it.json(), "total_transactions": total, "transactions": rows}, nil
}

// between lists the accounts' transactions of some days, newest first.
func (h *history) between(start, end draw.Day, list []*account) []*txn {
	var found []*txn
	for i := range h.txns {
		t := &h.txns[i]
		if !t.gone && t.Date >= start && t.Date <= end && slices.Contains(list, &h.item.accounts[t.Account]) {
			found = append(found, t)
		}
	}
	slices.SortStableFunc(found, func(a, b *txn) int { return int(b.Date - a.Date) })
	return found
}

// dynamicUsers are those whose transactions a refresh moves.
var dynamicUsers = []string{"user_transactions_dynamic", "user_ewa_user", "user_yuppie", "user_small_business"}

func transactionsRefresh(c *call, in accessOnly) (any, *wire.Error) {
	it, err := c.reach(in.AccessToken, "transactions")
	if err != nil {
		return nil, err
	}
	if it.institution.id == capitalOne && slices.ContainsFunc(it.accounts, func(a account) bool { return a.shared && a.Type != "depository" }) {
		return nil, wire.ErrNotSupported
	}
	if slices.Contains(dynamicUsers, it.login.User) && it.history.status == historicalDone {
		it.history.refresh(c.now)
	}
	return wire.Object{}, nil
}

// refresh does what was seen of Plaid's: pending rows post, one posted amount
// grows by 1.00, nearly all the rest is sent again as it was, and new pending
// rows come.
func (h *history) refresh(now time.Time) {
	today, grown := draw.DayOf(now), false
	for n := range len(h.txns) {
		switch t := &h.txns[n]; {
		case t.gone:
		case t.Pending:
			h.post(n, today, t.Amount)
		case !grown:
			grown = true
			t.Amount = oneMore(t.Amount)
			h.touch(n)
		default:
			h.touch(n)
		}
	}
	for range 3 {
		if h.live != nil {
			r := h.live(h.made, today)
			r.Pending = true
			h.add(r, "")
			h.made++
		}
	}
	h.filled = now
}

func sandboxTransactionsCreate(c *call, in struct {
	AccessToken  string `json:"access_token"`
	Transactions []struct {
		Transacted  string      `json:"date_transacted"`
		Posted      string      `json:"date_posted"`
		Amount      json.Number `json:"amount"`
		Description string      `json:"description"`
		Currency    string      `json:"iso_currency_code"`
	} `json:"transactions"`
},
) (any, *wire.Error) {
	it, err := c.reach(in.AccessToken, "transactions")
	if err != nil {
		return nil, err
	}
	if it.login.User != "user_transactions_dynamic" {
		return nil, wire.InvalidField("transactions can only be created for Items of user_transactions_dynamic")
	}
	if len(in.Transactions) > 10 {
		return nil, wire.InvalidField("The request contains too many transactions.")
	}
	into := slices.IndexFunc(it.accounts, func(a account) bool { return a.shared && a.Type == "depository" })
	if into < 0 {
		return nil, wire.LoginErrors["NO_ACCOUNTS"]
	}
	today := draw.DayOf(c.now)
	var rows []profile.Planned
	for _, x := range in.Transactions {
		bought, _ := draw.ParseDay(x.Transacted)
		posted, _ := draw.ParseDay(x.Posted)
		if bought < today-14 || bought > today || posted < bought || posted > today {
			return nil, wire.InvalidField("Transaction and posted dates must be within the last 14 days. The posted date cannot be before the transaction date.")
		}
		rows = append(rows, profile.Planned{
			Account: into, Date: posted, Authorized: bought, Amount: x.Amount.String(), Currency: x.Currency,
			Name: x.Description, Original: x.Description, Channel: "other",
			Primary: "GENERAL_MERCHANDISE", Detailed: "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE", Confidence: "LOW",
		})
	}
	for _, r := range rows {
		if strings.TrimSpace(r.Name) == "" {
			return nil, wire.InvalidField("transactions.description must be a non-empty string")
		}
		it.history.add(r, "")
	}
	it.history.filled = c.now
	return wire.Object{}, nil
}
