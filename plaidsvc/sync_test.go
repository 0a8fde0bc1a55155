package plaidsvc

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/storage"
	"passbook/storage/ledger"
)

func TestLinkAndSync(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	if it.Institution != "First Platypus Bank" || it.InstitutionID != "ins_109508" || it.DaysRequested != 730 {
		t.Errorf("item %+v", it)
	}
	r := b.sync(it.ID)
	if r.Item.Completeness != ledger.HistoryFull || r.Item.Cursor == "" || r.Item.SyncedAt.IsZero() || r.Item.Problem != nil {
		t.Errorf("item after sync %+v", r.Item)
	}
	accounts, err := b.db.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	worth := int64(0)
	for _, a := range accounts {
		if a.CountsAsWorth() {
			worth += *a.Balance.Current
		}
	}
	if len(accounts) != 14 || worth != -7716415 { // plaid-facts: 86,541.74 owned, 163,705.89 owed
		t.Errorf("%d accounts, net worth %d", len(accounts), worth)
	}
	if n := len(b.entries()); n < 300 {
		t.Errorf("%d transactions in two years", n)
	}
	if again := b.sync(it.ID); again.Changes.Added+again.Changes.Modified+again.Changes.Removed != 0 {
		t.Errorf("the second sync changed %+v", again.Changes)
	}
}

func TestNotReadyIsWaitedFor(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	start := time.Now()
	b := newBench(t, plaidsim.Options{
		Initial: time.Minute, Historical: time.Hour,
		Now: func() time.Time { return start.Add(time.Duration(ahead.Load())) },
	})
	events := b.svc.Events()
	it := b.linkOnly("user_good") // follows in the background until the history is whole
	for _, stage := range []struct {
		words  string
		passes time.Duration
	}{
		{"still preparing its history", time.Minute},
		{"older transactions are on their way", time.Hour},
	} {
		for said := false; !said; {
			if p, ok := (<-events).(SyncProgress); ok {
				said = strings.Contains(p.Waiting, stage.words)
			}
		}
		got, err := b.db.Item(t.Context(), it.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.Completeness == ledger.HistoryFull || (got.Completeness == ledger.HistoryNone) != (got.Cursor == "") {
			t.Fatalf("history %q and cursor %q, while a bank says: %s", got.Completeness, got.Cursor, stage.words)
		}
		ahead.Add(int64(stage.passes))
	}
	b.svc.deps.tasks.running.Wait()
	if got, err := b.db.Item(t.Context(), it.ID); err != nil || got.Completeness != ledger.HistoryFull {
		t.Errorf("history %q, %v", got.Completeness, err)
	}
}

func TestMutationRestartsTheUpdate(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{Transactions: 1200})
	body := plaidBody("TRANSACTIONS_ERROR", plaidapi.CodeMutation)
	b.front.on("/transactions/sync", func(n int, w http.ResponseWriter, r *http.Request) bool {
		return (n == 2 || n == 5) && always(400, body, 0)(n, w, r)
	})
	it, err := b.svc.LinkSandbox(t.Context(), "ins_109508", "user_bulk", "pass_good")
	if err != nil {
		t.Fatal(err)
	}
	b.sync(it.Item.ID)
	if n := len(b.entries()); n != 1200 {
		t.Errorf("%d of 1200 transactions", n)
	}
}

func TestMutationThatNeverClears(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	before := len(b.entries())
	// From the stored cursor the data keeps changing; from the beginning it is whole.
	b.front.on("/transactions/sync", always(400, plaidBody("TRANSACTIONS_ERROR", plaidapi.CodeMutation), maxRestarts+1))
	r := b.sync(it.ID)
	if n := len(b.entries()); n != before || r.Changes.Removed != 0 {
		t.Errorf("%d transactions, %d before: %+v", n, before, r.Changes)
	}
	// When that does not help either, it is said and nothing is lost.
	b.front.on("/transactions/sync", always(400, plaidBody("TRANSACTIONS_ERROR", plaidapi.CodeMutation), 0))
	rs, err := b.svc.Sync(t.Context(), it.ID)
	var e *problem.Error
	if err != nil || !errors.As(rs[0].Err, &e) || e.Actor != ledger.ActorWait || rs[0].Item.Problem == nil {
		t.Errorf("err %v, result %+v", err, rs)
	}
	if n := b.front.count("/transactions/sync"); n != 2*(maxRestarts+1) {
		t.Errorf("%d calls", n)
	}
	if n := len(b.entries()); n != before {
		t.Errorf("%d transactions, %d before", n, before)
	}
}

