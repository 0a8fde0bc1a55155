package plaidsim

import (
	"slices"

	"passbook/plaidsvc/plaidsim/draw"
)

// sideline is what user_household has at any other bank: a joint account with
// a small second income, and savings for a goal. It is no side of any transfer
// at the three banks of the household.
func sideline(seed uint64, today draw.Day, days int) profile {
	const checking, goal = 0, 1
	var rows []row
	worth := [2]int64{184000, 241500} // cents
	now := worth
	add := func(r row, account int, cents int64) {
		r.account, r.amount, r.primary = account, draw.FormatCents(cents), primaryOf(r.detailed)
		if r.authorized == 0 {
			r.authorized = r.date
		}
		worth[account] -= cents
		if r.date <= today {
			now[account] = worth[account]
		}
		rows = append(rows, r)
	}
	on := func(c draw.Civil, r row) row { r.date = c.Day; return r }
	for d := draw.DayIn(today.Civil().Year-3, 1, 1); d <= today+homeFuture; d++ {
		c := d.Civil()
		r := draw.Rand(seed, d, "sideline")
		if c.Due(10) {
			pay := direct(checking, d, "", "", "PAPERMOON STUDIO INVOICE", "INCOME_OTHER_INCOME", "direct debit")
			pay.counterparty = "income_source"
			add(pay, checking, -draw.Between(r, 54000, 88000))
		}
		if c.Due(13) {
			add(on(c, transferRow("TRANSFER TO VACATION GOAL", "TRANSFER_OUT_SAVINGS", "transfer")), checking, 20000)
			add(on(c, transferRow("TRANSFER FROM JOINT CHECKING", "TRANSFER_IN_SAVINGS", "transfer")), goal, -20000)
		}
		if c.Weekday == 0 && draw.Chance(r, 70) {
			s := draw.OneOf(r, groceryStores)
			add(s.row(seed, r, checking, (d+1).Banking(), d), checking, draw.Between(r, s.lo, s.hi)*2)
		}
		if draw.Chance(r, 6) {
			s := draw.OneOf(r, stores)
			add(s.row(seed, r, checking, (d+1).Banking(), d), checking, draw.Between(r, s.lo, s.hi))
		}
		if c.LastOfMonth() {
			in := transferRow("INTEREST PAYMENT", "INCOME_INTEREST_EARNED", "interest")
			add(on(c, in), goal, -(worth[goal] * 30 / 12000))
		}
	}
	p := profile{accounts: []accountSeed{
		{name: "Joint Checking", official: "Joint Checking Account", mask: "3318", typ: "depository", subtype: "checking"},
		{name: "Vacation Goal", official: "Goal Savings Account", mask: "3326", typ: "depository", subtype: "savings"},
	}}
	for i := range p.accounts {
		p.accounts[i].current, p.accounts[i].available = draw.FormatCents(now[i]), draw.FormatCents(now[i])
	}
	for _, r := range rows {
		if r.date > today-draw.Day(days) {
			p.rows = append(p.rows, r)
		}
	}
	slices.SortStableFunc(p.rows, func(a, b row) int { return int(a.date - b.date) })
	p.live = liveHome(seed, checking, checking)
	return p
}
