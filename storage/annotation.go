package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"passbook/storage/ledger"
	"passbook/storage/pairing"
)

// Annotate changes what the person wrote on entries: edit is called once for
// each with what is there and changes it in place. All of it is one step for
// Undo. An id of a pending row that has posted meanwhile means the posted row.
// Which rows are internal transfers follows where a category changed.
// ErrNotFound: there is no such entry; then nothing is changed.
func (db *DB) Annotate(ctx context.Context, ids []string, edit func(*ledger.Annotation)) error {
	return db.writeMatched(ctx, "save note", func(tx *sql.Tx, _ *pairing.Matching) error {
		s := newEdit(db, tx)
		for _, id := range ids {
			row, err := entryRow(ctx, tx, id)
			if err != nil {
				return err
			}
			err = s.change(ctx, row, func(w *written) {
				edit(&w.Annotation)
				w.Category = currentName(w.Category)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// editing is one step for Undo that is being made.
type editing struct {
	db   *DB
	tx   *sql.Tx
	edit int64 // its row; 0: nothing has changed yet
}

func newEdit(db *DB, tx *sql.Tx) *editing { return &editing{db: db, tx: tx} }

// change changes what the person wrote on a row.
func (s *editing) change(ctx context.Context, row int64, change func(*written)) error {
	before, err := readWritten(ctx, s.tx, row)
	if err != nil {
		return err
	}
	after := before
	after.Tags = slices.Clone(before.Tags)
	change(&after)
	if before.equal(after) {
		return nil
	}
	if s.edit == 0 {
		err = s.tx.QueryRowContext(ctx, "INSERT INTO edits (at) VALUES (?) RETURNING rowid", Micros(s.db.now())).Scan(&s.edit)
		if err != nil {
			return err
		}
	}
	if err := journal(ctx, s.tx, s.edit, row, before); err != nil {
		return err
	}
	return saveWritten(ctx, s.tx, row, after)
}

// Annotated counts the entries of an Item that the person wrote something on.
// Rows that the bank took back are not counted.
func (db *DB) Annotated(ctx context.Context, itemID string) (n int, err error) {
	err = db.reader.QueryRowContext(ctx, `
		SELECT count(*) FROM annotations n CROSS JOIN transactions t ON t.rowid = n.transaction_row
			CROSS JOIN accounts o ON o.rowid = t.account
			CROSS JOIN accounts a ON a.rowid = coalesce(o.successor, o.rowid)
			CROSS JOIN items i ON i.rowid = a.item
		WHERE i.id = ? AND `+notRemoved, itemID).Scan(&n)
	return n, explain("count notes", err)
}

// written is all that the person said of a row.
type written struct {
	ledger.Annotation
	pair sql.NullInt64 // the row that it is paired with; 0: it is in no pair; not valid: nothing was said
}

func (w written) equal(other written) bool {
	return w.Category == other.Category && w.Note == other.Note && w.Hidden == other.Hidden && slices.Equal(w.Tags, other.Tags) && w.pair == other.pair
}

// storedAnnotation is what was written as the column edit_rows.before keeps it,
// in JSON.
type storedAnnotation struct {
	Category string   `json:"category"`
	Note     string   `json:"note"`
	Tags     []string `json:"tags"`
	Hidden   bool     `json:"hidden"`
	Pair     *string  `json:"pair,omitempty"` // a transaction's id; empty: it is in no pair
}

// journal keeps what was there before; of an entry named twice in one step,
// what was there before the step.
func journal(ctx context.Context, tx *sql.Tx, step, row int64, before written) error {
	stored := storedAnnotation{Category: before.Category, Note: before.Note, Tags: before.Tags, Hidden: before.Hidden}
	if before.pair.Valid {
		id, err := idOf(ctx, tx, before.pair.Int64)
		if err != nil {
			return err
		}
		stored.Pair = &id
	}
	text, err := json.Marshal(stored)
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, "INSERT INTO edit_rows (edit, transaction_row, before) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", step, row, string(text))
	return err
}

// idOf gives the id of a row; of row 0, which is none, no text.
func idOf(ctx context.Context, tx *sql.Tx, row int64) (string, error) {
	var id packedID
	err := tx.QueryRowContext(ctx, "SELECT id FROM transactions WHERE rowid = ?", row).Scan(&id)
	if row == 0 && errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return string(id), err
}

// Undo undoes the last edit that is not undone yet, and gives the ids of the
// entries that it changed. It works after a restart and after a sync, also
// when the entry has posted meanwhile. ErrNothingToUndo.
func (db *DB) Undo(ctx context.Context) (ids []string, err error) {
	err = db.writeMatched(ctx, "undo", func(tx *sql.Tx, _ *pairing.Matching) error {
		var step int64
		err := tx.QueryRowContext(ctx, "SELECT rowid FROM edits WHERE undone = 0 AND undoes IS NULL ORDER BY rowid DESC LIMIT 1").Scan(&step)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNothingToUndo
		}
		if err != nil {
			return err
		}
		for _, statement := range []string{
			"UPDATE edits SET undone = 1 WHERE rowid = ?1",
			"INSERT INTO edits (at, undoes) VALUES (?2, ?1)",
		} {
			if _, err := exec(ctx, tx, statement, step, Micros(db.now())); err != nil {
				return err
			}
		}
		ids, err = revert(ctx, tx, step)
		return err
	})
	return ids, err
}

// revert writes back what was there before a step, and gives the ids of the
// entries.
func revert(ctx context.Context, tx *sql.Tx, step int64) (ids []string, err error) {
	befores := map[int64]storedAnnotation{}
	rows, err := tx.QueryContext(ctx, "SELECT transaction_row, before FROM edit_rows WHERE edit = ?", step)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var row int64
		var text string
		if err := rows.Scan(&row, &text); err != nil {
			return err
		}
		var a storedAnnotation
		err := json.Unmarshal([]byte(text), &a)
		befores[row] = a
		return err
	})
	if err != nil {
		return nil, err
	}
	for row, stored := range befores {
		if row, err = holder(ctx, tx, row); err != nil {
			return nil, err
		}
		before, err := stored.written(ctx, tx)
		if err != nil {
			return nil, err
		}
		if err := saveWritten(ctx, tx, row, before); err != nil {
			return nil, err
		}
		id, err := idOf(ctx, tx, row)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, nil
}

// written gives what was stored. A pair with a row that is not there any more
// was never said.
func (s storedAnnotation) written(ctx context.Context, tx *sql.Tx) (w written, err error) {
	w.Annotation = ledger.Annotation{Category: s.Category, Note: s.Note, Tags: s.Tags, Hidden: s.Hidden}
	if s.Pair == nil {
		return w, nil
	}
	w.pair.Valid = true
	if *s.Pair == "" {
		return w, nil
	}
	w.pair.Int64, err = entryRow(ctx, tx, *s.Pair)
	if errors.Is(err, ErrNotFound) {
		return written{Annotation: w.Annotation}, nil
	}
	return w, err
}

// entryRow finds the row of an entry, or of the posted one that replaced it.
// ErrNotFound.
func entryRow(ctx context.Context, tx *sql.Tx, id string) (row int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT rowid FROM transactions WHERE id = ?", packedID(id)).Scan(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, ErrNotFound
	}
	if err != nil {
		return 0, err
	}
	return holder(ctx, tx, row)
}

// holder is the row that has a row's annotation now: itself, or the one that
// replaced it, or the one that replaced that. A pending row may come back in
// another account and post there.
func holder(ctx context.Context, tx *sql.Tx, row int64) (int64, error) {
	var now int64
	err := tx.QueryRowContext(ctx, `
		WITH RECURSIVE chain (transaction_row, place) AS (
			SELECT ?, 0
			UNION ALL
			SELECT t.rowid, place + 1 FROM chain JOIN transactions t ON t.replaces_row = chain.transaction_row
			WHERE NOT EXISTS (SELECT 1 FROM annotations WHERE transaction_row = chain.transaction_row))
		SELECT transaction_row FROM chain ORDER BY place DESC LIMIT 1`, row).Scan(&now)
	return now, err
}

func readWritten(ctx context.Context, tx *sql.Tx, row int64) (w written, err error) {
	var tags string
	err = tx.QueryRowContext(ctx, `
		SELECT coalesce(nullif(c.detailed_name, ''), c.primary_name, ''), n.note, n.tags, n.hidden, n.pair
		FROM annotations n LEFT JOIN categories c ON c.rowid = n.category WHERE n.transaction_row = ?`, row).
		Scan(&w.Category, &w.Note, &tags, &w.Hidden, &w.pair)
	if errors.Is(err, sql.ErrNoRows) {
		return written{}, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(tags), &w.Tags)
	}
	if len(w.Tags) == 0 {
		w.Tags = nil
	}
	return w, err
}

func saveWritten(ctx context.Context, tx *sql.Tx, row int64, w written) error {
	if w.equal(written{}) {
		_, err := exec(ctx, tx, "DELETE FROM annotations WHERE transaction_row = ?", row)
		return err
	}
	var category any
	if w.Category != "" {
		named, err := categoryNamed(ctx, tx, w.Category)
		if err != nil {
			return err
		}
		category = named
	}
	tags, err := json.Marshal(append([]string{}, w.Tags...))
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `
		INSERT INTO annotations (transaction_row, category, note, tags, hidden, pair) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET category = excluded.category, note = excluded.note, tags = excluded.tags, hidden = excluded.hidden, pair = excluded.pair`,
		row, category, w.Note, string(tags), w.Hidden, w.pair)
	return err
}
