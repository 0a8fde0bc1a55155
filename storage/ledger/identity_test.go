package ledger_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// row is one row of a random life.
type row struct {
	account           int
	category, text    string
	currency          string
	minor             int64
	month             ledger.Month
	pending, hidden   bool
	paired, principal bool
}

var kinds = []ledger.AccountKind{ledger.Depository, ledger.Depository, ledger.Credit, ledger.Loan}

func (r row) flow() ledger.Flow {
	f := ledger.Flow{
		Month: r.month, AccountID: string(rune('a' + r.account)), Kind: kinds[r.account],
		Primary: ledger.PrimaryCategory(r.category), Category: r.category, Currency: r.currency,
		State: ledger.StateOf(r.pending, r.hidden, r.paired), Count: 1, Principal: r.principal,
	}
	if r.minor < 0 {
		f.Out = r.minor
	} else {
		f.In, f.Received = r.minor, 1
	}
	return f
}

func randomLife(r *rand.Rand) (rows []row) {
	categories := []string{
		"", "INCOME_WAGES", "INCOME_SALARY", "OTHER_OTHER", "FOOD_AND_DRINK_COFFEE", "TRAVEL", "Side job", "LOAN_PAYMENTS_CAR_PAYMENT",
		"LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "LOAN_DISBURSEMENTS_EWA", "TRANSFER_OUT_WITHDRAWAL", "TRANSFER_IN_DEPOSIT",
		"TRANSFER_OUT_SAVINGS", "TRANSFER_IN_ACCOUNT_TRANSFER", "TRANSFER_OUT_WIRE", "TRANSFER_IN",
	}
	for range 1 + r.IntN(80) {
		one := row{
			account: r.IntN(len(kinds)), category: categories[r.IntN(len(categories))], text: string(rune('A' + r.IntN(5))),
			currency: []string{"USD", "USD", "EUR"}[r.IntN(3)], minor: r.Int64N(2001) - 1000, month: 202610 + ledger.Month(r.IntN(2)),
		}
		switch r.IntN(10) {
		case 0:
			one.pending = true
		case 1:
			one.hidden, one.pending = true, r.IntN(2) == 0
		case 2:
			one.category, one.minor, one.principal = "LOAN_PAYMENTS_CAR_PAYMENT", -1-r.Int64N(1000), true
		case 3: // a pair, whose halves may lie in two months
			other := one
			other.minor, other.account, other.month = -one.minor, (one.account+1)%len(kinds), 202610+ledger.Month(r.IntN(2))
			one.paired, other.paired = true, true
			rows = append(rows, other)
		}
		rows = append(rows, one)
	}
	return rows
}

func flowsOf(rows []row, month ledger.Month) (flows []ledger.Flow) {
	for _, one := range rows {
		if one.month == month {
			flows = append(flows, one.flow())
		}
	}
	return flows
}

// aggregated is the same flows as the cache keeps them: one for each key.
func aggregated(flows []ledger.Flow) (out []ledger.Flow) {
	sums := map[ledger.Flow]*ledger.Flow{}
	for _, f := range flows {
		key := f
		key.In, key.Out, key.Count, key.Received = 0, 0, 0, 0
		if sums[key] == nil {
			sums[key] = &key
		}
		s := sums[key]
		s.In, s.Out, s.Count, s.Received = s.In+f.In, s.Out+f.Out, s.Count+f.Count, s.Received+f.Received
	}
	for _, s := range sums {
		out = append(out, *s)
	}
	return out
}

var (
	everyCurrency = []string{"USD", "EUR"}
	everyRule     = []ledger.Rules{
		{},
		{People: ledger.PeopleGross, CardCurrencies: map[string]bool{"USD": true}},
		{People: ledger.PeopleTransfer, CardCurrencies: map[string]bool{"USD": true, "EUR": true}},
	}
)

