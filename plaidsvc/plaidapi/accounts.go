package plaidapi

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"passbook/plaidsvc/plaidapi/pages"
	"passbook/storage/ledger"
)

// accountsRequest is the request of /accounts/get and /accounts/balance/get.
type accountsRequest struct {
	AccessToken string           `json:"access_token"`
	Options     *balancesOptions `json:"options,omitempty"`
}

type balancesOptions struct {
	Oldest time.Time `json:"min_last_updated_datetime"`
}

// accountBase is an account in their answers. plaid-go is not used: it takes
// balances for floats, and one that no float holds would cost the whole answer.
type accountBase struct {
	ID           string         `json:"account_id"`
	Name         string         `json:"name"`
	OfficialName string         `json:"official_name"`
	Mask         string         `json:"mask"`
	Kind         string         `json:"type"`
	Subtype      string         `json:"subtype"`
	Holder       string         `json:"holder_category"`
	PersistentID string         `json:"persistent_account_id"`
	Balances     accountBalance `json:"balances"`
}

type accountBalance struct {
	Current    json.Number `json:"current"`
	Available  json.Number `json:"available"`
	Limit      json.Number `json:"limit"`
	ISO        string      `json:"iso_currency_code"`
	Unofficial string      `json:"unofficial_currency_code"`
	BankAt     time.Time   `json:"last_updated_datetime"`
}

// Accounts asks /accounts/get: every account of the Item, investments and
// loans included, with the balances that Plaid last saw. it is the Item that they
// are of. ErrShape: the list is empty, or one has no id, or that of another.
func (c *Client) Accounts(ctx context.Context, token string, it ledger.Item) ([]ledger.Account, error) {
	list, err := c.accounts(ctx, "/accounts/get", accountsRequest{AccessToken: token})
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	return toAccounts(it, list, c.now().UTC())
}

// LiveAccounts asks /accounts/balance/get: every account of the Item, with the
// balances that the bank has now. It takes long, allows few calls a minute,
// and Plaid bills each.
func (c *Client) LiveAccounts(ctx context.Context, token string, it ledger.Item) ([]ledger.Account, error) {
	now := c.now().UTC()
	req := accountsRequest{AccessToken: token}
	if it.InstitutionID == capitalOne {
		req.Options = &balancesOptions{Oldest: now.Add(-24 * time.Hour)}
	}
	list, err := c.accounts(ctx, "/accounts/balance/get", req)
	if err != nil {
		return nil, fmt.Errorf("live balances: %w", err)
	}
	it.BankUpdatedAt = now // where the answer does not say when, the bank was asked just now
	accounts, err := toAccounts(it, list, now)
	for i := range accounts {
		accounts[i].Balance.Source = ledger.Live
	}
	return accounts, err
}

// capitalOne does not give live balances of cards and loans: its requests must
// say how old a balance may be (/accounts/balance/get,
// min_last_updated_datetime).
const capitalOne = "ins_128026"

func (c *Client) accounts(ctx context.Context, path string, req accountsRequest) ([]accountBase, error) {
	var answer struct {
		Accounts []accountBase `json:"accounts"`
	}
	err := c.post(ctx, path, req, func(from io.Reader) error {
		body, err := readJSON(from)
		if err == nil && json.Unmarshal(body, &answer) != nil {
			err = ErrShape // its text may quote the body
		}
		return err
	})
	return answer.Accounts, err
}

// toAccounts turns the accounts of an answer, fetched at an instant. A cached
// balance is as old as the Item's last update, unless it says better. A list
// that Plaid never sends, which is empty or names an account twice or not at all,
// is refused: accounts that it leaves out would be taken for gone.
func toAccounts(it ledger.Item, list []accountBase, fetched time.Time) ([]ledger.Account, error) {
	if len(list) == 0 {
		return nil, ErrShape // an Item without accounts is an error of Plaid's own
	}
	accounts, named := make([]ledger.Account, 0, len(list)), map[string]bool{}
	for _, a := range list {
		if a.ID == "" || named[a.ID] {
			return nil, ErrShape
		}
		named[a.ID] = true
		balance := toBalance(a, fetched)
		if balance.BankAt.IsZero() {
			balance.BankAt = it.BankUpdatedAt
		}
		accounts = append(accounts, ledger.Account{
			ID:           a.ID,
			ItemID:       it.ID,
			Institution:  it.Institution,
			Name:         a.Name,
			OfficialName: a.OfficialName,
			Mask:         a.Mask,
			Kind:         ledger.AccountKind(a.Kind),
			Subtype:      a.Subtype,
			Holder:       a.Holder,
			PersistentID: a.PersistentID,
			Balance:      balance,
		})
	}
	return accounts, nil
}

// toBalance turns a cached balance. What is owed on a card or a loan is
// positive at Plaid and negative here; what is available and the limit keep
// their sign.
func toBalance(a accountBase, fetched time.Time) ledger.Balance {
	b := ledger.Balance{
		Currency:  pages.Currency(a.Balances.ISO, a.Balances.Unofficial),
		FetchedAt: fetched,
		BankAt:    a.Balances.BankAt.UTC(),
		Source:    ledger.Cached,
	}
	owed := ledger.AccountKind(a.Kind).IsDebt()
	b.Current = minor(a.Balances.Current, b.Currency, owed)
	b.Available = minor(a.Balances.Available, b.Currency, false)
	b.Limit = minor(a.Balances.Limit, b.Currency, false)
	return b
}

// minor gives a balance in minor units. One that is larger than passbook can keep
// is none.
func minor(n json.Number, currency string, negate bool) *int64 {
	m, err := ledger.ParseMoney(n.String(), currency)
	if err != nil || m.IsTooLarge() {
		return nil
	}
	if negate {
		m.Minor = -m.Minor
	}
	return &m.Minor
}
