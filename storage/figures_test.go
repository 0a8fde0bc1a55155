package storage

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// monthOfDay gives the figures of a day's month in dollars.
func monthOfDay(t testing.TB, db *DB, day ledger.Date) ledger.Figures {
	t.Helper()
	f, err := db.Figures(t.Context(), "USD", day.Month(), day.Month())
	if err != nil || len(f) != 1 {
		t.Fatal(f, err)
	}
	return f[0]
}

// row is a posted row on an account.
func row(account, id, day string, minor int64, category string) ledger.Transaction {
	r := tx(id, day, minor)
	r.AccountID, r.Category, r.CategoryDetail = account, ledger.PrimaryCategory(category), category
	r.Merchant, r.MerchantID, r.Name = "", "", "ROW "+id
	return r
}

// randomCache has every kind of account, categories of every rule, pairs and
// loans that only snapshots tell of, in three months of two currencies.
func randomCache(t *testing.T, r *rand.Rand) *DB {
	c := newClock()
	db := open(t, t.TempDir(), c)
	accounts := []ledger.Account{
		account("checking", ledger.Depository, 100), account("savings", ledger.Depository, 100), account("card", ledger.Credit, -100),
		account("broker", ledger.Investment, 100), account("car", ledger.Loan, -90_000), account("mortgage", ledger.Loan, -900_000),
	}
	accounts[5].Subtype = "mortgage"
	categories := []string{
		"", "INCOME_WAGES", "INCOME_OTHER", "OTHER_OTHER", "FOOD_AND_DRINK_COFFEE", "TRAVEL_FLIGHTS", "BANK_FEES_OTHER_BANK_FEES",
		"TRANSFER_IN_DEPOSIT", "TRANSFER_OUT_WITHDRAWAL", "TRANSFER_IN_ACCOUNT_TRANSFER", "TRANSFER_OUT_SAVINGS", "TRANSFER_OUT_OTHER_TRANSFER_OUT",
		"TRANSFER_IN_OTHER_TRANSFER_IN", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "LOAN_PAYMENTS_MORTGAGE_PAYMENT", "LOAN_PAYMENTS_EWA",
		"LOAN_DISBURSEMENTS_EWA", "LOAN_DISBURSEMENTS_MORTGAGE", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS",
	}
	var rows []ledger.Transaction
	for i := range 250 {
		x := row([]string{"checking", "savings", "card", "broker", "car"}[r.IntN(5)], fmt.Sprint(i),
			ledger.Date(20260115).AddDays(r.IntN(85)).String(), r.Int64N(200_00)-100_00, categories[r.IntN(len(categories))])
		if r.IntN(8) == 0 {
			x.Amount.Currency = "EUR"
		}
		if r.IntN(2) == 0 {
			x.Merchant = fmt.Sprint("Shop ", r.IntN(5))
		}
		if x.CategoryDetail == "LOAN_PAYMENTS_MORTGAGE_PAYMENT" {
			x.Amount.Minor = -10_00 - r.Int64N(500)
		}
		x.Pending = r.IntN(12) == 0
		rows = append(rows, x)
	}
	syncPages(t, db, "c1", Page{Added: rows})
	for day := ledger.Date(20260105); day < 20260420; day = day.AddDays(1 + r.IntN(20)) {
		accounts[5].Balance.FetchedAt = day.Time()
		*accounts[5].Balance.Current += r.Int64N(40_00)
		c.now = day.Time()
		saveAccounts(t, db, accounts...)
	}
	for _, i := range r.Perm(len(rows))[:40] {
		own := []string{"TRAVEL_FLIGHTS", "Side job", "INCOME_WAGES"}[r.IntN(3)]
		note(t, db, func(a *ledger.Annotation) {
			if r.IntN(2) == 0 {
				a.Hidden = true
			} else {
				a.Category = own
			}
		}, rows[i].ID)
	}
	if _, err := db.writer.ExecContext(t.Context(), "UPDATE transactions SET pair = rowid WHERE pair IS NULL AND rowid % 9 = 0 AND NOT pending"); err != nil {
		t.Fatal(err)
	}
	return db
}

// reckoned is figures, added up from verdicts on rows.
type reckoned struct {
	income, spent, pendingIncome, pendingSpent int64
	aside                                      map[ledger.Class]int64
	pending, hidden                            int64
}

