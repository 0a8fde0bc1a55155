package household

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// transfers moves money between the household's own accounts and pays the
// two cards in full. Both sides carry the same day and amount.
func (h *household) transfers(c draw.Civil) {
	if c.Due(4) {
		h.toSavings(c.Day, grown(40000, 35, raisedBy(c, 4)))
	}
	if c.Due(18) {
		h.move(c.Day, checkingAccount, moneyMarket, 20000,
			shop.Transfer("HOUNDSTOOTH BANK ACH TRANSFER", "TRANSFER_OUT_SAVINGS", "transfer"),
			shop.Transfer("FIRST PLATYPUS ACH DEPOSIT", "TRANSFER_IN_SAVINGS", "transfer"))
	}
	h.payCard(c, travelCardDue, travelCard, travelCardClosing, "TARTAN BANK CARD AUTOPAY", "AUTOPAY PAYMENT - THANK YOU")
	h.payCard(c, cashCardDue, cashCard, cashCardClosing, "PLATYPUS CARD AUTOPAY 6120", "AUTOMATIC PAYMENT - THANK YOU")
	switch left := h.worth[checkingAccount]; {
	case c.Due(25) && left > 700000:
		h.toSavings(c.Day, (left-600000)/10000*10000)
	case c.Workday() && left < 90000:
		h.move(c.Day, savingsAccount, checkingAccount, 150000,
			shop.Transfer("TRANSFER TO CHECKING 4071", "TRANSFER_OUT_ACCOUNT_TRANSFER", "transfer"),
			shop.Transfer("TRANSFER FROM SAVINGS 4088", "TRANSFER_IN_ACCOUNT_TRANSFER", "transfer"))
	}
	h.friends(c)
	h.cash(c)
}

func (h *household) toSavings(d draw.Day, cents int64) {
	h.move(d, checkingAccount, savingsAccount, cents,
		shop.Transfer("TRANSFER TO SAVINGS 4088", "TRANSFER_OUT_SAVINGS", "transfer"),
		shop.Transfer("TRANSFER FROM CHECKING 4071", "TRANSFER_IN_SAVINGS", "transfer"))
}

// payCard pays a card's last statement.
func (h *household) payCard(c draw.Civil, dom, card, closing int, out, in string) {
	if !c.Due(dom) {
		return
	}
	month := c.Month
	if closing > dom {
		month--
	}
	cents := h.owed(card, draw.DayIn(c.Year, month, closing))
	if cents <= 0 {
		return
	}
	h.move(c.Day, checkingAccount, card, cents,
		shop.Transfer(out, "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "bill payment"),
		shop.Transfer(in, "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "bill payment"))
}

// friends pay each other by Venmo now and then.
func (h *household) friends(c draw.Civil) {
	r := draw.Rand(h.seed, c.Day, "venmo")
	if !draw.Chance(r, 6) {
		return
	}
	x := shop.Direct(checkingAccount, c.Day, "Venmo", "venmo.com", "VENMO PAYMENT "+draw.Digits(r, "##########"), "TRANSFER_OUT_OTHER_TRANSFER_OUT", "transfer")
	x.Counterparty = "payment_app"
	cents := draw.Between(r, 12, 64) * 100
	if draw.Chance(r, 50) {
		x.Name, x.Original = "VENMO CASHOUT", "ACH VENMO CASHOUT"
		x.Detailed, cents = "TRANSFER_IN_OTHER_TRANSFER_IN", -cents
	}
	h.add(x, cents)
}

// cash is withdrawn about twice a month.
func (h *household) cash(c draw.Civil) {
	r := draw.Rand(h.seed, c.Day, "atm")
	if h.trip.abroad(c.Day) || !draw.Chance(r, 6) {
		return
	}
	h.add(profile.Planned{
		Account: checkingAccount, Date: c.Day, Name: draw.Digits(r, "ATM WITHDRAWAL ######"), Original: draw.Digits(r, "ATM WITHDRAWAL ###### SE HAWTHORNE PORTLAND OR"),
		Detailed: "TRANSFER_OUT_WITHDRAWAL", Confidence: "VERY_HIGH", Channel: "in store", Code: "atm", City: shop.City, Region: shop.Region, Country: shop.Country,
	}, draw.OneOf(r, []int64{4000, 6000, 8000, 10000}))
}
