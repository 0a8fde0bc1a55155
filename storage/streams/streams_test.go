package streams_test

import (
	"reflect"
	"testing"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/storage/streams"
)

var now = time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)

func account(id string) ledger.Account {
	held := int64(100)
	return ledger.Account{ID: id, Name: "Checking", Mask: "1", Kind: ledger.Depository, Balance: ledger.Balance{Currency: "USD", Current: &held, FetchedAt: now, Source: ledger.Cached}}
}

// ids gives the streams that are cached, with an x at those that have ended.
func ids(t *testing.T, db *storage.DB) (found []string) {
	t.Helper()
	all, err := streams.All(t.Context(), db, ledger.DateOf(now))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		name := s.AccountID + "/" + s.ID
		if !s.Goes() {
			name += " x"
		}
		found = append(found, name)
	}
	return found
}

// A stream stays under its id; one that Plaid lists no more, or calls ended, has
// ended; an account that was linked anew shows the streams of the new login alone.
func TestStreamsAreKeptAndCountOnce(t *testing.T) {
	db, err := storage.Open(t.TempDir(), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	item := ledger.Item{ID: "item", Institution: "Bank", LinkedAt: now}
	must(db.SaveItem(t.Context(), item))
	must(db.SaveAccounts(t.Context(), "item", []ledger.Account{account("old")}))
	one := func(account, id string, next ledger.Date, at time.Time) streams.Stream {
		s := stream(-100, streams.Monthly)
		s.ID, s.AccountID, s.NextDate, s.FetchedAt, s.Merchant = id, account, next, at, id
		return s
	}
	is := func(want ...string) {
		t.Helper()
		if got := ids(t, db); !reflect.DeepEqual(got, want) {
			t.Errorf("%q, not %q", got, want)
		}
	}
	must(streams.Save(t.Context(), db, "item", now, []streams.Stream{one("old", "rent", 20261201, now), one("old", "gym", 20261125, now), one("nobody's", "x", 0, now)}))
	is("old/gym", "old/rent")
	later := now.Add(24 * time.Hour)
	rent := one("old", "rent", 20270101, later)
	rent.Merchant = "Landlord"
	must(streams.Save(t.Context(), db, "item", later, []streams.Stream{rent}))
	is("old/rent", "old/gym x")
	all, err := streams.All(t.Context(), db, ledger.DateOf(now))
	if err != nil || all[0].Name() != "Landlord" || all[0].NextDate != 20270101 || all[0].Institution != "Bank" || !all[0].FetchedAt.Equal(later) {
		t.Errorf("%+v, %v", all[0], err)
	}
	rent.Active, rent.Ended, rent.Status = false, true, "TOMBSTONED"
	must(streams.Save(t.Context(), db, "item", later, []streams.Stream{rent}))
	is("old/gym x", "old/rent x")

	again := ledger.Item{ID: "again", Institution: "Bank", LinkedAt: now}
	must(db.ReplaceItem(t.Context(), "item", again, []ledger.Account{account("new")}))
	is("new/gym x", "new/rent x")
	must(streams.Save(t.Context(), db, "again", later.Add(time.Hour), []streams.Stream{one("new", "rent2", 20270101, later.Add(time.Hour))}))
	is("new/rent2")
}
