package shop

import (
	"cmp"
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
	Trust    string // confidence_level of the category; empty: VERY_HIGH for a merchant, else HIGH
	Lo, Hi   int64  // usual price, cents
	Via      string // the marketplace that sold it
	Short    string // how a bank's text abbreviates the merchant, in capitals; empty: not at all
	Kind     string // counterparty type; empty: merchant
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

// branches is how many branches of a shop everybody goes to: the same store
// numbers come again.
const branches = 3

// Planned is a purchase at the shop without its amount, authorized on the day
// bought and posted on the day posted.
func (s Shop) Planned(seed uint64, r *rand.Rand, account int, posted, bought draw.Day) profile.Planned {
	branch := draw.Day(r.IntN(branches))
	text := draw.Digits(draw.Rand(seed, branch, s.Text), s.Text)
	x := profile.Planned{
		Account: account, Date: posted, Authorized: bought, Name: text, Merchant: s.Merchant, Entity: EntityID(s.Merchant), Logo: Logo(s.Merchant),
		Detailed: s.Detailed, Confidence: "VERY_HIGH", Channel: s.Channel, Code: "purchase", Website: s.Website,
		Counterparty: s.Kind, Via: marketplaces[s.Via],
	}
	if s.Merchant == "" {
		x.Confidence = "HIGH"
	} else if x.Counterparty == "" {
		x.Counterparty = "merchant"
	}
	x.Confidence = cmp.Or(s.Trust, x.Confidence)
	x.Original = "POS DEBIT " + text
	if s.Channel != "" {
		return x
	}
	x.Channel, x.City, x.Region, x.Country = "in store", City, Region, Country
	x.Original = text + " PORTLAND OR"
	if strings.Contains(text, "PORTLAND") {
		x.Original = text + " OR"
	}
	if s.Merchant != "" {
		s.locate(&x, text, draw.Rand(seed, branch, "place of "+s.Text))
	}
	return x
}
