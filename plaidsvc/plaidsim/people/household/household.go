package household

import (
	"slices"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// simulate runs the household from three years ago until profile.Future days
// after today.
func simulate(seed uint64, today draw.Day) *household {
	h := open(seed, today)
	h.entries = make([]*entry, 0, 8000)
	for d := h.opened; d <= today+profile.Future; d++ {
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
		h.joint(c, "VACATION GOAL")
		h.house(c)
	}
	return h
}

// open is a household whose days have not begun.
func open(seed uint64, today draw.Day) *household {
	return &household{seed: seed, opened: draw.DayIn(today.Civil().Year-3, 1, 1), worth: opening, portfolios: openPortfolios}
}

// User generates user_household: the household's accounts at the login's bank,
// or others at a bank where it has none.
func User(l profile.Login) (profile.Profile, *wire.Error) {
	return profileAt(l.Seed, l.Institution, l.Today, l.Days), nil
}

// profileAt is what one bank knows of the household: so many days of history,
// and what is to come.
func profileAt(seed uint64, institution string, today draw.Day, days int) profile.Profile {
	if institution == payrollBank {
		return payroll(seed, today)
	}
	held, ok := accountsAt[institution]
	if !ok {
		return elsewhere(seed, institution, today, days)
	}
	p := simulate(seed, today).profile(held, today, days)
	switch institution {
	case "ins_109508":
		p.Live = liveHome(seed, 0, 2)
	case "ins_109509":
		p.Live = liveHome(seed, 0, 0)
	case "ins_109511":
		p.Live = liveAbroad(seed)
	}
	return p
}

// profile is a bank's part of the household.
func (h *household) profile(held []int, today draw.Day, days int) profile.Profile {
	h.entries = slices.DeleteFunc(h.entries, func(e *entry) bool { return !slices.Contains(held, e.Account) })
	h.entries = slices.Clip(slices.Clone(h.entries)) // what other banks know is not kept
	on := func(day draw.Day) profile.Standing {
		s := profile.Standing{Trades: h.trades(held, today-730, day), Debts: h.debts(held, day)}
		for i, a := range held {
			s.Accounts = append(s.Accounts, h.account(a, day))
			s.Holdings = append(s.Holdings, h.portfolioOn(a, day).holdings(i, day)...)
			if a == checkingAccount {
				s.Incomes = map[int]profile.IncomeDocuments{i: incomes(h.seed, day)}
			}
		}
		return s
	}
	now := on(today)
	return profile.Profile{
		Accounts: now.Accounts, Planned: h.planned(held, today-draw.Day(days), today), Owners: owners(held), Numbers: numbers(held),
		Holdings: now.Holdings, Trades: now.Trades, Debts: now.Debts, Incomes: now.Incomes, On: on,
	}
}

// payrollBank is the bank that has employers instead of accounts.
const payrollBank = "ins_135842"

// payroll is what Nora's employer knows.
func payroll(seed uint64, today draw.Day) profile.Profile {
	accounts := []profile.Account{{Name: employer, OfficialName: employer + " Payroll", Type: "payroll"}}
	on := func(day draw.Day) profile.Standing {
		return profile.Standing{Accounts: accounts, Incomes: map[int]profile.IncomeDocuments{0: incomes(seed, day)}}
	}
	return profile.Profile{Accounts: accounts, Owners: map[int][]profile.Owner{0: {nora}}, Incomes: on(today).Incomes, On: on}
}
