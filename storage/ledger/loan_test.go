package ledger_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

func TestSplitLoans(t *testing.T) {
	car := func(row int64, minor int64, date ledger.Date) ledger.LoanRow {
		return ledger.LoanRow{Row: row, Kind: ledger.Depository, Category: "LOAN_PAYMENTS_CAR_PAYMENT", Currency: "USD", Minor: minor, Date: date}
	}
	loan := func(subtype string, snapshots ...ledger.DayAmount) ledger.LoanAccount {
		return ledger.LoanAccount{Subtype: subtype, Currency: "USD", Snapshots: snapshots}
	}
	owed := func(date ledger.Date, minor int64) ledger.DayAmount {
		return ledger.DayAmount{Date: date, Minor: minor}
	}
	other := car(1, -329_40, 20261103)
	other.Category = "LOAN_PAYMENTS_OTHER_PAYMENT"
	onCard := car(1, -329_40, 20261103)
	onCard.Category = "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"
	advance, mortgage := other, other
	advance.Category, mortgage.Category = "LOAN_PAYMENTS_EWA", "LOAN_PAYMENTS_MORTGAGE_PAYMENT"
	euros := loan("auto", owed(20261101, -1_000_00), owed(20261108, -700_00))
	euros.Currency = "EUR"
	onLoan := car(1, -329_40, 20261103)
	onLoan.Kind = ledger.Loan
	for name, tt := range map[string]struct {
		rows  []ledger.LoanRow
		loans []ledger.LoanAccount
		want  map[int64]ledger.Split
	}{
		"two snapshots":                  {[]ledger.LoanRow{car(1, -329_40, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261001, -12_000_00), owed(20261101, -12_000_00), owed(20261108, -11_728_00), owed(20261110, -11_000_00))}, map[int64]ledger.Split{1: {Principal: -272_00}}},
		"a snapshot of the day before":   {[]ledger.LoanRow{car(1, -329_40, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261101, -12_000_00), owed(20261102, -11_728_00), owed(20261108, -11_728_00))}, map[int64]ledger.Split{1: {Principal: -272_00}}},
		"the balance rose":               {[]ledger.LoanRow{car(1, -329_40, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261101, -12_000_00), owed(20261108, -12_010_00))}, map[int64]ledger.Split{1: {}}},
		"it fell by more":                {[]ledger.LoanRow{car(1, -329_40, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261101, -12_000_00), owed(20261108, -1_00))}, map[int64]ledger.Split{1: {Principal: -329_40}}},
		"not shown yet":                  {[]ledger.LoanRow{car(1, -329_40, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261101, -12_000_00), owed(20261104, -12_000_00))}, map[int64]ledger.Split{1: {Unsure: true}}},
		"paid off early":                 {[]ledger.LoanRow{car(1, -329_40, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261101, -329_40), owed(20261104, 0))}, map[int64]ledger.Split{1: {Principal: -329_40}}},
		"a loan in euros":                {[]ledger.LoanRow{car(1, -329_40, 20261103)}, []ledger.LoanAccount{euros}, map[int64]ledger.Split{}},
		"a wage advance":                 {[]ledger.LoanRow{advance}, []ledger.LoanAccount{loan("business", owed(20261101, -1_000_00), owed(20261108, -700_00))}, map[int64]ledger.Split{}},
		"home equity":                    {[]ledger.LoanRow{mortgage}, []ledger.LoanAccount{loan("home equity", owed(20261101, -1_000_00), owed(20261108, -700_00))}, map[int64]ledger.Split{1: {Principal: -300_00}}},
		"shown early":                    {[]ledger.LoanRow{car(1, -329_40, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261101, -12_000_00), owed(20261104, -11_728_00))}, map[int64]ledger.Split{1: {Principal: -272_00, Unsure: true}}},
		"no snapshot before":             {[]ledger.LoanRow{car(1, -329_40, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261103, -12_000_00), owed(20261108, -11_000_00))}, map[int64]ledger.Split{1: {Unsure: true}}},
		"no snapshot after":              {[]ledger.LoanRow{car(1, -329_40, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261101, -12_000_00), owed(20261103, -11_000_00))}, map[int64]ledger.Split{1: {Unsure: true}}},
		"no loan":                        {[]ledger.LoanRow{car(1, -329_40, 20261103)}, []ledger.LoanAccount{loan("student", owed(20261101, -12_000_00), owed(20261108, -11_000_00))}, map[int64]ledger.Split{}},
		"two loans":                      {[]ledger.LoanRow{car(1, -329_40, 20261103)}, []ledger.LoanAccount{loan("auto"), loan("auto")}, map[int64]ledger.Split{1: {Unsure: true}}},
		"any loan":                       {[]ledger.LoanRow{other}, []ledger.LoanAccount{loan("business", owed(20261101, -1_000_00), owed(20261108, -700_00))}, map[int64]ledger.Split{1: {Principal: -300_00}}},
		"the payment of a card":          {[]ledger.LoanRow{onCard}, []ledger.LoanAccount{loan("auto", owed(20261101, -1_000_00), owed(20261108, -700_00))}, map[int64]ledger.Split{}},
		"a row of the loan":              {[]ledger.LoanRow{onLoan}, []ledger.LoanAccount{loan("auto", owed(20261101, -1_000_00), owed(20261108, -700_00))}, map[int64]ledger.Split{}},
		"money back":                     {[]ledger.LoanRow{car(1, 329_40, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261101, -1_000_00), owed(20261108, -700_00))}, map[int64]ledger.Split{}},
		"two payments, a snapshot each":  {[]ledger.LoanRow{car(2, -300_00, 20261203), car(1, -300_00, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261101, -1_000_00), owed(20261108, -800_00), owed(20261208, -550_00))}, map[int64]ledger.Split{1: {Principal: -200_00}, 2: {Principal: -250_00}}},
		"two payments between snapshots": {[]ledger.LoanRow{car(2, -300_00, 20261203), car(1, -100_00, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261101, -1_000_00), owed(20261208, -800_01))}, map[int64]ledger.Split{1: {Principal: -49_99}, 2: {Principal: -150_00}}},
		"two payments of one week":       {[]ledger.LoanRow{car(2, -300_00, 20261106), car(1, -300_00, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261101, -1_000_00), owed(20261108, -900_00), owed(20261111, -500_00))}, map[int64]ledger.Split{1: {Principal: -250_00}, 2: {Principal: -250_00}}},
		"a new payment changes no old":   {[]ledger.LoanRow{car(2, -300_00, 20261109), car(1, -300_00, 20261103)}, []ledger.LoanAccount{loan("auto", owed(20261101, -1_000_00), owed(20261108, -800_00))}, map[int64]ledger.Split{1: {Principal: -200_00}, 2: {Unsure: true}}},
	} {
		if d := cmp.Diff(tt.want, ledger.SplitLoans(tt.rows, tt.loans)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// A wage advance of 100.00 that costs 104.99 cost 4.99.
func TestSplitAdvances(t *testing.T) {
	row := func(row int64, category string, minor int64, date ledger.Date) ledger.LoanRow {
		return ledger.LoanRow{Row: row, Kind: ledger.Depository, Category: category, Currency: "USD", Minor: minor, Date: date}
	}
	got := ledger.SplitLoans([]ledger.LoanRow{
		row(6, "LOAN_PAYMENTS_EWA", -30_00, 20261130),
		row(5, "LOAN_PAYMENTS_CASH_ADVANCES", -20_00, 20261110),
		row(4, "LOAN_PAYMENTS_EWA", -54_99, 20261120),
		row(3, "LOAN_PAYMENTS_EWA", -50_00, 20261102),
		row(2, "LOAN_DISBURSEMENTS_EWA", 100_00, 20261102),
		row(1, "LOAN_PAYMENTS_EWA", -10_00, 20261101),
	}, nil)
	want := map[int64]ledger.Split{3: {Principal: -50_00}, 4: {Principal: -50_00}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// The parts of a payment are the payment, and what a loan's payments paid off is
// what its balance fell, to the minor unit and in any order of the rows.
func TestSplitsAreTheWhole(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 3))
		var rows []ledger.LoanRow
		var paid int64
		for i := range 1 + r.IntN(6) {
			rows = append(rows, ledger.LoanRow{
				Row: int64(i + 1), Kind: ledger.Depository, Category: "LOAN_PAYMENTS_MORTGAGE_PAYMENT", Currency: "USD",
				Minor: -1 - r.Int64N(1000_00), Date: ledger.Date(20261101).AddDays(r.IntN(20)),
			})
			paid -= rows[i].Minor
		}
		fall := r.Int64N(paid + 1)
		loan := ledger.LoanAccount{Subtype: "mortgage", Currency: "USD", Snapshots: []ledger.DayAmount{{Date: 20261001, Minor: -9000_00}, {Date: 20261231, Minor: -9000_00 + fall}}}
		splits := ledger.SplitLoans(rows, []ledger.LoanAccount{loan})
		var principal, rest int64
		for _, row := range rows {
			f := ledger.Flow{Kind: row.Kind, Category: row.Category, Currency: "USD", Out: row.Minor, Count: 1}
			count := 0
			for _, part := range splits[row.Row].Flows(f) {
				count += part.Count
				if part.Out > 0 || part.Unsure {
					t.Fatalf("seed %d: %+v", seed, part)
				}
				if part.Principal {
					principal -= part.Out
				} else {
					rest -= part.Out
				}
			}
			if count != 1 {
				t.Fatalf("seed %d: a row counts %d times", seed, count)
			}
		}
		if principal != fall || rest != paid-fall {
			t.Fatalf("seed %d: of %d that were paid %d paid off and %d did not, the balance fell by %d", seed, paid, principal, rest, fall)
		}
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if d := cmp.Diff(splits, ledger.SplitLoans(rows, []ledger.LoanAccount{loan})); d != "" {
			t.Fatalf("seed %d: %s", seed, d)
		}
	}
}
