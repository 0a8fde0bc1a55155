package stitching

import (
	"context"
	"database/sql"
	"errors"
)

// side is the rows of one of two accounts that bring the same: those with a mark
// in removed.
type side struct{ account, mark int64 }

// moveAllNotes moves what the person wrote on rows that were set aside to the same
// rows of the account that stands for both. What finds none stays.
func moveAllNotes(ctx context.Context, tx *sql.Tx) (moved int64, err error) {
	var pairs [][2]int64
	rows, err := tx.QueryContext(ctx, "SELECT a.rowid, s.rowid FROM "+acrossLogins)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var p [2]int64
		if err := rows.Scan(&p[0], &p[1]); err != nil {
			return 0, err
		}
		pairs = append(pairs, p)
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	for _, p := range pairs {
		n, err := moveNotes(ctx, tx, side{p[0], AsideMark}, side{p[1], 0})
		if moved += n; err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// moveNotes moves what the person wrote on one side's rows to the other's, and the
// steps that Undo takes back.
func moveNotes(ctx context.Context, tx *sql.Tx, from, to side) (moved int64, err error) {
	var written []int64
	rows, err := tx.QueryContext(ctx, `
		SELECT t.rowid FROM (SELECT transaction_row AS row FROM annotations UNION SELECT transaction_row FROM edit_rows) n
			CROSS JOIN transactions t ON t.rowid = n.row
		WHERE t.account = ? AND t.removed = ? ORDER BY t.rowid`, from.account, from.mark)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var row int64
		if err := rows.Scan(&row); err != nil {
			return 0, err
		}
		written = append(written, row)
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	for _, old := range written {
		now, err := twin(ctx, tx, old, from, to)
		if err != nil {
			return moved, err
		}
		if now == 0 {
			continue
		}
		origin := sql.NullInt64{Int64: old, Valid: from.mark == AsideMark}
		n, err := moveNote(ctx, tx, old, now, origin)
		if moved += n; err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// giveBack moves what the person wrote on rows of an account back to them, or to
// the posted rows that replaced them, from those of the one that stood for both.
func giveBack(ctx context.Context, tx *sql.Tx, account int64) error {
	var moves [][2]int64
	rows, err := tx.QueryContext(ctx, `
		WITH RECURSIVE chain (note, row, place) AS (
			SELECT n.transaction_row, n.moved_from, 0 FROM annotations n WHERE n.moved_from IS NOT NULL
			UNION ALL
			SELECT c.note, t.rowid, c.place + 1 FROM chain c JOIN transactions t ON t.replaces_row = c.row)
		SELECT c.note, c.row, max(c.place) FROM chain c JOIN transactions t ON t.rowid = c.row WHERE t.account = ? GROUP BY c.note`, account)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var m [2]int64
		if err := rows.Scan(&m[0], &m[1], new(int)); err != nil {
			return err
		}
		moves = append(moves, m)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, m := range moves {
		if _, err := moveNote(ctx, tx, m[0], m[1], sql.NullInt64{}); err != nil {
			return err
		}
	}
	return nil
}

// twin gives the row of the other side that is the same as one: of its day and
// amount, and if there is one of its name. Of several that are alike the n-th of
// one side is the n-th of the other. 0: there is none.
func twin(ctx context.Context, tx *sql.Tx, row int64, from, to side) (other int64, err error) {
	for _, alike := range []string{"AND o.name = t.name AND o.pending = t.pending", ""} {
		group := `SELECT o.rowid FROM transactions t CROSS JOIN transactions o ON o.date = t.date AND o.amount = t.amount AND o.currency = t.currency ` + alike + `
			WHERE t.rowid = ?1 AND o.account = ?2 AND o.removed = ?3`
		err := tx.QueryRowContext(ctx, group+` ORDER BY o.rowid LIMIT 1 OFFSET (
			SELECT count(*) FROM (`+
			`SELECT o.rowid FROM transactions t CROSS JOIN transactions o ON o.date = t.date AND o.amount = t.amount AND o.currency = t.currency `+alike+`
			WHERE t.rowid = ?1 AND o.account = ?4 AND o.removed = ?5 AND o.rowid < ?1))`,
			row, to.account, to.mark, from.account, from.mark).Scan(&other)
		if !errors.Is(err, sql.ErrNoRows) {
			return other, err
		}
	}
	return 0, nil
}

// moveNote moves what the person wrote on a row to another, unless something is
// written there already. What was said of its pair and the steps that Undo takes
// back go along. origin is the row that it goes back to one day.
func moveNote(ctx context.Context, tx *sql.Tx, old, now int64, origin sql.NullInt64) (moved int64, err error) {
	moved, err = exec(ctx, tx, `
		UPDATE annotations SET transaction_row = ?2, moved_from = ?3 WHERE transaction_row = ?1
			AND NOT EXISTS (SELECT 1 FROM annotations WHERE transaction_row = ?2)`, old, now, origin)
	if err != nil {
		return 0, err
	}
	var left bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM annotations WHERE transaction_row = ? OR ? = 0 AND transaction_row = ?)", old, moved, now).Scan(&left); err != nil || left {
		return moved, err
	}
	if _, err := exec(ctx, tx, "UPDATE OR IGNORE edit_rows SET transaction_row = ?2 WHERE transaction_row = ?1", old, now); err != nil {
		return moved, err
	}
	_, err = exec(ctx, tx, "UPDATE annotations SET pair = ?2 WHERE pair = ?1", old, now)
	return moved, err
}
