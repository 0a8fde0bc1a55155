package storage

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passbook/storage/ledger"
)

// afterThem is an instant after all of the old files were written, in the zone of
// this machine as the program's clock is.
func afterThem() time.Time { return time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC).Local() }

// eachOldCache runs f with a folder that holds a cache of an earlier build.
func eachOldCache(t *testing.T, f func(t *testing.T, dir string)) {
	files, err := filepath.Glob("testdata/cache-v*.db.gz")
	if err != nil || len(files) < 6 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".db.gz"), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			packed, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer packed.Close()
			reader, err := gzip.NewReader(packed)
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(reader)
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, fileName), data, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			f(t, dir)
		})
	}
}

// TestOldCachesAreMigrated: every earlier build's file says the same afterwards
// as before.
func TestOldCachesAreMigrated(t *testing.T) {
	t.Parallel()
	eachOldCache(t, func(t *testing.T, dir string) {
		before := readOld(t, dir)
		db, err := Open(dir, afterThem)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.Check(t.Context()); err != nil {
			t.Error(err)
		}
		checkTotals(t, db)
		same(t, "entries", before.entries, entryTexts(t, db, 1e6))
		isMatched(t, db)
		same(t, "flows", before.flows, flowTexts(t, db))
		same(t, "days", before.days, texts(t, db.reader, `
			SELECT a.id, d.date, u.code, d.entries, d.posted FROM daily_totals d JOIN currencies u ON u.rowid = d.currency
				JOIN accounts a ON a.rowid = d.account WHERE d.entries > 0 ORDER BY 1, 2, 3`))
		same(t, "balances", before.balances, texts(t, db.reader, `
			SELECT a.id, b.source, b.currency, b.current, b.available, b.credit_limit, b.fetched_at, b.bank_at
			FROM balances b JOIN accounts a ON a.rowid = b.account ORDER BY a.id, b.fetched_at, b.source`))
		checkLocalDays(t, db)
		same(t, "syncs", before.syncs, syncTexts(t, db))
		same(t, "changes", before.changes, texts(t, db.reader, "SELECT * FROM sync_changes ORDER BY 1, 2"))
		same(t, "problems", before.problems, problemTexts(t, db))
		fresh := open(t, t.TempDir(), newClock())
		const schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1, 2"
		same(t, "schema", texts(t, fresh.reader, schema), texts(t, db.reader, schema))
		undoAll(t, db)
	})
}

// checkLocalDays: balances lie under the day that it was here when they were
// fetched.
func checkLocalDays(t *testing.T, db *DB) {
	t.Helper()
	for _, fetched := range texts(t, db.reader, "SELECT fetched_at || ' ' || date FROM balances") {
		var at int64
		var date ledger.Date
		if _, err := fmt.Sscan(fetched, &at, (*int32)(&date)); err != nil {
			t.Fatal(err)
		}
		if want := ledger.DateOf(time.UnixMicro(at)); date != want {
			t.Errorf("a balance of %s lies under %s", want, date)
		}
	}
}

