package plaidsim

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// goodAccounts are user_good's, in Plaid's order. Their balances never change.
var goodAccounts = []accountSeed{
	{name: "Plaid Checking", mask: "0000", typ: "depository", subtype: "checking", available: "100", current: "110", official: "Plaid Gold Standard 0% Interest Checking"},
	{name: "Plaid Saving", mask: "1111", typ: "depository", subtype: "savings", available: "200", current: "210", official: "Plaid Silver Standard 0.1% Interest Saving"},
	{name: "Plaid CD", mask: "2222", typ: "depository", subtype: "cd", current: "1000", official: "Plaid Bronze Standard 0.2% Interest CD"},
	{name: "Plaid Credit Card", mask: "3333", typ: "credit", subtype: "credit card", current: "410", limit: "2000", official: "Plaid Diamond 12.5% APR Interest Credit Card"},
	{name: "Plaid Money Market", mask: "4444", typ: "depository", subtype: "money market", available: "43200", current: "43200", official: "Plaid Platinum Standard 1.85% Interest Money Market"},
	{name: "Plaid IRA", mask: "5555", typ: "investment", subtype: "ira", current: "320.76"},
	{name: "Plaid 401k", mask: "6666", typ: "investment", subtype: "401k", current: "23631.9805"},
	{name: "Plaid Student Loan", mask: "7777", typ: "loan", subtype: "student", current: "65262"},
	{name: "Plaid Mortgage", mask: "8888", typ: "loan", subtype: "mortgage", current: "56302.06"},
	{name: "Plaid HSA", mask: "9001", typ: "depository", subtype: "hsa", available: "6009", current: "6009", official: "Plaid Cares Health Savings Account"},
	{name: "Plaid Cash Management", mask: "9002", typ: "depository", subtype: "cash management", available: "12060", current: "12060", official: "Plaid Growth Cash Management"},
	{name: "Plaid Auto Loan", mask: "9003", typ: "loan", subtype: "auto", current: "23211.33"},
	{name: "Plaid Home Equity Line of Credit", mask: "9004", typ: "loan", subtype: "home equity", current: "13500.50"},
	{name: "Plaid Business Credit Card", mask: "9999", typ: "credit", subtype: "credit card", available: "4980", current: "5020", limit: "10000"},
}

// goodCycle is what user_good does every 30 days: date is days before the last
// day of the cycle. Plaid's odd signs are Plaid's.
var goodCycle = []row{
	{date: 0, account: 0, amount: "5.4", name: "Uber 063015 SF**POOL**", merchant: "Uber", website: "uber.com", detailed: "TRANSPORTATION_TAXIS_AND_RIDE_SHARES", confidence: "VERY_HIGH", channel: "online"},
	{date: 0, account: 1, amount: "25", name: "CREDIT CARD 3333 PAYMENT *//", detailed: "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", confidence: "LOW", channel: "other"},
	{date: 1, account: 4, amount: "5850", name: "ACH Electronic CreditGUSTO PAY 123456", merchant: "Gusto", website: "gusto.com", detailed: "TRANSFER_OUT_ACCOUNT_TRANSFER", confidence: "LOW", channel: "online"},
	{date: 1, account: 2, amount: "1000", name: "CD DEPOSIT .INITIAL.", detailed: "TRANSFER_OUT_SAVINGS", confidence: "LOW", channel: "other"},
	{date: 2, account: 3, amount: "78.5", name: "Touchstone Climbing", detailed: "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", confidence: "HIGH", channel: "in store"},
	{date: 2, account: 0, amount: "-500", name: "United Airlines", merchant: "United Airlines", website: "united.com", detailed: "TRAVEL_FLIGHTS", confidence: "VERY_HIGH", channel: "in store"},
	{date: 3, account: 0, amount: "12", name: "McDonald's", merchant: "McDonald's", website: "mcdonalds.com", detailed: "FOOD_AND_DRINK_FAST_FOOD", confidence: "VERY_HIGH", channel: "in store"},
	{date: 3, account: 0, amount: "4.33", name: "Starbucks", merchant: "Starbucks", website: "starbucks.com", detailed: "FOOD_AND_DRINK_COFFEE", confidence: "VERY_HIGH", channel: "in store"},
	{date: 4, account: 0, amount: "89.4", name: "SparkFun", merchant: "FUN", detailed: "FOOD_AND_DRINK_RESTAURANT", confidence: "LOW", channel: "in store"},
	{date: 5, account: 1, amount: "-4.22", name: "INTRST PYMNT", detailed: "TRANSFER_IN_OTHER_TRANSFER_IN", confidence: "LOW", channel: "other"},
	{date: 15, account: 3, amount: "500", name: "United Airlines", merchant: "United Airlines", website: "united.com", detailed: "TRAVEL_FLIGHTS", confidence: "VERY_HIGH", channel: "in store"},
	{date: 17, account: 0, amount: "6.33", name: "Uber 072515 SF**POOL**", merchant: "Uber", website: "uber.com", detailed: "TRANSPORTATION_TAXIS_AND_RIDE_SHARES", confidence: "VERY_HIGH", channel: "online"},
	{date: 20, account: 3, amount: "500", name: "Tectra Inc", detailed: "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE", confidence: "LOW", channel: "in store"},
	{date: 21, account: 3, amount: "2078.5", name: "AUTOMATIC PAYMENT - THANK", detailed: "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", confidence: "LOW", channel: "other"},
	{date: 21, account: 3, amount: "500", name: "KFC", merchant: "KFC", website: "kfc.com", detailed: "FOOD_AND_DRINK_FAST_FOOD", confidence: "VERY_HIGH", channel: "in store"},
	{date: 21, account: 3, amount: "500", name: "Madison Bicycle Shop", detailed: "GENERAL_MERCHANDISE_SPORTING_GOODS", confidence: "HIGH", channel: "in store"},
}

// userGood is the fixed test user. The OAuth bank gives its first two accounts
// only, with persistent ids.
func userGood(l login) (profile, *wire.Error) {
	p := profile{accounts: goodAccounts, rows: goodRows(l.today-draw.Day(l.days), l.today, l.today+homeFuture), holdings: goodHoldings, trades: goodTrades(l.today), debts: goodDebts}
	if l.institution != "ins_127287" {
		return p, nil
	}
	p.accounts = append([]accountSeed(nil), goodAccounts[:2]...)
	for i := range p.accounts {
		p.accounts[i].persistent = string(draw.AppendBase62(nil, draw.MixString(uint64(i), "persistent"), 37))
	}
	p.holdings, p.trades, p.debts = nil, nil, nil
	all := p.rows
	p.rows = nil
	for _, r := range all {
		if r.account < len(p.accounts) {
			p.rows = append(p.rows, r)
		}
	}
	return p, nil
}

// goodRows repeats the cycle, of which one ends today, over the days after
// after until last, oldest first.
func goodRows(after, today, last draw.Day) []row {
	var rows []row
	for end := today - (today-after-1)/30*30; end <= last; end += 30 {
		for i := len(goodCycle) - 1; i >= 0; i-- {
			r := goodCycle[i]
			r.date = end - r.date
			if r.date <= after {
				continue
			}
			r.authorized = r.date
			if r.merchant == "Uber" {
				r.authorized--
			}
			r.original, r.primary = r.name, primaryOf(r.detailed)
			if r.merchant != "" {
				r.entity, r.counterparty = entityID(r.merchant), "merchant"
			}
			rows = append(rows, r)
		}
	}
	return rows
}
