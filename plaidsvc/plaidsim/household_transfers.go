package plaidsim

// transfers moves money between the household's own accounts and pays the
// two cards in full. Both sides carry the same day and amount.
func (h *home) transfers(c civil) {
	if c.due(4) {
		h.toSavings(c.day, grown(40000, 35, raisedBy(c, 4)))
	}
	if c.due(18) {
		h.move(c.day, homeChecking, homeMoneyMarket, 20000,
			transferRow("HOUNDSTOOTH BANK ACH TRANSFER", "TRANSFER_OUT_SAVINGS", "transfer"),
			transferRow("FIRST PLATYPUS ACH DEPOSIT", "TRANSFER_IN_SAVINGS", "transfer"))
	}
	h.payCard(c, 6, homeTravelCard, 12, "TARTAN BANK CARD AUTOPAY", "AUTOPAY PAYMENT - THANK YOU")
	h.payCard(c, 21, homeCashCard, 27, "PLATYPUS CARD AUTOPAY 6120", "AUTOMATIC PAYMENT - THANK YOU")
	switch left := h.worth[homeChecking]; {
	case c.due(25) && left > 700000:
		h.toSavings(c.day, (left-600000)/10000*10000)
	case c.workday() && left < 90000:
		h.move(c.day, homeSavings, homeChecking, 150000,
			transferRow("TRANSFER TO CHECKING 4071", "TRANSFER_OUT_ACCOUNT_TRANSFER", "transfer"),
			transferRow("TRANSFER FROM SAVINGS 4088", "TRANSFER_IN_ACCOUNT_TRANSFER", "transfer"))
	}
	h.friends(c)
	h.cash(c)
}

func (h *home) toSavings(d day, cents int64) {
	h.move(d, homeChecking, homeSavings, cents,
		transferRow("TRANSFER TO SAVINGS 4088", "TRANSFER_OUT_SAVINGS", "transfer"),
		transferRow("TRANSFER FROM CHECKING 4071", "TRANSFER_IN_SAVINGS", "transfer"))
}

func transferRow(text, detailed, code string) row {
	return row{name: text, original: text, detailed: detailed, confidence: "VERY_HIGH", channel: "other", code: code}
}

// payCard pays what the statement of the closing day before asks for.
func (h *home) payCard(c civil, dom, card, closing int, out, in string) {
	if !c.due(dom) {
		return
	}
	month := c.month
	if closing > dom {
		month--
	}
	cents := h.owed(card, dayIn(c.year, month, closing))
	if cents <= 0 {
		return
	}
	h.move(c.day, homeChecking, card, cents,
		transferRow(out, "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "bill payment"),
		transferRow(in, "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "bill payment"))
}

// friends settle up by Venmo now and then.
func (h *home) friends(c civil) {
	r := dice(h.seed, c.day, "venmo")
	if !chance(r, 6) {
		return
	}
	x := direct(homeChecking, c.day, "Venmo", "venmo.com", "VENMO PAYMENT "+digits(r, "##########"), "TRANSFER_OUT_OTHER_TRANSFER_OUT", "transfer")
	x.counterparty = "payment_app"
	cents := between(r, 12, 64) * 100
	if chance(r, 50) {
		x.name, x.original = "VENMO CASHOUT", "ACH VENMO CASHOUT"
		x.detailed, cents = "TRANSFER_IN_OTHER_TRANSFER_IN", -cents
	}
	h.add(x, cents)
}

// cash is drawn about twice a month.
func (h *home) cash(c civil) {
	r := dice(h.seed, c.day, "atm")
	if h.trip.abroad(c.day) || !chance(r, 6) {
		return
	}
	h.add(row{
		account: homeChecking, date: c.day, name: digits(r, "ATM WITHDRAWAL ######"), original: digits(r, "ATM WITHDRAWAL ###### SE HAWTHORNE PORTLAND OR"),
		detailed: "TRANSFER_OUT_WITHDRAWAL", confidence: "VERY_HIGH", channel: "in store", code: "atm", city: homeCity, region: homeRegion, country: homeCountry,
	}, pick(r, []int64{4000, 6000, 8000, 10000}))
}
