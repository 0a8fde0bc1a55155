package shop

import (
	"math/rand/v2"
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// Shop is a merchant as the bank's text and Plaid's enrichment show it.
type Shop struct {
	Merchant string // empty: Plaid did not recognise it
	Website  string
	Text     string // of the bank: every # is a digit
	Detailed string // personal finance category, version 1
	Channel  string // payment_channel; empty: in store
	Lo, Hi   int64  // usual price, cents
	Via      string // the marketplace that sold it
	Kind     string // counterparty type; empty: merchant
}

// EntityID is a merchant's own identifier: the same for every user.
func EntityID(merchant string) string {
	if merchant == "" {
		return ""
	}
	return string(draw.AppendBase62(nil, draw.MixString(0, merchant), 37))
}

var primaries = []string{
	"INCOME", "LOAN_DISBURSEMENTS", "LOAN_PAYMENTS", "TRANSFER_IN", "TRANSFER_OUT", "BANK_FEES", "ENTERTAINMENT",
	"FOOD_AND_DRINK", "GENERAL_MERCHANDISE", "HOME_IMPROVEMENT", "MEDICAL", "PERSONAL_CARE", "GENERAL_SERVICES",
	"GOVERNMENT_AND_NON_PROFIT", "TRANSPORTATION", "TRAVEL", "RENT_AND_UTILITIES", "OTHER",
}

// PrimaryOf gives the primary category that a detailed one belongs to.
func PrimaryOf(detailed string) string {
	for _, p := range primaries {
		if strings.HasPrefix(detailed, p+"_") {
			return p
		}
	}
	return "OTHER"
}

// City, Region and Country are where everybody lives.
const City, Region, Country = "Portland", "OR", "US"

// branch is the bank's text of one of the three branches of a shop that a
// household goes to: the same store numbers come back.
func (s Shop) branch(seed uint64, r *rand.Rand) string {
	return draw.Digits(draw.Rand(seed, draw.Day(r.IntN(3)), s.Text), s.Text)
}

// Planned is a purchase at the shop, less its amount: it is authorized on the
// day bought and posts on the day posted.
func (s Shop) Planned(seed uint64, r *rand.Rand, account int, posted, bought draw.Day) profile.Planned {
	text := s.branch(seed, r)
	x := profile.Planned{
		Account: account, Date: posted, Authorized: bought, Name: text, Merchant: s.Merchant, Entity: EntityID(s.Merchant),
		Detailed: s.Detailed, Confidence: "VERY_HIGH", Channel: s.Channel, Code: "purchase", Website: s.Website,
		Counterparty: s.Kind, Via: s.Via,
	}
	if s.Merchant == "" {
		x.Confidence = "HIGH"
	} else if x.Counterparty == "" {
		x.Counterparty = "merchant"
	}
	x.Original = "POS DEBIT " + text
	if s.Channel == "" {
		x.Channel, x.City, x.Region, x.Country = "in store", City, Region, Country
		x.Original = text + " PORTLAND OR"
	}
	return x
}
