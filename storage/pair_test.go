package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// scratch is what matching all rows of a cache at once comes to: what the person
// said first, and ledger.Match of the rest. Nothing of the program's SQL is used.
func scratch(t testing.TB, db *DB) (pairs []string) {
	t.Helper()
	rows, err := db.reader.QueryContext(context.Background(), `
		SELECT t.rowid, t.id, coalesce(a.successor, a.rowid), (SELECT kind FROM accounts s WHERE s.rowid = coalesce(a.successor, a.rowid)),
			coalesce(nc.primary_name, c.primary_name), coalesce(nc.detailed_name, c.detailed_name), u.code, t.amount, t.date, n.pair
		FROM transactions t JOIN accounts a ON a.rowid = t.account JOIN categories c ON c.rowid = t.bank_category
			JOIN currencies u ON u.rowid = t.currency
			LEFT JOIN annotations n ON n.transaction_row = t.rowid LEFT JOIN categories nc ON nc.rowid = n.category
		WHERE t.removed = 0 AND t.pending = 0`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []ledger.PairRow
	names, said := map[int64]string{}, map[int64]*int64{}
	for rows.Next() {
		var r ledger.PairRow
		var id packedID
		var detailed string
		var date int64
		var pair *int64
		if err := rows.Scan(&r.Row, &id, &r.Account, &r.Kind, &r.Primary, &detailed, &r.Currency, &r.Minor, &date, &pair); err != nil {
			t.Fatal(err)
		}
		r.Date, r.Category = ledger.Date(date), detailed
		if detailed == "" {
			r.Category = r.Primary
		}
		all, names[r.Row], said[r.Row] = append(all, r), string(id), pair
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	minor := map[int64]int64{}
	for _, r := range all {
		minor[r.Row] = r.Minor
	}
	var free []ledger.PairRow
	for _, r := range all {
		switch pair := said[r.Row]; {
		case pair == nil:
			free = append(free, r)
		case *pair == 0:
		case said[*pair] != nil && *said[*pair] == r.Row && r.Minor < 0 && minor[*pair] > 0:
			pairs = append(pairs, names[r.Row]+"→"+names[*pair])
		case said[*pair] != nil && *said[*pair] == r.Row && r.Minor > 0 && minor[*pair] < 0:
		default: // the other one does not stand, or is no other side any more
			free = append(free, r)
		}
	}
	found, _ := ledger.Match(free)
	for _, p := range found {
		pairs = append(pairs, names[p[0]]+"→"+names[p[1]])
	}
	slices.Sort(pairs)
	return pairs
}

// pairsOf gives the pairs that the cache holds, out and in.
func pairsOf(t testing.TB, db *DB) []string {
	t.Helper()
	transfers, err := db.Transfers(t.Context(), 0, 99991231)
	if err != nil {
		t.Fatal(err)
	}
	var pairs []string
	for _, p := range transfers {
		pairs = append(pairs, p.Out.ID+"→"+p.In.ID)
	}
	slices.Sort(pairs)
	return pairs
}

// isMatched fails unless the pairs are those of matching from scratch, and totals
// tell them apart.
func isMatched(t testing.TB, db *DB) {
	t.Helper()
	if d := cmp.Diff(scratch(t, db), pairsOf(t, db)); d != "" {
		t.Fatal("from scratch, and in the cache: ", d)
	}
	if err := db.checkPairs(t.Context()); err != nil {
		t.Fatal(err)
	}
	checkTotals(t, db)
}

// transfer is a posted row of a category, on an account.
func transfer(id, account, day string, minor int64, category string) ledger.Transaction {
	x := tx(id, day, minor)
	x.AccountID, x.Category, x.CategoryDetail = account, ledger.PrimaryCategory(category), category
	return x
}

const (
	toAccount   = "TRANSFER_OUT_ACCOUNT_TRANSFER"
	fromAccount = "TRANSFER_IN_ACCOUNT_TRANSFER"
	coffee      = "FOOD_AND_DRINK_COFFEE"
)

// household opens a cache with two accounts and a card.
func household(t testing.TB) *DB {
	t.Helper()
	db := open(t, t.TempDir(), newClock())
	saveAccounts(t, db, account("checking", ledger.Depository, 100), account("savings", ledger.Depository, 100), account("visa", ledger.Credit, -100))
	return db
}

func TestTransfersOfBothBanksArePairs(t *testing.T) {
	t.Parallel()
	db := household(t)
	if err := db.SaveItem(t.Context(), ledger.Item{ID: "broker"}); err != nil {
		t.Fatal(err)
	}
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{
		transfer("out", "checking", "2026-02-27", -5000, toAccount),
		transfer("in", "savings", "2026-03-02", 5000, coffee),
		transfer("payment", "checking", "2026-03-03", -700, coffee), // the bank calls it coffee, but it arrives on a card
		transfer("thanks", "visa", "2026-03-02", 700, coffee),
		transfer("alone", "checking", "2026-03-04", -900, toAccount),
	}})
	if got, want := pairsOf(t, db), []string{"out→in", "payment→thanks"}; !cmp.Equal(got, want) {
		t.Fatal(got)
	}
	if e := entry(t, db, "in"); e.PairID != "out" || e.PairAccount != "checking" {
		t.Errorf("%+v", e)
	}
	for _, e := range all(t, db, ledger.Filter{Query: `"coffee out"`}) {
		if e.PairID != "in" || e.PairAccount != "savings" {
			t.Errorf("%+v", e)
		}
	}
	// The other half is at another bank, and comes with a later sync of that.
	syncItem(t, db, "broker", Outcome{Cursor: "b1"}, Page{Added: []ledger.Transaction{transfer("arrived", "cash", "2026-03-09", 900, fromAccount)}})
	if other, ok, err := db.PairOf(t.Context(), "alone"); err != nil || !ok || other.ID != "arrived" {
		t.Fatal(other.ID, ok, err)
	}
	transfers, err := db.Transfers(t.Context(), 20260301, 20260302)
	if err != nil || len(transfers) != 2 || transfers[0].Out.ID != "payment" || transfers[1].Out.ID != "out" || transfers[1].ByPerson {
		t.Fatalf("%+v %v", transfers, err)
	}
	if err := db.RemoveItem(t.Context(), "broker"); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := db.PairOf(t.Context(), "alone"); err != nil || ok {
		t.Fatal(ok, err)
	}
	isMatched(t, db)
}

