package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

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
