package storage

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"
)

// writeOld writes a cache of the oldest schema with many rows and notes on
// some, by SQL alone.
func writeOld(t testing.TB, dir string, rows int) {
	t.Helper()
	writeSchema(t, dir, 1, []string{
		"DROP TRIGGER transactions_inserted",
		"INSERT INTO words VALUES (1, 'USD'), (2, 'VERY_HIGH'), (3, 'in store')",
		"INSERT INTO categories VALUES (1, 'FOOD_AND_DRINK', 'FOOD_AND_DRINK_COFFEE'), (2, 'TRAVEL', 'TRAVEL_LODGING')",
		numbered(3000) + "INSERT INTO merchants SELECT n, 'Merchant ' || n, '', '' FROM numbers",
		"INSERT INTO items VALUES (1, 'item', 'ins_1', 'First Platypus', 'c1', 'full', 730, 1700000000000000, 1790000000000000, 0, 0, NULL)",
		numbered(6) + "INSERT INTO accounts (row, id, item, name, kind, known) SELECT n, 'account' || n, 1, 'Account ' || n, 'depository', 1 FROM numbers",
		numbered(6) + "INSERT INTO balances SELECT n, 20260301, 'cached', 'USD', n * 100, NULL, NULL, 1772323200000000, 0 FROM numbers",
		numbered(rows) + `INSERT INTO transactions (row, id, account, amount, currency, date, authorized, pending, merchant, bank_category,
				confidence, channel, name, category)
			SELECT n, 'id-' || hex(randomblob(12)), n % 6 + 1, -(n % 20000) - 1, 1, 20240100 + n / 31 % 24 / 12 * 10000 + n / 31 % 12 * 100 + n % 28 + 1, 0, n % 500 = 0, n % 3000 + 1,
				n % 2 + 1, 2, 3, 'POS MERCHANT ' || (n % 3000 + 1) || ' STORE ' || (n % 20011), n % 2 + 1 FROM numbers`,
		`INSERT INTO summaries SELECT date / 100, account, category, currency, count(*), sum(pending), sum(1 - pending), 0,
				sum(CASE pending WHEN 0 THEN amount ELSE 0 END) FROM transactions GROUP BY 1, 2, 3, 4`,
		"INSERT INTO days SELECT account, date, currency, count(*), sum(CASE pending WHEN 0 THEN amount ELSE 0 END) FROM transactions GROUP BY 1, 2, 3",
		numbered(100) + "INSERT INTO annotations SELECT n, NULL, 'note ' || n, '[\"tag\"]', 0 FROM numbers",
		"INSERT INTO syncs (row, item, at, request_ids, added, first_row, last_row) SELECT 1, 1, 1790000000000000, 'one two', max(row), 1, max(row) FROM transactions",
		"CREATE TRIGGER transactions_inserted AFTER INSERT ON transactions BEGIN SELECT 1; END",
	})
}

// writeSchema writes a cache of an older schema by statements on its tables.
func writeSchema(t testing.TB, dir string, version int, statements []string) {
	t.Helper()
	pool, err := connect(filepath.Join(dir, fileName), writerSettings, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	files, err := fs.Sub(migrations, "migrations")
	if err == nil {
		err = runMigrations(context.Background(), pool, files, 0, version)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := pool.Exec(statement); err != nil {
			t.Fatalf("%v: %.200s", err, statement)
		}
	}
}

// numbered begins a statement with a table of the numbers from 1.
func numbered(rows int) string {
	return fmt.Sprintf("WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d) ", rows)
}

// BenchmarkMigrate brings a cache of the oldest schema up to date.
func BenchmarkMigrate(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		writeOld(b, dir, *benchRows)
		b.StartTimer()
		db, err := Open(dir, afterThem)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if n := texts(b, db.reader, "SELECT count(*) FROM transactions")[0]; n != fmt.Sprint(*benchRows) {
			b.Fatal(n)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(peak(), "MiB-peak")
		b.StartTimer()
	}
}