// undoAll takes back every edit of an old file: after the last one nothing is
// left of what the person wrote, since the person began with nothing.
func undoAll(t *testing.T, db *DB) {
	t.Helper()
	for n := 0; ; n++ {
		_, err := db.Undo(t.Context())
		if errors.Is(err, ErrNothingToUndo) && n >= 5 {
			break
		}
		if err != nil {
			t.Fatal(n, err)
		}
		if n == 0 {
			if e := all(t, db, ledger.Filter{Query: `"written while pending"`}); len(e) != 0 {
				t.Errorf("not undone: %+v", e)
			}
		}
	}
	if left := texts(t, db.reader, "SELECT * FROM annotations"); len(left) != 0 {
		t.Errorf("after undoing everything: %q", left)
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestOldCacheGoesOn: a sync goes on at the cursor that an old file has, and
// removing its banks leaves nothing.
func TestOldCacheGoesOn(t *testing.T) {
	t.Parallel()
	eachOldCache(t, func(t *testing.T, dir string) {
		db, err := Open(dir, afterThem)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		items, err := db.Items(t.Context())
		if err != nil || len(items) != 2 || items[0].Cursor == "" {
			t.Fatal(items, err)
		}
		old := all(t, db, ledger.Filter{ItemID: items[0].ID})
		added := old[0].Transaction
		added.ID, added.Pending = "new", false
		u, err := db.BeginUpdate(t.Context(), items[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		defer u.Close()
		if err := u.Add(t.Context(), Page{Added: []ledger.Transaction{added}, Modified: []ledger.Transaction{old[1].Transaction}}); err != nil {
			t.Fatal(err)
		}
		if c, err := u.Commit(t.Context(), Outcome{Cursor: "next"}); err != nil || c.Added != 1 {
			t.Fatal(c, err)
		}
		if got := all(t, db, ledger.Filter{ItemID: items[0].ID}); len(got) != len(old)+1 {
			t.Fatal(len(got), len(old))
		}
		for _, it := range items {
			if err := db.RemoveItem(t.Context(), it.ID); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Check(t.Context()); err != nil {
			t.Error(err)
		}
		for _, table := range texts(t, db.reader, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1") {
			left := texts(t, db.reader, "SELECT count(*) FROM "+table)[0]
			kept := table == "categories" || table == "currencies" || table == "labels" || table == "meta"
			if left != "0" && !kept {
				t.Errorf("%s keeps %s rows", table, left)
			}
		}
	})
}

// TestOldCacheWithUnusualRows: totals of a currency that the bank has corrected
// since, and currencies that ISO 4217 does not have.
func TestOldCacheWithUnusualRows(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeOld(t, dir, 10)
	codes := []string{"XYZ", "N A", "usd", "points", ""}
	pool, err := connect(filepath.Join(dir, fileName), writerSettings, 1)
	if err != nil {
		t.Fatal(err)
	}
	statements := []string{
		"INSERT INTO words VALUES (50, 'GBP')",
		"INSERT INTO summaries VALUES (202401, 1, 1, 50, 0, 0, 0, 0, 0)",
		"INSERT INTO days VALUES (1, 20240102, 50, 0, 0)",
	}
	for i, code := range codes {
		statements = append(statements, fmt.Sprintf("INSERT INTO balances VALUES (1, %d, 'cached', '%s', 7, NULL, NULL, 1772323200000000, 0)", 20260302+i, code))
	}
	for _, statement := range statements {
		if _, err := pool.Exec(statement); err != nil {
			t.Fatal(statement, err)
		}
	}
	if err := pool.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := Open(dir, afterThem)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	for _, code := range codes {
		if code == "XYZ" {
			code = "XYZ*" // a coin
		}
		want := fmt.Sprint(ledger.Digits(code))
		if got := texts(t, db.reader, "SELECT digits FROM currencies WHERE code = '"+code+"'"); len(got) != 1 || got[0] != want {
			t.Errorf("%q has %q digits, want %s", code, got, want)
		}
	}
}

// TestOldSnapshotsBeforeTheHistory: a balance of an older cache whose history was
// still coming says nothing of the rows that come after it.
func TestOldSnapshotsBeforeTheHistory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeVersion3(t, dir,
		"UPDATE items SET completeness = 'initial'",
		"INSERT INTO currencies VALUES (1, 'USD', 2)",
		row3(1, 1, -1_00, 1, 1, ""),
		"INSERT INTO balances VALUES (1, 20260302, 'cached', 'USD', 1000, NULL, NULL, 1772409600000000, 0)",
	)
	db, err := Open(dir, afterThem)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	syncItem(t, db, "home", Outcome{Cursor: "c3", Completeness: ledger.HistoryFull, Accounts: []ledger.Account{account("checking", ledger.Depository, 10_00)}},
		Page{Added: []ledger.Transaction{tx("older", "2026-02-01", -3_00)}})
	if proofs, err := db.BalanceProofs(t.Context(), ""); err != nil || len(proofs) != 0 {
		t.Errorf("%+v, %v", proofs, err)
	}
	if got := worth(t, db, "", 20260228, 20260228); len(got) != 1 || got[0].Minor != 11_00 {
		t.Errorf("worth %+v, want 1100", got)
	}
}