func TestForeignCursor(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	before := len(b.entries())
	u, err := b.db.BeginUpdate(t.Context(), it.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.Commit(t.Context(), storage.Outcome{Cursor: "Zm9yZWlnbg==", Completeness: ledger.HistoryFull}); err != nil {
		t.Fatal(err)
	}
	u.Close()
	r := b.sync(it.ID)
	if n := len(b.entries()); n != before || r.Item.Cursor == "Zm9yZWlnbg==" || r.Changes.Added != 0 {
		t.Errorf("%d transactions, %d before; %+v", n, before, r)
	}
}

func TestReconcileRemovesWhatTheBankNoLongerNames(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	before := len(b.entries())
	ghost := b.entries()[0].Transaction
	ghost.ID = "ghost"
	u, err := b.db.BeginUpdate(t.Context(), it.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := u.Add(t.Context(), storage.Page{Added: []ledger.Transaction{ghost}}); err != nil {
		t.Fatal(err)
	}
	if _, err := u.Commit(t.Context(), storage.Outcome{Cursor: "Zm9yZWlnbg==", Completeness: ledger.HistoryFull}); err != nil {
		t.Fatal(err)
	}
	u.Close()
	if r := b.sync(it.ID); r.Changes.Removed != 1 || len(b.entries()) != before {
		t.Errorf("changes %+v, %d transactions, %d before", r.Changes, len(b.entries()), before)
	}
}

func TestItemsFailApart(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	first := b.link()
	second, err := b.svc.LinkSandbox(t.Context(), "ins_109511", "user_good", "pass_good")
	if err != nil {
		t.Fatal(err)
	}
	b.sync(first.ID)
	b.sync(second.Item.ID)
	if err := b.vault.Set(t.Context(), first.ID, "access-sandbox-00000000-0000-0000-0000-000000000000"); err != nil {
		t.Fatal(err)
	}
	rs, err := b.svc.Sync(t.Context())
	if err != nil || len(rs) != 2 {
		t.Fatal(err, rs)
	}
	for _, r := range rs {
		if failed := r.Err != nil; failed != (r.Item.ID == first.ID) || failed != (r.Item.Problem != nil) {
			t.Errorf("%s: %v", r.Item.ID, r.Err)
		}
	}
	it, err := b.db.Item(t.Context(), first.ID)
	if err != nil || it.Problem.Code != "INVALID_ACCESS_TOKEN" || it.Problem.Actor != ledger.ActorSetup || it.Problem.RequestID == "" {
		t.Errorf("%+v, %v", it.Problem, err)
	}
}

func TestProblemKeepsItsBeginningAndGoes(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	b.front.on("/transactions/sync", always(400, plaidBody("ITEM_ERROR", "ITEM_LOGIN_REQUIRED"), 2))
	var since [2]time.Time
	for i := range since {
		rs, _ := b.svc.Sync(t.Context(), it.ID)
		p := rs[0].Item.Problem
		if p == nil || p.Code != "ITEM_LOGIN_REQUIRED" || p.Actor != ledger.ActorPerson {
			t.Fatalf("problem %+v", p)
		}
		if p.Sentence != "First Platypus Bank needs you to sign in again." {
			t.Errorf("sentence %q", p.Sentence)
		}
		since[i] = p.Since
	}
	if !since[0].Equal(since[1]) {
		t.Error("the problem began anew")
	}
	if r := b.sync(it.ID); r.Item.Problem != nil {
		t.Errorf("still %+v", r.Item.Problem)
	}
}
