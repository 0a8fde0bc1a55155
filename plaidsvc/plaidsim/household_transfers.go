package plaidsim

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// transfers moves money between the household's own accounts and pays the
// two cards in full. Both sides carry the same day and amount.
func (h *home) transfers(c draw.Civil) {
	if c.Due(4) {
		h.toSavings(c.Day, grown(40000, 35, raisedBy(c, 4)))
	}
	if c.Due(18) {
		h.move(c.Day, homeChecking, homeMoneyMarket, 20000,
			transferRow("HOUNDSTOOTH BANK ACH TRANSFER", "TRANSFER_OUT_SAVINGS", "transfer"),
			transferRow("FIRST PLATYPUS ACH DEPOSIT", "TRANSFER_IN_SAVINGS", "transfer"))
	}
	h.payCard(c, 6, homeTravelCard, 12, "TARTAN BANK CARD AUTOPAY", "AUTOPAY PAYMENT - THANK YOU")
	h.payCard(c, 21, homeCashCard, 27, "PLATYPUS CARD AUTOPAY 6120", "AUTOMATIC PAYMENT - THANK YOU")
	switch left := h.worth[homeChecking]; {
	case c.Due(25) && left > 700000:
		h.toSavings(c.Day, (left-600000)/10000*10000)
	case c.Workday() && left < 90000:
		h.move(c.Day, homeSavings, homeChecking, 150000,
			transferRow("TRANSFER TO CHECKING 4071", "TRANSFER_OUT_ACCOUNT_TRANSFER", "transfer"),
			transferRow("TRANSFER FROM SAVINGS 4088", "TRANSFER_IN_ACCOUNT_TRANSFER", "transfer"))
	}
	h.friends(c)
	h.cash(c)
}

func (h *home) toSavings(d draw.Day, cents int64) {
	h.move(d, homeChecking, homeSavings, cents,
		transferRow("TRANSFER TO SAVINGS 4088", "TRANSFER_OUT_SAVINGS", "transfer"),
		transferRow("TRANSFER FROM CHECKING 4071", "TRANSFER_IN_SAVINGS", "transfer"))
}

func transferRow(text, detailed, code string) profile.Planned {
	return profile.Planned{Name: text, Original: text, Detailed: detailed, Confidence: "VERY_HIGH", Channel: "other", Code: code}
}

// payCard pays what the statement of the closing day before asks for.
func (h *home) payCard(c draw.Civil, dom, card, closing int, out, in string) {
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
	h.move(c.Day, homeChecking, card, cents,
		transferRow(out, "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "bill payment"),
		transferRow(in, "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "bill payment"))
}

// friends settle up by Venmo now and then.
func (h *home) friends(c draw.Civil) {
	r := draw.Rand(h.seed, c.Day, "venmo")
	if !draw.Chance(r, 6) {
		return
	}
	x := direct(homeChecking, c.Day, "Venmo", "venmo.com", "VENMO PAYMENT "+draw.Digits(r, "##########"), "TRANSFER_OUT_OTHER_TRANSFER_OUT", "transfer")
	x.Counterparty = "payment_app"
	cents := draw.Between(r, 12, 64) * 100
	if draw.Chance(r, 50) {
		x.Name, x.Original = "VENMO CASHOUT", "ACH VENMO CASHOUT"
		x.Detailed, cents = "TRANSFER_IN_OTHER_TRANSFER_IN", -cents
	}
	h.add(x, cents)
}

// cash is drawn about twice a month.
func (h *home) cash(c draw.Civil) {
	r := draw.Rand(h.seed, c.Day, "atm")
	if h.trip.abroad(c.Day) || !draw.Chance(r, 6) {
		return
	}
	h.add(profile.Planned{
		Account: homeChecking, Date: c.Day, Name: draw.Digits(r, "ATM WITHDRAWAL ######"), Original: draw.Digits(r, "ATM WITHDRAWAL ###### SE HAWTHORNE PORTLAND OR"),
		Detailed: "TRANSFER_OUT_WITHDRAWAL", Confidence: "VERY_HIGH", Channel: "in store", Code: "atm", City: homeCity, Region: homeRegion, Country: homeCountry,
	}, draw.OneOf(r, []int64{4000, 6000, 8000, 10000}))
}
