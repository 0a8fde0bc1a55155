package storage

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"passbook/storage/ledger"
)

// Searches read what they have not read yet, on all connections that there
// are, while the cache gains names that they must learn: nobody waits for
// somebody who waits for them.
func TestSearchesWhileTheCacheGains(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var searches sync.WaitGroup
	done := make(chan struct{})
	for range 2 * readers {
		searches.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if _, err := db.Summarize(ctx, ledger.Filter{Query: "coffee"}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	const rounds, months = 60, 12
	for round := range rounds {
		var p Page
		for month := range months {
			row := tx(fmt.Sprintf("%d in %d", round, month), fmt.Sprintf("2025-%02d-10", month+1), -100)
			row.Merchant = fmt.Sprintf("Cup %d", round)
			p.Added = append(p.Added, row)
		}
		syncPages(t, db, fmt.Sprintf("c%d", round), p)
	}
	close(done)
	searches.Wait()
	if s, err := db.Summarize(t.Context(), ledger.Filter{Query: "coffee"}); err != nil || s.Count != rounds*months {
		t.Errorf("%d found of %d, %v", s.Count, rounds*months, err)
	}
}
