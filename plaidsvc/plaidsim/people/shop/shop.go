package shop

import (
	"math/rand/v2"
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// Shop is a merchant, with the bank's text for it and what Plaid makes of that.
type Shop struct {
	Merchant string // empty: Plaid did not recognise it
	Website  string
	Text     string // the bank's; every # stands for a digit
	Detailed string // personal finance category, version 1
	Channel  string // payment_channel; empty: in store
	Lo, Hi   int64  // usual price, cents
	Via      string // the marketplace that sold it
	Kind     string // counterparty type; empty: merchant
}

// EntityID is the merchant_entity_id of a merchant, the same for every user.
func EntityID(merchant string) string {
	if merchant == "" {
		return ""
	}
	return string(draw.AppendBase62(nil, draw.MixString(0, merchant), 37))
}

// primaries are Plaid's primary categories (personal finance category taxonomy,
// version 1). Package ledger has them too: the simulator imports nothing of
// passbook's, so that a mistake in one list shows in the tests.
var primaries = []string{
	"INCOME", "LOAN_DISBURSEMENTS", "LOAN_PAYMENTS", "TRANSFER_IN", "TRANSFER_OUT", "BANK_FEES", "ENTERTAINMENT",
	"FOOD_AND_DRINK", "GENERAL_MERCHANDISE", "HOME_IMPROVEMENT", "MEDICAL", "PERSONAL_CARE", "GENERAL_SERVICES",
	"GOVERNMENT_AND_NON_PROFIT", "TRANSPORTATION", "TRAVEL", "RENT_AND_UTILITIES", "OTHER",
}

// PrimaryOf gives the primary category of a detailed one.
func PrimaryOf(detailed string) string {
	for _, p := range primaries {
		if strings.HasPrefix(detailed, p+"_") {
			return p
		}
	}
	return "OTHER"
}

// Where everybody lives.
const (
	City    = "Portland"
	Region  = "OR"
	Country = "US"
)

// branch is the bank's text for one of three branches of the shop: the same
// store numbers come again.
func (s Shop) branch(seed uint64, r *rand.Rand) string {
	return draw.Digits(draw.Rand(seed, draw.Day(r.IntN(3)), s.Text), s.Text)
}

// Planned is a purchase at the shop without its amount, authorized on the day
// bought and posted on the day posted.
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
