package storage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// manyTransfers gives rows of a year on three accounts, of which one in ten look
// like transfers.
func manyTransfers(r *rand.Rand, n int) (rows []ledger.Transaction) {
	accounts := []string{"checking", "savings", "visa"}
	for i := range n {
		category, minor := coffee, -100-r.Int64N(400)
		switch r.IntN(20) {
		case 0:
			category = toAccount
		case 1:
			category, minor = fromAccount, -minor
		}
		x := transfer(fmt.Sprint("t", i), accounts[r.IntN(3)], "2025-04-01", minor, category)
		x.Date, x.Pending = x.Date.AddDays(r.IntN(330)), r.IntN(20) == 0
		rows = append(rows, x)
	}
	return rows
}

// TestBulkLoadsAreMatched: a first sync of very many rows, and one onto rows that
// are there, some of them hidden.
func TestBulkLoadsAreMatched(t *testing.T) {
	t.Parallel()
	db := household(t)
	rows := manyTransfers(rand.New(rand.NewPCG(5, 6)), 3*bulkAtLeast)
	syncPages(t, db, "c1", Page{Added: rows[:bulkAtLeast]})
	isMatched(t, db)
	first := pairsOf(t, db)
	if len(first) < 10 {
		t.Fatal(first)
	}
	note(t, db, func(a *ledger.Annotation) { a.Hidden = true }, ids(all(t, db, ledger.Filter{From: 20250601, To: 20250630}))...)
	sent := append(slices.Clone(rows[bulkAtLeast:]), rows[10], rows[bulkAtLeast+7]) // known ones and some twice
	sent[len(sent)-2].Amount.Minor--
	syncPages(t, db, "c2", Page{Added: sent, Removed: []string{"t3", "t4"}})
	isMatched(t, db)
	if got := pairsOf(t, db); len(got) < 2*len(first) {
		t.Fatalf("%d, then %d", len(first), len(got))
	}
	if err := db.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestPairsDoNotDependOnTheOrder: the same rows in other syncs are the same pairs.
func TestPairsDoNotDependOnTheOrder(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	rows := manyTransfers(r, 600)
	for i := range rows {
		rows[i].Amount.Minor = rows[i].Amount.Minor / 20 * 20 // so that many are alike
		rows[i].Pending = false
	}
	at := func(id string) string { // what tells rows apart that are not interchangeable
		for _, x := range rows {
			if x.ID == id {
				return fmt.Sprint(x.AccountID, x.Date, x.Amount.Minor, x.CategoryDetail)
			}
		}
		return ""
	}
	var want []string
	for range 4 {
		db := household(t)
		for i := 0; i < len(rows); {
			n := min(len(rows)-i, 1+r.IntN(200))
			syncPages(t, db, fmt.Sprint("c", i), Page{Added: rows[i : i+n]})
			i += n
		}
		isMatched(t, db)
		transfers, err := db.Transfers(t.Context(), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range transfers {
			got = append(got, at(x.Out.ID)+" "+at(x.In.ID))
		}
		slices.Sort(got)
		if len(got) < 5 {
			t.Fatal(got)
		}
		if want == nil {
			want = got
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
}
