package plaidsim

import (
	"slices"
	"strconv"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// persona is a test user with a life in outline: what comes in, what is due
// each month, and where the rest is spent.
type persona struct {
	accounts []profile.Account // the first takes income and bills
	wages    []wage
	bills    []monthly
	shops    []shop
	daily    int // purchases of ten days
	card     int // index of the account that pays for purchases
}

// wage is money that comes in every so many days.
type wage struct {
	text, detailed string
	lo, hi         int64 // cents
	every          draw.Day
}

// monthly is a bill on one day of the month.
type monthly struct {
	text, detailed string
	cents          int64
	dom            int
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

func payroll(cents int64) wage {
	return wage{text: "BLUEPEAK PAYROLL DIR DEP", detailed: "INCOME_WAGES", lo: cents, hi: cents, every: 14}
}

func rent(cents int64) monthly {
	return monthly{text: "ELM COURT APARTMENTS RENT", detailed: "RENT_AND_UTILITIES_RENT", cents: cents, dom: 1}
}

var utilities = monthly{text: "CITY LIGHT & POWER BILLPAY", detailed: "RENT_AND_UTILITIES_GAS_AND_ELECTRICITY", cents: 9840, dom: 12}

var (
	everydayShops = slices.Concat(groceryStores, fuelStations, lunchPlaces, stores[:2], []shop{pharmacy, transit})
	townShops     = slices.Concat(coffeeShops, restaurants, deliveries, groceryStores, stores, outings, []shop{uber, uber, barber})
	frugalShops   = slices.Concat(groceryStores, fuelStations, lunchPlaces[2:3], []shop{transit, pharmacy})
)

// personas are the users of Plaid's Sandbox with a history of their own. The
// figures are ours.
var personas = withPrism(map[string]persona{
	"user_yuppie": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "8421.77", "8600.12"), savingsSeed("31250"), cardSeed("Plaid Credit Card", "3333", "2961.4", "18000")},
		wages:    []wage{payroll(412500)},
		bills:    []monthly{rent(285000), utilities, {text: "LINKED FITNESS CLUB", detailed: "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", cents: 18900, dom: 3}, {text: "WEALTHLINE AUTO INVEST", detailed: "TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS", cents: 120000, dom: 16}},
		shops:    townShops, daily: 24, card: 2,
	},
	"user_small_business": {
		accounts: []profile.Account{checkingSeed("Business Checking", "0000", "24118.9", "25940.15"), cardSeed("Plaid Business Credit Card", "9999", "5020", "10000")},
		wages: []wage{
			{text: "SQUARE INC SDV-VRFY", detailed: "INCOME_OTHER_INCOME", lo: 38000, hi: 164000, every: 1},
			{text: "INVOICE PAYMENT NORTHWIND STUDIO", detailed: "INCOME_OTHER_INCOME", lo: 240000, hi: 620000, every: 21},
		},
		bills: []monthly{
			{text: "GUSTO PAYROLL", detailed: "TRANSFER_OUT_ACCOUNT_TRANSFER", cents: 924000, dom: 15},
			{text: "GUSTO PAYROLL", detailed: "TRANSFER_OUT_ACCOUNT_TRANSFER", cents: 924000, dom: 28},
			{text: "MARKET HALL LEASE", detailed: "RENT_AND_UTILITIES_RENT", cents: 310000, dom: 1},
			{text: "EFTPS TAX PAYMENT", detailed: "GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT", cents: 261000, dom: 17},
			utilities,
		},
		shops: []shop{
			{merchant: "Google Ads", website: "google.com", text: "GOOGLE *ADS##########", detailed: "GENERAL_SERVICES_OTHER_GENERAL_SERVICES", channel: "online", lo: 4000, hi: 50000},
			{merchant: "Staples", website: "staples.com", text: "STAPLES ########", detailed: "GENERAL_MERCHANDISE_OFFICE_SUPPLIES", lo: 1900, hi: 24000},
			{merchant: "FedEx", website: "fedex.com", text: "FEDEX ############", detailed: "GENERAL_SERVICES_POSTAGE_AND_SHIPPING", channel: "online", lo: 1200, hi: 9800},
			{text: "RESTAURANT SUPPLY CO ####", detailed: "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE", lo: 9000, hi: 88000},
		},
		daily: 7, card: 1,
	},
	"user_ewa_user": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "61.08", "84.5")},
		wages:    []wage{{text: "QUICKSERVE FOODS PAYROLL", detailed: "INCOME_WAGES", lo: 41000, hi: 56000, every: 7}, {text: "EARLYPAY ADVANCE", detailed: "TRANSFER_IN_CASH_ADVANCES_AND_LOANS", lo: 5000, hi: 10000, every: 5}},
		bills:    []monthly{rent(64000), {text: "EARLYPAY REPAYMENT", detailed: "LOAN_PAYMENTS_OTHER_PAYMENT", cents: 22500, dom: 8}, {text: "EARLYPAY REPAYMENT", detailed: "LOAN_PAYMENTS_OTHER_PAYMENT", cents: 22500, dom: 22}},
		shops:    frugalShops, daily: 8,
	},
	"user_bank_income": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "3105.6", "3105.6"), savingsSeed("9400")},
		wages:    []wage{payroll(221800), {text: "RIDESHARE WEEKLY PAYOUT", detailed: "INCOME_OTHER_INCOME", lo: 8800, hi: 31000, every: 7}, {text: "SSA TREAS 310 XXSOC SEC", detailed: "INCOME_RETIREMENT_PENSION", lo: 91400, hi: 91400, every: 28}},
		bills:    []monthly{rent(142000), utilities},
		shops:    everydayShops, daily: 12,
	},
	"user_credit_bonus": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "7240.18", "7240.18"), cardSeed("Plaid Credit Card", "3333", "905.2", "12000")},
		wages:    []wage{payroll(264000), {text: "BLUEPEAK BONUS DIR DEP", detailed: "INCOME_WAGES", lo: 480000, hi: 640000, every: 91}},
		bills:    []monthly{rent(176000), utilities},
		shops:    townShops, daily: 14, card: 1,
	},
	"user_credit_joint_account": {
		accounts: []profile.Account{checkingSeed("Joint Checking", "0000", "5411.3", "5411.3"), savingsSeed("14800")},
		wages:    []wage{payroll(198000), {text: "SAINT MARIS HOSPITAL PAYROLL", detailed: "INCOME_WAGES", lo: 243500, hi: 243500, every: 14}},
		bills:    []monthly{{text: "HARBOR MORTGAGE SERVICING", detailed: "LOAN_PAYMENTS_MORTGAGE_PAYMENT", cents: 241000, dom: 2}, utilities},
		shops:    everydayShops, daily: 18,
	},
	"user_credit_profile_poor": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "-38.4", "-38.4"), cardSeed("Plaid Credit Card", "3333", "1988", "2000")},
		wages:    []wage{{text: "TEMPSTAFF PAYROLL", detailed: "INCOME_WAGES", lo: 52000, hi: 94000, every: 14}},
		bills:    []monthly{rent(98000), {text: "OVERDRAFT FEE", detailed: "BANK_FEES_OVERDRAFT_FEES", cents: 3500, dom: 4}, {text: "NSF RETURNED ITEM FEE", detailed: "BANK_FEES_INSUFFICIENT_FUNDS", cents: 3400, dom: 13}, {text: "PAYDAY BRIDGE LOAN PMT", detailed: "LOAN_PAYMENTS_PERSONAL_LOAN_PAYMENT", cents: 18500, dom: 18}},
		shops:    frugalShops, daily: 9,
	},
	"user_credit_profile_good": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "2130.44", "2194.9"), savingsSeed("4100"), cardSeed("Plaid Credit Card", "3333", "640.75", "6000")},
		wages:    []wage{payroll(187500)},
		bills:    []monthly{rent(129500), utilities, {text: "CREDIT CARD PAYMENT", detailed: "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", cents: 42000, dom: 20}},
		shops:    everydayShops, daily: 13, card: 2,
	},
	"user_credit_profile_excellent": {
		accounts: []profile.Account{checkingSeed("Plaid Checking", "0000", "14820.9", "14820.9"), savingsSeed("58200"), cardSeed("Plaid Credit Card", "3333", "812.33", "25000")},
		wages:    []wage{payroll(496000)},
		bills:    []monthly{{text: "HARBOR MORTGAGE SERVICING", detailed: "LOAN_PAYMENTS_MORTGAGE_PAYMENT", cents: 268000, dom: 2}, utilities, {text: "TRANSFER TO SAVINGS", detailed: "TRANSFER_OUT_SAVINGS", cents: 150000, dom: 5}},
		shops:    townShops, daily: 14, card: 2,
	},
	"user_limited_purpose_checking": {
		accounts: []profile.Account{{Name: "Plaid Limited Purpose Checking", Mask: "0000", Type: "depository", Subtype: "limited purpose checking", Available: "420", Current: "420"}},
		wages:    []wage{{text: "BENEFIT DEPOSIT", detailed: "INCOME_OTHER_INCOME", lo: 18000, hi: 18000, every: 28}},
		shops:    frugalShops, daily: 2,
	},
})

