package shop

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// Direct is a payment from an account itself, not by card.
func Direct(account int, d draw.Day, merchant, website, text, detailed, code string) profile.Planned {
	r := profile.Planned{
		Account: account, Date: d, Name: text, Original: "ACH " + text, Merchant: merchant, Entity: EntityID(merchant),
		Website: website, Detailed: detailed, Confidence: "VERY_HIGH", Channel: "online", Code: code,
	}
	if merchant != "" {
		r.Counterparty = "merchant"
	}
	if website != "" {
		r.Logo = Logo(merchant)
	}
	return r
}

// Transfer is money moved between accounts, or interest: it has no merchant.
func Transfer(text, detailed, code string) profile.Planned {
	return profile.Planned{Name: text, Original: text, Detailed: detailed, Confidence: "VERY_HIGH", Channel: "other", Code: code}
}

// Errand is one purchase in the day of a user with live transactions.
type Errand struct {
	Account int // index into Profile.Accounts
	Shop    Shop
	Share   int64 // of the usual price, in percent
}

// LiveDay gives a function for profile.Profile.Live: the n-th transaction is
// the n-th errand, and after the last one it begins again.
func LiveDay(seed uint64, script []Errand) func(int, draw.Day) profile.Planned {
	return func(n int, today draw.Day) profile.Planned {
		e := script[n%len(script)]
		r := draw.Rand(seed+uint64(n), today, "live"+e.Shop.Text)
		x := e.Shop.Planned(seed, r, e.Account, today, today)
		x.Primary, x.Pending = PrimaryOf(x.Detailed), true
		x.Amount = draw.FormatCents(draw.Between(r, e.Shop.Lo, e.Shop.Hi) * e.Share / 100)
		return x
	}
}
