package household

import (
	"cmp"
	"slices"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// household is the state of the simulation.
type household struct {
	seed       uint64
	opened     draw.Day // the first day
	entries    []*entry
	worth      [accountCount]int64 // cents, debts negative, as the days go by
	portfolios [accountCount]portfolio
	deals      []deal
	trip       trip // of the current year
}

// entry is a transaction and its amount in the account's own currency, in
// cents.
type entry struct {
	profile.Planned
	cents int64
}

// add books a transaction of so many cents in its own currency.
func (h *household) add(r profile.Planned, cents int64) {
	if r.Authorized == 0 {
		r.Authorized = r.Date
	}
	r.Primary = shop.PrimaryOf(r.Detailed)
	if r.Code == "direct debit" || r.Code == "bill payment" {
		r.Payment = h.ach(r, cents)
	}
	r.Amount = draw.FormatCents(cents)
	if r.Currency != "" {
		cents = fromEuro(cents)
	}
	if !r.Hold {
		h.worth[r.Account] -= cents
	}
	h.entries = append(h.entries, &entry{r, cents})
}

// ach is what a bank says of a payment through the clearing house: to whom, or
// from whom.
func (h *household) ach(r profile.Planned, cents int64) profile.Payment {
	other := cmp.Or(r.Merchant, r.Name)
	p := profile.Payment{
		Method: "ACH", PPD: draw.Digits(draw.Rand(0, 0, "ppd of "+other), "##########"),
		Reference: draw.Digits(draw.Rand(h.seed, r.Date, r.Name), "###############"),
	}
	switch {
	case cents > 0:
		p.Payee, p.Payer = other, tomas.Names[0]
	case r.Counterparty == "income_source":
		p.Payer = other
	default:
		p.Payer = tomas.Names[0]
	}
	return p
}

// move books both sides of a transfer between two accounts of the household.
func (h *household) move(d draw.Day, from, to int, cents int64, out, in profile.Planned) {
	out.Account, out.Date = from, d
	in.Account, in.Date = to, d
	h.add(out, cents)
	h.add(in, -cents)
}

// buy is a purchase by card: pending at once, and posted one to three banking
// days later.
func (h *household) buy(d draw.Day, account int, s shop.Shop, cents int64) {
	r := draw.Rand(h.seed, d, "post"+s.Text)
	lag := draw.OneOf(r, []draw.Day{1, 2, 2, 2, 2, 2, 3, 3})
	h.add(s.Planned(h.seed, r, account, (d+lag).Banking(), d), cents)
}

// hold is what a fuel pump sometimes blocks and never charges: it is pending,
// and then disappears.
func (h *household) hold(d draw.Day, account int, s shop.Shop) {
	x := s.Planned(h.seed, draw.Rand(h.seed, d, "hold"), account, (d + 2).Banking(), d)
	x.Hold = true
	h.add(x, 12500)
}

// owed is what the statement of a card that closes on a day asks for, in cents.
func (h *household) owed(account int, closing draw.Day) int64 {
	var sum int64
	for i := len(h.entries) - 1; i >= 0; i-- {
		if e := h.entries[i]; e.Account == account && !e.Hold && e.Date <= closing {
			sum += e.cents
		}
	}
	return sum
}

// planned are the transactions of a bank's accounts after a day, oldest first,
// as they are seen on another one.
func (h *household) planned(held []int, after, today draw.Day) []profile.Planned {
	var rows []profile.Planned
	for _, e := range h.entries {
		if i := slices.Index(held, e.Account); i >= 0 && e.Date > after && e.isKept(today) {
			row := e.Planned
			row.Account = i
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b profile.Planned) int { return int(a.Date - b.Date) })
	return rows
}

// isKept is false for holds that are over.
func (e *entry) isKept(today draw.Day) bool { return !e.Hold || e.Date > today }

// worthOn is what an account was worth to the household at the end of a day:
// debts are negative.
func (h *household) worthOn(a int, day draw.Day) int64 {
	worth := opening[a]
	for _, e := range h.entries {
		if e.Account == a && e.Date <= day && !e.Hold {
			worth -= e.cents
		}
	}
	return worth
}

// account is an account with its balances of a day: pending transactions count
// for available, not for current.
func (h *household) account(a int, day draw.Day) profile.Account {
	seed := accountSeeds[a]
	current := h.worthOn(a, day)
	available := current
	for _, e := range h.entries {
		if e.Account == a && e.Date > day && e.Authorized <= day {
			available -= e.cents
		}
	}
	switch seed.Type {
	case "depository":
		seed.Current, seed.Available = draw.FormatCents(current), draw.FormatCents(available)
	case "credit":
		limit := int64(cashCardLimit)
		if a == travelCard {
			limit = travelCardLimit
		}
		seed.Current, seed.Available = draw.FormatCents(-current), draw.FormatCents(limit+available)
	case "loan":
		seed.Current = draw.FormatCents(-current)
	case "investment":
		p := h.portfolioOn(a, day)
		seed.Current, seed.Available = draw.FormatCents(p.value(day)), draw.FormatCents(p.cash)
	}
	return seed
}
