package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"passbook/storage/ledger"
)

// Sync is the record of one update of one Item.
type Sync struct {
	ItemID      string
	Institution string
	At          time.Time
	RequestIDs  []string
	Changes     // with SyncID
}

// Syncs gives the records of syncs, newest first. before is the SyncID to
// start after, 0 for the newest; itemID narrows it to one Item.
func (db *DB) Syncs(ctx context.Context, itemID string, before int64, limit int) ([]Sync, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT s.rowid, i.id, i.institution, s.at, s.request_ids, s.added, s.modified, s.unchanged, s.removed, s.posted
		FROM syncs s CROSS JOIN items i ON i.rowid = s.item
		WHERE (?1 = 0 OR s.rowid < ?1) AND (?2 = '' OR i.id = ?2) ORDER BY s.rowid DESC LIMIT ?3`, before, itemID, limit)
	var syncs []Sync
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var s Sync
		var at int64
		var requests string
		err := rows.Scan(&s.SyncID, &s.ItemID, &s.Institution, &at, &requests, &s.Added, &s.Modified, &s.Unchanged, &s.Removed, &s.Posted)
		if err != nil {
			return err
		}
		s.At = instant(at)
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
}

// Count gives how many rows changed. Identical ones do not count.
func (c Changes) Count() int { return c.Added + c.Posted + c.Modified + c.Removed }

// Words says what an update did: "3 new, 1 taken back", or "nothing new".
// number writes a count, so that each caller groups digits as elsewhere.
func (c Changes) Words(number func(int) string) string {
	var words []string
	for _, part := range []struct {
		count int
		word  string
	}{{c.Added, "new"}, {c.Posted, "posted"}, {c.Modified, "changed"}, {c.Removed, "taken back"}} {
		if part.count > 0 {
			words = append(words, number(part.count)+" "+part.word)
		}
	}
	if words == nil {
		return "nothing new"
	}
	return strings.Join(words, ", ")
}