func TestPersonPairsAndUnpairs(t *testing.T) {
	t.Parallel()
	db := household(t)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{
		transfer("out", "checking", "2026-03-01", -5000, toAccount),
		transfer("in", "savings", "2026-03-01", 5000, fromAccount),
		transfer("later", "savings", "2026-03-03", 5000, fromAccount),
		transfer("less", "visa", "2026-03-02", 4990, coffee),
		transfer("same", "checking", "2026-03-02", 4990, coffee),
		transfer("more", "savings", "2026-03-02", -1, coffee),
		pending("pending", "2026-03-02", 5000),
		transfer("gone", "savings", "2026-03-02", 5000, coffee),
	}})
	syncPages(t, db, "c2", Page{Removed: []string{"gone"}})
	for _, c := range []struct {
		a, b string
		want error
	}{
		{"out", "pending", ErrPairPending},
		{"gone", "out", ErrPairRemoved},
		{"out", "same", ErrPairAccount},
		{"out", "out", ErrPairAccount},
		{"out", "more", ErrPairDirection},
		{"out", "no such", ErrNotFound},
	} {
		if err := db.Pair(t.Context(), c.a, c.b); !errors.Is(err, c.want) {
			t.Errorf("%s with %s: %v", c.a, c.b, err)
		}
	}
	if err := db.Unpair(t.Context(), "later"); !errors.Is(err, ErrNotPaired) {
		t.Error(err)
	}
	candidates, err := db.PairCandidates(t.Context(), "out")
	if err != nil || !cmp.Equal(ids(candidates), []string{"later", "less"}) { // "in" is paired with it
		t.Fatal(ids(candidates), err)
	}
	is := func(want ...string) {
		t.Helper()
		if got := pairsOf(t, db); !cmp.Equal(got, want) {
			t.Fatal(got)
		}
		isMatched(t, db)
	}
	is("out→in")
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	undo := func() { t.Helper(); _, err := db.Undo(t.Context()); do(err) }
	do(db.Unpair(t.Context(), "in")) // then the other one is nearest
	is("out→later")
	do(db.Pair(t.Context(), "less", "out"))
	is("out→less")
	if err := db.Pair(t.Context(), "in", "out"); !errors.Is(err, ErrPairTaken) {
		t.Fatal(err)
	}
	transfers, err := db.Transfers(t.Context(), 0, 0)
	if err != nil || len(transfers) != 1 || !transfers[0].ByPerson {
		t.Fatalf("%+v %v", transfers, err)
	}
	note(t, db, func(a *ledger.Annotation) { a.Note = "fee" }, "out")
	undo()
	is("out→less")
	undo()
	is("out→later")
	undo()
	is("out→in")
	if annotated, err := db.Annotated(t.Context(), "item"); err != nil || annotated != 0 {
		t.Error(annotated, err)
	}
}

