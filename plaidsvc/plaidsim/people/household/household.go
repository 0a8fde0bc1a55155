package household

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// simulate runs the household from three years ago until profile.Future days
// after today.
func simulate(seed uint64, today draw.Day) *household {
	h := &household{seed: seed, today: today, worth: opening, entries: make([]entry, 0, 8000)}
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
		h.occasional(c)
		h.travel(c)
		if !h.trip.abroad(d) {
			h.workweek(c)
			h.errands(c)
		}
		if d == today {
			h.portfoliosToday = h.portfolios
		}
	}
	return h
}

// User generates user_household: the household's accounts at the login's bank,
// or those of sideline at a bank where it has none.
func User(l profile.Login) (profile.Profile, *wire.Error) {
	return profileAt(l.Seed, l.Institution, l.Today, l.Days), nil
}

// profileAt is what one bank knows of the household: so many days of history,
// and what is to come.
func profileAt(seed uint64, institution string, today draw.Day, days int) profile.Profile {
	held, ok := accountsAt[institution]
	if !ok {
		return sideline(seed, today, days)
	}
	h := simulate(seed, today)
	p := profile.Profile{Planned: h.planned(held, today-draw.Day(days))}
	for _, a := range held {
		p.Accounts = append(p.Accounts, h.account(a))
	}
	h.investments(&p, held)
	h.debts(&p, held)
	switch institution {
	case "ins_109508":
		p.Live = liveHome(seed, 0, 2)
	case "ins_109511":
		p.Live = liveAbroad(seed)
	}
	return p
}