func reckon(t *testing.T, db *DB, currency string, from, to ledger.Date) (r reckoned) {
	t.Helper()
	r.aside = map[ledger.Class]int64{}
	var people, pendingPeople, seen int64
	settled := 0
	err := db.Explain(t.Context(), from, to, currency, func(v ledger.Verdict) error {
		seen++
		if v.Why == "" || v.Code == "" && v.Class != ledger.ClassPaired && v.Class != ledger.ClassUnpaired {
			t.Errorf("no reason or line: %+v", v)
		}
		if v.Entry.Amount.Currency != currency {
			return nil
		}
		minor := v.Entry.Amount.Minor - v.Principal
		income, spent, between := &r.income, &r.spent, &people
		switch v.State {
		case ledger.StateHidden:
			r.hidden += minor
			return nil
		case ledger.StatePending:
			r.pending += minor
			income, spent, between = &r.pendingIncome, &r.pendingSpent, &pendingPeople
		}
		switch v.Class {
		case ledger.ClassIncome:
			*income += minor
		case ledger.ClassSpending:
			*spent -= minor
		case ledger.ClassPeople:
			*between += minor
			if v.State == ledger.StatePosted {
				settled++
			}
		default:
			if v.State != ledger.StatePending {
				r.aside[v.Class] += minor
			}
		}
		r.aside[ledger.ClassUnpaired] += v.Principal
		return nil
	})
	if all := all(t, db, ledger.Filter{From: from, To: to}); err != nil || seen != int64(len(all)) {
		t.Fatalf("%d rows explained of %d: %v", seen, len(all), err)
	}
	if people > 0 || settled == 0 && pendingPeople > 0 { // netted over the period
		r.income, r.pendingIncome = r.income+people, r.pendingIncome+pendingPeople
	} else {
		r.spent, r.pendingSpent = r.spent-people, r.pendingSpent-pendingPeople
	}
	return r
}

func checkFigures(t *testing.T, db *DB, f ledger.Figures) {
	t.Helper()
	r := reckon(t, db, f.Currency, f.From, f.To)
	got := reckoned{
		income: f.Income, spent: f.Spent, pendingIncome: f.PendingIncome, pendingSpent: f.PendingSpent, pending: f.Pending.Net(), hidden: f.Hidden.Net(),
		aside: map[ledger.Class]int64{},
	}
	for class, s := range map[ledger.Class]ledger.Sum{ledger.ClassMoved: f.Moved, ledger.ClassUnpaired: f.Unpaired, ledger.ClassPaired: f.Paired} {
		if got.aside[class] = s.Net(); r.aside[class] == 0 {
			r.aside[class] = 0
		}
	}
	if d := cmp.Diff(r, got, cmp.AllowUnexported(reckoned{})); d != "" {
		t.Errorf("%s to %s in %s: %s", f.From, f.To, f.Currency, d)
	}
}

// checkRows holds a figure's list against the figure: its sum, and its rows
// however they are asked for.
func checkRows(t *testing.T, db *DB, f ledger.Filter, minor int64) {
	t.Helper()
	whole := all(t, db, f)
	s, err := db.Summarize(t.Context(), f)
	if err != nil || s.Count != len(whole) {
		t.Fatalf("%+v: %d of %d rows, %v", f, s.Count, len(whole), err)
	}
	var net int64
	if len(s.Sums) > 0 {
		sum := s.Sums[0].All()
		net = sum.Net()
	}
	if len(s.Sums) > 1 || net != minor {
		t.Errorf("%+v: the rows add up to %d, the figure is %d", f, net, minor)
	}
	text := f
	text.Query = "o" // of ROW and of Shop
	if got := all(t, db, text); !slices.Equal(ids(got), ids(whole)) {
		t.Errorf("%+v: searching finds %d rows of %d", f, len(got), len(whole))
	}
	if found, err := db.Summarize(t.Context(), text); err != nil || !cmp.Equal(found, s) {
		t.Errorf("%+v: found %+v, %v, want %+v", f, found, err, s)
	}
	for i, e := range whole {
		window, err := db.Entries(context.Background(), Query{Filter: f, Anchor: e.Key, Limit: 3})
		if want := whole[i+1 : min(len(whole), i+4)]; err != nil || !slices.Equal(ids(window), ids(want)) {
			t.Fatalf("%+v after %v: %v, %v", f, e.Key, ids(window), err)
		}
		if at, err := db.Position(t.Context(), f, e.Key); err != nil || at != i {
			t.Fatalf("%+v: row %d is at %d, %v", f, i, at, err)
		}
	}
}

