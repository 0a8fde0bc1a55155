package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"passbook/storage/ledger"
)

// Sync is the record of an update of an Item, or of several that failed alike or
// that brought nothing, one after another.
type Sync struct {
	ItemID      string
	Institution string
	At          time.Time       // of the first
	LastAt      time.Time       // of the last; At where there is one
	Times       int             // how many
	RequestIDs  []string        // of Plaid's answers; of failures the latest ones
	Problem     *ledger.Problem // why the last one failed; nil: none did
	Changes                     // with SyncID
}

// SyncFilter narrows the log of syncs.
type SyncFilter struct {
	ItemID  string // of one Item; empty: of all
	SyncID  int64  // one record; 0: all
	Changed bool   // those that changed something
}

// Syncs gives the records of syncs, newest first. before is the SyncID to
// start after, 0 for the newest.
func (db *DB) Syncs(ctx context.Context, f SyncFilter, before int64, limit int) ([]Sync, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT s.rowid, i.id, i.institution, s.at, s.last_at, s.times, s.request_ids, coalesce(s.problem, ''),
			s.added, s.modified, s.unchanged, s.removed, s.posted, s.set_aside
		FROM syncs s CROSS JOIN items i ON i.rowid = s.item
		WHERE (?1 = 0 OR s.rowid < ?1) AND (?2 = '' OR i.id = ?2) AND (?3 = 0 OR s.rowid = ?3)
			AND (NOT ?4 OR s.added + s.modified + s.removed + s.posted + s.set_aside > 0)
		ORDER BY s.rowid DESC LIMIT ?5`, before, f.ItemID, f.SyncID, f.Changed, limit)
	var syncs []Sync
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var s Sync
		var at, lastAt int64
		var requests, problem string
		err := rows.Scan(&s.SyncID, &s.ItemID, &s.Institution, &at, &lastAt, &s.Times, &requests, &problem,
			&s.Added, &s.Modified, &s.Unchanged, &s.Removed, &s.Posted, &s.SetAside)
		if err != nil {
			return err
		}
		s.At, s.LastAt = Instant(at), Instant(max(at, lastAt))
		if s.Problem, err = ReadProblem(problem); err != nil {
			return err
		}
		err = json.Unmarshal([]byte(requests), &s.RequestIDs)
		syncs = append(syncs, s)
		return err
	})
	return syncs, explain("list syncs", err)
}

// ChangeKind is what a sync did to a row.
type ChangeKind string

// What a sync does to rows.
const (
	ChangeAdded    ChangeKind = "added"
	ChangePosted   ChangeKind = "posted" // a pending row was replaced by this one; the fields are those that differ
	ChangeModified ChangeKind = "modified"
	ChangeRemoved  ChangeKind = "removed"
	ChangeReturned ChangeKind = "returned" // removed by an earlier sync
)

// Change is what a sync did to one row.
type Change struct {
	Kind   ChangeKind
	Entry  ledger.Entry // as it is today
	Fields []FieldChange
}

// SyncChanges gives a window of what a sync did: the rows that it added, the
// last first, then what it did to older rows. before is the Entry.Key.Row of
// the change to start after, 0 for the first.
func (db *DB) SyncChanges(ctx context.Context, syncID, before int64, limit int) ([]Change, error) {
	var at []int64
	kinds := map[int64]Change{}
	rows, err := db.reader.QueryContext(ctx, `
		WITH added AS (SELECT t.rowid FROM syncs s CROSS JOIN transactions t ON t.rowid BETWEEN s.first_row AND s.last_row
				WHERE s.rowid = ?1 AND t.removed <> ?1 AND (?2 = 0 OR t.rowid < ?2) ORDER BY t.rowid DESC LIMIT ?3),
			changed AS (SELECT transaction_row FROM sync_changes WHERE sync = ?1 AND (?2 = 0 OR transaction_row < ?2) ORDER BY transaction_row DESC LIMIT ?3)
		SELECT k.rowid, coalesce(c.kind, 'added'), coalesce(c.diff, '[]')
		FROM (SELECT rowid FROM added UNION SELECT transaction_row FROM changed) k LEFT JOIN sync_changes c ON c.sync = ?1 AND c.transaction_row = k.rowid
		ORDER BY k.rowid DESC LIMIT ?3`, syncID, before, limit)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var row int64
		var c Change
		var diff string
		if err := rows.Scan(&row, &c.Kind, &diff); err != nil {
			return err
		}
		at = append(at, row)
		err := json.Unmarshal([]byte(diff), &c.Fields)
		kinds[row] = c
		return err
	})
	if err != nil {
		return nil, explain("read the record of a sync", err)
	}
	entries, err := db.entriesAt(ctx, at)
	changes := make([]Change, len(entries))
	for i, e := range entries {
		changes[i] = kinds[e.Key.Row]
		changes[i].Entry = e
	}
	return changes, explain("read the record of a sync", err)
}

// FieldChange is one field of a changed row, as text: dates as YYYY-MM-DD,
// amounts as decimals with their currency.
type FieldChange struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Changes counts what an update did. A pending row and the posted row that
// replaced it count once, as posted.
type Changes struct {
	SyncID    int64
	Added     int
	Modified  int // really changed
	Unchanged int // sent as modified or added again, identical
	Removed   int
	Posted    int // posted rows that replaced a pending one
	SetAside  int // rows that cannot be kept
}

// Count gives how many rows changed, with those set aside. Identical ones do not
// count.
func (c Changes) Count() int { return c.Added + c.Posted + c.Modified + c.Removed + c.SetAside }

// Words says what an update did: "3 new, 1 taken back", or "nothing new".
// number writes a count, so that each caller groups digits as elsewhere.
func (c Changes) Words(number func(int) string) string {
	var words []string
	for _, part := range []struct {
		count int
		word  string
	}{{c.Added, "new"}, {c.Posted, "posted"}, {c.Modified, "changed"}, {c.Removed, "taken back"}, {c.SetAside, "set aside"}} {
		if part.count > 0 {
			words = append(words, number(part.count)+" "+part.word)
		}
	}
	if words == nil {
		return "nothing new"
	}
	return strings.Join(words, ", ")
}

// syncRecord is the record of a sync that is being written, in the transaction
// that does what it records.
type syncRecord struct {
	db       *DB
	tx       *sql.Tx
	item     int64    // its row
	requests []string // ids of Plaid's answers
	changes  Changes
	base     int64 // the highest row of transactions before the sync
	prepared map[string]*sql.Stmt
}

func newSyncRecord(db *DB, tx *sql.Tx, item int64, requests []string) syncRecord {
	return syncRecord{db: db, tx: tx, item: item, requests: requests, prepared: map[string]*sql.Stmt{}}
}

// startRecord makes the record of the sync.
func (r *syncRecord) startRecord(ctx context.Context) error {
	requests, err := json.Marshal(append([]string{}, r.requests...))
	if err != nil {
		return err
	}
	err = r.tx.QueryRowContext(ctx, "INSERT INTO syncs (item, at, request_ids) VALUES (?, ?, ?) RETURNING rowid",
		r.item, Micros(r.db.now()), string(requests)).Scan(&r.changes.SyncID)
	if err != nil {
		return err
	}
	return r.tx.QueryRowContext(ctx, "SELECT coalesce(max(rowid), 0) FROM transactions").Scan(&r.base)
}

// run and get keep their statements until the end: preparing an insert with
// its triggers takes longer than running it.
func (r *syncRecord) run(ctx context.Context, statement string, args ...any) error {
	prepared, err := r.prepare(ctx, statement)
	if err == nil {
		_, err = prepared.ExecContext(ctx, args...)
	}
	return err
}

func (r *syncRecord) get(ctx context.Context, query string, into []any, args ...any) error {
	prepared, err := r.prepare(ctx, query)
	if err != nil {
		return err
	}
	return prepared.QueryRowContext(ctx, args...).Scan(into...)
}

func (r *syncRecord) prepare(ctx context.Context, statement string) (prepared *sql.Stmt, err error) {
	prepared = r.prepared[statement]
	if prepared == nil {
		if prepared, err = r.tx.PrepareContext(ctx, statement); err == nil {
			r.prepared[statement] = prepared
		}
	}
	return prepared, err
}

// removeRow marks a row as removed by this sync. It stays in the table, so that
// what the person wrote on it is not lost.
func (r *syncRecord) removeRow(ctx context.Context, row int64) error {
	if err := r.run(ctx, "UPDATE transactions SET removed = ? WHERE rowid = ?", r.changes.SyncID, row); err != nil {
		return err
	}
	if row > r.base { // it came and went in this update
		r.changes.Added--
		return nil
	}
	return r.record(ctx, row, ChangeRemoved, nil)
}

// removeAll removes the rows that a query chooses.
func (r *syncRecord) removeAll(ctx context.Context, query string, args ...any) error {
	var chosen []int64
	rows, err := r.tx.QueryContext(ctx, query, args...)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var row int64
		err := rows.Scan(&row)
		chosen = append(chosen, row)
		return err
	})
	if err != nil {
		return err
	}
	for _, row := range chosen {
		if err := r.removeRow(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// replaceRow notes that row now replaces row old, and moves what the person
// wrote on the old one to it, unless something is written there already. What
// was said of the old one's pair is said of the new one's.
func (r *syncRecord) replaceRow(ctx context.Context, now, old int64) error {
	var paired sql.NullInt64
	err := r.get(ctx, "SELECT pair FROM annotations WHERE transaction_row = ?", []any{&paired}, old)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	statements := []string{
		"UPDATE transactions SET replaces_row = ?2 WHERE rowid = ?1",
		"UPDATE annotations SET transaction_row = ?1 WHERE transaction_row = ?2 AND NOT EXISTS (SELECT 1 FROM annotations WHERE transaction_row = ?1)",
	}
	if paired.Valid {
		statements = append(statements,
			"UPDATE annotations SET pair = (SELECT pair FROM annotations WHERE transaction_row = ?2) WHERE transaction_row = ?1 AND pair IS NULL",
			"UPDATE annotations SET pair = NULL WHERE transaction_row = ?2",
			"UPDATE annotations SET pair = ?1 WHERE pair = ?2 AND transaction_row = (SELECT pair FROM annotations WHERE transaction_row = ?1)")
	}
	for _, statement := range statements {
		if err := r.run(ctx, statement, now, old); err != nil {
			return err
		}
	}
	return nil
}

// finish writes what the sync did to its record.
func (r *syncRecord) finish(ctx context.Context) error {
	err := r.tx.QueryRowContext(ctx, "SELECT count(*) FILTER (WHERE kind = 'modified'), count(*) FILTER (WHERE kind = 'removed') FROM sync_changes WHERE sync = ?",
		r.changes.SyncID).Scan(&r.changes.Modified, &r.changes.Removed)
	if err != nil {
		return err
	}
	c := r.changes
	_, err = exec(ctx, r.tx, `
		UPDATE syncs SET added = ?, modified = ?, unchanged = ?, removed = ?, posted = ?,
			set_aside = ?, first_row = ?, last_row = (SELECT coalesce(max(rowid), 0) FROM transactions) WHERE rowid = ?`,
		c.Added, c.Modified, c.Unchanged, c.Removed, c.Posted, c.SetAside, r.base+1, c.SyncID)
	if err != nil {
		return err
	}
	return r.dropEmptyRecord(ctx)
}

// dropEmptyRecord removes the record of a sync in which the bank said nothing,
// unless it is the Item's first: an open dashboard syncs every few minutes, and
// Item.SyncedAt holds the time of the last sync. One in which the bank only said
// again what it had said counts in the record before it, if that is of such a
// sync too.
func (r *syncRecord) dropEmptyRecord(ctx context.Context) error {
	dropped, err := exec(ctx, r.tx, `
		DELETE FROM syncs WHERE rowid = ?1 AND unchanged = 0 AND `+broughtNothing+`
			AND EXISTS (SELECT 1 FROM syncs earlier WHERE earlier.item = syncs.item AND earlier.rowid < syncs.rowid AND earlier.problem IS NULL)`, r.changes.SyncID)
	if dropped > 0 {
		r.changes.SyncID = 0
	}
	if err != nil || dropped > 0 || r.changes.Unchanged == 0 || r.changes.Count() > 0 {
		return err
	}
	var before int64
	err = r.tx.QueryRowContext(ctx, `
		SELECT rowid FROM syncs WHERE rowid = (SELECT max(rowid) FROM syncs WHERE item = ?1 AND rowid < ?2) AND unchanged > 0 AND `+broughtNothing+`
			AND EXISTS (SELECT 1 FROM syncs WHERE rowid = ?2 AND `+broughtNothing+`)`, r.item, r.changes.SyncID).Scan(&before)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = exec(ctx, r.tx, `
		UPDATE syncs SET times = times + 1, unchanged = unchanged + ?3,
			(last_at, request_ids) = (SELECT at, request_ids FROM syncs WHERE rowid = ?2) WHERE rowid = ?1`, before, r.changes.SyncID, r.changes.Unchanged)
	if err != nil {
		return err
	}
	_, err = exec(ctx, r.tx, "DELETE FROM syncs WHERE rowid = ?", r.changes.SyncID)
	r.changes.SyncID = before
	return err
}

// broughtNothing is true of a row of syncs whose sync succeeded and changed
// nothing.
const broughtNothing = `problem IS NULL AND added + modified + removed + posted + set_aside = 0 AND last_row < first_row
	AND NOT EXISTS (SELECT 1 FROM sync_changes WHERE sync = syncs.rowid)`

// record notes what happened to a row that was there before the update. A
// second change of the same row keeps the first one's old values.
func (r *syncRecord) record(ctx context.Context, row int64, kind ChangeKind, diff []FieldChange) error {
	text, err := json.Marshal(diff)
	if err != nil {
		return err
	}
	return r.run(ctx, "INSERT INTO sync_changes (sync, transaction_row, kind, diff) VALUES (?, ?, ?, ?)"+addToRecord,
		r.changes.SyncID, row, kind, string(text))
}

// addToRecord makes one change of what a sync did to a row and of what it does.
const addToRecord = `
	ON CONFLICT DO UPDATE SET kind = excluded.kind, diff = (
		SELECT json_group_array(json_object('field', coalesce(a.value ->> 'field', b.value ->> 'field'),
			'old', coalesce(a.value ->> 'old', b.value ->> 'old'), 'new', coalesce(b.value ->> 'new', a.value ->> 'new')))
		FROM json_each(sync_changes.diff) a FULL JOIN json_each(excluded.diff) b ON a.value ->> 'field' = b.value ->> 'field')`

// RowsSetAside gives the rows that banks sent and that cannot be kept, the latest
// first, at most limit of them, and how many there are.
func (db *DB) RowsSetAside(ctx context.Context, limit int) (list []ledger.SetAside, all int, err error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT r.id, r.account, r.reason, r.content, r.at, i.id, i.institution, coalesce(a.name, ''), count(*) OVER ()
		FROM rows_set_aside r CROSS JOIN items i ON i.rowid = r.item LEFT JOIN accounts a ON a.id = r.account
		ORDER BY r.at DESC, i.institution, r.id LIMIT ?`, limit)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var r ledger.SetAside
		var id packedID
		var at int64
		err := rows.Scan(&id, &r.AccountID, &r.Reason, &r.Content, &at, &r.ItemID, &r.Institution, &r.AccountName, &all)
		r.ID, r.At = string(id), Instant(at)
		list = append(list, r)
		return err
	})
	return list, all, explain("list rows set aside", err)
}