// eachMonth gives the figures of every month, currency and rule of random lives.
func eachMonth(t *testing.T, check func(t *testing.T, rows []row, flows []ledger.Flow, rules ledger.Rules, f ledger.Figures)) {
	t.Helper()
	for seed := range uint64(150) {
		rows := randomLife(rand.New(rand.NewPCG(seed, 4)))
		for _, month := range []ledger.Month{202610, 202611} {
			for _, currency := range everyCurrency {
				for _, rules := range everyRule {
					flows := flowsOf(rows, month)
					f := ledger.FiguresOf(flows, currency, rules)
					f.Month = month
					check(t, rows, flows, rules, f)
					if t.Failed() {
						t.Fatalf("seed %d, %d, %s, %+v", seed, month, currency, rules)
					}
				}
			}
		}
	}
}

// What was kept is what the accounts gained, less what was moved away, less
// what no pair was found for, less halves of pairs whose others lie in another
// month. The accounts are kept by hand here.
func TestKeptIsWhatTheAccountsGained(t *testing.T) {
	eachMonth(t, func(t *testing.T, rows []row, _ []ledger.Flow, _ ledger.Rules, f ledger.Figures) {
		var before, after, split int64
		for _, one := range rows {
			if one.currency != f.Currency || one.pending || one.hidden {
				continue
			}
			if one.month < f.Month {
				before += one.minor
			}
			if one.month <= f.Month {
				after += one.minor
			}
			if one.paired && one.month == f.Month {
				split += one.minor // the halves of one month cancel
			}
		}
		named := f.Moved.In + f.Moved.Out + f.Unpaired.In + f.Unpaired.Out + split
		if kept := f.Income - f.Spent; kept != after-before-named || f.Kept() != kept {
			t.Errorf("kept %d (%d), the accounts gained %d, of which %d is named", f.Kept(), kept, after-before, named)
		}
	})
}

// Totals are what their lines add up to, every row is counted in one place, and
// shares add up to 100.
func TestTotalsAreTheirParts(t *testing.T) {
	eachMonth(t, func(t *testing.T, _ []row, flows []ledger.Flow, _ ledger.Rules, f ledger.Figures) {
		var rows, counted int
		for _, flow := range flows {
			if flow.Currency == f.Currency {
				rows += flow.Count
			}
		}
		sum := func(lines []ledger.Line) (minor, pending int64) {
			for i, l := range lines {
				minor, pending, counted = minor+l.Minor, pending+l.Pending, counted+l.Count
				if i > 0 && lines[i-1].Minor < l.Minor {
					t.Errorf("%s stands before %s", lines[i-1].Name, l.Name)
				}
			}
			return minor, pending
		}
		income, pendingIncome := sum(f.Incomes)
		spent, pendingSpent := sum(f.Spends)
		if income != f.Income || spent != f.Spent || pendingIncome != f.PendingIncome || pendingSpent != f.PendingSpent {
			t.Errorf("lines add up to %d, %d, pending %d, %d: %+v", income, spent, pendingIncome, pendingSpent, f)
		}
		for _, beside := range []ledger.Sum{f.Moved, f.Unpaired, f.Paired, f.Pending, f.Hidden} {
			counted += beside.Count
		}
		if counted != rows {
			t.Errorf("%d rows of %d are counted", counted, rows)
		}
		checkShares(t, f.Spends)
	})
}

// The order of rows, and how they are grouped, changes nothing.
func TestShufflingChangesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 5))
	eachMonth(t, func(t *testing.T, _ []row, flows []ledger.Flow, rules ledger.Rules, f ledger.Figures) {
		again := slices.Clone(flows)
		r.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
		for _, flows := range [][]ledger.Flow{again, aggregated(flows)} {
			got := ledger.FiguresOf(flows, f.Currency, rules)
			got.Month = f.Month
			if d := cmp.Diff(f, got); d != "" {
				t.Error(d)
			}
		}
	})
}

