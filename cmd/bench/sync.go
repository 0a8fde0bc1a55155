package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
)

// firstSync measures bar 1: a first sync over HTTP.
func (b *bench) firstSync() error {
	if err := b.needCSV(); err != nil {
		return err
	}
	var ours, theirs []float64
	for range b.times(3) {
		seconds, _, err := b.fill(b.rows)
		if err != nil {
			return err
		}
		ours = append(ours, seconds)
		if seconds, err = b.load(); err != nil {
			return err
		}
		theirs = append(theirs, seconds)
	}
	b.add(line{
		Number: 1, What: fmt.Sprintf("first sync of %d transactions over HTTP, until all are indexed and summed", b.rows), Bar: 1,
		Ours:   side{"link, fetch, decode, store", median(ours), "s"},
		Theirs: side{"sqlite3 .import, then indexes", median(theirs), "s"},
		Note:   loadNote,
	})
	return nil
}

// rowByRow measures bar 2: a first sync against the usual way. That takes minutes
// for a million rows, so that both sides fetch a fifth of them.
func (b *bench) rowByRow() error {
	n := b.rows / 5
	file := filepath.Join(b.dir, "rowbyrow.db")
	var ours, theirs []float64
	for range max(1, b.times(5)/4) {
		seconds, _, err := b.fill(n)
		if err != nil {
			return err
		}
		ours = append(ours, seconds)
		for _, suffix := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(file + suffix)
		}
		if seconds, _, err = b.fetch("rowbyrow", n, file); err != nil {
			return err
		}
		theirs = append(theirs, seconds)
	}
	b.add(line{
		Number: 2, What: fmt.Sprintf("first sync of %d", n), Bar: 1.0 / 8,
		Ours:   side{"as above", median(ours), "s"},
		Theirs: side{"plaid-go's models, row by row, 500 to a commit", median(theirs), "s"},
		Note:   "Both fetch from the same embedded Plaid. The usual way (cmd/bench/rowbyrow) has a primary key and four indexes on its table from the start. A fifth of the rows: it would take minutes for all, and grows faster than its rows.",
	})
	return os.RemoveAll(b.cache(n))
}

// syncMemory measures bar 3: the peak memory of a first sync.
func (b *bench) syncMemory() error {
	tenth := b.rows / 10
	var large, small []float64
	for range b.times(3) {
		_, mib, err := b.fill(b.rows)
		if err != nil {
			return err
		}
		large = append(large, mib)
		if _, mib, err = b.fill(tenth); err != nil {
			return err
		}
		small = append(small, mib)
	}
	peak := side{fmt.Sprintf("peak at %d", b.rows), median(large), "MiB"}
	b.add(line{Number: 3, What: "peak memory of the first sync", Bar: 1, Ours: peak, Theirs: side{"fixed", 80, "MiB"}})
	b.add(line{Number: 3, What: "the same, against a tenth of the rows", Bar: 1.15, Ours: peak, Theirs: side{fmt.Sprintf("peak at %d", tenth), median(small), "MiB"}})
	return nil
}

// laterUpdate measures bar 4: an update of 500 rows.
func (b *bench) laterUpdate() error {
	if err := errors.Join(b.need(b.rows), b.need(1)); err != nil {
		return err
	}
	// The rows are added to copies: the other bars need the caches as they are.
	large, small := filepath.Join(b.dir, "update-large"), filepath.Join(b.dir, "update-small")
	for dir, from := range map[string]string{large: b.cache(b.rows), small: b.cache(1)} {
		if err := errors.Join(os.RemoveAll(dir), os.CopyFS(dir, os.DirFS(from))); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	var ours, theirs []float64
	for round := range b.times(15) {
		ms, err := update500(b.ctx, large, round)
		if err != nil {
			return err
		}
		ours = append(ours, ms)
		if ms, err = update500(b.ctx, small, round); err != nil {
			return err
		}
		theirs = append(theirs, ms)
	}
	b.add(line{
		Number: 4, What: fmt.Sprintf("a later update of 500 rows onto %d", b.rows), Bar: 2,
		Ours: side{"storage.Update", median(ours), "ms"}, Theirs: side{"the same onto an empty cache", median(theirs), "ms"},
		Note: "Spooled and committed through storage, without the network. Both caches are opened anew for every update; the empty one holds a linked Item, its account and one row.",
	})
	return nil
}

// update500 applies one update of 500 new rows and gives its milliseconds.
func update500(ctx context.Context, dir string, round int) (ms float64, err error) {
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	accounts, err := db.Accounts(ctx)
	if err != nil || len(accounts) == 0 {
		return 0, errors.Join(err, errors.New("the cache has no account"))
	}
	item := accounts[0].ItemID
	page := storage.Page{RequestID: "bench"}
	today := ledger.DateOf(time.Now())
	for i := range 500 {
		page.Added = append(page.Added, ledger.Transaction{
			ID:        fmt.Sprintf("bench%016d%016d", round, i*7919%500),
			AccountID: accounts[i%len(accounts)].ID,
			Amount:    ledger.Money{Minor: int64(-100 - i), Currency: "USD"},
			Date:      today.AddDays(-i % 30), AuthorizedDate: today.AddDays(-i % 30),
			Name: fmt.Sprintf("Store %d of round %d", i, round), Merchant: fmt.Sprintf("Store %d", i%50),
			Category: "FOOD_AND_DRINK", CategoryDetail: "FOOD_AND_DRINK_COFFEE", CategoryConfidence: "HIGH", Channel: "in store",
		})
	}
	began := time.Now()
	u, err := db.BeginUpdate(ctx, item)
	if err != nil {
		return 0, err
	}
	defer u.Close()
	if err := u.Add(ctx, page); err != nil {
		return 0, err
	}
	done, err := u.Commit(ctx, storage.Outcome{Cursor: fmt.Sprint("bench ", round), Completeness: ledger.HistoryFull})
	if err == nil && done.Added != 500 {
		err = fmt.Errorf("%d rows were new, not 500", done.Added)
	}
	return milliseconds(time.Since(began)), err
}
