package storage

import (
	"cmp"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

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

// texts gives the rows of a query, each as its columns joined by bars.
func texts(t testing.TB, pool *sql.DB, query string) (out []string) {
	t.Helper()
	rows, err := pool.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		parts := make([]string, len(values))
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				v = unpack(b)
			}
			if v != nil {
				parts[i] = fmt.Sprint(v)
			}
		}
		out = append(out, strings.Join(parts, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func same(t *testing.T, what string, want, got []string) {
	t.Helper()
	if len(want) == 0 {
		t.Errorf("%s: the old file has none", what)
	}
	if d := gocmp.Diff(want, got); d != "" {
		t.Errorf("%s: %s", what, d)
	}
}

// beforeSchema3 puts a question in the words of schema 3 into those of 1 and 2.
var beforeSchema3 = strings.NewReplacer(
	"JOIN currencies", "JOIN words", "u.code", "u.text", "JOIN labels", "JOIN words",
	"primary_name", "main", "detailed_name", "detail",
	"n.transaction_row", "n.entry", "t.replaces_row", "t.was", "o.successor", "o.heir",
	"b.date", "b.day", "b.credit_limit", "b.credit",
	"'$.code'", "'$.Code'", "'$.actor'", "'$.Turn'", "'$.sentence'", "'$.Sentence'",
	"'$.request_id'", "'$.RequestID'", "'$.since'", "'$.Since'",
	"(SELECT group_concat(value, ' ') FROM json_each(s.request_ids))", "s.request_ids",
	"SELECT sync, transaction_row, kind, diff FROM sync_changes", "SELECT sync, entry, kind, diff FROM changes",
)

// old is what an old file says in the words of its own schema. Nothing of the
// program's own SQL is used.
type old struct{ entries, flows, days, balances, problems, syncs, changes []string }

func readOld(t *testing.T, dir string) (o old) {
	// Categories of the first taxonomy have the names of the second afterwards.
	current := func(column string) string {
		return "replace(replace(" + column + ", 'INCOME_WAGES', 'INCOME_SALARY'), 'INCOME_OTHER_INCOME', 'INCOME_OTHER')"
	}
	pool, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, fileName)+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	ask := func(query string) []string { return texts(t, pool, query) }
	if version := texts(t, pool, "PRAGMA user_version")[0]; version < "3" {
		ask = func(query string) []string { return texts(t, pool, beforeSchema3.Replace(query)) }
	}
	account := "t.account"
	if len(texts(t, pool, "SELECT 1 FROM pragma_table_info('accounts') WHERE name IN ('heir', 'successor')")) > 0 {
		account = "coalesce(o.successor, o.rowid)"
	}
	o.entries = ask(`
		SELECT t.rowid, t.id, a.id, a.name, i.institution, t.amount, u.code, t.date, t.authorized, t.pending, t.name,
			coalesce(t.original, t.name), m.name, m.entity_id, c.primary_name, ` + current("c.detailed_name") + `, f.text, h.text, t.pending_id,
			` + current("coalesce(nullif(nc.detailed_name, ''), nc.primary_name, '')") + `, coalesce(n.note, ''), coalesce(n.tags, '[]'), coalesce(n.hidden, 0),
			t.removed <> 0, w.id
		FROM transactions t JOIN accounts o ON o.rowid = t.account JOIN accounts a ON a.rowid = ` + account + ` JOIN items i ON i.rowid = a.item
			JOIN currencies u ON u.rowid = t.currency JOIN labels f ON f.rowid = t.confidence JOIN labels h ON h.rowid = t.channel
			JOIN merchants m ON m.rowid = t.merchant JOIN categories c ON c.rowid = t.bank_category
			LEFT JOIN annotations n ON n.transaction_row = t.rowid LEFT JOIN categories nc ON nc.rowid = n.category
			LEFT JOIN transactions w ON w.rowid = t.replaces_row AND w.pending > t.pending
		ORDER BY t.rowid`)
	o.flows = ask(`
		SELECT t.date / 100, ` + current("coalesce(nullif(c.detailed_name, ''), c.primary_name)") + ` AS category, u.code AS currency,
			sum(max(t.amount, 0)), sum(min(t.amount, 0)), count(*)
		FROM transactions t LEFT JOIN annotations n ON n.transaction_row = t.rowid JOIN currencies u ON u.rowid = t.currency
			JOIN categories c ON c.rowid = coalesce(n.category, t.bank_category)
		WHERE t.removed = 0 AND t.pending = 0 AND coalesce(n.hidden, 0) = 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`)
	o.days = ask(`
		SELECT a.id, t.date, u.code, count(*), sum(CASE t.pending WHEN 0 THEN t.amount ELSE 0 END)
		FROM transactions t JOIN currencies u ON u.rowid = t.currency JOIN accounts a ON a.rowid = t.account
		WHERE t.removed = 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`)
	o.balances = ask(`
		SELECT a.id, b.source, b.currency, b.current, b.available, b.credit_limit, b.fetched_at, b.bank_at
		FROM balances b JOIN accounts a ON a.rowid = b.account ORDER BY a.id, b.fetched_at, b.source`)
	o.problems = ask(`
		SELECT id, problem ->> '$.code', problem ->> '$.actor', problem ->> '$.sentence', problem ->> '$.request_id', problem ->> '$.since'
		FROM items WHERE problem IS NOT NULL ORDER BY id`)
	o.syncs = ask(`
		SELECT s.rowid, i.id, s.at, (SELECT group_concat(value, ' ') FROM json_each(s.request_ids)), s.added, s.modified, s.unchanged, s.removed, s.posted
		FROM syncs s JOIN items i ON i.rowid = s.item ORDER BY s.rowid DESC`)
	o.changes = ask("SELECT sync, transaction_row, kind, diff FROM sync_changes ORDER BY 1, 2")
	return o
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

// entryTexts gives the first transactions in the form of readOld.
func entryTexts(t *testing.T, db *DB, most int) (out []string) {
	for _, id := range texts(t, db.reader, fmt.Sprintf("SELECT id FROM transactions ORDER BY rowid LIMIT %d", most)) {
		e := entry(t, db, id)
		tags, err := json.Marshal(append([]string{}, e.Annotation.Tags...))
		if err != nil {
			t.Fatal(err)
		}
		pendingVersion := ""
		if e.PendingVersion != nil {
			pendingVersion = e.PendingVersion.ID
		}
		parts := []any{
			e.Key.Row, e.ID, e.AccountID, e.AccountName, e.Institution, e.Amount.Minor, e.Amount.Currency, int(e.Date), int(e.AuthorizedDate), digit(e.Pending), e.Name,
			e.Original, e.Merchant, e.MerchantID, e.Category, e.CategoryDetail, e.CategoryConfidence, e.Channel, e.PendingID,
			e.Annotation.Category, e.Annotation.Note, string(tags), digit(e.Annotation.Hidden), digit(!e.RemovedAt.IsZero()), pendingVersion,
		}
		out = append(out, strings.Trim(strings.Repeat("%v|", len(parts)), "|"))
		out[len(out)-1] = fmt.Sprintf(out[len(out)-1], parts...)
	}
	return out
}

func digit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// flowTexts gives what posted rows that are not hidden add up to by month,
// category and currency.
func flowTexts(t *testing.T, db *DB) (out []string) {
	flows, err := db.flows(t.Context(), flowsAsked{byMonth: true})
	if err != nil {
		t.Fatal(err)
	}
	type key struct {
		month              ledger.Month
		category, currency string
	}
	sums := map[key]*ledger.Sum{}
	for _, f := range flows {
		if f.State == ledger.StatePending || f.State == ledger.StateHidden {
			continue
		}
		k := key{f.Month, f.Category, f.Currency}
		if sums[k] == nil {
			sums[k] = &ledger.Sum{}
		}
		sums[k].Add(ledger.Sum{In: f.In, Out: f.Out, Count: f.Count})
	}
	keys := slices.SortedFunc(maps.Keys(sums), func(a, b key) int {
		return cmp.Or(int(a.month-b.month), strings.Compare(a.category, b.category), strings.Compare(a.currency, b.currency))
	})
	for _, k := range keys {
		out = append(out, fmt.Sprintf("%d|%s|%s|%d|%d|%d", k.month, k.category, k.currency, sums[k].In, sums[k].Out, sums[k].Count))
	}
	return out
}

func syncTexts(t *testing.T, db *DB) (out []string) {
	syncs, err := db.Syncs(t.Context(), SyncFilter{}, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range syncs {
		out = append(out, fmt.Sprintf("%d|%s|%d|%s|%d|%d|%d|%d|%d", s.SyncID, s.ItemID, s.At.UnixMicro(), strings.Join(s.RequestIDs, " "),
			s.Added, s.Modified, s.Unchanged, s.Removed, s.Posted))
	}
	return out
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

func problemTexts(t *testing.T, db *DB) (out []string) {
	for _, id := range texts(t, db.reader, "SELECT id FROM items WHERE problem IS NOT NULL ORDER BY id") {
		it, err := db.Item(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		p := it.Problem
		out = append(out, strings.Join([]string{id, p.Code, string(p.Actor), p.Sentence, p.RequestID, p.Since.Format(time.RFC3339Nano)}, "|"))
	}
	return out
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
			if e := all(t, db, ledger.Filter{Text: "written while pending"}); len(e) != 0 {
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
