package persona

import (
	"slices"
	"strconv"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// Persona is a test user in outline: income, monthly bills, and shops where the
// rest is spent.
type Persona struct {
	accounts []profile.Account // the first takes income and bills
	Wages    []Wage
	Bills    []Monthly
	Shops    []shop.Shop
	Daily    int // purchases in ten days
	card     int // index of the account that pays for them
}

// Wage is income that comes every so many days.
type Wage struct {
	text, detailed string
	lo, hi         int64 // cents
	every          draw.Day
}

// Monthly is a bill on one day of the month.
type Monthly struct {
	Text, Detailed string
	Cents          int64
	DayOfMonth     int
}

func checkingSeed(name, mask, available, current string) profile.Account {
	return profile.Account{Name: name, Mask: mask, Type: "depository", Subtype: "checking", Available: available, Current: current}
}

func savingsSeed(current string) profile.Account {
	return profile.Account{Name: "Savings", Mask: "1111", Type: "depository", Subtype: "savings", Available: current, Current: current}
}

func cardSeed(name, mask, current, limit string) profile.Account {
	return profile.Account{Name: name, Mask: mask, Type: "credit", Subtype: "credit card", Current: current, Limit: limit}
}

// Payroll is a salary of so many cents every two weeks.
func Payroll(cents int64) Wage {
	return Wage{text: "BLUEPEAK PAYROLL DIR DEP", detailed: "INCOME_WAGES", lo: cents, hi: cents, every: 14}
}

// Rent is a rent of so many cents, due on the first.
func Rent(cents int64) Monthly {
	return Monthly{Text: "ELM COURT APARTMENTS RENT", Detailed: "RENT_AND_UTILITIES_RENT", Cents: cents, DayOfMonth: 1}
}

// Utilities is a bill for electricity.
var Utilities = Monthly{Text: "CITY LIGHT & POWER BILLPAY", Detailed: "RENT_AND_UTILITIES_GAS_AND_ELECTRICITY", Cents: 9840, DayOfMonth: 12}

// What households buy: every day, in town, and with little money.
var (
	EverydayShops = slices.Concat(shop.Groceries, shop.FuelStations, shop.Lunch, shop.Stores[:2], []shop.Shop{shop.Pharmacy, shop.Transit})
	TownShops     = slices.Concat(shop.Coffee, shop.Restaurants, shop.Deliveries, shop.Groceries, shop.Stores, shop.Outings, []shop.Shop{shop.Uber, shop.Uber, shop.Barber})
	frugalShops   = slices.Concat(shop.Groceries, shop.FuelStations, shop.Lunch[2:3], []shop.Shop{shop.Transit, shop.Pharmacy})
)

// All are the users of Plaid's Sandbox with a history of their own, by user
// name. The figures are invented.
var All = withPrism(map[string]Persona{
	"user_yuppie": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "8421.77", "8600.12"), savingsSeed("31250"), cardSeed("Plaid Credit Card", "3333", "2961.4", "18000")},
		Wages:    []Wage{Payroll(412500)},
		Bills:    []Monthly{Rent(285000), Utilities, {Text: "LINKED FITNESS CLUB", Detailed: "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", Cents: 18900, DayOfMonth: 3}, {Text: "WEALTHLINE AUTO INVEST", Detailed: "TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS", Cents: 120000, DayOfMonth: 16}},
		Shops:    TownShops, Daily: 24, card: 2,
	},
	"user_small_business": {
		accounts: []profile.Account{checkingSeed("Business Checking", "0000", "24118.9", "25940.15"), cardSeed("Plaid Business Credit Card", "9999", "5020", "10000")},
		Wages: []Wage{
			{text: "SQUARE INC SDV-VRFY", detailed: "INCOME_OTHER_INCOME", lo: 38000, hi: 164000, every: 1},
			{text: "INVOICE PAYMENT NORTHWIND STUDIO", detailed: "INCOME_OTHER_INCOME", lo: 240000, hi: 620000, every: 21},
		},
		Bills: []Monthly{
			{Text: "GUSTO PAYROLL", Detailed: "TRANSFER_OUT_ACCOUNT_TRANSFER", Cents: 924000, DayOfMonth: 15},
			{Text: "GUSTO PAYROLL", Detailed: "TRANSFER_OUT_ACCOUNT_TRANSFER", Cents: 924000, DayOfMonth: 28},
			{Text: "MARKET HALL LEASE", Detailed: "RENT_AND_UTILITIES_RENT", Cents: 310000, DayOfMonth: 1},
			{Text: "EFTPS TAX PAYMENT", Detailed: "GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT", Cents: 261000, DayOfMonth: 17},
			Utilities,
		},
		Shops: []shop.Shop{
			{Merchant: "Google Ads", Website: "google.com", Text: "GOOGLE *ADS##########", Detailed: "GENERAL_SERVICES_OTHER_GENERAL_SERVICES", Channel: "online", Lo: 4000, Hi: 50000},
			{Merchant: "Staples", Website: "staples.com", Text: "STAPLES ########", Detailed: "GENERAL_MERCHANDISE_OFFICE_SUPPLIES", Lo: 1900, Hi: 24000},
			{Merchant: "FedEx", Website: "fedex.com", Text: "FEDEX ############", Detailed: "GENERAL_SERVICES_POSTAGE_AND_SHIPPING", Channel: "online", Lo: 1200, Hi: 9800},
			{Text: "RESTAURANT SUPPLY CO ####", Detailed: "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE", Lo: 9000, Hi: 88000},
		},
		Daily: 7, card: 1,
	},
	"user_ewa_user": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "61.08", "84.5")},
		Wages:    []Wage{{text: "QUICKSERVE FOODS PAYROLL", detailed: "INCOME_WAGES", lo: 41000, hi: 56000, every: 7}, {text: "EARLYPAY ADVANCE", detailed: "TRANSFER_IN_CASH_ADVANCES_AND_LOANS", lo: 5000, hi: 10000, every: 5}},
		Bills:    []Monthly{Rent(64000), {Text: "EARLYPAY REPAYMENT", Detailed: "LOAN_PAYMENTS_OTHER_PAYMENT", Cents: 22500, DayOfMonth: 8}, {Text: "EARLYPAY REPAYMENT", Detailed: "LOAN_PAYMENTS_OTHER_PAYMENT", Cents: 22500, DayOfMonth: 22}},
		Shops:    frugalShops, Daily: 8,
	},
	"user_bank_income": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "3105.6", "3105.6"), savingsSeed("9400")},
		Wages:    []Wage{Payroll(221800), {text: "RIDESHARE WEEKLY PAYOUT", detailed: "INCOME_OTHER_INCOME", lo: 8800, hi: 31000, every: 7}, {text: "SSA TREAS 310 XXSOC SEC", detailed: "INCOME_RETIREMENT_PENSION", lo: 91400, hi: 91400, every: 28}},
		Bills:    []Monthly{Rent(142000), Utilities},
		Shops:    EverydayShops, Daily: 12,
	},
	"user_credit_bonus": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "7240.18", "7240.18"), cardSeed("Plaid Credit Card", "3333", "905.2", "12000")},
		Wages:    []Wage{Payroll(264000), {text: "BLUEPEAK BONUS DIR DEP", detailed: "INCOME_WAGES", lo: 480000, hi: 640000, every: 91}},
		Bills:    []Monthly{Rent(176000), Utilities},
		Shops:    TownShops, Daily: 14, card: 1,
	},
	"user_credit_joint_account": {
		accounts: []profile.Account{checkingSeed("Joint Checking", "0000", "5411.3", "5411.3"), savingsSeed("14800")},
		Wages:    []Wage{Payroll(198000), {text: "SAINT MARIS HOSPITAL PAYROLL", detailed: "INCOME_WAGES", lo: 243500, hi: 243500, every: 14}},
		Bills:    []Monthly{{Text: "HARBOR MORTGAGE SERVICING", Detailed: "LOAN_PAYMENTS_MORTGAGE_PAYMENT", Cents: 241000, DayOfMonth: 2}, Utilities},
		Shops:    EverydayShops, Daily: 18,
	},
	"user_credit_profile_poor": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "-38.4", "-38.4"), cardSeed("Plaid Credit Card", "3333", "1988", "2000")},
		Wages:    []Wage{{text: "TEMPSTAFF PAYROLL", detailed: "INCOME_WAGES", lo: 52000, hi: 94000, every: 14}},
		Bills:    []Monthly{Rent(98000), {Text: "OVERDRAFT FEE", Detailed: "BANK_FEES_OVERDRAFT_FEES", Cents: 3500, DayOfMonth: 4}, {Text: "NSF RETURNED ITEM FEE", Detailed: "BANK_FEES_INSUFFICIENT_FUNDS", Cents: 3400, DayOfMonth: 13}, {Text: "PAYDAY BRIDGE LOAN PMT", Detailed: "LOAN_PAYMENTS_PERSONAL_LOAN_PAYMENT", Cents: 18500, DayOfMonth: 18}},
		Shops:    frugalShops, Daily: 9,
	},
	"user_credit_profile_good": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "2130.44", "2194.9"), savingsSeed("4100"), cardSeed("Plaid Credit Card", "3333", "640.75", "6000")},
		Wages:    []Wage{Payroll(187500)},
		Bills:    []Monthly{Rent(129500), Utilities, {Text: "CREDIT CARD PAYMENT", Detailed: "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", Cents: 42000, DayOfMonth: 20}},
		Shops:    EverydayShops, Daily: 13, card: 2,
	},
	"user_credit_profile_excellent": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "14820.9", "14820.9"), savingsSeed("58200"), cardSeed("Plaid Credit Card", "3333", "812.33", "25000")},
		Wages:    []Wage{Payroll(496000)},
		Bills:    []Monthly{{Text: "HARBOR MORTGAGE SERVICING", Detailed: "LOAN_PAYMENTS_MORTGAGE_PAYMENT", Cents: 268000, DayOfMonth: 2}, Utilities, {Text: "TRANSFER TO SAVINGS", Detailed: "TRANSFER_OUT_SAVINGS", Cents: 150000, DayOfMonth: 5}},
		Shops:    TownShops, Daily: 14, card: 2,
	},
	"user_limited_purpose_checking": {
		accounts: []profile.Account{{Name: "Plaid Limited Purpose Checking", Mask: "0000", Type: "depository", Subtype: "limited purpose checking", Available: "420", Current: "420"}},
		Wages:    []Wage{{text: "BENEFIT DEPOSIT", detailed: "INCOME_OTHER_INCOME", lo: 18000, hi: 18000, every: 28}},
		Shops:    frugalShops, Daily: 2,
	},
})

