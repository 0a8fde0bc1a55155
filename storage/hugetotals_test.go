package storage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"passbook/storage/ledger"
)

// TestTotalsComeBackFromTooLarge: when the rows go that made a sum too large,
// what is left of it is exact again.
func TestTotalsComeBackFromTooLarge(t *testing.T) {
	t.Parallel()
	const huge = 9_000_000_000_000_000_000
	for seed := range uint64(30) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 12))
			db := open(t, t.TempDir(), newClock())
			saveAccounts(t, db, account("checking", ledger.Depository, 100))
			rows := []ledger.Transaction{row("checking", "small", "2026-03-02", -1_23, coffee), row("checking", "back", "2026-03-02", 45, coffee)}
			var gone []string
			for n := range 3 + r.IntN(3) {
				minor := []int64{huge, -huge}[r.IntN(2)] + r.Int64N(999)
				rows = append(rows, row("checking", fmt.Sprint("huge", n), "2026-03-02", minor, coffee))
				gone = append(gone, fmt.Sprint("huge", n))
			}
			r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			syncPages(t, db, "c1", Page{Added: rows})
			r.Shuffle(len(gone), func(i, j int) { gone[i], gone[j] = gone[j], gone[i] })
			note(t, db, func(a *ledger.Annotation) { a.Hidden = true }, gone[0])
			note(t, db, func(a *ledger.Annotation) { a.Category = "Fun" }, gone[1])
			changed := rows[slices.IndexFunc(rows, func(x ledger.Transaction) bool { return x.ID == gone[2] })]
			changed.Amount.Minor = 7
			syncPages(t, db, "c2", Page{Modified: []ledger.Transaction{changed}})
			for n, id := range gone {
				syncPages(t, db, fmt.Sprint("d", n), Page{Removed: []string{id}})
			}
			checkTotals(t, db)
			if f := monthOfDay(t, db, 20260302); f.Spent != 78 {
				t.Errorf("%+v", f)
			}
		})
	}
}
