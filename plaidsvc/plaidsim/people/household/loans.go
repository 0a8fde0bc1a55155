package household

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// loanTerms are what a loan costs: paid on a day of the month, so many cents,
// at a yearly rate in thousandths of a percent.
type loanTerms struct {
	dueOn         int
	payment, rate int64
}

var (
	carTerms      = loanTerms{7, 32940, 4600}
	studentTerms  = loanTerms{17, 24810, 4300}
	mortgageTerms = loanTerms{1, 142288, 3625}
)

// interest is that of a month.
func (t loanTerms) interest(owed int64) int64 { return owed * t.rate / 1_200_000 }

// left is how many payments are needed until nothing is owed.
func (t loanTerms) left(owed int64) int {
	n := 0
	for ; owed > 0; n++ {
		owed += t.interest(owed) - t.payment
	}
	return n
}

// nextPayment is the first day after another one on which a bill is paid that
// is due on a day of the month.
func nextPayment(after draw.Day, dueOn int) draw.Day {
	for d := after + 1; ; d++ {
		if d.Civil().Due(dueOn) {
			return d
		}
	}
}

// loan pays one instalment of a loan at Tartan Bank: the payment on both sides,
// and the month's interest on the loan.
func (h *household) loan(c draw.Civil, account int, t loanTerms, text, detailed string) {
	owed := -h.worth[account]
	if !c.Due(t.dueOn) || owed <= 0 {
		return
	}
	interest := t.interest(owed)
	h.charge(c.Day, account, "INTEREST CHARGE", "MONTHLY INTEREST CHARGE", "BANK_FEES_INTEREST_CHARGE", "interest", interest)
	h.move(c.Day, checkingAccount, account, min(t.payment, owed+interest),
		shop.Direct(checkingAccount, c.Day, "Tartan Bank", "", text, detailed, "bill payment"),
		shop.Direct(account, c.Day, "", "", "PAYMENT RECEIVED - THANK YOU", detailed, "bill payment"))
}

// charge books what a lender adds to what is owed.
func (h *household) charge(d draw.Day, account int, name, original, detailed, code string, cents int64) {
	h.add(profile.Planned{
		Account: account, Date: d, Name: name, Original: original, Detailed: detailed, Confidence: "VERY_HIGH", Channel: "other", Code: code,
	}, cents)
}