// TestWhatThePersonSaidOfPairsSurvives: corrections, removals that are taken
// back, a link anew.
func TestWhatThePersonSaidOfPairsSurvives(t *testing.T) {
	t.Parallel()
	db := household(t)
	out, in := transfer("out", "checking", "2026-03-01", -5000, coffee), transfer("in", "savings", "2026-03-20", 4900, coffee)
	near := transfer("near", "savings", "2026-03-01", 5000, fromAccount)
	never := transfer("never", "visa", "2026-03-08", -300, toAccount)
	again := transfer("again", "savings", "2026-03-08", 300, fromAccount)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{out, in, near, never, again}})
	for _, err := range []error{db.Unpair(t.Context(), "never"), db.Pair(t.Context(), "in", "out")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	is := func(want ...string) {
		t.Helper()
		if got := pairsOf(t, db); !cmp.Equal(got, want) {
			t.Fatal(got)
		}
		isMatched(t, db)
	}
	is("out→in")
	in.Amount.Minor = 4800
	syncPages(t, db, "c2", Page{Modified: []ledger.Transaction{in}})
	is("out→in")
	syncPages(t, db, "c3", Page{Removed: []string{"in"}})
	is("out→near")
	syncPages(t, db, "c4", Page{Added: []ledger.Transaction{in}})
	is("out→in")
	renewed := []ledger.Account{account("checking2", ledger.Depository, 100), account("savings2", ledger.Depository, 100), account("visa2", ledger.Credit, -100)}
	var rows []ledger.Transaction
	for i, a := range []string{"checking", "savings", "visa"} {
		renewed[i].Name, renewed[i].Mask = a, a[:2]
	}
	for _, x := range []ledger.Transaction{out, in, near, never, again} {
		x.ID, x.AccountID = x.ID+"2", x.AccountID+"2"
		rows = append(rows, x)
	}
	if err := db.ReplaceItem(t.Context(), "item", ledger.Item{ID: "item2"}, renewed); err != nil {
		t.Fatal(err)
	}
	is("out→in")
	syncItem(t, db, "item2", Outcome{Cursor: "d1", Completeness: ledger.HistoryFull}, Page{Added: rows})
	is("out2→in2")
	if _, err := db.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	is("out2→near2")
	if _, err := db.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	is("never2→again2", "out2→near2")
}

// TestTiesStayOpenForThePerson: what is alone, and what it may belong to.
func TestTiesStayOpenForThePerson(t *testing.T) {
	t.Parallel()
	db := household(t)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{
		transfer("out", "checking", "2026-03-01", -5000, toAccount),
		transfer("one", "savings", "2026-03-02", 5000, fromAccount),
		transfer("other", "visa", "2026-03-02", 5000, fromAccount),
		transfer("moved", "checking", "2026-03-05", -100, toAccount),
		transfer("friend", "checking", "2026-03-06", -100, "TRANSFER_OUT_FROM_APPS"),
		transfer("bought", "checking", "2026-03-07", -100, coffee),
	}})
	alone, err := db.LoneTransfers(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range alone {
		got = append(got, fmt.Sprint(a.Entry.ID, " ", a.Class, " ", ids(a.Candidates)))
	}
	want := []string{"friend people []", "moved moved []", "other unpaired [out]", "one moved [out]", "out moved [one other]"}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
	if err := db.Pair(t.Context(), "out", "other"); err != nil {
		t.Fatal(err)
	}
	if alone, err = db.LoneTransfers(t.Context(), 20260302, 20260303); err != nil || len(alone) != 1 || alone[0].Entry.ID != "one" || alone[0].Candidates != nil {
		t.Fatalf("%+v %v", alone, err)
	}
}

// TestDanglingPairIsDamage: check finds it.
func TestDanglingPairIsDamage(t *testing.T) {
	t.Parallel()
	for _, damage := range []string{
		"UPDATE transactions SET pair = NULL WHERE rowid = 2", "UPDATE transactions SET pair = 99 WHERE rowid = 2",
		"UPDATE transactions SET removed = 1 WHERE rowid = 2",
	} {
		db := household(t)
		syncPages(t, db, "c1", Page{Added: []ledger.Transaction{
			transfer("out", "checking", "2026-03-01", -5000, toAccount), transfer("in", "savings", "2026-03-02", 5000, coffee),
		}})
		if err := db.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := db.writer.ExecContext(t.Context(), damage); err != nil {
			t.Fatal(err)
		}
		if err := db.Check(t.Context()); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", damage, err)
		}
	}
}

// TestPairsFollowAccounts: which accounts are cards, and which are one.
func TestPairsFollowAccounts(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	list := func(wanted []string, accounts ...ledger.Account) {
		t.Helper()
		saveAccounts(t, db, accounts...)
		if got := pairsOf(t, db); !cmp.Equal(got, wanted) {
			t.Fatal(got)
		}
		isMatched(t, db)
	}
	checking, visa, fresh := account("checking", ledger.Depository, 100), account("visa", "", -100), account("fresh", ledger.Depository, 100)
	fresh.Mask = checking.Mask
	list(nil, checking, visa)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{
		transfer("paid", "checking", "2026-03-01", -700, coffee), transfer("payment", "visa", "2026-03-02", 700, coffee),
		transfer("out", "checking", "2026-03-01", -5000, toAccount), transfer("in", "fresh", "2026-03-01", 5000, fromAccount),
	}})
	visa.Kind = ledger.Credit
	list([]string{"out→in", "paid→payment"}, checking, visa)
	list([]string{"paid→payment"}, fresh, visa) // fresh is checking under another id
	list([]string{"out→in", "paid→payment"}, fresh, checking, visa)
	visa.Kind = ledger.Depository
	list([]string{"out→in"}, fresh, checking, visa)
}
