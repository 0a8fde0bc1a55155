package pages

import (
	"errors"

	"passbook/storage/ledger"
)

// NoCurrency is ISO 4217's code for none: passbook never invents a currency.
const NoCurrency = "XXX"

// Amount turns the text of an amount of Plaid's into money: positive is in. The
// reason says, in a sentence, why passbook cannot keep it; empty: it can.
func Amount(text []byte, iso, unofficial string) (m ledger.Money, reason string) {
	if len(text) == 0 {
		return m, "It has no amount."
	}
	m, err := ledger.ParseMoney(string(text), Currency(iso, unofficial))
	m.Minor = -m.Minor
	switch {
	case errors.Is(err, ledger.ErrTooLarge) || err == nil && m.IsTooLarge():
		return m, "Its amount is larger than passbook can keep."
	case err != nil:
		return m, "Its amount is no number that passbook can read."
	}
	return m, ""
}

// Currency gives passbook's code for the two that Plaid has; NoCurrency where it
// says none.
func Currency(iso, unofficial string) string {
	switch {
	case iso != "":
		return iso
	case unofficial != "":
		return ledger.Unofficial(unofficial)
	}
	return NoCurrency
}

// FirstDate is the earliest day that a bank means: banks send 0001-01-01 for none.
const FirstDate = 1000_01_01
