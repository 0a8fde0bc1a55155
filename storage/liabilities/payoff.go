package liabilities

import (
	"math/big"

	"passbook/storage/ledger"
)

// Outcome says how a debt ends where the payment and the rate stay as they are.
type Outcome string

// How a debt ends.
const (
	Unknown Outcome = "unknown" // balance, rate or payment is not known
	Nothing Outcome = "nothing" // nothing is owed
	Ends    Outcome = "ends"
	Never   Outcome = "never"   // the payment does not cover the interest
	Distant Outcome = "distant" // not within a hundred years
)

// distant is as many payments as are reckoned.
const distant = 1200

// Payoff is a debt until it is paid off.
type Payoff struct {
	Outcome  Outcome
	Payment  int64  // of each month
	From     string // what Payment is: last payment, minimum, next payment
	Rate     Rate
	Interest int64   // of all months together
	Months   []Month // the first is a month from now; only where it Ends
}

// Month is one payment: of it Interest is the month's interest, and the rest paid
// the debt off.
type Month struct{ Paid, Interest, Left int64 }

// Payoff reckons the debt at the present payment and rate: of a card and a student
// loan the last payment, else the minimum; of a mortgage the next payment, else
// the last. A card's rate is that on purchases, else its highest. Interest is a
// twelfth of the yearly rate on what is left, each month, rounded half to even to
// minor units. What is bought meanwhile, fees and escrow are not in it.
func (l *Liability) Payoff() Payoff {
	p := Payoff{Outcome: Unknown}
	rate, known := l.rate()
	p.Rate = rate
	payment := l.payment(&p)
	switch {
	case l.Owed == nil:
		return p
	case *l.Owed <= 0:
		p.Outcome = Nothing
		return p
	case !known || payment == nil || *payment <= 0:
		return p
	}
	p.Payment = *payment
	p.reckon(*l.Owed)
	return p
}

// payment is what is paid each month.
func (l *Liability) payment(p *Payoff) *int64 {
	last, due, dueIs := l.LastPayment, l.Due, "minimum"
	if l.Class == Mortgage {
		dueIs = "next payment"
	}
	usable := func(v *int64) bool { return v != nil && *v > 0 }
	if usable(due) && (l.Class == Mortgage || !usable(last)) {
		p.From = dueIs
		return due
	}
	if usable(last) {
		p.From = "last payment"
	}
	return last
}

// rate is the rate that the debt is reckoned at.
func (l *Liability) rate() (found Rate, known bool) {
	for _, r := range l.Rates {
		if r.Kind == "purchase_apr" {
			return r, true
		}
		if !known || r.Percent.Rat().Cmp(found.Percent.Rat()) > 0 {
			found, known = r, true
		}
	}
	return found, known
}

// reckon goes on month by month until nothing is left.
func (p *Payoff) reckon(left int64) {
	monthly := new(big.Rat).Quo(p.Rate.Percent.Rat(), big.NewRat(1200, 1))
	var months []Month
	var all int64
	for left > 0 {
		interest, fits := roundHalfEven(new(big.Rat).Mul(monthly, new(big.Rat).SetInt64(left)))
		owed := ledger.AddMinor(left, interest)
		if !fits || owed == ledger.TooLarge {
			p.Outcome = Unknown
			return
		}
		if p.Payment <= interest {
			p.Outcome = Never
			return
		}
		if len(months) == distant {
			p.Outcome = Distant
			return
		}
		paid := min(p.Payment, owed)
		left = owed - paid
		all = ledger.AddMinor(all, interest)
		months = append(months, Month{paid, interest, left})
	}
	p.Outcome, p.Months, p.Interest = Ends, months, all
}

// roundHalfEven gives the nearest integer; fits tells whether 64 bits hold it.
func roundHalfEven(r *big.Rat) (n int64, fits bool) {
	quotient, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	switch half := new(big.Int).Lsh(rest.Abs(rest), 1).Cmp(r.Denom()); {
	case half > 0, half == 0 && quotient.Bit(0) == 1:
		quotient.Add(quotient, big.NewInt(int64(r.Sign())))
	}
	return quotient.Int64(), quotient.IsInt64()
}
