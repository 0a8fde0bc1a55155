package tui

import "passbook/storage/ledger"

// coded writes an amount with the code of its currency, for where it stands
// apart from the others.
func coded(m ledger.Money) string { return code(m.Currency) + " " + digits(m) }
