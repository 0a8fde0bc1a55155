package plaidsvc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

// itemBody is an answer of /item/get.
func itemBody(id, itemError, consentEnds string) string {
	return fmt.Sprintf(`{"item":{"item_id":%q,"institution_id":"ins_109508","institution_name":"First Platypus Bank","error":%s,
		"consent_expiration_time":%s,"available_products":[],"billed_products":[],"update_type":"background","webhook":""},
		"status":{"transactions":{"last_successful_update":"2026-11-20T08:00:00Z"}},"request_id":"r"}`, id, itemError, consentEnds)
}

func TestWhatItemGetSays(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	soon, late := time.Now().AddDate(0, 0, 3).UTC(), time.Now().AddDate(0, 2, 0).UTC()
	for _, tt := range []struct{ name, itemError, consent, code, words string }{
		{"healthy", "null", "null", "", ""},
		{"an error of its own", plaidBody("ITEM_ERROR", "ITEM_LOGIN_REQUIRED"), "null", "ITEM_LOGIN_REQUIRED", "sign in again"},
		{"consent ends soon", "null", soon.Format(`"2006-01-02T15:04:05Z"`), "PENDING_EXPIRATION", soon.Format("2 January 2006")},
		{"consent ends late", "null", late.Format(`"2006-01-02T15:04:05Z"`), "", ""},
		{"a malformed date", "null", `"soon"`, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b.front.on("/item/get", always(200, itemBody(it.ID, tt.itemError, tt.consent), 0))
			got := b.sync(it.ID).Item
			switch {
			case tt.code == "" && got.Problem != nil:
				t.Errorf("%+v", got.Problem)
			case tt.code != "" && (got.Problem == nil || got.Problem.Code != tt.code || !strings.Contains(got.Problem.Sentence, tt.words)):
				t.Errorf("%+v", got.Problem)
			}
			if got.BankUpdatedAt.Format(time.RFC3339) != "2026-11-20T08:00:00Z" {
				t.Error(got.BankUpdatedAt)
			}
		})
	}
}

// Only /item/get says of a login that works that its consent ends: a poll that
// brings nothing leaves that as it is.
func TestAPollKeepsTheWarningOfTheLastSync(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	soon := time.Now().AddDate(0, 0, 3).UTC()
	b.front.on("/item/get", always(200, itemBody(it.ID, "null", soon.Format(`"2006-01-02T15:04:05Z"`)), 0))
	b.sync(it.ID)
	r := b.svc.syncs.syncItem(t.Context(), it, poll)
	if r.Err != nil || r.Item.Problem == nil || r.Item.Problem.Code != "PENDING_EXPIRATION" {
		t.Errorf("%+v, %v", r.Item.Problem, r.Err)
	}
}

func TestNotReadyNeverOverwritesACursor(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	want := b.sync(it.ID).Item.Cursor
	b.front.on("/transactions/sync", always(200, `{"accounts":[],"added":[],"has_more":false,"modified":[],"next_cursor":"","removed":[],
		"request_id":"r","transactions_update_status":"NOT_READY"}`, 0))
	if got := b.sync(it.ID).Item; got.Cursor != want || got.Completeness != ledger.HistoryFull {
		t.Errorf("cursor %q, history %q", got.Cursor, got.Completeness)
	}
}

func TestHistoryEndsWithoutRows(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	b.front.on("/transactions/sync", func(n int, w http.ResponseWriter, r *http.Request) bool {
		status := "HISTORICAL_UPDATE_COMPLETE"
		if n == 1 {
			status = "INITIAL_UPDATE_COMPLETE"
		}
		return always(200, `{"added":[],"modified":[],"removed":[],"has_more":false,"next_cursor":"same","transactions_update_status":"`+status+`"}`, 0)(n, w, r)
	})
	events := b.svc.Events()
	b.link()
	for finished := 0; finished < 2; {
		if _, ok := (<-events).(SyncFinished); ok {
			finished++
		}
	}
	if items, err := b.db.Items(t.Context()); err != nil || items[0].Completeness != ledger.HistoryFull {
		t.Error(items, err)
	}
}