// Nor does the order of sums that 64 bits do not hold.
func TestShufflingHugeAmountsChangesNothing(t *testing.T) {
	tooLarge := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 8))
		var flows []ledger.Flow
		for range 2 + r.IntN(6) {
			minor := int64(1)<<62 - r.Int64N(1<<61)
			flows = append(flows, flow([]string{"", "INCOME_SALARY", "TRAVEL", "TRANSFER_IN_WIRE", "TRANSFER_IN_SAVINGS"}[r.IntN(5)], minor*(2*r.Int64N(2)-1)))
		}
		want := ledger.FiguresOf(flows, "USD", ledger.Rules{})
		if want.Kept() == ledger.TooLarge {
			tooLarge++
		}
		r.Shuffle(len(flows), func(i, j int) { flows[i], flows[j] = flows[j], flows[i] })
		if d := cmp.Diff(want, ledger.FiguresOf(flows, "USD", ledger.Rules{})); d != "" {
			t.Fatalf("seed %d: %s", seed, d)
		}
	}
	if tooLarge < 50 {
		t.Errorf("only %d sums are too large", tooLarge)
	}
}

// The changes of lines add up to the change of the whole.
func TestChangesAddUp(t *testing.T) {
	for seed := range uint64(100) {
		rows := randomLife(rand.New(rand.NewPCG(seed, 9)))
		known := slices.DeleteFunc(slices.Clone(rows), func(one row) bool { return one.account == 0 })
		f := ledger.FiguresOf(flowsOf(rows, 202611), "USD", ledger.Rules{})
		income, spent := f.Income, f.Spent
		now, before := ledger.FiguresOf(flowsOf(known, 202611), "USD", ledger.Rules{}), ledger.FiguresOf(flowsOf(known, 202610), "USD", ledger.Rules{})
		f.Compare(now, before, nil)
		for _, side := range []struct {
			lines              []ledger.Line
			minor, now, before int64
		}{
			{f.Incomes, income, now.Income, before.Income},
			{f.Spends, spent, now.Spent, before.Spent},
		} {
			var sum ledger.Line
			for _, l := range side.lines {
				sum.Minor, sum.Now, sum.Before = sum.Minor+l.Minor, sum.Now+l.Now, sum.Before+l.Before
			}
			if sum.Minor != side.minor || sum.Now != side.now || sum.Before != side.before {
				t.Fatalf("seed %d: lines add up to %d, %d now and %d before, the whole is %d, %d and %d",
					seed, sum.Minor, sum.Now, sum.Before, side.minor, side.now, side.before)
			}
		}
	}
}

// Two rows that are found to be a pair change no figure.
func TestAPairChangesNoTotal(t *testing.T) {
	out := ledger.PairRow{Row: 1, Account: 1, Kind: ledger.Depository, Category: "TRANSFER_OUT_SAVINGS", Currency: "USD", Minor: -7777, Date: 20261031}
	in := ledger.PairRow{Row: 2, Account: 2, Kind: ledger.Depository, Currency: "USD", Minor: 7777, Date: 20261102}
	pairs, _ := ledger.Match([]ledger.PairRow{in, out})
	if len(pairs) != 1 {
		t.Fatalf("%d pairs", len(pairs))
	}
	eachMonth(t, func(t *testing.T, _ []row, flows []ledger.Flow, rules ledger.Rules, f ledger.Figures) {
		more := slices.Clone(flows)
		for _, half := range []ledger.PairRow{out, in} {
			one := row{category: half.Category, currency: half.Currency, minor: half.Minor, month: f.Month, paired: true}
			more = append(more, one.flow())
		}
		got := ledger.FiguresOf(more, f.Currency, rules)
		got.Month = f.Month
		if f.Currency == "USD" {
			f.Paired.In, f.Paired.Out, f.Paired.Count = f.Paired.In+7777, f.Paired.Out-7777, f.Paired.Count+2
		}
		if d := cmp.Diff(f, got); d != "" {
			t.Error(d)
		}
	})
}

