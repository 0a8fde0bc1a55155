package storage

import (
	"slices"
	"testing"
	"time"

	"passbook/storage/ledger"
)

// BenchmarkQuery is the first screen of queries of three terms: p95-ms is what 95
// of 100 take less than. The texts are in memory, as after the first letters of a
// search.
func BenchmarkQuery(b *testing.B) {
	db := open(b, b.TempDir(), newClock())
	fill(b, db, newGenerator(), *benchRows)
	if _, err := db.Entries(b.Context(), Query{Filter: ledger.Filter{Query: "no such text"}, Limit: 50}); err != nil {
		b.Fatal(err)
	}
	for _, text := range []string{
		"merchant store 12",
		"merchant store zzz",
		"store merchant amount:>199.5",
		"coffee merchant -oakland",
		"category:coffee amount:>199.9 store",
		"account:account3 out:>199.99 is:posted",
		"merchant:2999 out:>190 -is:hidden",
		"date:2025-03..2025-05 category:travel amount:100..101",
		"(2998 or 2999) -travel in:",
		"-merchant amount:>1 is:posted",
		"is:pending is:transfer is:edited",
	} {
		b.Run(text, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := db.Entries(b.Context(), Query{Filter: ledger.Filter{Query: text}, Limit: 50}); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
}