// withPrism adds the eight users user_prism_1 to user_prism_8, who earn more
// from one to the next.
func withPrism(list map[string]persona) map[string]persona {
	for n := range 8 {
		p := list[[]string{"user_credit_profile_poor", "user_credit_profile_good", "user_credit_profile_excellent"}[n*3/8]]
		p.wages = slices.Clone(p.wages)
		p.wages[0].lo += int64(n) * 7300
		p.wages[0].hi += int64(n) * 7300
		list["user_prism_"+strconv.Itoa(n+1)] = p
	}
	return list
}

// profile lives the persona over the days asked for and a while after.
func (p persona) profile(l profile.Login) profile.Profile {
	seed := draw.MixString(l.Seed, l.User)
	script := make([]errand, len(p.shops))
	for i, s := range p.shops {
		script[i] = errand{account: p.card, shop: s, share: 100}
	}
	return profile.Profile{Accounts: p.accounts, Planned: p.rows(seed, l.Today-draw.Day(l.Days)+1, l.Today+profile.Future), Live: liveDay(seed, script)}
}

// rows are the persona's from a day to another, oldest first.
func (p persona) rows(seed uint64, from, to draw.Day) []profile.Planned {
	var rows []profile.Planned
	for d := from; d <= to; d++ {
		c := d.Civil()
		for i, w := range p.wages {
			if (d+draw.Day(i))%w.every == 0 && c.Workday() {
				cents := draw.Between(draw.Rand(seed, d, w.text), w.lo, w.hi)
				rows = append(rows, plainRow(d, w.text, w.detailed, "direct debit", -cents))
			}
		}
		for _, b := range p.bills {
			if c.Due(b.dom) {
				rows = append(rows, plainRow(d, b.text, b.detailed, "bill payment", b.cents))
			}
		}
		if len(p.shops) == 0 {
			continue
		}
		r := draw.Rand(seed, d, "purchases")
		for range (p.daily + r.IntN(10)) / 10 {
			s := draw.OneOf(r, p.shops)
			x := s.row(seed, r, p.card, (d + 1).Banking(), d)
			x.Amount, x.Primary = draw.FormatCents(draw.Between(r, s.lo, s.hi)), primaryOf(s.detailed)
			rows = append(rows, x)
		}
	}
	slices.SortStableFunc(rows, func(a, b profile.Planned) int { return int(a.Date - b.Date) })
	return rows
}

// plainRow is a row of a profile's first account that no merchant stands for.
func plainRow(d draw.Day, text, detailed, code string, cents int64) profile.Planned {
	r := direct(0, d, "", "", text, detailed, code)
	r.Authorized, r.Amount, r.Primary = d, draw.FormatCents(cents), primaryOf(detailed)
	if cents < 0 {
		r.Counterparty = "income_source"
	}
	return r
}