// What rows add to a figure one by one is the figure.
func TestVerdictsAddUp(t *testing.T) {
	eachMonth(t, func(t *testing.T, rows []row, _ []ledger.Flow, rules ledger.Rules, f ledger.Figures) {
		sums := map[ledger.Class]int64{}
		for _, one := range rows {
			if one.month != f.Month {
				continue
			}
			flow := one.flow()
			v := ledger.Verdict{State: flow.State}
			v.Entry.Amount = ledger.Money{Minor: one.minor, Currency: one.currency}
			flow.Principal = false
			v.Class, v.Code = rules.Sort(flow, one.minor >= 0)
			if one.principal {
				v.Principal = one.minor
				if one.minor%2 == 0 { // either way to say that all of it is principal
					v.Class = unpaired
				}
			}
			for _, c := range []ledger.Class{income, spending, moved, unpaired, paired} {
				if minor, counted := f.Counts(c, &v); counted {
					sums[c] += minor
				}
			}
		}
		want := map[ledger.Class]int64{income: f.Income, spending: -f.Spent, moved: f.Moved.Net(), unpaired: f.Unpaired.Net(), paired: f.Paired.Net()}
		for class, minor := range want {
			if sums[class] != minor {
				t.Errorf("rows of %s add up to %d, the figure is %d", class, sums[class], minor)
			}
		}
	})
}

// The rows that a line opens add up to the line, the pending ones to what is
// pending of it, and so do those of the whole.
func TestFiguresOpenTheirRows(t *testing.T) {
	eachMonth(t, func(t *testing.T, rows []row, _ []ledger.Flow, rules ledger.Rules, f ledger.Figures) {
		check := func(name string, figure ledger.Figure, posted, pending int64) {
			sums := map[ledger.State]int64{}
			for _, one := range rows {
				flow := one.flow()
				class, code := rules.Sort(flow, one.minor >= 0)
				for _, state := range []ledger.State{ledger.StatePosted, ledger.StatePending} {
					figure.State = state
					if one.month == f.Month && one.currency == f.Currency && figure.Has(class, code, flow.State) {
						sums[state] += one.minor
					}
				}
			}
			if sums[ledger.StatePosted] != posted || sums[ledger.StatePending] != pending {
				t.Errorf("rows of %s add up to %d, pending %d, the figure is %d, pending %d", name, sums[ledger.StatePosted], sums[ledger.StatePending], posted, pending)
			}
		}
		check("income", f.FigureOf(income), f.Income, f.PendingIncome)
		check("spending", f.FigureOf(spending), -f.Spent, -f.PendingSpent)
		for _, l := range f.Incomes {
			check(l.Name, l.Figure(), l.Minor, l.Pending)
		}
		for _, l := range f.Spends {
			check(l.Name, l.Figure(), -l.Minor, -l.Pending)
		}
	})
}

// Merchants add up to what was spent, as everything does.
func TestMerchantsAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 6))
	eachMonth(t, func(t *testing.T, rows []row, _ []ledger.Flow, rules ledger.Rules, f ledger.Figures) {
		totals := func(rows []row) []ledger.MerchantTotal {
			tally := ledger.MerchantTally{Rules: rules, Currency: f.Currency}
			for _, one := range rows {
				if one.month == f.Month {
					tally.Add(one.text, one.flow())
				}
			}
			return tally.Totals()
		}
		got := totals(rows)
		var minor, pending int64
		for _, m := range got {
			minor, pending = minor+m.Minor, pending+m.Pending
		}
		if minor != f.Spent || pending != f.PendingSpent {
			t.Errorf("merchants got %d, pending %d, spent was %d, pending %d", minor, pending, f.Spent, f.PendingSpent)
		}
		again := slices.Clone(rows)
		r.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
		if d := cmp.Diff(got, totals(again)); d != "" {
			t.Error(d)
		}
	})
}
