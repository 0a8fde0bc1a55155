package storage

import (
	"strconv"
	"testing"
	"time"

	"passbook/storage/ledger"
)

// BenchmarkFirstSyncAfterLinkingAnew is BenchmarkFirstSync onto a cache that has
// the same rows in the accounts of a login that was replaced: under other ids,
// and the person has written on a hundredth of them.
func BenchmarkFirstSyncAfterLinkingAnew(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		db := open(b, b.TempDir(), newClock())
		list := func(prefix string) (all []ledger.Account) {
			for i := range 6 {
				a := account(prefix+strconv.Itoa(i), ledger.Depository, 100)
				a.Mask, a.Name = strconv.Itoa(1000+i), "Checking "+strconv.Itoa(i)
				all = append(all, a)
			}
			return all
		}
		saveAccounts(b, db, list("account")...)
		plain := fill(b, db, newGenerator(), *benchRows)
		var noted []string
		for n, g := 0, newGenerator(); n < *benchRows; n++ {
			if t := g.next(); n%100 == 0 {
				noted = append(noted, t.ID)
			}
		}
		if err := db.Annotate(b.Context(), noted, func(a *ledger.Annotation) { a.Note = "mine" }); err != nil {
			b.Fatal(err)
		}
		it, err := db.Item(b.Context(), "item")
		if err != nil {
			b.Fatal(err)
		}
		it.ID = "again"
		if err := db.ReplaceItem(b.Context(), "item", it, list("again")); err != nil {
			b.Fatal(err)
		}
		u, err := db.BeginUpdate(b.Context(), "again")
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		g := newGenerator()
		var spent time.Duration
		for done := 0; done < *benchRows; done += 500 {
			p := g.page(min(500, *benchRows-done))
			for i := range p.Added {
				t := &p.Added[i]
				t.ID, t.AccountID = "new"+t.ID, "again"+t.AccountID[len("account"):]
			}
			began := time.Now()
			if err := u.Add(b.Context(), p); err != nil {
				b.Fatal(err)
			}
			spent += time.Since(began)
		}
		start := time.Now()
		if _, err := u.Commit(b.Context(), Outcome{Cursor: "c", Completeness: ledger.HistoryFull, Accounts: list("again")}); err != nil {
			b.Fatal(err)
		}
		spent += time.Since(start)
		b.ReportMetric(time.Since(start).Seconds(), "s-commit")
		b.ReportMetric(spent.Seconds(), "s-storage")
		b.ReportMetric(plain.Seconds(), "s-plain")
		b.StopTimer()
		got, err := db.Summarize(b.Context(), ledger.Filter{})
		if err != nil || got.Count != *benchRows {
			b.Fatalf("%d of %d transactions, %v", got.Count, *benchRows, err)
		}
		b.ReportMetric(float64(got.Count), "rows")
		u.Close()
		db.Close()
		b.StartTimer()
	}
}
