package people

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// goodAccounts are user_good's accounts in Plaid's order. Their balances never
// change.
var goodAccounts = []profile.Account{
	{Name: "Plaid Checking", Mask: "0000", Type: "depository", Subtype: "checking", Available: "100", Current: "110", OfficialName: "Plaid Gold Standard 0% Interest Checking"},
	{Name: "Plaid Saving", Mask: "1111", Type: "depository", Subtype: "savings", Available: "200", Current: "210", OfficialName: "Plaid Silver Standard 0.1% Interest Saving"},
	{Name: "Plaid CD", Mask: "2222", Type: "depository", Subtype: "cd", Current: "1000", OfficialName: "Plaid Bronze Standard 0.2% Interest CD"},
	{Name: "Plaid Credit Card", Mask: "3333", Type: "credit", Subtype: "credit card", Current: "410", Limit: "2000", OfficialName: "Plaid Diamond 12.5% APR Interest Credit Card"},
	{Name: "Plaid Money Market", Mask: "4444", Type: "depository", Subtype: "money market", Available: "43200", Current: "43200", OfficialName: "Plaid Platinum Standard 1.85% Interest Money Market"},
	{Name: "Plaid IRA", Mask: "5555", Type: "investment", Subtype: "ira", Current: "320.76"},
	{Name: "Plaid 401k", Mask: "6666", Type: "investment", Subtype: "401k", Current: "23631.9805"},
	{Name: "Plaid Student Loan", Mask: "7777", Type: "loan", Subtype: "student", Current: "65262"},
	{Name: "Plaid Mortgage", Mask: "8888", Type: "loan", Subtype: "mortgage", Current: "56302.06"},
	{Name: "Plaid HSA", Mask: "9001", Type: "depository", Subtype: "hsa", Available: "6009", Current: "6009", OfficialName: "Plaid Cares Health Savings Account"},
	{Name: "Plaid Cash Management", Mask: "9002", Type: "depository", Subtype: "cash management", Available: "12060", Current: "12060", OfficialName: "Plaid Growth Cash Management"},
	{Name: "Plaid Auto Loan", Mask: "9003", Type: "loan", Subtype: "auto", Current: "23211.33"},
	{Name: "Plaid Home Equity Line of Credit", Mask: "9004", Type: "loan", Subtype: "home equity", Current: "13500.50"},
	{Name: "Plaid Business Credit Card", Mask: "9999", Type: "credit", Subtype: "credit card", Available: "4980", Current: "5020", Limit: "10000"},
}

