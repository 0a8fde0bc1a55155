package shop

import (
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// published are the merchant_entity_id and the logo's file of the merchants that
// Plaid's Sandbox shows.
var published = map[string][2]string{
	"Uber":            {"eyg8o776k0QmNgVpAmaQj4WgzW9Qzo6O51gdd", "uber_1060"},
	"United Airlines": {"NKDjqyAdQQzpyeD8qpLnX0D6yvLe2KYKYYzQ4", "united_airlines_1065"},
	"McDonald's":      {"vzWXDWBjB06j5BJoD3Jo84OJZg7JJzmqOZA22", "mcdonalds_619"},
	"Starbucks":       {"NZAJQ5wYdo1W1p39X5q5gpb15OMe39pj4pJBb", "starbucks_956"},
	"KFC":             {"3LmdknrdwVy9vm0dqj417rLKeJXW7veV7eb2e", "kfc_546"},
}

// EntityID is the merchant_entity_id of a merchant, the same for every user;
// empty for none.
func EntityID(merchant string) string {
	if merchant == "" || published[merchant][0] != "" {
		return published[merchant][0]
	}
	return string(draw.AppendBase62(nil, draw.MixString(0, merchant), 37))
}

// Logo is the address of a merchant's logo, as Plaid writes it; empty for none.
func Logo(merchant string) string {
	if merchant == "" {
		return ""
	}
	file := published[merchant][1]
	if file == "" {
		file = slug(merchant) + "_" + number(merchant)
	}
	return "https://plaid-merchant-logos.plaid.com/" + file + ".png"
}

// slug is a name in the letters of a file's.
func slug(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r == ' ':
			return '_'
		}
		return -1
	}, strings.ToLower(name))
}

// number is the number in the name of a logo's file.
func number(merchant string) string {
	return draw.Digits(draw.Rand(0, 0, "logo of "+merchant), "1##")
}

// marketplaces are those that stand between a merchant and the buyer, by name.
var marketplaces = map[string]profile.Marketplace{
	"":          {},
	"DoorDash":  {Name: "DoorDash", Entity: EntityID("DoorDash"), Website: "doordash.com", Logo: "https://plaid-counterparty-logos.plaid.com/doordash_1.png"},
	"Uber Eats": {Name: "Uber Eats", Entity: EntityID("Uber Eats"), Website: "ubereats.com", Logo: "https://plaid-counterparty-logos.plaid.com/uber_eats_1.png"},
	"Etsy":      {Name: "Etsy", Entity: EntityID("Etsy"), Website: "etsy.com", Logo: "https://plaid-counterparty-logos.plaid.com/etsy_1.png"},
}
