package ledger_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// flow is one posted row on a checking account.
func flow(category string, minor int64) ledger.Flow {
	f := ledger.Flow{Kind: ledger.Depository, Category: category, Currency: "USD", Count: 1}
	if minor >= 0 {
		f.In, f.Received = minor, 1
	} else {
		f.Out = minor
	}
	return f
}

func in(state ledger.State, f ledger.Flow) ledger.Flow {
	f.State = state
	return f
}

func on(kind ledger.AccountKind, f ledger.Flow) ledger.Flow {
	f.Kind = kind
	return f
}

// Lines are told apart by code and never by the name that is shown.
func TestNamesNeverCancel(t *testing.T) {
	for _, tt := range []struct {
		name          string
		flows         []ledger.Flow
		income, spent int64
	}{
		{"a salary and a rent without categories", []ledger.Flow{flow("", 3000_00), flow("", -1800_00)}, 3000_00, 1800_00},
		{"two categories that are called Other", []ledger.Flow{flow("INCOME_OTHER", 700_00), flow("OTHER_OTHER", -900_00)}, 700_00, 900_00},
		{"a refund larger than its category", []ledger.Flow{flow("GENERAL_MERCHANDISE_ELECTRONICS", 100_00), flow("GENERAL_MERCHANDISE_ELECTRONICS", -20_00)}, 0, -80_00},
		{"a refund of another month", []ledger.Flow{flow("GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE", 20_94), flow("INCOME_SALARY", 9313_06)}, 9313_06, -20_94},
		{"wages that are taken back", []ledger.Flow{flow("INCOME_SALARY", 3000_00), flow("INCOME_SALARY", -500_00), flow("INCOME_TAX_REFUND", 20_00)}, 2520_00, 0},
		{"a card payment that the bank files as wages", []ledger.Flow{flow("INCOME_WAGES", 3000_00), on(ledger.Credit, flow("INCOME_WAGES", 25_00))}, 3000_00, 0},
		{"loan payments that the loans received", []ledger.Flow{on(ledger.Loan, flow("LOAN_PAYMENTS_CAR_PAYMENT", 329_40)), on(ledger.Loan, flow("LOAN_PAYMENTS_STUDENT_LOAN_PAYMENT", 248_10))}, 0, 0},
		{"one category under the names of both taxonomies", []ledger.Flow{flow("INCOME_WAGES", 100_00), flow("INCOME_SALARY", -30_00)}, 70_00, 0},
		{"cash", []ledger.Flow{flow("TRANSFER_OUT_WITHDRAWAL", -1600_00), flow("TRANSFER_IN_DEPOSIT", 40_00)}, 40_00, 1600_00},
		{"friends who got more", []ledger.Flow{flow("TRANSFER_OUT_TRANSFER_OUT_FROM_APPS", -455_00), flow("TRANSFER_IN_TRANSFER_IN_FROM_APPS", 166_00)}, 0, 289_00},
		{"friends who gave more, as far as is posted", []ledger.Flow{flow("TRANSFER_IN", 5_00), in(ledger.StatePending, flow("TRANSFER_OUT_WIRE", -9_00))}, 5_00, 0},
		{"friends who gave more", []ledger.Flow{flow("TRANSFER_OUT_WIRE", -166_00), flow("TRANSFER_IN", 455_00)}, 289_00, 0},
	} {
		if got := ledger.FiguresOf(tt.flows, "USD", ledger.Rules{}); got.Income != tt.income || got.Spent != tt.spent {
			t.Errorf("%s: in %d, spent %d, want %d and %d", tt.name, got.Income, got.Spent, tt.income, tt.spent)
		}
	}
}