// withPrism adds the users user_prism_1 to user_prism_8, each of whom earns
// more than the one before.
func withPrism(list map[string]Persona) map[string]Persona {
	for n := range 8 {
		p := list[[]string{"user_credit_profile_poor", "user_credit_profile_good", "user_credit_profile_excellent"}[n*3/8]]
		p.Wages = slices.Clone(p.Wages)
		p.Wages[0].lo += int64(n) * 7300
		p.Wages[0].hi += int64(n) * 7300
		list["user_prism_"+strconv.Itoa(n+1)] = p
	}
	return list
}

// Profile generates the persona's accounts, and transactions over the days
// asked for and into the future.
func (p Persona) Profile(l profile.Login) profile.Profile {
	seed := draw.MixString(l.Seed, l.User)
	script := make([]shop.Errand, len(p.Shops))
	for i, s := range p.Shops {
		script[i] = shop.Errand{Account: p.card, Shop: s, Share: 100}
	}
	return profile.Profile{Accounts: p.accounts, Planned: p.Planned(seed, l.Today-draw.Day(l.Days)+1, l.Today+profile.Future), Live: shop.LiveDay(seed, script)}
}

// Planned are the transactions from a day to another, oldest first.
func (p Persona) Planned(seed uint64, from, to draw.Day) []profile.Planned {
	var rows []profile.Planned
	for d := from; d <= to; d++ {
		c := d.Civil()
		for i, w := range p.Wages {
			if (d+draw.Day(i))%w.every == 0 && c.Workday() {
				cents := draw.Between(draw.Rand(seed, d, w.text), w.lo, w.hi)
				rows = append(rows, plainRow(d, w.text, w.detailed, "direct debit", -cents))
			}
		}
		for _, b := range p.Bills {
			if c.Due(b.DayOfMonth) {
				rows = append(rows, plainRow(d, b.Text, b.Detailed, "bill payment", b.Cents))
			}
		}
		if len(p.Shops) == 0 {
			continue
		}
		r := draw.Rand(seed, d, "purchases")
		for range (p.Daily + r.IntN(10)) / 10 {
			s := draw.OneOf(r, p.Shops)
			x := s.Planned(seed, r, p.card, (d + 1).Banking(), d)
			x.Amount, x.Primary = draw.FormatCents(draw.Between(r, s.Lo, s.Hi)), shop.PrimaryOf(s.Detailed)
			rows = append(rows, x)
		}
	}
	slices.SortStableFunc(rows, func(a, b profile.Planned) int { return int(a.Date - b.Date) })
	return rows
}

// plainRow is a transaction of the first account that has no merchant.
func plainRow(d draw.Day, text, detailed, code string, cents int64) profile.Planned {
	r := shop.Direct(0, d, "", "", text, detailed, code)
	r.Authorized, r.Amount, r.Primary = d, draw.FormatCents(cents), shop.PrimaryOf(detailed)
	if cents < 0 {
		r.Counterparty = "income_source"
	}
	return r
}
