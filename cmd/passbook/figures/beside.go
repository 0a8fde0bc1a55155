package figures

import (
	"fmt"
	"io"
	"strings"

	"passbook/cmd/passbook/output"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// saySum says a figure of a period. Where the words say that money went out, the
// amount has no sign.
func saySum(out io.Writer, s sum, currency, period string) error {
	minor := s.minor
	if s.name == "spending" {
		minor = -minor
	}
	return output.Say(out, "%s %s: %s\n", s.words, period, format.Coded(ledger.Money{Minor: minor, Currency: currency}))
}

// sayBeside says what stands beside the figures of a period, a line for each
// sum that has rows.
func sayBeside(out io.Writer, f *ledger.Figures) error {
	title := "Beside it:\n"
	for _, beside := range besides(f) {
		if beside.sum.Count == 0 {
			continue
		}
		parts := append(inAndOut(beside.sum.In, beside.sum.Out, f.Currency), format.Count(beside.sum.Count, "transaction", "transactions"))
		if err := output.Say(out, title+"  %s: %s\n", beside.words, strings.Join(parts, ", ")); err != nil {
			return err
		}
		title = ""
	}
	return nil
}

// inAndOut says how much came in and how much, which is negative, went out;
// nothing of what is 0.
func inAndOut(in, out int64, currency string) (parts []string) {
	if in != 0 {
		parts = append(parts, format.Digits(ledger.Money{Minor: in, Currency: currency})+" in")
	}
	if out != 0 {
		parts = append(parts, format.Digits(ledger.Money{Minor: -out, Currency: currency})+" out")
	}
	return parts
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
