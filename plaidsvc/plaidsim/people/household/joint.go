package household

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
)

// joint is the account that Tomas is paid on, and savings by their name.
func (h *household) joint(c draw.Civil, savings string) {
	r := draw.Rand(h.seed, c.Day, "sideline")
	if c.Due(10) {
		pay := shop.Direct(jointChecking, c.Day, "", "", "PAPERMOON STUDIO INVOICE", "INCOME_OTHER_INCOME", "direct debit")
		pay.Counterparty = "income_source"
		h.add(pay, -draw.Between(r, 54000, 88000))
	}
	if c.Due(13) {
		h.move(c.Day, jointChecking, vacationGoal, 20000,
			shop.Transfer("TRANSFER TO "+savings, "TRANSFER_OUT_SAVINGS", "transfer"),
			shop.Transfer("TRANSFER FROM JOINT CHECKING", "TRANSFER_IN_SAVINGS", "transfer"))
	}
	if c.Weekday == 0 && draw.Chance(r, 70) {
		s := draw.OneOf(r, shop.Groceries)
		h.add(s.Planned(h.seed, r, jointChecking, (c.Day+1).Banking(), c.Day), draw.Between(r, s.Lo, s.Hi)*2)
	}
	if draw.Chance(r, 6) {
		s := draw.OneOf(r, shop.Stores)
		h.add(s.Planned(h.seed, r, jointChecking, (c.Day+1).Banking(), c.Day), draw.Between(r, s.Lo, s.Hi))
	}
	if c.LastOfMonth() {
		h.interest(c, vacationGoal, 30)
	}
}
