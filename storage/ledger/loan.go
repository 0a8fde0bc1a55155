package ledger

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// LoanRow is a posted row of LOAN_PAYMENTS or LOAN_DISBURSEMENTS that is not
// hidden and in no pair.
type LoanRow struct {
	Row               int64       // identifies it
	Kind              AccountKind // of the account it stands on
	Primary, Category string      // effective: see Entry
	Currency          string
	Minor             int64 // negative: money out
	Date              Date
}

// LoanAccount is a loan of which the bank gives balances and no rows.
type LoanAccount struct {
	Subtype   string // Plaid's
	Currency  string
	Snapshots []DayAmount // what is owed, negative; the oldest first
}

// Split is what is known of one loan payment.
type Split struct {
	Principal int64 // what of the row's amount paid the debt off, of the row's sign; the rest is interest and fees
	Unsure    bool  // nothing tells what of the rest paid the debt off
}

// Flows gives a flow of the one row as the parts that count apart: what paid the
// debt off, and the rest, which is spending.
func (s Split) Flows(f Flow) []Flow {
	paid, rest := f, f
	paid.Out, paid.Principal = s.Principal, true
	rest.Out, rest.Unsure = AddMinor(f.Out, -s.Principal), s.Unsure
	switch {
	case s.Principal == 0:
		return []Flow{rest}
	case rest.Out == 0:
		return []Flow{paid}
	}
	paid.Count = 0 // the row is counted once, where it costs something
	return []Flow{paid, rest}
}

// SplitLoans tells what of loan payments paid a debt off, by Row. A row that it
// says nothing of is spending as a whole, and certainly so as far as is known.
// It has to be given the rows of all time: what was owed before counts.
//
// A payment to a linked loan without rows paid off what the loan's balance fell
// meanwhile: see splitPayments. Which loan it paid its category tells, where
// exactly one fits. Wage and cash advances have no account: see splitAdvances.
func SplitLoans(rows []LoanRow, loans []LoanAccount) map[int64]Split {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b LoanRow) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(b.Minor, a.Minor), cmp.Compare(a.Row, b.Row))
	})
	splits := map[int64]Split{}
	splitAdvances(rows, splits)
	byLoan := make([][]LoanRow, len(loans))
	for _, r := range rows {
		if r.Minor >= 0 || r.Kind == Loan || !CanSplit(r.Primary, r.Category, loans) {
			continue
		}
		var fitting []int
		for i, loan := range loans {
			if loan.Currency == r.Currency && paysLoan(r.Category, loan.Subtype) {
				fitting = append(fitting, i)
			}
		}
		switch len(fitting) {
		case 0:
		case 1:
			byLoan[fitting[0]] = append(byLoan[fitting[0]], r)
		default:
			splits[r.Row] = Split{Unsure: true}
		}
	}
	for i, payments := range byLoan {
		splitPayments(payments, loans[i].Snapshots, splits)
	}
	return splits
}

// CanSplit reports whether SplitLoans may say something of rows of a category, or
// asks them what was owed. It need not be given any others.
func CanSplit(primary, category string, loans []LoanAccount) bool {
	for _, kind := range advances {
		if category == "LOAN_DISBURSEMENTS_"+kind || category == "LOAN_PAYMENTS_"+kind {
			return true
		}
	}
	return cmp.Or(primary, PrimaryCategory(category)) == "LOAN_PAYMENTS" && category != cardPayment &&
		slices.ContainsFunc(loans, func(l LoanAccount) bool { return paysLoan(category, l.Subtype) })
}

// advances are the ends of the categories of wage advances (EWA) and cash
// advances.
var advances = []string{"EWA", "CASH_ADVANCES"}

// paysLoan reports whether a loan payment of a category may be one to a loan of
// a subtype (Plaid's account subtypes). Advances and purchases that are paid
// later have no account.
func paysLoan(category, subtype string) bool {
	switch strings.TrimPrefix(category, "LOAN_PAYMENTS_") {
	case "STUDENT_LOAN_PAYMENT":
		return subtype == "student"
	case "MORTGAGE_PAYMENT":
		return subtype == "mortgage" || subtype == "home equity"
	case "CAR_PAYMENT":
		return subtype == "auto"
	case "EWA", "CASH_ADVANCES", "BNPL":
		return false
	}
	return true
}

