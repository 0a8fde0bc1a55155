package plaidsim

import (
	"math/rand/v2"
	"slices"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
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
var homeSeeds = [homeAccounts]profile.Account{
	homeChecking:    {Name: "Everyday Checking", OfficialName: "Platypus Everyday Checking", Mask: "4071", Type: "depository", Subtype: "checking"},
	homeSavings:     {Name: "Rainy Day Savings", OfficialName: "Platypus High-Yield Savings", Mask: "4088", Type: "depository", Subtype: "savings"},
	homeCashCard:    {Name: "Cash Back Card", OfficialName: "Platypus 1.5% Cash Back Credit Card", Mask: "6120", Type: "credit", Subtype: "credit card", Limit: draw.FormatCents(cashCardLimit)},
	homeTravelCard:  {Name: "Voyager Travel Card", OfficialName: "Tartan Voyager Credit Card", Mask: "9034", Type: "credit", Subtype: "credit card", Limit: draw.FormatCents(travelCardLimit)},
	homeCarLoan:     {Name: "Car Loan", OfficialName: "Tartan New Vehicle Loan", Mask: "7715", Type: "loan", Subtype: "auto"},
	homeStudentLoan: {Name: "Student Loan", OfficialName: "Tartan Consolidated Student Loan", Mask: "2260", Type: "loan", Subtype: "student"},
	homeBrokerage:   {Name: "Brokerage", OfficialName: "Houndstooth Individual Brokerage", Mask: "5501", Type: "investment", Subtype: "brokerage"},
	homeRetirement:  {Name: "401(k)", OfficialName: "Houndstooth Workplace 401(k)", Mask: "5577", Type: "investment", Subtype: "401k"},
	homeMoneyMarket: {Name: "Money Market", OfficialName: "Houndstooth Money Market Deposit", Mask: "5512", Type: "depository", Subtype: "money market"},
}

// homeOpening is what each account was worth to the household when the
// simulation starts, in cents: debts are negative.
var homeOpening = [homeAccounts]int64{
	homeChecking: 412000, homeSavings: 640000, homeMoneyMarket: 300000,
	homeCarLoan: -2318000, homeStudentLoan: -2764000,
}

// entry is a row and what it costs in its account's own currency.
type entry struct {
	profile.Planned
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
	trades  []profile.Trade
	trip    trip // of the current year
}

// simulateHome lives the household around today.
func simulateHome(seed uint64, today draw.Day) *home {
	h := &home{seed: seed, today: today, worth: homeOpening, entries: make([]entry, 0, 8000)}
	h.openPortfolios()
	for d := draw.DayIn(today.Civil().Year-3, 1, 1); d <= today+profile.Future; d++ {
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
func (h *home) add(r profile.Planned, cents int64) {
	if r.Authorized == 0 {
		r.Authorized = r.Date
	}
	r.Primary = primaryOf(r.Detailed)
	r.Amount = draw.FormatCents(cents)
	if r.Currency != "" {
		cents = fromEuro(cents)
	}
	if !r.Hold {
		h.worth[r.Account] -= cents
	}
	h.entries = append(h.entries, entry{r, cents})
}

// move books both sides of a transfer between two accounts of the household.
func (h *home) move(d draw.Day, from, to int, cents int64, out, in profile.Planned) {
	out.Account, out.Date = from, d
	in.Account, in.Date = to, d
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
	x.Hold = true
	h.add(x, 12500)
}

// row is a purchase at s without its amount.
func (s shop) row(seed uint64, r *rand.Rand, account int, posted, bought draw.Day) profile.Planned {
	text := s.branch(seed, r)
	x := profile.Planned{
		Account: account, Date: posted, Authorized: bought, Name: text, Merchant: s.merchant, Entity: entityID(s.merchant),
		Detailed: s.detailed, Confidence: "VERY_HIGH", Channel: s.channel, Code: "purchase", Website: s.website,
		Counterparty: s.kind, Via: s.via,
	}
	if s.merchant == "" {
		x.Confidence = "HIGH"
	} else if x.Counterparty == "" {
		x.Counterparty = "merchant"
	}
	x.Original = "POS DEBIT " + text
	if s.channel == "" {
		x.Channel, x.City, x.Region, x.Country = "in store", homeCity, homeRegion, homeCountry
		x.Original = text + " PORTLAND OR"
	}
	return x
}

// owed gives what the card's statement of the given closing day asks for.
func (h *home) owed(account int, closing draw.Day) int64 {
	var sum int64
	for i := len(h.entries) - 1; i >= 0; i-- {
		if e := h.entries[i]; e.Account == account && !e.Hold && e.Date <= closing {
			sum += e.cents
		}
	}
	return sum
}

// userHousehold has what the household has at the login's bank.
func userHousehold(l profile.Login) (profile.Profile, *wire.Error) {
	return household(l.Seed, l.Institution, l.Today, l.Days), nil
}

// household gives the part of the household that a bank knows: days of history,
// and what is to come.
func household(seed uint64, institution string, today draw.Day, days int) profile.Profile {
	held, ok := homeBanks[institution]
	if !ok {
		return sideline(seed, today, days)
	}
	h := simulateHome(seed, today)
	p := profile.Profile{Planned: h.rows(held, today-draw.Day(days))}
	for _, a := range held {
		p.Accounts = append(p.Accounts, h.account(a))
	}
	h.portfolios(&p, held)
	h.debts(&p, held)
	switch institution {
	case "ins_109508":
		p.Live = liveHome(seed, 0, 2)
	case "ins_109511":
		p.Live = liveAbroad(seed)
	}
	return p
}

// rows are those of a bank's accounts after a day, oldest first.
func (h *home) rows(held []int, after draw.Day) []profile.Planned {
	var rows []profile.Planned
	for _, e := range h.entries {
		if i := slices.Index(held, e.Account); i >= 0 && e.Date > after && h.counts(e) {
			e.Planned.Account = i
			rows = append(rows, e.Planned)
		}
	}
	slices.SortStableFunc(rows, func(a, b profile.Planned) int { return int(a.Date - b.Date) })
	return rows
}

// counts is false of holds that are over.
func (h *home) counts(e entry) bool { return !e.Hold || e.Date > h.today }

// account gives the account with its balances: current without, available
// with the pending rows.
func (h *home) account(a int) profile.Account {
	seed := homeSeeds[a]
	current, available := homeOpening[a], homeOpening[a]
	for _, e := range h.entries {
		if e.Account != a || e.Authorized > h.today || !h.counts(e) {
			continue
		}
		available -= e.cents
		if e.Date <= h.today {
			current -= e.cents
		}
	}
	switch seed.Type {
	case "depository":
		seed.Current, seed.Available = draw.FormatCents(current), draw.FormatCents(available)
	case "credit":
		limit := int64(cashCardLimit)
		if a == homeTravelCard {
			limit = travelCardLimit
		}
		seed.Current, seed.Available = draw.FormatCents(-current), draw.FormatCents(limit+available)
	case "loan":
		seed.Current = draw.FormatCents(-current)
	case "investment":
		seed.Current, seed.Available = draw.FormatCents(h.now[a].value(h.today)), draw.FormatCents(h.now[a].cash)
	}
	return seed
}
