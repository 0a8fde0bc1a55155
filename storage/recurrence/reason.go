package recurrence

import (
	"fmt"

	"passbook/storage/ledger"
)

// apart says of a cadence how far its payments are from each other.
var apart = map[Cadence]string{
	Weekly: "a week apart", EveryTwoWeeks: "two weeks apart", TwiceAMonth: "twice a month", Monthly: "a month apart",
	EveryTwoMonths: "two months apart", Quarterly: "three months apart", HalfYearly: "half a year apart", Yearly: "a year apart",
}

// reason says in words why rows are a series: "24 payments to one merchant, a month
// apart, up to 3 days early or late, always 14.33".
func (w *walk) reason() string {
	who := "with one text"
	if row := w.last().row; row.EntityID != "" || row.Merchant != "" {
		who = "of one merchant"
	}
	words := fmt.Sprintf("%d payments %s, %s", len(w.points), who, apart[w.rhythm.cadence])
	if n := w.latest(); n == 1 {
		words += ", up to a day early or late"
	} else if n > 1 {
		words += fmt.Sprintf(", up to %d days early or late", n)
	}
	words += ", " + w.amounts()
	if w.skipped > 0 {
		words += fmt.Sprintf(", %d left out", w.skipped)
	}
	return words
}

// latest is how many days a row was away from where the one before it says, at the
// most. Of two days a month it is not known.
func (w *walk) latest() (n day) {
	if w.rhythm.cadence == TwiceAMonth {
		return 0
	}
	for i, p := range w.points[1:] {
		before := w.points[i]
		n = max(n, abs(p.day-w.rhythm.after(before, w.rhythm.between(before, p))))
	}
	return n
}

// amounts says how the amounts of the rows are alike.
func (w *walk) amounts() string {
	lo, hi := w.first(), w.first()
	for _, p := range w.points {
		if size(p.minor) < size(lo.minor) {
			lo = p
		}
		if size(p.minor) > size(hi.minor) {
			hi = p
		}
	}
	text := func(p *point) string {
		return ledger.Money{Minor: size(p.minor), Currency: p.row.Currency}.Decimal()
	}
	switch n := len(w.prices()); {
	case lo.minor == hi.minor:
		return "always " + text(lo)
	case w.varies() || n == 0:
		return "from " + text(lo) + " to " + text(hi)
	default:
		return fmt.Sprintf("at %d prices in turn from %s to %s", n+1, text(lo), text(hi))
	}
}
