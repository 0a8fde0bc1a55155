package household

import (
	"strconv"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// grown is an amount of the year 2024 in the prices of another year.
func grown(cents int64, perMille int64, year int) int64 {
	for y := 2024; y < year; y++ {
		cents += cents * perMille / 1000
	}
	for y := year; y < 2024; y++ {
		cents -= cents * perMille / 1000
	}
	return cents
}

// raisedBy is the year whose price holds, for prices that change on the first
// of a month.
func raisedBy(c draw.Civil, month time.Month) int {
	if c.Month >= month {
		return c.Year
	}
	return c.Year - 1
}

// income is the salary, every second Friday with a raise each April, the
// bonus, the tax refund and interest.
func (h *household) income(c draw.Civil) {
	if isPayday(c.Day) {
		for _, p := range paidOn(c) {
			r := shop.Direct(checkingAccount, c.Day, employer, "", p.text, "INCOME_WAGES", "direct debit")
			r.Counterparty = "income_source"
			h.add(r, -p.net)
		}
	}
	if c.Month == 3 && c.Due(24) {
		r := shop.Direct(checkingAccount, c.Day, "", "", "IRS TREAS 310 TAX REF", "INCOME_TAX_REFUND", "direct debit")
		h.add(r, -draw.Between(draw.Rand(h.seed, c.Day, "tax"), 98000, 164000))
	}
	if c.LastOfMonth() {
		h.interest(c, savingsAccount, 34)
		h.interest(c, moneyMarket, 38)
	}
}

// interest pays one month of a yearly rate in per mille on what is there.
func (h *household) interest(c draw.Civil, account int, perMille int64) {
	h.add(profile.Planned{
		Account: account, Date: c.Day, Name: "INTEREST PAYMENT", Original: "INTEREST PAYMENT PAID THIS PERIOD",
		Detailed: "INCOME_INTEREST_EARNED", Confidence: "VERY_HIGH", Channel: "other", Code: "interest",
	}, -(h.worth[account] * perMille / 12000))
}

// heating and cooling: what the two energy bills are from January to December.
var (
	electricity = [12]int64{11840, 10930, 9620, 7810, 6940, 7380, 10460, 11210, 8320, 7190, 8460, 10890}
	naturalGas  = [12]int64{12650, 11490, 9380, 6120, 3640, 2480, 2110, 2090, 2460, 4380, 8240, 11760}
)

// seasonal is a month's bill, give or take a tenth.
func (h *household) seasonal(c draw.Civil, months [12]int64) int64 {
	b := months[c.Month-1]
	return b + b*(draw.Rand(h.seed, c.Day, "season").Int64N(201)-100)/1000
}

// bills are what the household owes every month, from its checking account.
func (h *household) bills(c draw.Civil) {
	pay := func(dom int, merchant, website, text, detailed string, cents int64) {
		if c.Due(dom) {
			h.add(shop.Direct(checkingAccount, c.Day, merchant, website, text, detailed, "bill payment"), cents)
		}
	}
	pay(1, "Rose Quarter Apartments", "", "ROSE QUARTER APTS WEB PMTS", "RENT_AND_UTILITIES_RENT", grown(183500, 28, raisedBy(c, 9)))
	pay(9, "Portland General Electric", "portlandgeneral.com", "PORTLAND GENERAL ELEC BILLPAY", "RENT_AND_UTILITIES_GAS_AND_ELECTRICITY", h.seasonal(c, electricity))
	pay(14, "NW Natural", "nwnatural.com", "NW NATURAL GAS BILLPAY", "RENT_AND_UTILITIES_GAS_AND_ELECTRICITY", h.seasonal(c, naturalGas))
	pay(16, "Xfinity", "xfinity.com", "COMCAST CABLE COMM", "RENT_AND_UTILITIES_INTERNET_AND_CABLE", grown(6500, 40, raisedBy(c, 7)))
	pay(22, "T-Mobile", "t-mobile.com", "TMOBILE*AUTO PAY", "RENT_AND_UTILITIES_TELEPHONE", 9050)
	pay(11, "Geico", "geico.com", "GEICO *AUTO", "GENERAL_SERVICES_INSURANCE", grown(11240, 55, raisedBy(c, 6)))
	if c.Month%2 == 0 {
		water := draw.Between(draw.Rand(h.seed, c.Day, "water"), 9100, 12400)
		pay(20, "", "", "CITY OF PORTLAND WATER SEWER", "RENT_AND_UTILITIES_WATER", water)
	}
	h.cheque(c)
	h.loan(c, carLoan, carTerms, "TARTAN BANK AUTO LOAN PMT", "LOAN_PAYMENTS_CAR_PAYMENT")
	h.loan(c, studentLoan, studentTerms, "TARTAN BANK STUDENT LN PMT", "LOAN_PAYMENTS_STUDENT_LOAN_PAYMENT")
}

// cheque pays the piano teacher, once a month except in summer.
func (h *household) cheque(c draw.Civil) {
	if !c.Due(24) || c.Month == 7 || c.Month == 8 {
		return
	}
	number := strconv.Itoa((c.Year-2020)*12 + int(c.Month) + 400)
	h.add(profile.Planned{
		Account: checkingAccount, Date: c.Day, Name: "CHECK " + number, Original: "CHECK # " + number + " INCLEARING", CheckNumber: number,
		Detailed: "GENERAL_SERVICES_EDUCATION", Confidence: "LOW", Channel: "other", Code: "cheque",
	}, 14000)
}

// subscriptions are charged to the cash-back card. Netflix becomes dearer
// every second March, so that any 24 months see it once.
func (h *household) subscriptions(c draw.Civil) {
	charge := func(dom int, merchant, website, text, detailed string, cents int64) {
		if c.DayOfMonth == dom {
			h.buy(c.Day, cashCard, shop.Shop{Merchant: merchant, Website: website, Text: text, Detailed: detailed, Channel: "online"}, cents)
		}
	}
	step := int64(raisedBy(c, 3)-2020) / 2
	charge(8, "Netflix", "netflix.com", "NETFLIX.COM", "ENTERTAINMENT_TV_AND_MOVIES", 1049+250*step)
	charge(12, "Spotify", "spotify.com", "SPOTIFY USA", "ENTERTAINMENT_MUSIC_AND_AUDIO", 1699)
	charge(4, "The New York Times", "nytimes.com", "NYTIMES*NYTIMES DIGITAL", "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS", 1700)
	charge(18, "Apple", "apple.com", "APPLE.COM/BILL", "GENERAL_SERVICES_STORAGE", 299)
	charge(5, "Movement Gyms", "movementgyms.com", "MOVEMENT PORTLAND MEMBER", "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", 8900)
	charge(3, "Lemonade", "lemonade.com", "LEMONADE INSURANCE", "GENERAL_SERVICES_INSURANCE", 1433)
	if c.Month == 2 {
		charge(19, "Amazon Prime", "amazon.com", "AMAZON PRIME*##A##Y##", "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", 13900)
	}
}
