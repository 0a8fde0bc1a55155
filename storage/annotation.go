package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"passbook/storage/ledger"
)

// Annotate changes what the person wrote on entries: edit is called once for
// each with what is there and changes it in place. All of it is one step for
// Undo. An id of a pending row that has posted meanwhile means the posted row.
// ErrNotFound: there is no such entry; then nothing is changed.
func (db *DB) Annotate(ctx context.Context, ids []string, edit func(*ledger.Annotation)) error {
	return db.write(ctx, "save note", func(tx *sql.Tx) error {
		var step int64
		for _, id := range ids {
			row, err := entryRow(ctx, tx, id)
			if err != nil {
				return err
			}
			before, err := readAnnotation(ctx, tx, row)
			if err != nil {
				return err
			}
			after := before
			after.Tags = slices.Clone(before.Tags)
			edit(&after)
			if equal(before, after) {
				continue
			}
			if step == 0 {
				err = tx.QueryRowContext(ctx, "INSERT INTO edits (at) VALUES (?) RETURNING rowid", micros(db.now())).Scan(&step)
				if err != nil {
					return err
				}
			}
			if err := journal(ctx, tx, step, row, before); err != nil {
				return err
			}
			if err := writeAnnotation(ctx, tx, row, after); err != nil {
				return err
			}
		}
		return nil
	})
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

func equal(a, b ledger.Annotation) bool {
	return a.Category == b.Category && a.Note == b.Note && a.Hidden == b.Hidden && slices.Equal(a.Tags, b.Tags)
}

// storedAnnotation is an Annotation as the column edit_rows.before keeps it, in
// JSON.
type storedAnnotation struct {
	Category string   `json:"category"`
	Note     string   `json:"note"`
	Tags     []string `json:"tags"`
	Hidden   bool     `json:"hidden"`
}

// journal keeps what was there before; of an entry named twice in one step,
// what was there before the step.
func journal(ctx context.Context, tx *sql.Tx, step, row int64, before ledger.Annotation) error {
	text, err := json.Marshal(storedAnnotation(before))
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, "INSERT INTO edit_rows (edit, transaction_row, before) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", step, row, string(text))
	return err
}

// Undo undoes the last edit that is not undone yet, and gives the ids of the
// entries that it changed. It works after a restart and after a sync, also
// when the entry has posted meanwhile. ErrNothingToUndo.
func (db *DB) Undo(ctx context.Context) (ids []string, err error) {
	err = db.write(ctx, "undo", func(tx *sql.Tx) error {
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
			if _, err := exec(ctx, tx, statement, step, micros(db.now())); err != nil {
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
	befores := map[int64]ledger.Annotation{}
	rows, err := tx.QueryContext(ctx, "SELECT transaction_row, before FROM edit_rows WHERE edit = ?", step)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var row int64
		var text string
		if err := rows.Scan(&row, &text); err != nil {
			return err
		}
		var a storedAnnotation
		err := json.Unmarshal([]byte(text), &a)
		befores[row] = ledger.Annotation(a)
		return err
	})
	if err != nil {
		return nil, err
	}
	for row, before := range befores {
		if row, err = holder(ctx, tx, row); err != nil {
			return nil, err
		}
		if err := writeAnnotation(ctx, tx, row, before); err != nil {
			return nil, err
		}
		var id packedID
		if err := tx.QueryRowContext(ctx, "SELECT id FROM transactions WHERE rowid = ?", row).Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, string(id))
	}
	slices.Sort(ids)
	return ids, nil
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

func readAnnotation(ctx context.Context, tx *sql.Tx, row int64) (a ledger.Annotation, err error) {
	var tags string
	err = tx.QueryRowContext(ctx, `
		SELECT coalesce(nullif(c.detailed_name, ''), c.primary_name, ''), n.note, n.tags, n.hidden
		FROM annotations n LEFT JOIN categories c ON c.rowid = n.category WHERE n.transaction_row = ?`, row).
		Scan(&a.Category, &a.Note, &tags, &a.Hidden)
	if errors.Is(err, sql.ErrNoRows) {
		return ledger.Annotation{}, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(tags), &a.Tags)
	}
	if len(a.Tags) == 0 {
		a.Tags = nil
	}
	return a, err
}

func writeAnnotation(ctx context.Context, tx *sql.Tx, row int64, a ledger.Annotation) error {
	if equal(a, ledger.Annotation{}) {
		_, err := exec(ctx, tx, "DELETE FROM annotations WHERE transaction_row = ?", row)
		return err
	}
	var category any
	if a.Category != "" {
		named, err := categoryNamed(ctx, tx, a.Category)
		if err != nil {
			return err
		}
		category = named
	}
	tags, err := json.Marshal(append([]string{}, a.Tags...))
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `
		INSERT INTO annotations (transaction_row, category, note, tags, hidden) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET category = excluded.category, note = excluded.note, tags = excluded.tags, hidden = excluded.hidden`,
		row, category, a.Note, string(tags), a.Hidden)
	return err
}
