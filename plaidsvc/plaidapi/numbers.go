package plaidapi

import (
	"context"

	"passbook/plaidsvc/holder"
)

// heldAccount is an account in the answers about who holds it and by which
// numbers it is reached. Its balances are left alone: /identity/match sends null
// for all of them.
type heldAccount struct {
	ID           string `json:"account_id"`
	Name         string `json:"name"`
	Mask         string `json:"mask"`
	Verification string `json:"verification_status"`
}

// numbersAnswer is the answer of /auth/get. Every list is always there.
type numbersAnswer struct {
	Accounts []heldAccount `json:"accounts"`
	Numbers  struct {
		ACH []struct {
			ID        string `json:"account_id"`
			Account   string `json:"account"`
			Routing   string `json:"routing"`
			Wire      string `json:"wire_routing"`
			Tokenized bool   `json:"is_tokenized_account_number"`
		} `json:"ach"`
		EFT []struct {
			ID          string `json:"account_id"`
			Account     string `json:"account"`
			Institution string `json:"institution"`
			Branch      string `json:"branch"`
		} `json:"eft"`
		International []struct {
			ID   string `json:"account_id"`
			IBAN string `json:"iban"`
			BIC  string `json:"bic"`
		} `json:"international"`
		BACS []struct {
			ID       string `json:"account_id"`
			Account  string `json:"account"`
			SortCode string `json:"sort_code"`
		} `json:"bacs"`
	} `json:"numbers"`
}

// Numbers asks /auth/get for the numbers of an Item's checking, savings and cash
// management accounts. Plaid bills it once for an Item. An account that is not
// proved yet has a Verification and may have no numbers.
func (c *Client) Numbers(ctx context.Context, token string) ([]holder.Numbers, error) {
	answer, err := ask[numbersAnswer](ctx, c, "/auth/get", accountsRequest{AccessToken: token})
	if err != nil {
		return nil, err
	}
	found := map[string][]holder.Number{}
	add := func(id string, n holder.Number) { found[id] = append(found[id], n) }
	for _, n := range answer.Numbers.ACH {
		add(n.ID, holder.Number{System: holder.ACH, Account: number(n.Account), Routing: number(n.Routing), WireRouting: number(n.Wire), Tokenized: n.Tokenized})
	}
	for _, n := range answer.Numbers.EFT {
		add(n.ID, holder.Number{System: holder.EFT, Account: number(n.Account), Institution: number(n.Institution), Branch: number(n.Branch)})
	}
	for _, n := range answer.Numbers.International {
		add(n.ID, holder.Number{System: holder.IBAN, Account: number(n.IBAN), BIC: number(n.BIC)})
	}
	for _, n := range answer.Numbers.BACS {
		add(n.ID, holder.Number{System: holder.BACS, Account: number(n.Account), SortCode: number(n.SortCode)})
	}
	return toNumbers(answer.Accounts, found), nil
}

// Verifications asks /accounts/get, which costs nothing, how far the accounts of
// an Item are proved. Their numbers are not in it.
func (c *Client) Verifications(ctx context.Context, token string) ([]holder.Numbers, error) {
	answer, err := ask[struct {
		Accounts []heldAccount `json:"accounts"`
	}](ctx, c, "/accounts/get", accountsRequest{AccessToken: token})
	return toNumbers(answer.Accounts, nil), err
}

func toNumbers(accounts []heldAccount, found map[string][]holder.Number) (list []holder.Numbers) {
	for _, a := range accounts {
		list = append(list, holder.Numbers{
			AccountID: a.ID, Name: OneLine(a.Name, 100), Mask: OneLine(a.Mask, 20), List: found[a.ID],
			Verification: holder.Verification(CodeOnly(a.Verification)),
		})
	}
	return list
}

// number cleans a number of an account or of a bank; what is no short line of
// text is cut.
func number(s string) string { return OneLine(s, 40) }
