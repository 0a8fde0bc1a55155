package plaidsvc

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/storage"
	"passbook/storage/ledger"
)

// Plaid's awkward habits, each once, as a caller of Service meets them. The
// simulator's control API makes them happen.

type object = map[string]any

// change changes an Item at its bank; the answer names what each change made.
func (b *bench) change(id string, changes ...object) []string {
	b.t.Helper()
	body, err := json.Marshal(object{"changes": changes})
	if err != nil {
		b.t.Fatal(err)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/sim/items/"+id+"/changes", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	b.front.next.ServeHTTP(w, r)
	var out struct{ IDs []string }
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != http.StatusOK {
		b.t.Fatalf("%s: %s", body, w.Body)
	}
	return out.IDs
}

// account finds an account of an Item by its mask.
func (b *bench) account(id, mask string) ledger.Account {
	b.t.Helper()
	accounts, err := b.db.Accounts(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	i := slices.IndexFunc(accounts, func(a ledger.Account) bool { return a.ItemID == id && a.Mask == mask && a.GoneAt.IsZero() })
	if i < 0 {
		b.t.Fatalf("no account with mask %s in %+v", mask, accounts)
	}
	return accounts[i]
}

func (b *bench) entry(id string) ledger.Entry {
	b.t.Helper()
	e, err := b.db.Entry(b.t.Context(), id)
	if err != nil {
		b.t.Fatalf("transaction %s: %v", id, err)
	}
	return e
}

// bought is a pending purchase of 20.00.
func bought(account, name string) object {
	return object{"do": "add", "transaction": object{
		"account_id": account, "amount": 20, "date": "2026-03-01", "authorized_date": "2026-03-01", "name": name, "pending": true,
	}}
}

// dynamic is a bench with one Item whose few rows are all here.
func dynamic(t *testing.T) (*bench, ledger.Item, ledger.Account) {
	return linkDynamic(newBench(t, plaidsim.Options{}))
}

// lenient is the same without the check of what the simulator answers: this
// bank sends what Plaid's document does not know.
func lenient(t *testing.T) (*bench, ledger.Item, ledger.Account) {
	return linkDynamic(newBenchOn(t, plaidsim.New(plaidsim.Options{})))
}

func linkDynamic(b *bench) (*bench, ledger.Item, ledger.Account) {
	b.t.Helper()
	linked := b.linkOnly("user_transactions_dynamic")
	b.svc.deps.tasks.running.Wait()
	it := b.sync(linked.ID).Item
	return b, it, b.account(it.ID, "0000")
}

// small lets pages hold one change each.
func (b *bench) small() {
	b.front.on("/transactions/sync", func(_ int, _ http.ResponseWriter, r *http.Request) bool {
		var in object
		_ = json.NewDecoder(r.Body).Decode(&in)
		in["count"] = 1
		body, _ := json.Marshal(in)
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		return false
	})
}

func TestIDsThatDifferInCaseAreDifferent(t *testing.T) {
	t.Parallel()
	b, it, account := dynamic(t)
	one, two := bought(account.ID, "one"), bought(account.ID, "two")
	one["transaction"].(object)["transaction_id"], two["transaction"].(object)["transaction_id"] = "aBcDeF", "AbCdEf"
	b.change(it.ID, one, two)
	if r := b.sync(it.ID); r.Changes.Added != 2 || b.entry("aBcDeF").Name != "one" || b.entry("AbCdEf").Name != "two" {
		t.Errorf("%+v", r.Changes)
	}
}

// Two Items of the same login share no id, and nothing of one is taken for the
// other's.
func TestTheSameLoginTwice(t *testing.T) {
	t.Parallel()
	b, first, _ := dynamic(t)
	before := len(b.entries())
	_, err := b.svc.LinkSandbox(t.Context(), "ins_109511", "user_transactions_dynamic", "x")
	if err != nil {
		t.Fatal(err)
	}
	items, err := b.db.Items(t.Context())
	if err != nil || len(items) != 2 {
		t.Fatal(items, err)
	}
	for _, it := range items {
		b.sync(it.ID)
	}
	if n := len(b.entries()); n != 2*before || b.sync(first.ID).Changes.Removed != 0 {
		t.Errorf("%d transactions, one has %d", n, before)
	}
}

// The last weeks come first; what comes later is older.
func TestOlderTransactionsComeAfterNewerOnes(t *testing.T) {
	t.Parallel()
	now := time.Now()
	b := newBench(t, plaidsim.Options{Initial: time.Minute, Historical: time.Hour, Now: func() time.Time { return now }})
	b.svc.deps.pace.pollFor = 0 // nothing syncs but this test
	it := b.link()
	now = now.Add(2 * time.Minute)
	r := b.sync(it.ID)
	recent := b.entries()
	if r.Item.Completeness != ledger.HistoryInitial || len(recent) == 0 {
		t.Fatalf("%+v", r.Item)
	}
	now = now.Add(2 * time.Hour)
	r = b.sync(it.ID)
	all := b.entries()
	oldest := recent[len(recent)-1].Date
	if r.Item.Completeness != ledger.HistoryFull || r.Changes.Added == 0 || len(all) != len(recent)+r.Changes.Added || all[len(all)-1].Date >= oldest {
		t.Errorf("%+v: %d, then %d", r.Changes, len(recent), len(all))
	}
}

// The data changes between two pages: the update starts again and is whole.
func TestDataChangesBetweenTwoPages(t *testing.T) {
	t.Parallel()
	b, it, account := dynamic(t)
	ids := b.change(it.ID, bought(account.ID, "a"), bought(account.ID, "b"), bought(account.ID, "c"))
	b.small()
	small := b.front.answer["/transactions/sync"]
	b.front.on("/transactions/sync", func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n == 2 {
			b.change(it.ID, object{"do": "remove", "transaction_id": ids[0]}, object{"do": "modify", "transaction_id": ids[1], "transaction": object{"amount": 21}})
		}
		return small(n, w, r)
	})
	r := b.sync(it.ID)
	if r.Changes.Added != 2 || b.entry(ids[1]).Amount.Minor != -2100 || b.front.count("/transactions/sync") < 4 {
		t.Errorf("%+v after %d calls", r.Changes, b.front.count("/transactions/sync"))
	}
	if _, err := b.db.Entry(t.Context(), ids[0]); err == nil {
		t.Error("a row that was dropped with its page is here")
	}
}

// A full resync, when the cursor is refused, keeps what the person wrote.
func TestAFullResyncKeepsNotes(t *testing.T) {
	t.Parallel()
	b, it, account := dynamic(t)
	id := b.change(it.ID, bought(account.ID, "mine"))[0]
	b.sync(it.ID)
	if err := b.db.Annotate(t.Context(), []string{id}, func(a *ledger.Annotation) { a.Note = "kept" }); err != nil {
		t.Fatal(err)
	}
	refused := strings.Replace(plaidBody("INVALID_REQUEST", "INVALID_FIELD"), `"x"`, `"cursor not associated with access_token"`, 1)
	b.front.on("/transactions/sync", always(400, refused, 1))
	if r := b.sync(it.ID); r.Changes.Added+r.Changes.Modified+r.Changes.Removed != 0 || b.entry(id).Annotation.Note != "kept" {
		t.Errorf("%+v, %+v", r.Changes, b.entry(id).Annotation)
	}
}

// removed names ids alone, some of which the cache has never had.
func TestRemovedOfWhatWasNeverHere(t *testing.T) {
	t.Parallel()
	b, it, account := dynamic(t)
	id := b.change(it.ID, bought(account.ID, "goes"))[0]
	b.sync(it.ID)
	b.front.on("/transactions/sync", always(200, fmt.Sprintf(`{"added":[],"modified":[],"removed":[{"transaction_id":"never","account_id":"no"},
		{"transaction_id":%q,"account_id":"another"}],"has_more":false,"next_cursor":"c9","transactions_update_status":"HISTORICAL_UPDATE_COMPLETE"}`, id), 1))
	if r := b.sync(it.ID); r.Changes.Removed != 1 || b.entry(id).RemovedAt.IsZero() {
		t.Errorf("%+v", r.Changes)
	}
}

// pending → posted: the one goes on one page, the other comes on another, with
// a new amount, day, name and category.
func TestPendingPostsOnAnotherPage(t *testing.T) {
	t.Parallel()
	b, it, account := dynamic(t)
	pending := b.change(it.ID, bought(account.ID, "HOLD"))[0]
	b.sync(it.ID)
	want := ledger.Annotation{Category: "Fun", Note: "with Ann", Tags: []string{"trip"}, Hidden: true}
	if err := b.db.Annotate(t.Context(), []string{pending}, func(a *ledger.Annotation) { *a = want }); err != nil {
		t.Fatal(err)
	}
	posted := b.change(it.ID, object{"do": "post", "transaction_id": pending, "transaction": object{
		"amount": 24, "date": "2026-03-03", "name": "Restaurant", "personal_finance_category": object{"primary": "FOOD_AND_DRINK", "detailed": "FOOD_AND_DRINK_RESTAURANT"},
	}})[0]
	b.small()
	r := b.sync(it.ID)
	e := b.entry(posted)
	if r.Changes.Posted != 1 || r.Changes.Added != 0 || r.Changes.Removed != 0 || e.Amount.Minor != -2400 || e.Name != "Restaurant" {
		t.Errorf("%+v, %+v", r.Changes, e)
	}
	got := e.Annotation
	if got.Category != want.Category || got.Note != want.Note || !slices.Equal(got.Tags, want.Tags) || !got.Hidden {
		t.Errorf("inherited %+v", got)
	}
	if e.PendingVersion == nil || e.PendingVersion.Amount.Minor != -2000 || e.PendingVersion.Date != 20260301 || e.Date != 20260303 || e.AuthorizedDate != 20260301 {
		t.Errorf("was %+v, is of %d", e.PendingVersion, e.Date)
	}
	if n := b.front.count("/transactions/sync"); n < 2 {
		t.Errorf("all on %d page", n)
	}
}

// A bank that does not say which pending row posted: it counts once.
func TestPostedWithoutALinkCountsOnce(t *testing.T) {
	t.Parallel()
	b, it, account := dynamic(t)
	before, _ := b.db.Summarize(t.Context(), ledger.Filter{})
	pending := b.change(it.ID, bought(account.ID, "HOLD"))[0]
	b.sync(it.ID)
	if during, err := b.db.Summarize(t.Context(), ledger.Filter{}); err != nil || during.Sums[0].Posted != before.Sums[0].Posted || during.Pending() != before.Pending()+1 {
		t.Errorf("a pending amount is in a total: %+v, %+v, %v", before, during, err)
	}
	b.change(it.ID, object{"do": "post", "transaction_id": pending, "transaction": object{"pending_transaction_id": nil}})
	b.sync(it.ID)
	after, err := b.db.Summarize(t.Context(), ledger.Filter{})
	if err != nil || after.Count != before.Count+1 || after.Pending() != before.Pending() || after.Sums[0].Posted.Out != before.Sums[0].Posted.Out-2000 {
		t.Errorf("%+v, then %+v, %v", before, after, err)
	}
	if e := b.entry(pending); e.RemovedAt.IsZero() {
		t.Error("the pending row still stands")
	}
}

// A refresh sends nearly everything again: what is the same is no change.
func TestSentAgainIsNoChange(t *testing.T) {
	t.Parallel()
	b, it, account := dynamic(t)
	id := b.change(it.ID, bought(account.ID, "again"))[0]
	b.sync(it.ID)
	b.change(it.ID, object{"do": "resend", "transaction_id": id})
	r := b.sync(it.ID)
	want := storage.Changes{SyncID: r.Changes.SyncID, Unchanged: 1}
	if r.Changes != want {
		t.Errorf("%+v", r.Changes)
	}
	if changes, err := b.db.SyncChanges(t.Context(), r.Changes.SyncID, 0, 10); err != nil || len(changes) != 0 {
		t.Errorf("%+v, %v", changes, err)
	}
}

// Null, odd and unknown values are kept as they are, and stop nothing.
func TestOddValuesPass(t *testing.T) {
	t.Parallel()
	b, it, account := lenient(t)
	add := func(members object) object {
		row := object{"account_id": account.ID, "date": "2026-03-01", "iso_currency_code": "USD", "running_balance": nil, "invented": []int{1}}
		for k, v := range members {
			row[k] = v
		}
		return object{"do": "add", "transaction": row}
	}
	n := func(text string) json.Number { return json.Number(text) }
	rows := []object{
		{"amount": n("9.995"), "merchant_name": nil, "personal_finance_category": nil, "payment_channel": nil},
		{"amount": n("-0")},
		{"amount": n("90071992547409.93")},
		{"amount": n("1500"), "iso_currency_code": "JPY"},
		{"amount": n("1.234"), "iso_currency_code": "KWD"},
		{"amount": n("0.000000015"), "iso_currency_code": nil, "unofficial_currency_code": "BTC"},
		{"amount": n("-5"), "personal_finance_category": object{"primary": "SPACE", "detailed": "INCOME_SALARY", "confidence_level": "WHO_KNOWS"}},
	}
	var changes []object
	for _, row := range rows {
		changes = append(changes, add(row))
	}
	ids := b.change(it.ID, changes...)
	b.sync(it.ID)
	for i, want := range []ledger.Money{
		{Minor: -1000, Currency: "USD"},
		{Minor: 0, Currency: "USD"},
		{Minor: -9007199254740993, Currency: "USD"},
		{Minor: -1500, Currency: "JPY"},
		{Minor: -1234, Currency: "KWD"},
		{Minor: -2, Currency: "BTC"},
		{Minor: 500, Currency: "USD"},
	} {
		if e := b.entry(ids[i]); e.Amount != want {
			t.Errorf("%v is %+v", rows[i], e.Amount)
		}
	}
	if e := b.entry(ids[6]); e.Category != "SPACE" || e.CategoryDetail != "INCOME_SALARY" || e.CategoryConfidence != "WHO_KNOWS" {
		t.Errorf("%+v", e)
	}
	s, err := b.db.Summarize(t.Context(), ledger.Filter{})
	spent := map[string]int64{}
	for _, sums := range s.Sums {
		spent[sums.Currency] = sums.Posted.Out
	}
	if err != nil || spent["JPY"] != -1500 || spent["KWD"] != -1234 {
		t.Errorf("currencies are added together: %+v, %v", s, err)
	}
}

// The limit of one Item holds up nobody else.
func TestALimitHoldsUpItsItemOnly(t *testing.T) {
	t.Parallel()
	b, slow, _ := dynamic(t)
	linked, err := b.svc.LinkSandbox(t.Context(), "ins_109511", "user_good", "pass_good")
	if err != nil {
		t.Fatal(err)
	}
	other := b.sync(linked.Item.ID).Item
	token, err := b.vault.Get(t.Context(), slow.ID)
	if err != nil {
		t.Fatal(err)
	}
	b.svc.deps.pace.limit = time.Hour
	b.front.on("/transactions/sync", func(n int, w http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		return bytes.Contains(body, []byte(token)) && always(429, plaidBody("RATE_LIMIT_EXCEEDED", "TRANSACTIONS_SYNC_LIMIT"), 0)(n, w, r)
	})
	events := b.svc.Events()
	b.svc.deps.tasks.start(t.Context(), func(ctx context.Context) { _, _ = b.svc.Sync(ctx) }) // ends with Close
	waits, done := false, false
	for !waits || !done {
		switch e := (<-events).(type) {
		case SyncProgress:
			waits = waits || e.ItemID == slow.ID && strings.Contains(e.Waiting, "next minute")
		case SyncFinished:
			done = done || e.ItemID == other.ID && e.Err == nil
		}
	}
}
