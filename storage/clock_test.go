package storage

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// figures are what counts snapshots.
type figures struct {
	Latest []int64
	Worth  []ledger.WorthPoint
	Proofs []ledger.BalanceProof
}

func figuresOf(t *testing.T, db *DB, c *clock) (f figures) {
	t.Helper()
	accounts, err := db.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range accounts {
		f.Latest = append(f.Latest, *a.Balance.Current)
	}
	f.Worth = worth(t, db, "", 20260301, ledger.DateOf(c.now))
	if f.Proofs, err = db.BalanceProofs(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestSnapshotsOfAWrongClock: whenever a sync ran under a wrong clock, the
// figures are those of the syncs under the right one.
func TestSnapshotsOfAWrongClock(t *testing.T) {
	t.Parallel()
	start := newClock().now
	lived := func(t *testing.T, linked time.Time, wrong time.Duration) figures {
		c := newClock()
		db := open(t, t.TempDir(), c)
		if err := db.SaveItem(t.Context(), ledger.Item{ID: "item", InstitutionID: "ins_109508", Institution: "First Platypus", LinkedAt: linked}); err != nil {
			t.Fatal(err)
		}
		astray := func() {
			if wrong == 0 {
				return
			}
			right := c.now
			c.advance(wrong)
			saveAccounts(t, db, account("checking", ledger.Depository, 777), account("savings", ledger.Depository, 777))
			c.now = right
		}
		astray()
		syncAccounts(t, db, "c1", []ledger.Account{account("checking", ledger.Depository, 10000), account("savings", ledger.Depository, 20000)}, tx("a", "2026-03-10", -100))
		c.advance(time.Minute)
		astray()
		c.advance(2 * 24 * time.Hour)
		syncAccounts(t, db, "c2", []ledger.Account{account("checking", ledger.Depository, 9800), account("savings", ledger.Depository, 20000)}, tx("b", "2026-03-17", -200))
		c.advance(time.Minute)
		astray()
		c.advance(24 * time.Hour)
		return figuresOf(t, db, c)
	}
	want := lived(t, start, 0)
	if !cmp.Equal(want.Latest, []int64{9800, 20000}) || len(want.Worth) != 9 || len(want.Proofs) != 2 {
		t.Fatalf("%+v", want)
	}
	year := 365 * 24 * time.Hour
	for name, in := range map[string]struct {
		linked time.Time
		wrong  time.Duration
	}{
		"in 1970":                       {start, -start.Sub(time.Unix(7, 0))},
		"in 1970, linked then too":      {time.Unix(5, 0), -start.Sub(time.Unix(7, 0))},
		"in 1970, linked ahead":         {start.Add(9 * year), -start.Sub(time.Unix(7, 0))},
		"a month before the link":       {start, -30 * 24 * time.Hour},
		"nine years ahead":              {start, 9 * year},
		"nine years ahead, linked then": {start.Add(9 * year), 9 * year},
		"right, and linked ahead":       {start.Add(9 * year), 0},
		"right, and linked days after":  {start.Add(20 * time.Hour), 0},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(want, lived(t, in.linked, in.wrong)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestABankKnowsTheTimeBetter: a snapshot older than the bank's own instant of
// the figure is of a clock that was behind; an instant that lies ahead is the
// bank's mistake.
func TestABankKnowsTheTimeBetter(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	right := c.now.Add(300 * 24 * time.Hour)
	behind := account("checking", ledger.Depository, 777)
	behind.Balance.BankAt = right.Add(-time.Hour)
	c.advance(20 * 24 * time.Hour)
	saveAccounts(t, db, behind)
	c.now = right
	now := account("checking", ledger.Depository, 10000)
	now.Balance.BankAt = right.Add(1000 * 24 * time.Hour)
	saveAccounts(t, db, now)
	today := ledger.DateOf(right)
	if got := worth(t, db, "", 20260101, today); !cmp.Equal(got, []ledger.WorthPoint{{Date: today, Minor: 10000, Observed: true}}) {
		t.Error(got)
	}
	if got := figuresOf(t, db, c).Latest; !cmp.Equal(got, []int64{10000}) {
		t.Error(got)
	}
}

// TestAnAccountIsNeverBlank: the only snapshot there is counts, whatever the
// clock was, until there is a better one.
func TestAnAccountIsNeverBlank(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]time.Duration{"behind": -3 * 365 * 24 * time.Hour, "ahead": 3 * 365 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			c := newClock()
			db := open(t, t.TempDir(), c)
			right := c.now
			c.advance(wrong)
			saveAccounts(t, db, account("checking", ledger.Depository, 777))
			c.now = right
			f := figuresOf(t, db, c)
			if !cmp.Equal(f.Latest, []int64{777}) || len(f.Worth) > 0 && f.Worth[len(f.Worth)-1].Minor != 777 {
				t.Errorf("%+v", f)
			}
			saveAccounts(t, db, account("checking", ledger.Depository, 10000))
			f = figuresOf(t, db, c)
			if !cmp.Equal(f, figures{[]int64{10000}, []ledger.WorthPoint{{Date: 20260315, Minor: 10000, Observed: true}}, nil}) {
				t.Errorf("%+v", f)
			}
		})
	}
}

// TestSnapshotsOfAReplacedItemCount: they are older than the new link.
func TestSnapshotsOfAReplacedItemCount(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", ledger.Depository, 10000))
	c.advance(10 * 24 * time.Hour)
	again := account("checking", ledger.Depository, 9000)
	again.ID = "checking again"
	by := ledger.Item{ID: "by", InstitutionID: "ins_109508", Institution: "First Platypus", LinkedAt: c.now}
	if err := db.ReplaceItem(t.Context(), "item", by, []ledger.Account{again}); err != nil {
		t.Fatal(err)
	}
	if got := worth(t, db, "", 20260320, 20260320); !cmp.Equal(got, []ledger.WorthPoint{{Date: 20260320, Minor: 10000, Observed: true}}) {
		t.Error(got)
	}
}

// TestAnAccountThatWentUnderAWrongClock counts while the bank listed it, and
// not from then on.
func TestAnAccountThatWentUnderAWrongClock(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]time.Duration{"behind": -20 * 365 * 24 * time.Hour, "ahead": 9 * 365 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			c := newClock()
			db := open(t, t.TempDir(), c)
			saveAccounts(t, db, account("checking", ledger.Depository, 10000), account("savings", ledger.Depository, 5000))
			c.advance(2 * 24 * time.Hour)
			saveAccounts(t, db, account("checking", ledger.Depository, 10000), account("savings", ledger.Depository, 5000))
			right := c.now
			c.advance(wrong)
			saveAccounts(t, db, account("checking", ledger.Depository, 10000))
			c.now = right
			c.advance(24 * time.Hour)
			want := []ledger.WorthPoint{{Date: 20260315, Minor: 15000, Observed: true}, {Date: 20260316, Minor: 15000, Observed: true}, {Date: 20260318, Minor: 10000, Observed: true}}
			got := worth(t, db, "", 20260315, 20260318)
			if len(got) != 4 || !cmp.Equal(append(got[:2:2], got[3]), want) {
				t.Error(got)
			}
		})
	}
}

// TestAClockAheadOnTheSameDay: the next snapshot under the right clock takes
// the place of the one that was dated hours ahead.
func TestAClockAheadOnTheSameDay(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	c.advance(3 * time.Hour)
	saveAccounts(t, db, account("checking", ledger.Depository, 777))
	c.advance(-2 * time.Hour)
	saveAccounts(t, db, account("checking", ledger.Depository, 10000))
	if f := figuresOf(t, db, c); !cmp.Equal(f, figures{[]int64{10000}, []ledger.WorthPoint{{Date: 20260315, Minor: 10000, Observed: true}}, nil}) {
		t.Errorf("%+v", f)
	}
}