// Everything of a month in one currency: each row is in one place.
func TestFigures(t *testing.T) {
	euros := flow("FOOD_AND_DRINK_COFFEE", -3_00)
	euros.Currency = "EUR"
	unsure := flow("LOAN_PAYMENTS_CAR_PAYMENT", -57_40)
	unsure.Unsure = true
	principal := flow("LOAN_PAYMENTS_CAR_PAYMENT", -272_00)
	principal.Principal, principal.Count = true, 0
	two := flow("", 10_00) // one row in, two out
	two.Out, two.Count = -4_00, 3
	flows := []ledger.Flow{
		flow("INCOME_SALARY", 2000_00), in(ledger.StatePending, flow("INCOME_SALARY", 50_00)),
		flow("FOOD_AND_DRINK_COFFEE", -30_00), flow("FOOD_AND_DRINK_COFFEE", -2_50), in(ledger.StatePending, flow("FOOD_AND_DRINK_COFFEE", -4_00)),
		in(ledger.StatePending, flow("TRAVEL_FLIGHTS", -200_00)), in(ledger.StateHidden, flow("TRAVEL_FLIGHTS", -900_00)),
		flow("TRANSFER_OUT_WIRE", -10_00), in(ledger.StatePending, flow("TRANSFER_IN_WIRE", 90_00)),
		flow("TRANSFER_OUT_SAVINGS", -300_00), flow("TRANSFER_IN_SAVINGS", 100_00), in(ledger.StatePending, flow("TRANSFER_OUT_SAVINGS", -7_00)),
		on(ledger.Credit, flow("", 25_00)), in(ledger.StatePaired, flow("RENT_AND_UTILITIES_RENT", -75_00)),
		unsure, principal, two, euros,
	}
	got := ledger.FiguresOf(flows, "USD", ledger.Rules{})
	want := ledger.Figures{
		Currency: "USD", Income: 2010_00, Spent: 103_90,
		Incomes: []ledger.Line{
			{Class: income, Code: "INCOME_SALARY", Name: "Salary", Minor: 2000_00, Count: 1, Pending: 50_00, PendingCount: 1},
			{Class: income, Code: "UNCATEGORISED_IN", Name: "Uncategorised in", Minor: 10_00, Count: 1},
		},
		Spends: []ledger.Line{
			{Class: spending, Code: "LOAN_PAYMENTS_CAR_PAYMENT", Name: "Car payment", Minor: 57_40, Count: 1, Share: "55%", Unsure: true},
			{Class: spending, Code: "FOOD_AND_DRINK_COFFEE", Name: "Coffee", Minor: 32_50, Count: 2, Pending: 4_00, PendingCount: 1, Share: "31%"},
			{Class: people, Code: "PEOPLE", Name: "People and other transfers", Minor: 10_00, Count: 1, Pending: -90_00, PendingCount: 1, Share: "10%"},
			{Class: spending, Code: "UNCATEGORISED_OUT", Name: "Uncategorised out", Minor: 4_00, Count: 2, Share: "4%"},
			{Class: spending, Code: "TRAVEL_FLIGHTS", Name: "Flights", Pending: 200_00, PendingCount: 1},
		},
		Moved:         ledger.Sum{In: 100_00, Out: -300_00, Count: 2},
		Unpaired:      ledger.Sum{In: 25_00, Out: -272_00, Count: 1},
		Paired:        ledger.Sum{Out: -75_00, Count: 1},
		Pending:       ledger.Sum{In: 140_00, Out: -211_00, Count: 5},
		Hidden:        ledger.Sum{Out: -900_00, Count: 1},
		PendingIncome: 50_00, PendingSpent: 114_00,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if kept := got.Kept(); kept != 1906_10 {
		t.Errorf("kept %d", kept)
	}
	others := ledger.OtherFigures(flows, "USD", ledger.Rules{})
	if len(others) != 1 || others[0].Currency != "EUR" || others[0].Spent != 3_00 {
		t.Errorf("other currencies: %+v", others)
	}
}

// A figure that 64 bits do not hold says so, and never becomes the other side.
func TestTooLargeFigures(t *testing.T) {
	const half = math.MaxInt64/2 + 1
	got := ledger.FiguresOf([]ledger.Flow{
		flow("INCOME_SALARY", half), flow("TRAVEL_FLIGHTS", -5), flow("INCOME_SALARY", half), flow("INCOME_SALARY", -half),
	}, "USD", ledger.Rules{})
	if got.Income != ledger.TooLarge || got.Spent != 5 || got.Kept() != ledger.TooLarge || got.Incomes[0].Minor != ledger.TooLarge {
		t.Errorf("income: %+v", got)
	}
	got = ledger.FiguresOf([]ledger.Flow{
		flow("TRAVEL_FLIGHTS", -half), flow("TRAVEL_LODGING", -half), flow("FOOD_AND_DRINK_COFFEE", -5), flow("INCOME_SALARY", 7),
	}, "USD", ledger.Rules{})
	if got.Income != 7 || got.Spent != ledger.TooLarge || got.Spends[0].Minor != half || got.Spends[0].Share != "" {
		t.Errorf("spending: %+v", got)
	}
	for side, minor := range map[string]int64{"income": half, "spending": -half} {
		got = ledger.FiguresOf([]ledger.Flow{flow("TRANSFER_IN_WIRE", minor), flow("TRANSFER_IN_WIRE", minor), flow("TRANSFER_IN_WIRE", minor)}, "USD", ledger.Rules{})
		if wrong := map[string]int64{"income": got.Spent, "spending": got.Income}[side]; wrong != 0 || got.Kept() != ledger.TooLarge {
			t.Errorf("people as %s: %+v", side, got)
		}
	}
	got = ledger.FiguresOf([]ledger.Flow{
		flow("TRAVEL_FLIGHTS", -half), flow("TRAVEL_FLIGHTS", -half), flow("TRAVEL_LODGING", -half), flow("A", -1), flow("B", -2), flow("C", -3),
	}, "USD", ledger.Rules{})
	if got.Spends[0].Minor != ledger.TooLarge || got.Spends[1].Minor != half || got.Spends[4].Minor != 1 {
		t.Errorf("order: %+v", got.Spends)
	}
	inexact := flow("INCOME_SALARY", 0) // what SQL makes of such a sum
	inexact.In = ledger.TooLarge
	if got = ledger.FiguresOf([]ledger.Flow{inexact, flow("INCOME_SALARY", 5)}, "USD", ledger.Rules{}); got.Income != ledger.TooLarge || got.Spent != 0 {
		t.Errorf("a flow that is too large: %+v", got)
	}
}

// Payments between people of which none is posted stand where they lead.
func TestPendingPeople(t *testing.T) {
	f := ledger.FiguresOf([]ledger.Flow{in(ledger.StatePending, flow("TRANSFER_IN_WIRE", 9_00))}, "USD", ledger.Rules{})
	if f.PendingIncome != 9_00 || f.PendingSpent != 0 || len(f.Spends) != 0 || f.Income != 0 {
		t.Errorf("%+v", f)
	}
}

// The rows that a figure opens, and what each adds, are the figure.
func TestFigureHas(t *testing.T) {
	flows := []ledger.Flow{flow("FOOD_AND_DRINK_COFFEE", -30), flow("TRANSFER_OUT_WIRE", -10)}
	netted := ledger.FiguresOf(flows, "USD", ledger.Rules{})
	coffee := netted.Spends[0].Figure()
	pending := ledger.Figure{State: ledger.StatePending}
	for name, tt := range map[string]struct {
		figure ledger.Figure
		class  ledger.Class
		code   string
		state  ledger.State
		want   bool
	}{
		"all rows":                     {ledger.Figure{}, moved, "X", ledger.StateHidden, true},
		"the line":                     {coffee, spending, "FOOD_AND_DRINK_COFFEE", ledger.StatePosted, true},
		"a pending row of the line":    {coffee, spending, "FOOD_AND_DRINK_COFFEE", ledger.StatePending, false},
		"another line":                 {coffee, spending, "TRAVEL", ledger.StatePosted, false},
		"spending":                     {netted.FigureOf(spending), spending, "TRAVEL", ledger.StatePosted, true},
		"people netted into spending":  {netted.FigureOf(spending), people, "PEOPLE", ledger.StatePosted, true},
		"people not netted into it":    {netted.FigureOf(income), people, "PEOPLE", ledger.StatePosted, false},
		"people are nothing beside it": {netted.FigureOf(moved), people, "PEOPLE", ledger.StatePosted, false},
		"a pair":                       {netted.FigureOf(paired), paired, "X", ledger.StatePaired, true},
		"a hidden row of a pair":       {netted.FigureOf(paired), moved, "X", ledger.StateHidden, false},
		"pending":                      {pending, moved, "X", ledger.StatePending, true},
		"not pending":                  {pending, moved, "X", ledger.StatePosted, false},
	} {
		if got := tt.figure.Has(tt.class, tt.code, tt.state); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestTally(t *testing.T) {
	var tally ledger.Tally
	tally.Add("USD", ledger.StatePosted, ledger.Sum{Out: -1154_95, Count: 3})
	tally.Add("USD", ledger.StatePaired, ledger.Sum{In: 13405_82, Count: 9})
	tally.Add("USD", ledger.StatePending, ledger.Sum{Out: -4_00, Count: 1})
	tally.Add("EUR", ledger.StateHidden, ledger.Sum{Out: -5_00, Count: 2})
	tally.Add("GBP", ledger.StatePosted, ledger.Sum{})
	got := tally.Summary()
	want := ledger.Summary{Count: 15, Sums: []ledger.Sums{
		{Currency: "EUR", Hidden: ledger.Sum{Out: -5_00, Count: 2}},
		{
			Currency: "USD", Posted: ledger.Sum{In: 13405_82, Out: -1154_95, Count: 12},
			Paired: ledger.Sum{In: 13405_82, Count: 9}, Pending: ledger.Sum{Out: -4_00, Count: 1},
		},
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if all := got.Sums[1].All(); all.Net() != 12246_87 || all.Count != 13 || got.Pending() != 1 {
		t.Errorf("all %+v, %d pending", all, got.Pending())
	}
}