// goodCycle is what happens every 30 days. Date is how many days before the end
// of the cycle. The signs are Plaid's, also where they are odd.
var goodCycle = []profile.Planned{
	{Date: 0, Account: 0, Amount: "5.4", Name: "Uber 063015 SF**POOL**", Merchant: "Uber", Website: "uber.com", Detailed: "TRANSPORTATION_TAXIS_AND_RIDE_SHARES", Confidence: "VERY_HIGH", Channel: "online"},
	{Date: 0, Account: 1, Amount: "25", Name: "CREDIT CARD 3333 PAYMENT *//", Detailed: "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", Confidence: "LOW", Channel: "other"},
	{Date: 1, Account: 4, Amount: "5850", Name: "ACH Electronic CreditGUSTO PAY 123456", Merchant: "Gusto", Website: "gusto.com", Detailed: "TRANSFER_OUT_ACCOUNT_TRANSFER", Confidence: "LOW", Channel: "online"},
	{Date: 1, Account: 2, Amount: "1000", Name: "CD DEPOSIT .INITIAL.", Detailed: "TRANSFER_OUT_SAVINGS", Confidence: "LOW", Channel: "other"},
	{Date: 2, Account: 3, Amount: "78.5", Name: "Touchstone Climbing", Detailed: "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", Confidence: "HIGH", Channel: "in store"},
	{Date: 2, Account: 0, Amount: "-500", Name: "United Airlines", Merchant: "United Airlines", Website: "united.com", Detailed: "TRAVEL_FLIGHTS", Confidence: "VERY_HIGH", Channel: "in store"},
	{Date: 3, Account: 0, Amount: "12", Name: "McDonald's", Merchant: "McDonald's", Website: "mcdonalds.com", Store: "3322", Detailed: "FOOD_AND_DRINK_FAST_FOOD", Confidence: "VERY_HIGH", Channel: "in store"},
	{Date: 3, Account: 0, Amount: "4.33", Name: "Starbucks", Merchant: "Starbucks", Website: "starbucks.com", Detailed: "FOOD_AND_DRINK_COFFEE", Confidence: "VERY_HIGH", Channel: "in store"},
	{Date: 4, Account: 0, Amount: "89.4", Name: "SparkFun", Merchant: "FUN", Detailed: "FOOD_AND_DRINK_RESTAURANT", Confidence: "LOW", Channel: "in store"},
	{Date: 5, Account: 1, Amount: "-4.22", Name: "INTRST PYMNT", Detailed: "TRANSFER_IN_OTHER_TRANSFER_IN", Confidence: "LOW", Channel: "other"},
	{Date: 15, Account: 3, Amount: "500", Name: "United Airlines", Merchant: "United Airlines", Website: "united.com", Detailed: "TRAVEL_FLIGHTS", Confidence: "VERY_HIGH", Channel: "in store"},
	{Date: 17, Account: 0, Amount: "6.33", Name: "Uber 072515 SF**POOL**", Merchant: "Uber", Website: "uber.com", Detailed: "TRANSPORTATION_TAXIS_AND_RIDE_SHARES", Confidence: "VERY_HIGH", Channel: "online"},
	{Date: 20, Account: 3, Amount: "500", Name: "Tectra Inc", Detailed: "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE", Confidence: "LOW", Channel: "in store"},
	{Date: 21, Account: 3, Amount: "2078.5", Name: "AUTOMATIC PAYMENT - THANK", Detailed: "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", Confidence: "LOW", Channel: "other"},
	{Date: 21, Account: 3, Amount: "500", Name: "KFC", Merchant: "KFC", Website: "kfc.com", Detailed: "FOOD_AND_DRINK_FAST_FOOD", Confidence: "VERY_HIGH", Channel: "in store"},
	{Date: 21, Account: 3, Amount: "500", Name: "Madison Bicycle Shop", Detailed: "GENERAL_MERCHANDISE_SPORTING_GOODS", Confidence: "HIGH", Channel: "in store"},
}

// userGood generates user_good. The OAuth bank gives its first two accounts
// only, with persistent ids.
func userGood(l profile.Login) (profile.Profile, *wire.Error) {
	p := profile.Profile{Accounts: goodAccounts, Planned: goodRows(l.Today-draw.Day(l.Days), l.Today, l.Today+profile.Future), Holdings: goodHoldings, Trades: goodTrades(l.Today), Debts: goodDebts}
	if l.Institution != "ins_127287" {
		return p, nil
	}
	p.Accounts = append([]profile.Account(nil), goodAccounts[:2]...)
	for i := range p.Accounts {
		p.Accounts[i].PersistentID = string(draw.AppendBase62(nil, draw.MixString(uint64(i), "persistent"), 37))
	}
	p.Holdings, p.Trades, p.Debts = nil, nil, nil
	all := p.Planned
	p.Planned = nil
	for _, r := range all {
		if r.Account < len(p.Accounts) {
			p.Planned = append(p.Planned, r)
		}
	}
	return p, nil
}

// goodRows repeats the cycle from the day after after until last, oldest first.
// One cycle ends today.
func goodRows(after, today, last draw.Day) []profile.Planned {
	var rows []profile.Planned
	for end := today - (today-after-1)/30*30; end <= last; end += 30 {
		for i := len(goodCycle) - 1; i >= 0; i-- {
			r := goodCycle[i]
			r.Date = end - r.Date
			if r.Date <= after {
				continue
			}
			r.Authorized = r.Date
			if r.Merchant == "Uber" {
				r.Authorized--
			}
			r.Original, r.Primary = r.Name, shop.PrimaryOf(r.Detailed)
			if r.Merchant != "" {
				r.Counterparty = "merchant"
			}
			if r.Website != "" {
				r.Entity, r.Logo = shop.EntityID(r.Merchant), shop.Logo(r.Merchant)
			}
			rows = append(rows, r)
		}
	}
	return rows
}
