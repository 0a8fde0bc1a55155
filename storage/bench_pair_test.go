package storage

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"testing"
	"time"

	"passbook/storage/ledger"
	"passbook/storage/pairing"
)

// transfersPage is a page in which one row in ten is one side of a transfer.
func (g *generator) transfersPage(n int) Page {
	p := g.page(n)
	for i := 0; i+1 < n; i += 20 {
		out, in := &p.Added[i], &p.Added[i+1]
		out.Category, out.CategoryDetail = "TRANSFER_OUT", "TRANSFER_OUT_ACCOUNT_TRANSFER"
		in.Category, in.CategoryDetail = "TRANSFER_IN", "TRANSFER_IN_ACCOUNT_TRANSFER"
		in.Amount.Minor, in.Date = -out.Amount.Minor, out.Date.AddDays(g.r.IntN(3))
	}
	return p
}

// unmatched leaves out matching while f runs.
func unmatched(f func()) {
	as := matching
	defer func() { matching = as }()
	matching = func(_ context.Context, _ *sql.Tx, f func(*pairing.Matching) error) error { return f(nil) }
	f()
}

// BenchmarkMatching is bar 11: an update of 500 rows onto many with transfers
// matched, and the same without.
func BenchmarkMatching(b *testing.B) {
	db, g := open(b, b.TempDir(), newClock()), newGenerator()
	fillWith(b, db, g.transfersPage, *benchRows)
	if pairs, err := db.Transfers(b.Context(), 0, 0); err != nil || len(pairs) < *benchRows/50 {
		b.Fatal(len(pairs), err)
	}
	var with, without []float64
	update := func() float64 {
		p := g.transfersPage(500)
		for i := range p.Added { // as a bank sends them: of the last days
			p.Added[i].Date = ledger.Date(20260301 + i%5)
		}
		start := time.Now()
		syncOutcome(b, db, Outcome{Cursor: fmt.Sprint("c", g.n)}, p)
		return float64(time.Since(start).Microseconds()) / 1000
	}
	for b.Loop() {
		with = append(with, update())
		unmatched(func() { without = append(without, update()) })
	}
	median := func(ms []float64) float64 { slices.Sort(ms); return ms[len(ms)/2] }
	b.ReportMetric(median(with), "ms-matched")
	b.ReportMetric(median(without), "ms-unmatched")
	b.ReportMetric(median(with)/median(without), "ratio")
}

// BenchmarkMigrationOfPairs is how long it takes to match all that an older cache
// holds.
func BenchmarkMigrationOfPairs(b *testing.B) {
	db, g := open(b, b.TempDir(), newClock()), newGenerator()
	fillWith(b, db, g.transfersPage, *benchRows)
	if _, err := db.writer.ExecContext(b.Context(), "UPDATE transactions SET pair = NULL WHERE pair IS NOT NULL"); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		tx, err := db.writer.BeginTx(b.Context(), nil)
		if err != nil {
			b.Fatal(err)
		}
		if err := matchCached(b.Context(), tx); err != nil {
			b.Fatal(err)
		}
		if err := tx.Rollback(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(peak(), "MiB-peak")
}
