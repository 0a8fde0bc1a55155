package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"passbook/storage/ledger"
)

// storedProblem is a Problem as the column items.problem keeps it, in JSON.
type storedProblem struct {
	Code      string       `json:"code"`
	Actor     ledger.Actor `json:"actor"`
	Sentence  string       `json:"sentence"`
	RequestID string       `json:"request_id"`
	Since     time.Time    `json:"since"`
}

// ProblemText writes a Problem as the cache keeps it, in JSON; nil is NULL.
func ProblemText(p *ledger.Problem) (any, error) {
	if p == nil {
		return nil, nil
	}
	text, err := json.Marshal(storedProblem(*p))
	return string(text), err
}

// ReadProblem reads what ProblemText wrote; an empty text is nil.
func ReadProblem(text string) (*ledger.Problem, error) {
	if text == "" {
		return nil, nil
	}
	var stored storedProblem
	err := json.Unmarshal([]byte(text), &stored)
	p := ledger.Problem(stored)
	return &p, err
}

// SetProblem records why an Item is not fresh; nil clears it. ErrNotFound.
func (db *DB) SetProblem(ctx context.Context, itemID string, p *ledger.Problem) error {
	return db.Write(ctx, "save the state of a bank", func(tx *sql.Tx) error { return saveProblem(ctx, tx, itemID, p) })
}

func saveProblem(ctx context.Context, tx *sql.Tx, itemID string, p *ledger.Problem) error {
	problem, err := ProblemText(p)
	if err != nil {
		return err
	}
	n, err := exec(ctx, tx, "UPDATE items SET problem = ? WHERE id = ?", problem, itemID)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

const (
	// maxFailures is how many records of failures the log keeps of an Item: a bank
	// that fails in turns of two ways for years does not grow the cache.
	maxFailures = 100
	// maxFailedRequests is how many request ids a record of failures keeps.
	maxFailedRequests = 10
)

// FailSync records that a sync of an Item failed: why the Item is not fresh, and
// in the log of syncs, both or neither. A failure like the Item's last one there
// counts in its record. ErrNotFound.
func (db *DB) FailSync(ctx context.Context, itemID string, p *ledger.Problem) error {
	return db.Write(ctx, "record a failed sync", func(tx *sql.Tx) error {
		if err := saveProblem(ctx, tx, itemID, p); err != nil {
			return err
		}
		item, err := itemRow(ctx, tx, itemID)
		if err != nil {
			return err
		}
		return db.logFailure(ctx, tx, item, p)
	})
}

func (db *DB) logFailure(ctx context.Context, tx *sql.Tx, item int64, p *ledger.Problem) error {
	var last sql.NullInt64
	var before, requests string
	err := tx.QueryRowContext(ctx, "SELECT rowid, coalesce(problem, ''), request_ids FROM syncs WHERE item = ? ORDER BY rowid DESC LIMIT 1", item).
		Scan(&last, &before, &requests)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	same, err := ReadProblem(before)
	if err != nil {
		return err
	}
	var ids []string
	if !failedAlike(same, p) {
		last.Valid = false
	} else if err := json.Unmarshal([]byte(requests), &ids); err != nil {
		return err
	}
	if p.RequestID != "" {
		ids = append(ids, p.RequestID)
	}
	ids = ids[max(0, len(ids)-maxFailedRequests):]
	kept, err := json.Marshal(append([]string{}, ids...))
	if err != nil {
		return err
	}
	problem, err := ProblemText(p)
	if err != nil {
		return err
	}
	if last.Valid {
		_, err = exec(ctx, tx, "UPDATE syncs SET times = times + 1, last_at = ?, request_ids = ?, problem = ? WHERE rowid = ?",
			Micros(db.now()), string(kept), problem, last.Int64)
		return err
	}
	_, err = exec(ctx, tx, "INSERT INTO syncs (item, at, request_ids, problem) VALUES (?, ?, ?, ?)", item, Micros(db.now()), string(kept), problem)
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `
		DELETE FROM syncs WHERE item = ?1 AND problem IS NOT NULL AND rowid NOT IN (
			SELECT rowid FROM syncs WHERE item = ?1 AND problem IS NOT NULL ORDER BY rowid DESC LIMIT ?2)`, item, maxFailures)
	return err
}

// failedAlike reports whether two syncs failed for one reason: Plaid's code, or
// the sentence where there is none.
func failedAlike(a, b *ledger.Problem) bool {
	return a != nil && a.Code == b.Code && a.Actor == b.Actor && (a.Code != "" || a.Sentence == b.Sentence)
}
