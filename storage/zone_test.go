package storage

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// TestOneDayEverywhere: wherever the person is, around midnight here and in
// Greenwich, net worth of today by day is the sum of the accounts' latest
// balances, also right after a sync that moved them.
func TestOneDayEverywhere(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Los_Angeles", "UTC"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []string{"2026-11-30T00:30", "2026-11-30T10:30", "2026-11-30T13:30", "2026-11-30T20:00", "2026-11-30T23:30", "2026-12-01T00:10"} {
			t.Run(name+" "+at, func(t *testing.T) {
				t.Parallel()
				now, err := time.ParseInLocation("2006-01-02T15:04", at, zone)
				if err != nil {
					t.Fatal(err)
				}
				c := &clock{now.Add(-5 * 24 * time.Hour)}
				db := open(t, t.TempDir(), c)
				fetched := func(minor int64) ledger.Account {
					a := account("checking", ledger.Depository, minor)
					a.Balance.FetchedAt = c.now.UTC() // as from Plaid's client
					return a
				}
				syncAccounts(t, db, "c1", []ledger.Account{fetched(100000)})
				c.now = now
				income := tx("in", "2026-11-30", 500000)
				syncAccounts(t, db, "c2", []ledger.Account{fetched(600000)}, income)
				today := ledger.DateOf(c.now)
				accounts, err := db.Accounts(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				dashboard := ledger.NetWorth(accounts, "USD")
				w, err := db.Worth(t.Context(), "USD", 0, today)
				if err != nil {
					t.Fatal(err)
				}
				point, known := w.Total.On(today)
				if len(dashboard) != 1 || dashboard[0].Minor != 600000 || !known || point.Minor != 600000 {
					t.Errorf("dashboard %v, net worth page %+v", dashboard, point)
				}
				if p, _ := w.Total.On(today.AddDays(-1)); p.Minor != 100000 {
					t.Errorf("the day before: %+v", p)
				}
				if line := w.Total; line[0].Date != today.AddDays(-5) || !line[0].Observed {
					t.Errorf("the first snapshot lies under %v", line[0].Date)
				}
				proofs, err := db.BalanceProofs(t.Context(), "")
				if err != nil || len(proofs) != 1 || proofs[0].To != today || proofs[0].Unexplained != 0 {
					t.Errorf("%+v %v", proofs, err)
				}
				// An account that goes this evening counts up to yesterday.
				c.advance(time.Minute)
				syncAccounts(t, db, "c3", []ledger.Account{account("other", ledger.Depository, 1)})
				if w, err = db.Worth(t.Context(), "USD", 0, today); err != nil {
					t.Fatal(err)
				}
				line := w.Account("checking")
				if _, known := line.On(today); known || line[len(line)-1] != (ledger.WorthPoint{Date: today.AddDays(-1), Minor: 100000, Observed: true}) {
					t.Errorf("gone this evening: %v", line)
				}
			})
		}
	}
}

// TestASnapshotOfTheDayAfter: whoever flies west over the date line is a day
// back, and yet what was fetched last is the latest balance, everywhere.
func TestASnapshotOfTheDayAfter(t *testing.T) {
	t.Parallel()
	c := &clock{time.Date(2026, 11, 21, 8, 0, 0, 0, time.FixedZone("Kiritimati", 14*3600))}
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", ledger.Depository, 100000))
	latest := func() int64 {
		t.Helper()
		accounts, err := db.Accounts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return *accounts[0].Balance.Current
	}
	c.now = c.now.Add(10 * time.Hour).In(time.FixedZone("Honolulu", -10*3600))
	at := func(day ledger.Date, minor int64) []ledger.WorthPoint {
		return []ledger.WorthPoint{{Date: day, Minor: minor, Observed: true}}
	}
	if got := worth(t, db, "", 0, db.day(c.now)); !cmp.Equal(got, at(20261120, 100000)) || latest() != 100000 {
		t.Error(got, latest())
	}
	c.advance(time.Hour)
	saveAccounts(t, db, account("checking", ledger.Depository, 70000))
	if got := worth(t, db, "", 0, db.day(c.now)); !cmp.Equal(got, at(20261120, 70000)) || latest() != 70000 {
		t.Error(got, latest())
	}
	c.advance(24 * time.Hour)
	if got := worth(t, db, "", 20261121, db.day(c.now)); !cmp.Equal(got, at(20261121, 70000)) || latest() != 70000 {
		t.Error(got, latest())
	}
}
