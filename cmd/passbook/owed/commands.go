package owed

import (
	"github.com/spf13/cobra"

	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// Commands gives the commands of this package.
func Commands(with online.With) []*cobra.Command {
	return []*cobra.Command{newLiabilities(with), newRecurring(with)}
}

// money is an amount as a record has it, null where it is not known, and as a
// table shows it.
func money(minor *int64, currency string) (record any, cell string) {
	if minor == nil {
		return nil, ""
	}
	return output.Decimal(minor, currency), format.Digits(ledger.Money{Minor: *minor, Currency: currency})
}

// decimal is an amount as a record has it.
func decimal(minor *int64, currency string) any {
	record, _ := money(minor, currency)
	return record
}
