package api

import (
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// ownersOf are the owners of an account.
func ownersOf(it *bank.Item, account int) []profile.Owner {
	if o, ok := it.Profile.Owners[account]; ok {
		return o
	}
	return []profile.Owner{profile.TestOwner}
}

// IdentityGet serves /identity/get: the owners of the accounts.
func IdentityGet(c *bank.Call, in accountsRequest) (any, *wire.Error) {
	it, list, err := c.ReachAccounts(in.AccessToken, "identity", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	out := bank.AccountsJSON(list)
	for i, a := range list {
		out[i]["owners"] = ownersJSON(ownersOf(it, a.Index))
	}
	return wire.Object{"accounts": out, "item": it.JSON()}, nil
}

// IdentityRefresh serves /identity/refresh: nothing has changed, so no webhook
// is sent.
func IdentityRefresh(c *bank.Call, in itemRequest) (any, *wire.Error) {
	_, err := c.Reach(in.AccessToken, "identity")
	return wire.Object{}, err
}

// ownersJSON is a list of owners for JSON.
func ownersJSON(owners []profile.Owner) []wire.Object {
	out := []wire.Object{}
	for _, o := range owners {
		addresses := []wire.Object{}
		for _, a := range o.Addresses {
			addresses = append(addresses, wire.Object{"data": addressJSON(a), "primary": a.Primary})
		}
		out = append(out, wire.Object{"names": wire.NonNil(o.Names), "phone_numbers": contactsJSON(o.Phones), "emails": contactsJSON(o.Emails), "addresses": addresses})
	}
	return out
}

func contactsJSON(list []profile.Contact) []wire.Object {
	out := []wire.Object{}
	for _, c := range list {
		out = append(out, wire.Object{"data": c.Data, "primary": c.Primary, "type": c.Type})
	}
	return out
}

func addressJSON(a profile.Address) wire.Object {
	return wire.Object{"street": a.Street, "city": wire.OrNull(a.City), "region": wire.OrNull(a.Region), "postal_code": wire.OrNull(a.Postal), "country": wire.OrNull(a.Country)}
}

// matchRequest is the person that /identity/match compares with the owners.
type matchRequest struct {
	Name    *string `json:"legal_name"`
	Phone   *string `json:"phone_number"`
	Email   *string `json:"email_address"`
	Address *struct {
		Street  string `json:"street"`
		City    string `json:"city"`
		Region  string `json:"region"`
		Postal  string `json:"postal_code"`
		Country string `json:"country"`
	} `json:"address"`
}

// IdentityMatch serves /identity/match: how well a person fits the owners, 0 to
// 100; the balances are left out.
func IdentityMatch(c *bank.Call, in struct {
	accountsRequest
	User matchRequest `json:"user"`
},
) (any, *wire.Error) {
	it, list, err := c.ReachAccounts(in.AccessToken, "identity", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	out := bank.AccountsJSON(list)
	for i, a := range list {
		for k := range out[i]["balances"].(wire.Object) {
			out[i]["balances"].(wire.Object)[k] = nil
		}
		for k, v := range in.User.match(ownersOf(it, a.Index)) {
			out[i][k] = v
		}
	}
	return wire.Object{"accounts": out, "item": it.JSON()}, nil
}

// match gives the scores of the owner who fits best. The scores of what the
// request leaves out are null.
func (m matchRequest) match(owners []profile.Owner) wire.Object {
	out := wire.Object{
		"legal_name":   wire.Object{"score": nil, "is_first_name_or_last_name_match": nil, "is_nickname_match": nil, "is_business_name_detected": nil},
		"phone_number": wire.Object{"score": nil}, "email_address": wire.Object{"score": nil},
		"address": wire.Object{"score": nil, "is_postal_code_match": nil},
	}
	best := func(score func(profile.Owner) int) int {
		top := 0
		for _, o := range owners {
			top = max(top, score(o))
		}
		return top
	}
	if m.Name != nil {
		score := bestName(*m.Name, owners)
		out["legal_name"] = wire.Object{"score": score, "is_first_name_or_last_name_match": score > 0, "is_nickname_match": false, "is_business_name_detected": false}
	}
	if m.Phone != nil {
		out["phone_number"] = wire.Object{"score": best(func(o profile.Owner) int { return phoneMatch(*m.Phone, o.Phones) })}
	}
	if m.Email != nil {
		out["email_address"] = wire.Object{"score": best(func(o profile.Owner) int { return emailMatch(*m.Email, o.Emails) })}
	}
	if a := m.Address; a != nil {
		postal := false
		score := best(func(o profile.Owner) int {
			top := 0
			for _, b := range o.Addresses {
				top = max(top, wordMatch(strings.Join([]string{a.Street, a.City, a.Region, a.Postal}, " "), []string{strings.Join([]string{b.Street, b.City, b.Region, b.Postal}, " ")}))
				postal = postal || a.Postal != "" && a.Postal == b.Postal
			}
			return top
		})
		out["address"] = wire.Object{"score": score, "is_postal_code_match": postal}
	}
	return out
}

// bestName is the score of the owner whose name is most like one.
func bestName(name string, owners []profile.Owner) int {
	top := 0
	for _, o := range owners {
		top = max(top, wordMatch(name, o.Names))
	}
	return top
}

// wordMatch is the share of words, in percent, that a text has in common with
// the best candidate.
func wordMatch(text string, candidates []string) int {
	words := strings.Fields(strings.ToLower(text))
	top := 0
	for _, c := range candidates {
		other := strings.Fields(strings.ToLower(c))
		common := 0
		for _, w := range words {
			if slices.Contains(other, w) {
				common++
			}
		}
		if n := max(len(words), len(other)); n > 0 {
			top = max(top, common*100/n)
		}
	}
	return top
}

// phoneMatch is 100 if the last ten digits are the same.
func phoneMatch(phone string, contacts []profile.Contact) int {
	if number := lastDigits(phone); number != "" && slices.ContainsFunc(contacts, func(c profile.Contact) bool { return lastDigits(c.Data) == number }) {
		return 100
	}
	return 0
}

// lastDigits are the last ten digits of a phone number.
func lastDigits(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	return digits[max(0, len(digits)-10):]
}

// emailMatch is 100 for the same address, and 80 if only the part after +
// differs.
func emailMatch(email string, contacts []profile.Contact) int {
	plain := func(s string) string {
		local, host, _ := strings.Cut(strings.ToLower(s), "@")
		local, _, _ = strings.Cut(local, "+")
		return local + "@" + host
	}
	top := 0
	for _, c := range contacts {
		switch {
		case strings.EqualFold(c.Data, email):
			return 100
		case plain(c.Data) == plain(email):
			top = 80
		}
	}
	return top
}
