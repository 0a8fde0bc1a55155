package figures

import (
	"fmt"
	"io"
	"strings"

	"passbook/cmd/passbook/output"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// sayBeside says what stands beside the figures of a period, a line for each
// sum that has rows.
func sayBeside(out io.Writer, f *ledger.Figures) error {
	for _, beside := range besides(f) {
		if beside.sum.Count == 0 {
			continue
		}
		var parts []string
		if beside.sum.In != 0 {
			parts = append(parts, format.Coded(ledger.Money{Minor: beside.sum.In, Currency: f.Currency})+" in")
		}
		if beside.sum.Out != 0 {
			parts = append(parts, format.Coded(ledger.Money{Minor: beside.sum.Out, Currency: f.Currency})+" out")
		}
		parts = append(parts, format.Count(beside.sum.Count, "transaction", "transactions"))
		if err := output.Say(out, "  beside it, %s: %s\n", beside.words, strings.Join(parts, ", ")); err != nil {
			return err
		}
	}
	return nil
}

// beside is one sum that stands beside figures: its name in a record, and what
// it is in words.
type beside struct {
	name, words string
	sum         ledger.Sum
}

func besides(f *ledger.Figures) []beside {
	return []beside{
		{"pending", "pending", f.Pending},
		{"hidden", "hidden by you", f.Hidden},
		{"paired", "transfers between your accounts", f.Paired},
		{"moved", "moved to or from accounts that are not linked", f.Moved},
		{"unpaired", "transfers, debts and their payments without another half", f.Unpaired},
	}
}

// periodName says which days figures are of.
func periodName(m ledger.Month, from, to ledger.Date) string {
	switch {
	case m != 0 && from == m.First():
		return "in " + monthText(m)
	case m != 0:
		return fmt.Sprintf("in %s (%s to %s)", monthText(m), from, to)
	case from == 0:
		return "up to " + to.String()
	case to == 0:
		return "from " + from.String() + " on"
	}
	return fmt.Sprintf("from %s to %s", from, to)
}