// TestVerdictsAddUpToFigures: whatever is in a cache, every figure is the sum of
// the verdicts on rows, of the rows that it opens, and of its merchants and
// accounts.
func TestVerdictsAddUpToFigures(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 8))
			db := randomCache(t, r)
			checkTotals(t, db)
			if err := db.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, s := range []ledger.Settings{{}, {MonthStart: 15}, {People: ledger.PeopleGross}, {People: ledger.PeopleTransfer, MonthStart: 28}} {
				db.Use(s)
				for _, currency := range []string{"USD", "EUR"} {
					months, err := db.Figures(t.Context(), currency, 202512, 202604)
					if err != nil || len(months) != 5 {
						t.Fatal(len(months), err)
					}
					for _, f := range months {
						checkFigures(t, db, f)
						days, err := db.FiguresBetween(t.Context(), currency, f.From, f.To)
						days.Month = f.Month
						if d := cmp.Diff(f, days); err != nil || d != "" {
							t.Errorf("%v: the month and its days differ: %v %s", s, err, d)
						}
					}
				}
			}
			db.Use(ledger.Settings{})
			from := ledger.Date(20260110).AddDays(r.IntN(30))
			f, err := db.FiguresBetween(t.Context(), "USD", from, from.AddDays(r.IntN(60)))
			if err != nil {
				t.Fatal(err)
			}
			checkFigures(t, db, f)
			checkParts(t, db, f)
		})
	}
}

func checkParts(t *testing.T, db *DB, f ledger.Figures) {
	t.Helper()
	of := func(figure ledger.Figure) ledger.Filter {
		return ledger.Filter{From: f.From, To: f.To, Currency: f.Currency, Figure: figure}
	}
	checkRows(t, db, of(f.FigureOf(ledger.ClassIncome)), f.Income)
	checkRows(t, db, of(f.FigureOf(ledger.ClassSpending)), -f.Spent)
	for _, l := range f.Spends {
		checkRows(t, db, of(l.Figure()), -l.Minor)
	}
	for _, l := range f.Incomes {
		checkRows(t, db, of(l.Figure()), l.Minor)
	}
	checkRows(t, db, of(ledger.Figure{Class: ledger.ClassMoved}), f.Moved.Net())
	checkRows(t, db, of(ledger.Figure{Class: ledger.ClassUnpaired}), f.Unpaired.Net())
	checkRows(t, db, of(ledger.Figure{Class: ledger.ClassPaired}), f.Paired.Net())
	checkRows(t, db, of(ledger.Figure{State: ledger.StatePending}), f.Pending.Net())
	checkRows(t, db, of(ledger.Figure{State: ledger.StateHidden}), f.Hidden.Net())

	merchants, err := db.MerchantTotals(t.Context(), f.Currency, f.From, f.To)
	var spent, pending int64
	for _, m := range merchants {
		spent, pending = spent+m.Minor, pending+m.Pending
	}
	if err != nil || spent != f.Spent || pending != f.PendingSpent {
		t.Errorf("merchants: %d and %d pending, want %d and %d (%v)", spent, pending, f.Spent, f.PendingSpent, err)
	}
	accounts, err := db.SpendingByAccount(t.Context(), f.Currency, f.From, f.To)
	spent, pending = 0, 0
	for _, a := range accounts {
		spent, pending = spent+a.Minor, pending+a.Pending
	}
	if err != nil || spent != f.Spent || pending != f.PendingSpent {
		t.Errorf("accounts: %d and %d pending, want %d and %d (%v)", spent, pending, f.Spent, f.PendingSpent, err)
	}
}

// TestFiguresOfOneState: figures that are added up while a loan payment is hidden
// or shown are those of before or after it.
func TestFiguresOfOneState(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	saveAccounts(t, db, account("checking", ledger.Depository, 100))
	syncOutcome(t, db, Outcome{Cursor: "c"}, Page{Added: []ledger.Transaction{
		row("checking", "advance", "2026-02-02", 50_00, "LOAN_DISBURSEMENTS_EWA"),
		row("checking", "repaid", "2026-02-10", -50_00, "LOAN_PAYMENTS_EWA"),
		row("checking", "other", "2026-02-10", -1_00, "LOAN_PAYMENTS_MORTGAGE_PAYMENT"),
	}})
	for i := range 300 {
		written := make(chan error, 1)
		go func() {
			written <- db.Annotate(t.Context(), []string{"repaid"}, func(a *ledger.Annotation) { a.Hidden = i%2 == 0 })
		}()
		f, err := db.FiguresBetween(t.Context(), "USD", 20260201, 20260228)
		if err := <-written; err != nil {
			t.Fatal(err)
		}
		if err != nil || f.Spent != 1_00 {
			t.Fatalf("spent %d, %v, want 100", f.Spent, err)
		}
	}
}