func TestRateLimitIsWaitedOut(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	limit := plaidBody("RATE_LIMIT_EXCEEDED", "TRANSACTIONS_SYNC_LIMIT")
	b.front.on("/transactions/sync", always(429, limit, 2))
	b.sync(it.ID)
	if n := b.front.count("/transactions/sync"); n != 3 {
		t.Errorf("%d calls", n)
	}
	b.front.on("/transactions/sync", always(429, limit, 0))
	if rs, err := b.svc.Sync(t.Context(), it.ID); err != nil || !willPass(rs[0].Err) || rs[0].Err == nil {
		t.Error(err, rs)
	}
	if n := b.front.count("/transactions/sync"); n != maxLimitWaits+1 {
		t.Errorf("%d calls", n)
	}
}

// Plaid allows 50 pages a minute for an Item: a first sync of a large bank
// pauses and goes on where it was.
func TestLongFirstSyncPausesAtEveryLimit(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{Transactions: 6000})
	limit := plaidBody("RATE_LIMIT_EXCEEDED", "TRANSACTIONS_SYNC_LIMIT")
	var cursors []string
	b.front.on("/transactions/sync", func(n int, w http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		var in struct{ Cursor string }
		_ = json.Unmarshal(body, &in)
		cursors = append(cursors, in.Cursor)
		return n%3 == 0 && always(429, limit, 0)(n, w, r)
	})
	b.front.on("/accounts/get", func(n int, w http.ResponseWriter, r *http.Request) bool {
		return n == 2 && always(429, plaidBody("RATE_LIMIT_EXCEEDED", "ACCOUNTS_LIMIT"), 0)(n, w, r)
	})
	events := b.svc.Events()
	r, err := b.svc.LinkSandbox(t.Context(), "ins_109508", "user_bulk", "pass_good") // follows in the background
	if err != nil {
		t.Fatal(err)
	}
	for paused, done := 0, false; !done; {
		switch e := (<-events).(type) {
		case SyncProgress:
			if strings.Contains(e.Waiting, "going on in the next minute") {
				paused++
			}
		case SyncFinished:
			if done = true; e.Err != nil || paused == 0 || e.Changes.Added != 6000 {
				t.Errorf("%+v, paused %d times", e, paused)
			}
		}
	}
	pages := map[string]int{}
	for _, c := range cursors {
		pages[c]++
	}
	if pages[""] != 1 || len(b.entries()) != 6000 {
		t.Errorf("began %d times, %d of 6000 transactions of %s", pages[""], len(b.entries()), r.Item.ID)
	}
}

// A bank that takes its time is asked for transactions again and again, and
// for nothing else: /accounts/get and /item/get allow 15 requests a minute.
func TestWaitingForABankStaysWithinTheLimits(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{Initial: time.Hour})
	it := b.linkOnly("user_good")
	b.front.on("/item/get", nil)
	b.front.on("/accounts/get", nil)
	b.front.on("/transactions/sync", nil)
	b.svc.deps.pace.limit = 100 * time.Millisecond
	if r := b.sync(it.ID); r.Item.Completeness != ledger.HistoryNone {
		t.Errorf("%+v", r.Item)
	}
	looks, items, accounts := b.front.count("/transactions/sync"), b.front.count("/item/get"), b.front.count("/accounts/get")
	if looks < 4 || items > 2 || accounts > 2 { // once here, once in the background
		t.Errorf("%d looks, %d times /item/get, %d times /accounts/get", looks, items, accounts)
	}
}

// A list that is none would be taken for empty, and the cursor would move past
// its rows for good.
func TestAPageOfAnotherShapeMovesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	want := b.sync(it.ID)
	before := len(b.entries())
	for _, lists := range []string{
		`"added":null,"modified":[],"removed":[]`, `"added":[],"modified":{},"removed":[]`, `"added":[],"modified":[],"removed":"x"`, `"added":[]`,
	} {
		b.front.on("/transactions/sync", always(200, `{`+lists+`,"has_more":false,"next_cursor":"moved"}`, 0))
		rs, _ := b.svc.Sync(t.Context(), it.ID)
		if rs[0].Err == nil || rs[0].Item.Problem.Actor != ledger.ActorBug || rs[0].Item.Cursor != want.Item.Cursor || len(b.entries()) != before {
			t.Errorf("%s: %+v, %d transactions, %d before", lists, rs[0], len(b.entries()), before)
		}
	}
}

func TestABadPageChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	want := b.sync(it.ID)
	before := len(b.entries())
	row := `{"transaction_id":"new%d","account_id":"a","amount":%s,"iso_currency_code":"USD","date":"2026-01-02"}`
	page := func(id int, amount string, more bool) string {
		return fmt.Sprintf(`{"added":[`+row+`],"modified":[],"removed":[],"has_more":%t,"next_cursor":"c%d"}`, id, amount, more, id)
	}
	b.front.on("/transactions/sync", func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n == 1 {
			return always(200, page(1, "1", true), 0)(n, w, r)
		}
		return always(200, strings.Replace(page(2, "1", false), `"transaction_id":"new2",`, "", 1), 0)(n, w, r)
	})
	rs, _ := b.svc.Sync(t.Context(), it.ID)
	if rs[0].Err == nil || rs[0].Item.Problem.Actor != ledger.ActorBug || rs[0].Item.Cursor != want.Item.Cursor || len(b.entries()) != before {
		t.Errorf("%+v, %d transactions, %d before", rs[0], len(b.entries()), before)
	}
	if !strings.Contains(b.log.String(), "number 1 of added has no id") {
		t.Error("the log does not name the row")
	}
}

// An answer of /item/get that holds no Item, as of something that is not Plaid,
// makes none.
func TestAnItemThatIsNoneIsNotSaved(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	want := b.sync(it.ID).Item
	b.front.on("/item/get", always(200, `{"added":[],"has_more":true}`, 0))
	if got := b.sync(it.ID).Item; got.InstitutionID != want.InstitutionID || !got.BankUpdatedAt.Equal(want.BankUpdatedAt) {
		t.Errorf("%+v, it was %+v", got, want)
	}
	if items, err := b.db.Items(t.Context()); err != nil || len(items) != 1 {
		t.Errorf("%d Items, %v", len(items), err)
	}
}

// An answer without accounts, or with one that is none, is not Plaid's: taken
// at its word it would make every account of the bank gone.
func TestAccountsThatAreNoneChangeNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	for _, body := range []string{`{}`, `{"accounts":[]}`, `{"accounts":[{}]}`, `{"accounts":null}`, `{"accounts":[null]}`, `{"accounts":{}}`} {
		b.front.on("/accounts/get", always(200, body, 0))
		rs, err := b.svc.Sync(t.Context(), it.ID)
		var e *problem.Error
		if err != nil || !errors.As(rs[0].Err, &e) || e.Actor != ledger.ActorBug {
			t.Errorf("%s: %v, %+v", body, err, rs)
		}
		accounts, err := b.db.Accounts(t.Context())
		for _, a := range accounts {
			if !a.GoneAt.IsZero() {
				t.Errorf("%s: %s is gone", body, a.Name)
			}
		}
		if err != nil || len(accounts) != 14 {
			t.Errorf("%s: %d accounts, %v", body, len(accounts), err)
		}
	}
}

func TestProgressIsCoalesced(t *testing.T) {
	t.Parallel()
	q := newQueue()
	for i := range 3 * maxQueued {
		q.put(SyncProgress{ItemID: "a", Transactions: i})
		q.put(SyncStarted{ItemID: "b"})
	}
	q.put(SyncFinished{ItemID: "a"})
	events := q.channel()
	var last Event
	progress, all := 0, 0
	for last == nil || last != Event(SyncFinished{ItemID: "a"}) {
		last = <-events
		all++
		if p, ok := last.(SyncProgress); ok {
			progress++
			if p.Transactions != 3*maxQueued-1 {
				t.Errorf("stale progress %+v", p)
			}
		}
	}
	if progress != 1 || all > maxQueued {
		t.Errorf("%d of progress, %d in all", progress, all)
	}
	q.close()
	if _, open := <-events; open {
		t.Error("still open")
	}
}
