package plaidapi

import (
	"context"

	"passbook/plaidsvc/holder"
)

// ownersAnswer is the answer of /identity/get.
type ownersAnswer struct {
	Accounts []struct {
		heldAccount
		Owners []struct {
			Names     []string         `json:"names"`
			Phones    []contactOfOwner `json:"phone_numbers"`
			Emails    []contactOfOwner `json:"emails"`
			Addresses []struct {
				Data    addressOfOwner `json:"data"`
				Primary bool           `json:"primary"`
			} `json:"addresses"`
		} `json:"owners"`
	} `json:"accounts"`
}

type contactOfOwner struct {
	Data    string `json:"data"`
	Kind    string `json:"type"`
	Primary bool   `json:"primary"`
}

type addressOfOwner struct {
	Street     string `json:"street,omitempty"`
	City       string `json:"city,omitempty"`
	Region     string `json:"region,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	Country    string `json:"country,omitempty"`
}

// Owners asks /identity/get who holds each account of an Item. Plaid bills it
// once for an Item.
func (c *Client) Owners(ctx context.Context, token string) ([]holder.Owners, error) {
	answer, err := ask[ownersAnswer](ctx, c, "/identity/get", accountsRequest{AccessToken: token})
	if err != nil {
		return nil, err
	}
	var list []holder.Owners
	for _, a := range answer.Accounts {
		held := holder.Owners{AccountID: a.ID, Name: OneLine(a.Name, 100), Mask: OneLine(a.Mask, 20)}
		for _, o := range a.Owners {
			owner := holder.Owner{Phones: toContacts(o.Phones), Emails: toContacts(o.Emails)}
			for _, name := range o.Names {
				owner.Names = append(owner.Names, OneLine(name, 200))
			}
			for _, at := range o.Addresses {
				d := at.Data
				owner.Addresses = append(owner.Addresses, holder.Address{
					Street: OneLine(d.Street, 200), City: OneLine(d.City, 100), Region: OneLine(d.Region, 100),
					PostalCode: OneLine(d.PostalCode, 40), Country: OneLine(d.Country, 40), Primary: at.Primary,
				})
			}
			held.List = append(held.List, owner)
		}
		list = append(list, held)
	}
	return list, nil
}

func toContacts(list []contactOfOwner) (contacts []holder.Contact) {
	for _, c := range list {
		contacts = append(contacts, holder.Contact{Data: OneLine(c.Data, 200), Kind: OneLine(c.Kind, 40), Primary: c.Primary})
	}
	return contacts
}

// matchRequest is the request of /identity/match. What is left out is not
// compared.
type matchRequest struct {
	AccessToken string `json:"access_token"`
	User        struct {
		Name    string          `json:"legal_name,omitempty"`
		Phone   string          `json:"phone_number,omitempty"`
		Email   string          `json:"email_address,omitempty"`
		Address *addressOfOwner `json:"address,omitempty"`
	} `json:"user"`
}

// matchAnswer is the answer of /identity/match: an object, or a score in it, is
// null where it was not compared.
type matchAnswer struct {
	Accounts []struct {
		heldAccount
		Name struct {
			scored
			Part     bool `json:"is_first_name_or_last_name_match"`
			Nickname bool `json:"is_nickname_match"`
			Business bool `json:"is_business_name_detected"`
		} `json:"legal_name"`
		Phone   scored `json:"phone_number"`
		Email   scored `json:"email_address"`
		Address struct {
			scored
			PostalCode bool `json:"is_postal_code_match"`
		} `json:"address"`
	} `json:"accounts"`
}

type scored struct {
	Score *int `json:"score"`
}

// Match asks /identity/match how well a profile fits the owners of each account
// of an Item. Plaid bills every call. The balances in its answer are null, and
// are not read.
func (c *Client) Match(ctx context.Context, token string, p holder.Profile) ([]holder.Match, error) {
	req := matchRequest{AccessToken: token}
	req.User.Name, req.User.Phone, req.User.Email = p.Name, p.Phone, p.Email
	if p.HasAddress() {
		req.User.Address = &addressOfOwner{p.Street, p.City, p.Region, p.PostalCode, p.Country}
	}
	answer, err := ask[matchAnswer](ctx, c, "/identity/match", req)
	if err != nil {
		return nil, err
	}
	var list []holder.Match
	for _, a := range answer.Accounts {
		m := holder.Match{
			AccountID: a.ID, Name: OneLine(a.heldAccount.Name, 100), Mask: OneLine(a.Mask, 20), Scores: map[holder.Field]int{},
			PartOfName: a.Name.Part, Nickname: a.Name.Nickname, Business: a.Name.Business, PostalCode: a.Address.PostalCode,
		}
		for field, s := range map[holder.Field]scored{
			holder.LegalName: a.Name.scored, holder.Phone: a.Phone, holder.Email: a.Email, holder.Home: a.Address.scored,
		} {
			if s.Score != nil {
				m.Scores[field] = *s.Score
			}
		}
		list = append(list, m)
	}
	return list, nil
}
