package plaidsim

import (
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/wire"
)

// owner is who holds an account.
type owner struct {
	names          []string
	phones, emails []contact
	addresses      []address
}

// contact is a phone number or an e-mail address.
type contact struct {
	data, typ string
	primary   bool
}

// address is where an owner lives. Empty texts are null.
type address struct {
	street, city, region, postal, country string
	primary                               bool
}

// testOwner holds every account whose profile names nobody.
var testOwner = owner{
	names:  []string{"Alberta Bobbeth Charleson"},
	phones: []contact{{"2025550123", "home", false}, {"1112224444", "work", false}, {"1112225555", "mobile", true}},
	emails: []contact{
		{"accountholder0@example.com", "primary", true},
		{"accountholder1@example.com", "secondary", false},
		{"extraordinarily.long.email.username.123456@reallylonghostname.com", "other", false},
	},
	addresses: []address{
		{"2992 Cameron Road", "Malakoff", "NY", "14236", "US", true},
		{"2493 Leisure Lane", "San Matias", "CA", "93405-2255", "US", false},
	},
}

// owners are an account's.
func (it *item) owners(account int) []owner {
	if o, ok := it.profile.owners[account]; ok {
		return o
	}
	return []owner{testOwner}
}

func identityGet(c *call, in accountsRequest) (any, *wire.Error) {
	it, list, err := c.reachAccounts(in.AccessToken, "identity", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	out := accountsJSON(list)
	for i, a := range list {
		out[i]["owners"] = ownersJSON(it.owners(a.index))
	}
	return wire.Object{"accounts": out, "item": it.json()}, nil
}

// identityRefresh finds what was there, so that no webhook follows.
func identityRefresh(c *call, in accessOnly) (any, *wire.Error) {
	_, err := c.reach(in.AccessToken, "identity")
	return wire.Object{}, err
}

// ownersJSON is a list of owners for JSON.
func ownersJSON(owners []owner) []wire.Object {
	out := []wire.Object{}
	for _, o := range owners {
		addresses := []wire.Object{}
		for _, a := range o.addresses {
			addresses = append(addresses, wire.Object{"data": a.json(), "primary": a.primary})
		}
		out = append(out, wire.Object{"names": wire.NonNil(o.names), "phone_numbers": contactsJSON(o.phones), "emails": contactsJSON(o.emails), "addresses": addresses})
	}
	return out
}

func contactsJSON(list []contact) []wire.Object {
	out := []wire.Object{}
	for _, c := range list {
		out = append(out, wire.Object{"data": c.data, "primary": c.primary, "type": c.typ})
	}
	return out
}

func (a address) json() wire.Object {
	return wire.Object{"street": a.street, "city": wire.OrNull(a.city), "region": wire.OrNull(a.region), "postal_code": wire.OrNull(a.postal), "country": wire.OrNull(a.country)}
}

// matchRequest is whom /identity/match compares the owners with.
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

func identityMatch(c *call, in struct {
	accountsRequest
	User matchRequest `json:"user"`
},
) (any, *wire.Error) {
	it, list, err := c.reachAccounts(in.AccessToken, "identity", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	out := accountsJSON(list)
	for i, a := range list {
		for k := range out[i]["balances"].(wire.Object) {
			out[i]["balances"].(wire.Object)[k] = nil
		}
		for k, v := range in.User.match(it.owners(a.index)) {
			out[i][k] = v
		}
	}
	return wire.Object{"accounts": out, "item": it.json()}, nil
}

// match scores what was asked for against the best fitting owner. What was not
// asked for is null.
func (m matchRequest) match(owners []owner) wire.Object {
	out := wire.Object{"legal_name": nil, "phone_number": nil, "email_address": nil, "address": nil}
	best := func(score func(owner) int) int {
		top := 0
		for _, o := range owners {
			top = max(top, score(o))
		}
		return top
	}
	if m.Name != nil {
		score := best(func(o owner) int { return likeness(*m.Name, o.names) })
		out["legal_name"] = wire.Object{"score": score, "is_first_name_or_last_name_match": score > 0, "is_nickname_match": false, "is_business_name_detected": false}
	}
	if m.Phone != nil {
		out["phone_number"] = wire.Object{"score": best(func(o owner) int { return likePhone(*m.Phone, o.phones) })}
	}
	if m.Email != nil {
		out["email_address"] = wire.Object{"score": best(func(o owner) int { return likeEmail(*m.Email, o.emails) })}
	}
	if a := m.Address; a != nil {
		postal := false
		score := best(func(o owner) int {
			top := 0
			for _, b := range o.addresses {
				top = max(top, likeness(strings.Join([]string{a.Street, a.City, a.Region, a.Postal}, " "), []string{strings.Join([]string{b.street, b.city, b.region, b.postal}, " ")}))
				postal = postal || a.Postal != "" && a.Postal == b.postal
			}
			return top
		})
		out["address"] = wire.Object{"score": score, "is_postal_code_match": postal}
	}
	return out
}

// likeness is the share of words, in percent, that the best candidate has in
// common with a text.
func likeness(text string, candidates []string) int {
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

// likePhone is 100 for the same last ten digits.
func likePhone(phone string, known []contact) int {
	digits := func(s string) string {
		s = strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s)
		return s[max(0, len(s)-10):]
	}
	if slices.ContainsFunc(known, func(c contact) bool { return digits(c.data) == digits(phone) && digits(phone) != "" }) {
		return 100
	}
	return 0
}

// likeEmail is 100 for the same address, 80 for one with another +tag.
func likeEmail(email string, known []contact) int {
	plain := func(s string) string {
		local, host, _ := strings.Cut(strings.ToLower(s), "@")
		local, _, _ = strings.Cut(local, "+")
		return local + "@" + host
	}
	top := 0
	for _, c := range known {
		switch {
		case strings.EqualFold(c.data, email):
			return 100
		case plain(c.data) == plain(email):
			top = 80
		}
	}
	return top
}
