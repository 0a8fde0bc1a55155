package household

import (
	"slices"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// sideline is what user_household has at any other bank: a joint account with a
// small second income, and savings. Nothing is transferred to or from the three
// banks of the household.
func sideline(seed uint64, today draw.Day, days int) profile.Profile {
	const checking, goal = 0, 1
	var rows []profile.Planned
	worth := [2]int64{184000, 241500} // cents
	now := worth
	add := func(r profile.Planned, account int, cents int64) {
		r.Account, r.Amount, r.Primary = account, draw.FormatCents(cents), shop.PrimaryOf(r.Detailed)
		if r.Authorized == 0 {
			r.Authorized = r.Date
		}
		worth[account] -= cents
		if r.Date <= today {
			now[account] = worth[account]
		}
		rows = append(rows, r)
	}
	on := func(c draw.Civil, r profile.Planned) profile.Planned { r.Date = c.Day; return r }
	for d := draw.DayIn(today.Civil().Year-3, 1, 1); d <= today+profile.Future; d++ {
		c := d.Civil()
		r := draw.Rand(seed, d, "sideline")
		if c.Due(10) {
			pay := shop.Direct(checking, d, "", "", "PAPERMOON STUDIO INVOICE", "INCOME_OTHER_INCOME", "direct debit")
			pay.Counterparty = "income_source"
			add(pay, checking, -draw.Between(r, 54000, 88000))
		}
		if c.Due(13) {
			add(on(c, shop.Transfer("TRANSFER TO VACATION GOAL", "TRANSFER_OUT_SAVINGS", "transfer")), checking, 20000)
			add(on(c, shop.Transfer("TRANSFER FROM JOINT CHECKING", "TRANSFER_IN_SAVINGS", "transfer")), goal, -20000)
		}
		if c.Weekday == 0 && draw.Chance(r, 70) {
			s := draw.OneOf(r, shop.Groceries)
			add(s.Planned(seed, r, checking, (d+1).Banking(), d), checking, draw.Between(r, s.Lo, s.Hi)*2)
		}
		if draw.Chance(r, 6) {
			s := draw.OneOf(r, shop.Stores)
			add(s.Planned(seed, r, checking, (d+1).Banking(), d), checking, draw.Between(r, s.Lo, s.Hi))
		}
		if c.LastOfMonth() {
			in := shop.Transfer("INTEREST PAYMENT", "INCOME_INTEREST_EARNED", "interest")
			add(on(c, in), goal, -(worth[goal] * 30 / 12000))
		}
	}
	p := profile.Profile{Accounts: []profile.Account{
		{Name: "Joint Checking", OfficialName: "Joint Checking Account", Mask: "3318", Type: "depository", Subtype: "checking"},
		{Name: "Vacation Goal", OfficialName: "Goal Savings Account", Mask: "3326", Type: "depository", Subtype: "savings"},
	}}
	for i := range p.Accounts {
		p.Accounts[i].Current, p.Accounts[i].Available = draw.FormatCents(now[i]), draw.FormatCents(now[i])
	}
	for _, r := range rows {
		if r.Date > today-draw.Day(days) {
			p.Planned = append(p.Planned, r)
		}
	}
	slices.SortStableFunc(p.Planned, func(a, b profile.Planned) int { return int(a.Date - b.Date) })
	p.Live = liveHome(seed, checking, checking)
	return p
}
