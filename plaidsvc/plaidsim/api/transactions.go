package api

import (
	"encoding/json"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// TransactionsGet serves /transactions/get: the transactions of some days,
// newest first, in pages; PRODUCT_NOT_READY until the first are there.
func TransactionsGet(c *bank.Call, in struct {
	itemRequest
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
	it, list, err := c.ReachTransactions(in.AccessToken, in.Options.Days, in.Options.IDs)
	if err != nil {
		return nil, err
	}
	if it.History.Status == bank.NotReady {
		return nil, wire.ErrNotReady
	}
	start, _ := draw.ParseDay(in.Start)
	end, _ := draw.ParseDay(in.End)
	if end < start {
		return nil, wire.InvalidField("end_date must not be before start_date")
	}
	found := it.History.Between(start, end, list)
	total, count := len(found), 100
	if in.Options.Count != nil {
		count = *in.Options.Count
	}
	found = found[min(in.Options.Offset, total):]
	rows, version := []wire.Object{}, c.Ledger.Taxonomy(in.Options.Version)
	for _, t := range found[:min(count, len(found))] {
		rows = append(rows, it.ByRules(t, t.JSON(&it.Accounts[t.Account], in.Options.Original, version), version))
	}
	return wire.Object{"accounts": bank.AccountsJSON(list), "item": it.JSON(), "total_transactions": total, "transactions": rows}, nil
}

// dynamicUsers are those whose transactions /transactions/refresh moves.
var dynamicUsers = []string{"user_transactions_dynamic", "user_ewa_user", "user_yuppie", "user_small_business"}

// TransactionsRefresh serves /transactions/refresh: the transactions of a user
// that moves do so.
func TransactionsRefresh(c *bank.Call, in itemRequest) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "transactions")
	if err != nil {
		return nil, err
	}
	if it.Institution.ID == capitalOne && slices.ContainsFunc(it.Accounts, func(a bank.Account) bool { return a.Shared && a.Type != "depository" }) {
		return nil, wire.ErrNotSupported
	}
	if slices.Contains(dynamicUsers, it.Login.User) && it.History.Status == bank.HistoricalDone {
		it.History.Refresh(c.Now)
	}
	return wire.Object{}, nil
}

// SandboxTransactionsCreate serves /sandbox/transactions/create: up to ten
// transactions of the last fourteen days, for user_transactions_dynamic.
func SandboxTransactionsCreate(c *bank.Call, in struct {
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
	it, err := c.Reach(in.AccessToken, "transactions")
	if err != nil {
		return nil, err
	}
	if it.Login.User != "user_transactions_dynamic" {
		return nil, wire.InvalidField("transactions can only be created for Items of user_transactions_dynamic")
	}
	if len(in.Transactions) > 10 {
		return nil, wire.InvalidField("The request contains too many transactions.")
	}
	into := slices.IndexFunc(it.Accounts, func(a bank.Account) bool { return a.Shared && a.Type == "depository" })
	if into < 0 {
		return nil, wire.LoginErrors["NO_ACCOUNTS"]
	}
	today := draw.DayOf(c.Now)
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
		it.History.Add(r, "")
	}
	it.History.Updated = c.Now
	return wire.Object{}, nil
}