// splitAdvances splits what is paid back of advances: up to what is outstanding
// it pays them off, the rest is a fee. The rows are sorted by day, and of one day
// what is paid out comes first.
func splitAdvances(rows []LoanRow, splits map[int64]Split) {
	type debt struct{ kind, currency string }
	outstanding := map[debt]int64{}
	for _, r := range rows {
		for _, kind := range advances {
			of := debt{kind, r.Currency}
			switch r.Category {
			case "LOAN_DISBURSEMENTS_" + kind:
				outstanding[of] = AddMinor(outstanding[of], r.Minor)
			case "LOAN_PAYMENTS_" + kind:
				principal := max(r.Minor, -max(outstanding[of], 0))
				if principal < 0 {
					outstanding[of] = AddMinor(outstanding[of], principal)
					splits[r.Row] = Split{Principal: principal}
				}
			}
		}
	}
}

// cluster is payments to one loan that only one fall of its balance tells of.
type cluster struct {
	payments      []LoanRow
	before, after int  // snapshots; negative: there is none
	early         bool // after may come before the loan shows the payments
}

// splitPayments splits the payments to one loan, sorted by day. A loan may show
// a payment from MatchBefore days before to MatchAfter days after it leaves. The
// fall of the balance from the last snapshot before these days to the first
// one at or after their end is what was paid off; until there is one, the newest
// after the payment is taken, and the rest is not sure. Payments that the same
// snapshots stand around share the fall by their amounts.
func splitPayments(payments []LoanRow, snapshots []DayAmount, splits map[int64]Split) {
	for _, c := range clusters(payments, snapshots) {
		if c.before < 0 || c.after < 0 {
			for _, p := range c.payments {
				splits[p.Row] = Split{Unsure: true}
			}
			continue
		}
		fall := AddMinor(snapshots[c.after].Minor, -snapshots[c.before].Minor)
		for i, principal := range sharedOut(fall, c.payments) {
			p := c.payments[i]
			splits[p.Row] = Split{Principal: -principal, Unsure: c.early && principal != -p.Minor}
		}
	}
}

func clusters(payments []LoanRow, snapshots []DayAmount) (all []cluster) {
	for _, p := range payments {
		next := cluster{payments: []LoanRow{p}, before: -1, after: -1}
		for i, s := range snapshots {
			if s.Date < p.Date.AddDays(-MatchBefore) {
				next.before = i
			}
			if s.Date > p.Date && (next.after < 0 || next.early) {
				next.after, next.early = i, s.Date < p.Date.AddDays(MatchAfter)
			}
		}
		if last := len(all) - 1; last >= 0 && all[last].overlaps(next, snapshots) {
			all[last].payments = append(all[last].payments, p)
			all[last].after, all[last].early = next.after, next.early
			continue
		}
		all = append(all, next)
	}
	return all
}

// overlaps reports whether a later payment changes the balances that c is split
// by.
func (c *cluster) overlaps(next cluster, snapshots []DayAmount) bool {
	last, first := c.payments[len(c.payments)-1].Date, next.payments[0].Date
	if next.after < 0 { // nothing tells of it yet
		return false
	}
	if first.AddDays(-MatchBefore) <= last.AddDays(MatchAfter) {
		return true
	}
	return c.after >= 0 && snapshots[c.after].Date >= first.AddDays(-MatchBefore)
}

// sharedOut shares out what a balance fell over payments, by their amounts and to
// the minor unit. No payment paid off more than itself, and a balance that rose
// tells of interest alone.
func sharedOut(fall int64, payments []LoanRow) []int64 {
	shares := make([]int64, len(payments))
	var total int64
	for _, p := range payments {
		total = AddMinor(total, -p.Minor)
	}
	if fall <= 0 || total <= 0 {
		return shares
	}
	fall = min(fall, total)
	var before, given int64
	for i, p := range payments {
		before -= p.Minor
		high, low := bits.Mul64(uint64(before), uint64(fall))
		upTo, _ := bits.Div64(high, low, uint64(total))
		shares[i] = int64(upTo) - given
		given = int64(upTo)
	}
	return shares
}
