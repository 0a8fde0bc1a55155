package plaidsim

import (
	"math/rand/v2"
	"slices"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// The household of user_household: one family's money at three banks. It is
// simulated day by day from the first of January three years back, whatever
// history an Item asks for, and every event is drawn from the seed and its
// own day. Items at the three banks therefore agree with each other.
const (
	homeChecking = iota // First Platypus Bank
	homeSavings
	homeCashCard
	homeTravelCard // Tartan Bank
	homeCarLoan
	homeStudentLoan
	homeBrokerage // Houndstooth Bank
	homeRetirement
	homeMoneyMarket
	homeAccounts
)

// homeBanks says which of the household's accounts a bank holds.
var homeBanks = map[string][]int{
	"ins_109508": {homeChecking, homeSavings, homeCashCard},
	"ins_109511": {homeTravelCard, homeCarLoan, homeStudentLoan},
	"ins_109512": {homeMoneyMarket, homeBrokerage, homeRetirement},
}

const (
	homeCity, homeRegion, homeCountry = "Portland", "OR", "US"
	cashCardLimit                     = 900000 // cents
	travelCardLimit                   = 1500000
)

// homeSeeds are the accounts without their balances.
var homeSeeds = [homeAccounts]accountSeed{
	homeChecking:    {name: "Everyday Checking", official: "Platypus Everyday Checking", mask: "4071", typ: "depository", subtype: "checking"},
	homeSavings:     {name: "Rainy Day Savings", official: "Platypus High-Yield Savings", mask: "4088", typ: "depository", subtype: "savings"},
	homeCashCard:    {name: "Cash Back Card", official: "Platypus 1.5% Cash Back Credit Card", mask: "6120", typ: "credit", subtype: "credit card", limit: draw.FormatCents(cashCardLimit)},
	homeTravelCard:  {name: "Voyager Travel Card", official: "Tartan Voyager Credit Card", mask: "9034", typ: "credit", subtype: "credit card", limit: draw.FormatCents(travelCardLimit)},
	homeCarLoan:     {name: "Car Loan", official: "Tartan New Vehicle Loan", mask: "7715", typ: "loan", subtype: "auto"},
	homeStudentLoan: {name: "Student Loan", official: "Tartan Consolidated Student Loan", mask: "2260", typ: "loan", subtype: "student"},
	homeBrokerage:   {name: "Brokerage", official: "Houndstooth Individual Brokerage", mask: "5501", typ: "investment", subtype: "brokerage"},
	homeRetirement:  {name: "401(k)", official: "Houndstooth Workplace 401(k)", mask: "5577", typ: "investment", subtype: "401k"},
	homeMoneyMarket: {name: "Money Market", official: "Houndstooth Money Market Deposit", mask: "5512", typ: "depository", subtype: "money market"},
}

// homeOpening is what each account was worth to the household when the
// simulation starts, in cents: debts are negative.
var homeOpening = [homeAccounts]int64{
	homeChecking: 412000, homeSavings: 640000, homeMoneyMarket: 300000,
	homeCarLoan: -2318000, homeStudentLoan: -2764000,
}

// entry is a row and what it costs in its account's own currency.
type entry struct {
	row
	cents int64
}

// home is the running state of the simulation.
type home struct {
	seed    uint64
	today   draw.Day // the balances' day; the simulation goes on after it
	entries []entry
	worth   [homeAccounts]int64 // cents, debts negative, as the days go by
	folio   [homeAccounts]portfolio
	now     [homeAccounts]portfolio // today
	trades  []trade
	trip    trip // of the current year
}

// homeFuture is how many days after an Item's creation its household goes on
// living when the clock is advanced.
const homeFuture = 400

// simulateHome lives the household around today.
func simulateHome(seed uint64, today draw.Day) *home {
	h := &home{seed: seed, today: today, worth: homeOpening, entries: make([]entry, 0, 8000)}
	h.openPortfolios()
	for d := draw.DayIn(today.Civil().Year-3, 1, 1); d <= today+homeFuture; d++ {
		c := d.Civil()
		if c.Month == 1 && c.DayOfMonth == 1 {
			h.trip = planTrip(seed, c.Year)
		}
		h.income(c)
		h.bills(c)
		h.subscriptions(c)
		h.transfers(c)
		h.invest(c)
		h.seldom(c)
		h.travel(c)
		if !h.trip.abroad(d) {
			h.workweek(c)
			h.errands(c)
		}
		if d == today {
			h.now = h.folio
		}
	}
	return h
}

// add books a row of cents in its own currency.
func (h *home) add(r row, cents int64) {
	if r.authorized == 0 {
		r.authorized = r.date
	}
	r.primary = primaryOf(r.detailed)
	r.amount = draw.FormatCents(cents)
	if r.currency != "" {
		cents = fromEuro(cents)
	}
	if !r.hold {
		h.worth[r.account] -= cents
	}
	h.entries = append(h.entries, entry{r, cents})
}

// move books both sides of a transfer between two accounts of the household.
func (h *home) move(d draw.Day, from, to int, cents int64, out, in row) {
	out.account, out.date = from, d
	in.account, in.date = to, d
	h.add(out, cents)
	h.add(in, -cents)
}

// buy is a purchase by card: it shows at once as pending and posts one to three
// banking days later.
func (h *home) buy(d draw.Day, account int, s shop, cents int64) {
	r := draw.Rand(h.seed, d, "post"+s.text)
	lag := draw.OneOf(r, []draw.Day{1, 2, 2, 2, 2, 2, 3, 3})
	h.add(s.row(h.seed, r, account, (d+lag).Banking(), d), cents)
}

// hold is what a petrol pump sometimes blocks and never takes: it is seen only
// while it is pending.
func (h *home) hold(d draw.Day, account int, s shop) {
	x := s.row(h.seed, draw.Rand(h.seed, d, "hold"), account, (d + 2).Banking(), d)
	x.hold = true
	h.add(x, 12500)
}

// row is a purchase at s without its amount.
func (s shop) row(seed uint64, r *rand.Rand, account int, posted, bought draw.Day) row {
	text := s.branch(seed, r)
	x := row{
		account: account, date: posted, authorized: bought, name: text, merchant: s.merchant, entity: entityID(s.merchant),
		detailed: s.detailed, confidence: "VERY_HIGH", channel: s.channel, code: "purchase", website: s.website,
		counterparty: s.kind, via: s.via,
	}
	if s.merchant == "" {
		x.confidence = "HIGH"
	} else if x.counterparty == "" {
		x.counterparty = "merchant"
	}
	x.original = "POS DEBIT " + text
	if s.channel == "" {
		x.channel, x.city, x.region, x.country = "in store", homeCity, homeRegion, homeCountry
		x.original = text + " PORTLAND OR"
	}
	return x
}

// owed gives what the card's statement of the given closing day asks for.
func (h *home) owed(account int, closing draw.Day) int64 {
	var sum int64
	for i := len(h.entries) - 1; i >= 0; i-- {
		if e := h.entries[i]; e.account == account && !e.hold && e.date <= closing {
			sum += e.cents
		}
	}
	return sum
}

// userHousehold has what the household has at the login's bank.
func userHousehold(l login) (profile, *wire.Error) {
	return household(l.seed, l.institution, l.today, l.days), nil
}

// household gives the part of the household that a bank knows: days of history,
// and what is to come.
func household(seed uint64, institution string, today draw.Day, days int) profile {
	held, ok := homeBanks[institution]
	if !ok {
		return sideline(seed, today, days)
	}
	h := simulateHome(seed, today)
	p := profile{rows: h.rows(held, today-draw.Day(days))}
	for _, a := range held {
		p.accounts = append(p.accounts, h.account(a))
	}
	h.portfolios(&p, held)
	h.debts(&p, held)
	switch institution {
	case "ins_109508":
		p.live = liveHome(seed, 0, 2)
	case "ins_109511":
		p.live = liveAbroad(seed)
	}
	return p
}

// rows are those of a bank's accounts after a day, oldest first.
func (h *home) rows(held []int, after draw.Day) []row {
	var rows []row
	for _, e := range h.entries {
		if i := slices.Index(held, e.account); i >= 0 && e.date > after && h.counts(e) {
			e.row.account = i
			rows = append(rows, e.row)
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int { return int(a.date - b.date) })
	return rows
}

// counts is false of holds that are over.
func (h *home) counts(e entry) bool { return !e.hold || e.date > h.today }

// account gives the account with its balances: current without, available
// with the pending rows.
func (h *home) account(a int) accountSeed {
	seed := homeSeeds[a]
	current, available := homeOpening[a], homeOpening[a]
	for _, e := range h.entries {
		if e.account != a || e.authorized > h.today || !h.counts(e) {
			continue
		}
		available -= e.cents
		if e.date <= h.today {
			current -= e.cents
		}
	}
	switch seed.typ {
	case "depository":
		seed.current, seed.available = draw.FormatCents(current), draw.FormatCents(available)
	case "credit":
		limit := int64(cashCardLimit)
		if a == homeTravelCard {
			limit = travelCardLimit
		}
		seed.current, seed.available = draw.FormatCents(-current), draw.FormatCents(limit+available)
	case "loan":
		seed.current = draw.FormatCents(-current)
	case "investment":
		seed.current, seed.available = draw.FormatCents(h.now[a].value(h.today)), draw.FormatCents(h.now[a].cash)
	}
	return seed
}
