package plaidsim

import "slices"

// sideline is what user_household has at any other bank: a joint account with
// a small second income, and savings for a goal. It is no side of any transfer
// at the three banks of the household.
func sideline(seed uint64, today day, days int) profile {
	const checking, goal = 0, 1
	var rows []row
	worth := [2]int64{184000, 241500} // cents
	now := worth
	add := func(r row, account int, cents int64) {
		r.account, r.amount, r.primary = account, decimal(cents), primaryOf(r.detailed)
		if r.authorized == 0 {
			r.authorized = r.date
		}
		worth[account] -= cents
		if r.date <= today {
			now[account] = worth[account]
		}
		rows = append(rows, r)
	}
	on := func(c civil, r row) row { r.date = c.day; return r }
	for d := dayIn(today.civil().year-3, 1, 1); d <= today+homeFuture; d++ {
		c := d.civil()
		r := dice(seed, d, "sideline")
		if c.due(10) {
			pay := direct(checking, d, "", "", "PAPERMOON STUDIO INVOICE", "INCOME_OTHER_INCOME", "direct debit")
			pay.counterparty = "income_source"
			add(pay, checking, -between(r, 54000, 88000))
		}
		if c.due(13) {
			add(on(c, transferRow("TRANSFER TO VACATION GOAL", "TRANSFER_OUT_SAVINGS", "transfer")), checking, 20000)
			add(on(c, transferRow("TRANSFER FROM JOINT CHECKING", "TRANSFER_IN_SAVINGS", "transfer")), goal, -20000)
		}
		if c.weekday == 0 && chance(r, 70) {
			s := pick(r, groceryStores)
			add(s.row(seed, r, checking, (d+1).banking(), d), checking, between(r, s.lo, s.hi)*2)
		}
		if chance(r, 6) {
			s := pick(r, stores)
			add(s.row(seed, r, checking, (d+1).banking(), d), checking, between(r, s.lo, s.hi))
		}
		if c.lastOfMonth() {
			in := transferRow("INTEREST PAYMENT", "INCOME_INTEREST_EARNED", "interest")
			add(on(c, in), goal, -(worth[goal] * 30 / 12000))
		}
	}
	p := profile{accounts: []accountSeed{
		{name: "Joint Checking", official: "Joint Checking Account", mask: "3318", typ: "depository", subtype: "checking"},
		{name: "Vacation Goal", official: "Goal Savings Account", mask: "3326", typ: "depository", subtype: "savings"},
	}}
	for i := range p.accounts {
		p.accounts[i].current, p.accounts[i].available = decimal(now[i]), decimal(now[i])
	}
	for _, r := range rows {
		if r.date > today-day(days) {
			p.rows = append(p.rows, r)
		}
	}
	slices.SortStableFunc(p.rows, func(a, b row) int { return int(a.date - b.date) })
	p.live = liveHome(seed, checking, checking)
	return p
}
