package stitching

import (
	"context"
	"database/sql"
	"errors"
	"slices"
)

// AsideMark stands in transactions.removed of a row that does not count because
// another login's account brings it too.
const AsideMark = -1

// word is what the person said of an account, and what follows from it now.
type word struct {
	account           int64
	successor, wanted int64 // the account that goes on for it, and the one that shall; 0: none
	across            bool  // the other one is of another login
}

// Follow brings accounts and rows in step with what the person said. Rows up to
// base were there before; outside of a sync base is 0. Whoever holds rows in
// memory is told by meta.rowid_epoch where other rows than new ones changed.
func Follow(ctx context.Context, tx *sql.Tx, base int64) error {
	changed, err := followWords(ctx, tx)
	if err != nil {
		return err
	}
	var joined bool
	err = tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM stitches)").Scan(&joined)
	if err != nil || !joined && !changed {
		return err
	}
	back, err := bringBack(ctx, tx)
	if err != nil {
		return err
	}
	earlier, err := bringBackEarlier(ctx, tx)
	if err != nil {
		return err
	}
	aside, err := exec(ctx, tx, `
		UPDATE transactions SET removed = ?1 WHERE rowid IN (`+toSetAside+`) AND (?2 = 0 OR rowid <= ?2)`, AsideMark, base)
	if err != nil {
		return err
	}
	if base > 0 {
		if _, err := exec(ctx, tx, "UPDATE transactions SET removed = ? WHERE rowid IN ("+toSetAside+")", AsideMark); err != nil {
			return err
		}
	}
	moved, err := moveAllNotes(ctx, tx)
	if err != nil || !changed && back+earlier+aside+moved == 0 {
		return err
	}
	return tell(ctx, tx)
}

// followWords makes the successors of accounts those that follow from what the
// person said, and reports whether one changed.
func followWords(ctx context.Context, tx *sql.Tx) (changed bool, err error) {
	for tries := 0; ; tries++ { // what follows one account may be followed by another
		turned, err := turnAround(ctx, tx)
		if err != nil {
			return changed, err
		}
		words, err := read(ctx, tx)
		if err != nil {
			return changed, err
		}
		changed = changed || turned
		i := slices.IndexFunc(words, func(w word) bool { return w.successor != w.wanted })
		if i < 0 || tries > 2*len(words) { // words that contradict each other have no end
			return changed, nil
		}
		if err := words[i].follow(ctx, tx); err != nil {
			return changed, err
		}
		changed = true
	}
}

// tell says that rows have changed which no sync and no edit names.
func tell(ctx context.Context, tx *sql.Tx) error {
	_, err := exec(ctx, tx, "UPDATE meta SET rowid_epoch = rowid_epoch + 1")
	return err
}

// acrossLogins are the accounts a that go on in an account s of another login.
const acrossLogins = "accounts s CROSS JOIN accounts a ON a.successor = s.rowid AND a.item <> s.item"

// toSetAside chooses the rows that another login brings too: of an account that
// goes on there, from the day on which the rows of that one begin, once all of
// its history has come.
const toSetAside = `
	SELECT t.rowid FROM ` + acrossLogins + ` JOIN items i ON i.rowid = s.item CROSS JOIN transactions t ON t.account = a.rowid
	WHERE t.removed = 0 AND i.completeness = 'full' AND t.date >= ` + begin

// begin is the day on which the rows of an account s and of those before it in its
// login begin.
const begin = `(
	SELECT min(n.date) FROM accounts o CROSS JOIN transactions n ON n.account = o.rowid
	WHERE o.item = s.item AND s.rowid IN (o.rowid, o.successor) AND n.removed = 0)`

