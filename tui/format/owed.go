package format

import (
	"fmt"

	"passbook/storage/ledger"
	"passbook/storage/liabilities"
	"passbook/storage/streams"
	"passbook/tui/text"
)

// Percent writes a yearly rate: 21.99%.
func Percent(r liabilities.Rate) string { return r.Percent.String() + "%" }

// LiabilityClass is what kind of debt a liability is.
func LiabilityClass(c liabilities.Class) string {
	switch c {
	case liabilities.Card:
		return "card"
	case liabilities.Student:
		return "student loan"
	case liabilities.Mortgage:
		return "mortgage"
	}
	return text.Clean(string(c))
}

// RateKind is what a rate is charged on.
func RateKind(kind string) string {
	if words, ok := map[string]string{
		"purchase_apr": "purchases", "cash_apr": "cash advances", "balance_transfer_apr": "balance transfers", "special": "special offer",
	}[kind]; ok {
		return words
	}
	return text.Clean(kind)
}

// PayoffShort says in a few words how a debt ends: Apr 2035, never.
func PayoffShort(p *liabilities.Payoff, today ledger.Date) string {
	switch p.Outcome {
	case liabilities.Ends:
		return payoffMonth(p, today)
	case liabilities.Never:
		return "never"
	case liabilities.Distant:
		return "not in 100 years"
	case liabilities.Nothing:
		return "nothing owed"
	}
	return "not known"
}

func payoffMonth(p *liabilities.Payoff, today ledger.Date) string {
	return today.Month().Add(len(p.Months)).First().Time().Format("Jan 2006")
}

// Payoff says how a debt ends at the present payment and rate, in a sentence.
func Payoff(p *liabilities.Payoff, currency string, today ledger.Date) string {
	digits := func(minor int64) string { return Digits(ledger.Money{Minor: minor, Currency: currency}) }
	at := fmt.Sprintf("%s a month (%s) at %s", digits(p.Payment), p.From, Percent(p.Rate))
	switch p.Outcome {
	case liabilities.Ends:
		return fmt.Sprintf("%s, %s: paid off in %s, with %s of interest.", at, Count(len(p.Months), "payment", "payments"), payoffMonth(p, today), digits(p.Interest))
	case liabilities.Never:
		return at + " never pays it off: that does not cover the interest."
	case liabilities.Distant:
		return at + " does not pay it off within 100 years."
	case liabilities.Nothing:
		return "Nothing is owed."
	}
	return "When it is paid off is not known: the bank gives no rate, payment or balance."
}

// Every is how often a stream comes back: 2 weeks.
func Every(f streams.Frequency) string {
	switch f {
	case streams.Weekly:
		return "week"
	case streams.Biweekly:
		return "2 weeks"
	case streams.SemiMonthly:
		return "half month"
	case streams.Monthly:
		return "month"
	case streams.EveryTwoMonths:
		return "2 months"
	case streams.Quarterly:
		return "3 months"
	case streams.SemiAnnually:
		return "half year"
	case streams.Annually:
		return "year"
	}
	return "irregular"
}
