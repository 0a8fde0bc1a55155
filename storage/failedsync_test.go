package storage

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"passbook/storage/ledger"
)

func fail(t *testing.T, db *DB, code, request string) {
	t.Helper()
	err := db.FailSync(t.Context(), "item", &ledger.Problem{Code: code, Actor: ledger.ActorWait, Sentence: "It is down: " + code, RequestID: request})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFailedSyncs: a failure is the Item's problem and a record of the log; more
// of its kind count in that record, until something else happens.
func TestFailedSyncs(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	c.advance(time.Hour)
	began := c.now
	for i := range 24 {
		fail(t, db, "INSTITUTION_DOWN", fmt.Sprintf("r%d", i))
		c.advance(time.Hour)
	}
	fail(t, db, "INTERNAL_SERVER_ERROR", "")
	syncPages(t, db, "c2", Page{Removed: []string{"a"}})
	fail(t, db, "INTERNAL_SERVER_ERROR", "s")
	syncs, err := db.Syncs(t.Context(), SyncFilter{}, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range syncs {
		line := fmt.Sprintf("%d, %d changed, %v", s.Times, s.Count(), s.RequestIDs)
		if s.Problem != nil {
			line += " " + s.Problem.Code
		}
		got = append(got, line)
	}
	same(t, "log", []string{
		"1, 0 changed, [s] INTERNAL_SERVER_ERROR", "1, 1 changed, [req0]", "1, 0 changed, [] INTERNAL_SERVER_ERROR",
		"24, 0 changed, [r14 r15 r16 r17 r18 r19 r20 r21 r22 r23] INSTITUTION_DOWN", "1, 1 changed, [req0]",
	}, got)
	if s := syncs[3]; !s.At.Equal(began) || s.LastAt.Sub(s.At) != 23*time.Hour {
		t.Errorf("from %v to %v", s.At, s.LastAt)
	}
	it, err := db.Item(t.Context(), "item")
	if err != nil || it.Problem == nil || it.Problem.RequestID != "s" {
		t.Errorf("%+v %v", it.Problem, err)
	}
	changed, err := db.Syncs(t.Context(), SyncFilter{Changed: true, ItemID: "item"}, 0, 10)
	if err != nil || len(changed) != 2 {
		t.Error(changed, err)
	}
	if one, err := db.Syncs(t.Context(), SyncFilter{SyncID: 99999}, 0, 1); err != nil || len(one) != 0 {
		t.Error(one, err)
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestAFailureIsRecordedWholly: an Item that is not there gets no record, and a
// record that cannot be written leaves the Item as it was.
func TestAFailureIsRecordedWholly(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	if err := db.FailSync(t.Context(), "nobody", &ledger.Problem{Code: "X", Actor: ledger.ActorWait}); err == nil {
		t.Error("an Item that is not there failed")
	}
	if _, err := db.writer.ExecContext(t.Context(), "CREATE TRIGGER no BEFORE INSERT ON syncs BEGIN SELECT raise(ABORT, 'no'); END"); err != nil {
		t.Fatal(err)
	}
	if err := db.FailSync(t.Context(), "item", &ledger.Problem{Code: "X", Actor: ledger.ActorWait}); err == nil {
		t.Error("what cannot be written was written")
	}
	if it, err := db.Item(t.Context(), "item"); err != nil || it.Problem != nil {
		t.Errorf("%+v %v", it.Problem, err)
	}
}

// TestTheLogIsBounded: a year of an hourly sync of a bank that fails in turns of
// two ways, between syncs in which it says again what it said before.
func TestTheLogIsBounded(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	row := tx("a", "2026-03-01", -100)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{row}})
	for i := range 300 {
		c.advance(time.Hour)
		fail(t, db, []string{"INSTITUTION_DOWN", "INTERNAL_SERVER_ERROR"}[i%2], "r")
	}
	for i := range 50 {
		c.advance(time.Hour)
		syncPages(t, db, fmt.Sprint("c", i+2), Page{RequestID: fmt.Sprint("q", i), Modified: []ledger.Transaction{row}})
	}
	syncs, err := db.Syncs(t.Context(), SyncFilter{}, 0, 1000)
	if err != nil || len(syncs) != 1+maxFailures+1 {
		t.Fatal(len(syncs), err)
	}
	if s := syncs[0]; s.Times != 50 || s.Unchanged != 50 || !s.LastAt.Equal(c.now) || !slices.Equal(s.RequestIDs, []string{"q49"}) {
		t.Errorf("%+v", s)
	}
	if s := syncs[len(syncs)-1]; s.Added != 1 {
		t.Errorf("%+v", s)
	}
}