// read gives the words of the person. A bank that lists an account does not stop
// being right: one that is listed goes on only in one that is listed by another
// login. One of another login whose history is still coming stands for nobody yet.
func read(ctx context.Context, tx *sql.Tx) (words []word, err error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT w.same, w.account, coalesce(a.successor, 0), r.item <> a.item, CASE
			WHEN w.same = 0 OR r.rowid = a.rowid OR a.gone_at = 0 AND (r.item = a.item OR r.gone_at <> 0) THEN 0
			WHEN r.item <> a.item AND i.completeness <> 'full' THEN coalesce(a.successor, 0)
			ELSE r.rowid END
		FROM stitches w JOIN accounts a ON a.rowid = w.account
			JOIN accounts n ON n.rowid = w.other JOIN accounts r ON r.rowid = coalesce(n.successor, n.rowid) JOIN items i ON i.rowid = r.item
		WHERE w.same = 1 OR a.successor IN (n.rowid, r.rowid)
		ORDER BY w.account, w.same DESC`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var w word
		var same bool
		if err := rows.Scan(&same, &w.account, &w.successor, &w.across, &w.wanted); err != nil {
			return nil, err
		}
		if last := len(words) - 1; same || last < 0 || words[last].account != w.account { // else it goes on elsewhere
			words = append(words, w)
		}
	}
	return words, rows.Err()
}

// turnAround has a listed account stand for the one of another login that stood for
// it and is listed no longer, as when that login is archived: they stay one.
func turnAround(ctx context.Context, tx *sql.Tx) (turned bool, err error) {
	for {
		var account, said, stood int64
		var joined bool
		err := tx.QueryRowContext(ctx, `
			SELECT a.rowid, n.rowid, r.rowid, coalesce(a.successor = r.rowid, 0)
			FROM stitches w JOIN accounts a ON a.rowid = w.account
				JOIN accounts n ON n.rowid = w.other JOIN accounts r ON r.rowid = coalesce(n.successor, n.rowid)
			WHERE w.same = 1 AND a.gone_at = 0 AND r.gone_at <> 0 AND r.item <> a.item
			ORDER BY a.rowid LIMIT 1`).Scan(&account, &said, &stood, &joined)
		if errors.Is(err, sql.ErrNoRows) {
			return turned, nil
		}
		if err != nil {
			return turned, err
		}
		if joined {
			if err := part(ctx, tx, account); err != nil {
				return turned, err
			}
		}
		if _, err := exec(ctx, tx, "DELETE FROM stitches WHERE account = ? AND other IN (?, ?)", account, said, stood); err != nil {
			return turned, err
		}
		if _, err := exec(ctx, tx, "INSERT OR REPLACE INTO stitches VALUES (?, ?, 1)", stood, account); err != nil {
			return turned, err
		}
		if err := (word{account: stood, wanted: account, across: true}).follow(ctx, tx); err != nil {
			return turned, err
		}
		turned = true
	}
}

// follow makes the wanted successor of an account the one that it has.
func (w word) follow(ctx context.Context, tx *sql.Tx) error {
	if w.successor != 0 {
		if err := part(ctx, tx, w.account); err != nil {
			return err
		}
	}
	if w.wanted == 0 {
		return nil
	}
	if _, err := exec(ctx, tx, "UPDATE accounts SET successor = ?2 WHERE rowid = ?1 OR successor = ?1", w.account, w.wanted); err != nil {
		return err
	}
	if !w.across {
		return nil
	}
	if _, err := exec(ctx, tx, "UPDATE transactions SET removed = ? WHERE rowid IN ("+toSetAside+")", AsideMark); err != nil {
		return err
	}
	return shiftPosted(ctx, tx, w.account, 1)
}

// part takes an account's successor away. Where that is another login's, its rows
// come back, and so do the accounts of its own login that went on in it.
func part(ctx context.Context, tx *sql.Tx, account int64) error {
	var was, item int64
	var across bool
	err := tx.QueryRowContext(ctx, "SELECT s.rowid, a.item, s.item <> a.item FROM accounts a JOIN accounts s ON s.rowid = a.successor WHERE a.rowid = ?", account).Scan(&was, &item, &across)
	if err != nil {
		return err
	}
	if !across {
		return partOfOneLogin(ctx, tx, account, was)
	}
	if err := giveBack(ctx, tx, account); err != nil {
		return err
	}
	if err := shiftPosted(ctx, tx, account, -1); err != nil {
		return err
	}
	if _, err := exec(ctx, tx, "UPDATE accounts SET successor = ?1 WHERE successor = ?2 AND item = ?3 AND rowid <> ?1", account, was, item); err != nil {
		return err
	}
	if _, err := exec(ctx, tx, "UPDATE accounts SET successor = NULL WHERE rowid = ?", account); err != nil {
		return err
	}
	_, err = bringBack(ctx, tx)
	return err
}

// partOfOneLogin parts an account from its successor in the same login: its rows
// that the other's had replaced come back.
func partOfOneLogin(ctx context.Context, tx *sql.Tx, account, was int64) error {
	const replaced = `SELECT n.rowid FROM transactions n JOIN transactions t ON t.rowid = n.replaces_row
		WHERE n.replaces_row IS NOT NULL AND t.account = ?1 AND n.account = ?2`
	for _, statement := range []string{
		"UPDATE transactions SET removed = 0 WHERE rowid IN (SELECT replaces_row FROM transactions WHERE rowid IN (" + replaced + "))",
		"UPDATE transactions SET replaces_row = NULL WHERE rowid IN (" + replaced + ")",
		"UPDATE accounts SET successor = NULL WHERE rowid = ?1 AND successor = ?2",
	} {
		if _, err := exec(ctx, tx, statement, account, was); err != nil {
			return err
		}
	}
	return nil
}

// bringBack lets the rows count again whose account goes on in no other login.
func bringBack(ctx context.Context, tx *sql.Tx) (back int64, err error) {
	return exec(ctx, tx, `
		UPDATE transactions SET removed = 0 WHERE removed <> 0 AND removed = ?
			AND account NOT IN (SELECT a.rowid FROM `+acrossLogins+`)`, AsideMark)
}

// bringBackEarlier lets the rows count again that are from before the day on which
// those of the other login's account begin now.
func bringBackEarlier(ctx context.Context, tx *sql.Tx) (back int64, err error) {
	type start struct{ account, date int64 }
	var starts []start
	rows, err := tx.QueryContext(ctx, "SELECT a.rowid, "+begin+" AS date FROM "+acrossLogins+" WHERE date IS NOT NULL")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var s start
		if err := rows.Scan(&s.account, &s.date); err != nil {
			return 0, err
		}
		starts = append(starts, s)
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	for _, s := range starts {
		n, err := exec(ctx, tx, "UPDATE transactions SET removed = 0 WHERE removed <> 0 AND removed = ? AND date < ? AND account = ?", AsideMark, s.date, s.account)
		if back += n; err != nil {
			return back, err
		}
	}
	return back, nil
}

// shiftPosted takes the rows of an account that count into what was noted with
// the balances of its successor, n times: the two are compared as one from then
// on.
func shiftPosted(ctx context.Context, tx *sql.Tx, account int64, n int) error {
	_, err := exec(ctx, tx, `
		UPDATE balances SET posted = posted + ?2 * coalesce((
			SELECT CAST(sum(d.posted) AS INTEGER) FROM daily_totals d JOIN currencies u ON u.rowid = d.currency
			WHERE d.account = ?1 AND u.code = balances.currency), 0)
		WHERE account = (SELECT successor FROM accounts WHERE rowid = ?1)`, account, n)
	return err
}

// Leave parts the accounts of an Item that goes from those of other logins: what
// the person wrote goes back to the rows that stay, which count again. What was
// said of one that goes holds for the one that it goes on in, and where several
// went on in it, for one of them.
func Leave(ctx context.Context, tx *sql.Tx, item int64) error {
	type across struct{ account, successor, item int64 }
	for _, statement := range []string{
		`INSERT OR IGNORE INTO stitches SELECT w.account, o.successor, 1
			FROM stitches w JOIN accounts a ON a.rowid = w.account JOIN accounts o ON o.rowid = w.other JOIN accounts s ON s.rowid = o.successor
			WHERE w.same = 1 AND o.item = ?1 AND a.item <> ?1 AND s.item NOT IN (?1, a.item)`,
		`INSERT OR IGNORE INTO stitches SELECT w.account, next.account, 1
			FROM stitches w JOIN accounts a ON a.rowid = w.account JOIN (
				SELECT v.other, max(v.account) AS account FROM stitches v JOIN accounts b ON b.rowid = v.account JOIN accounts o ON o.rowid = v.other
				WHERE v.same = 1 AND o.item = ?1 AND b.item <> ?1 AND b.gone_at = 0 AND b.successor = o.rowid GROUP BY v.other) next ON next.other = w.other
			WHERE w.same = 1 AND a.item NOT IN (?1, (SELECT item FROM accounts WHERE rowid = next.account))`,
		`UPDATE annotations SET moved_from = NULL WHERE moved_from IN (
			SELECT t.rowid FROM transactions t JOIN accounts a ON a.rowid = t.account WHERE a.item = ?1)`,
	} {
		if _, err := exec(ctx, tx, statement, item); err != nil {
			return err
		}
	}
	var found []across
	rows, err := tx.QueryContext(ctx, "SELECT a.rowid, s.rowid, a.item FROM "+acrossLogins+` WHERE ? IN (a.item, s.item)
		AND a.rowid IN (SELECT account FROM stitches WHERE same = 1 UNION SELECT other FROM stitches WHERE same = 1)`, item)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var a across
		if err := rows.Scan(&a.account, &a.successor, &a.item); err != nil {
			return err
		}
		found = append(found, a)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, a := range found {
		if a.item != item {
			if _, err := moveNotes(ctx, tx, side{a.successor, 0}, side{a.account, AsideMark}); err != nil {
				return err
			}
		}
		if err := part(ctx, tx, a.account); err != nil {
			return err
		}
	}
	return nil
}

func exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) (changed int64, err error) {
	result, err := tx.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
