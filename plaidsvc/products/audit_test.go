package products_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/products"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// linked is a cache with one bank, and the Plaid that it was synced with.
type linked struct {
	t    *testing.T
	db   *storage.DB
	svc  *plaidsvc.Service
	item ledger.Item
	url  string

	mu     sync.Mutex
	bodies map[string][]map[string]any // of the requests, by path
	before func(path string)           // is called before a request is answered
	answer map[string]http.HandlerFunc // stands before plaidsim, by path
}

// link links a bank and syncs it.
func link(t *testing.T, user string, cfg plaidsvc.Config) *linked {
	t.Helper()
	l := &linked{t: t, bodies: map[string][]map[string]any{}}
	sim := conform.Handler(t, plaidsim.New(plaidsim.Options{Seed: 1}))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(text))
		var body map[string]any
		_ = json.Unmarshal(text, &body) // one of another shape is not looked at
		l.mu.Lock()
		l.bodies[r.URL.Path] = append(l.bodies[r.URL.Path], body)
		before, answer := l.before, l.answer[r.URL.Path]
		l.mu.Unlock()
		if before != nil {
			before(r.URL.Path)
		}
		if answer != nil {
			answer(w, r)
			return
		}
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	l.url = server.URL
	dir := t.TempDir()
	var err error
	if l.db, err = storage.Open(dir, time.Now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.db.Close() })
	cfg.ClientID, cfg.Secret, cfg.Env, cfg.BaseURL, cfg.LockDir = "client", "s3cr3t", "sandbox", l.url, dir+"/locks"
	if l.svc, err = plaidsvc.New(cfg, l.db, vault.NewMemory()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.svc.Close() })
	made, err := l.svc.LinkSandbox(t.Context(), "ins_109508", user, "")
	if err != nil {
		t.Fatal(err)
	}
	l.sync()
	if l.item, err = l.db.Item(t.Context(), made.Item.ID); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l *linked) sync() {
	l.t.Helper()
	results, err := l.svc.Sync(l.t.Context())
	if err != nil || len(results) != 1 || results[0].Err != nil {
		l.t.Fatal(results, err)
	}
}

// write changes the cache behind passbook's back.
func (l *linked) write(statement string, args ...any) {
	l.t.Helper()
	err := l.db.Write(l.t.Context(), "tamper", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(l.t.Context(), statement, args...)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, errors.New("not one row changed: "+statement))
		}
		return nil
	})
	if err != nil {
		l.t.Fatal(err)
	}
}

// atBank changes rows at the bank.
func (l *linked) atBank(changes ...map[string]any) {
	body, err := json.Marshal(map[string]any{"changes": changes})
	if err != nil {
		l.t.Error(err)
		return
	}
	res, err := http.Post(l.url+"/sim/items/"+l.item.ID+"/changes", "application/json", bytes.NewReader(body))
	if err != nil {
		l.t.Error(err)
		return
	}
	defer res.Body.Close()
	if text, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusOK {
		l.t.Errorf("changes at the bank: %s", text)
	}
}

// entries gives the rows of the cache, the latest first.
func (l *linked) entries() (all []ledger.Entry) {
	l.t.Helper()
	err := l.db.EachEntry(l.t.Context(), ledger.Filter{}, storage.All, func(e ledger.Entry) error {
		all = append(all, e)
		return nil
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return all
}

// audit audits the bank, and gives each difference in a line, sorted.
func (l *linked) audit(a products.Audit) (lines []string, done products.Audited) {
	l.t.Helper()
	a.Differs = func(d products.Difference) error {
		lines = append(lines, strings.TrimSpace(string(d.Kind)+" "+d.Field+" "+d.Here+" "+d.Plaid+" "+d.Row.ID))
		return nil
	}
	done, err := l.svc.Products().Audit(l.t.Context(), l.item.ID, a)
	if err != nil {
		l.t.Fatal(err)
	}
	slices.Sort(lines)
	return lines, done
}

// answers gives one answer to every request of a path.
func (l *linked) answers(path string, header map[string]string, body string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answer = map[string]http.HandlerFunc{path: func(w http.ResponseWriter, _ *http.Request) {
		for name, value := range header {
			w.Header().Set(name, value)
		}
		_, _ = io.WriteString(w, body) // a client that went away is another test's
	}}
}

// fault has something go wrong with the next request.
func (l *linked) fault(body string) {
	l.t.Helper()
	res, err := http.Post(l.url+"/sim/faults", "application/json", strings.NewReader(body))
	if err != nil {
		l.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		l.t.Fatal(res.Status)
	}
}

func (l *linked) asked(path string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.bodies[path])
}

// A cache that was synced is equal, over months and accounts, and the person's own
// category makes no difference.
func TestAuditOfAWholeCache(t *testing.T) {
	t.Parallel()
	l := link(t, "user_household", plaidsvc.Config{})
	all := l.entries()
	err := l.db.Annotate(t.Context(), []string{all[3].ID}, func(a *ledger.Annotation) { a.Category, a.Hidden = "Presents", true })
	if err != nil {
		t.Fatal(err)
	}
	revision, err := l.db.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lines, done := l.audit(products.Audit{})
	if len(lines) != 0 || done.Different+done.Pending+done.Waiting != 0 {
		t.Errorf("%d differences of a cache that is equal: %.3q; %+v", len(lines), lines, done)
	}
	compared := 0
	for _, n := range done.Compared {
		compared += n
	}
	if compared != len(all) || len(all) < 1000 || len(done.Compared) < 3 {
		t.Errorf("%d rows on %d accounts compared of %d", compared, len(done.Compared), len(all))
	}
	if after, err := l.db.Revision(t.Context()); err != nil || after != revision {
		t.Errorf("the cache changed: %v", err)
	}
	// By days, only what is between them is asked for.
	day := all[len(all)/2].Date
	want := 0
	for _, e := range all {
		if e.Date == day {
			want++
		}
	}
	lines, done = l.audit(products.Audit{From: day, To: day})
	compared = 0
	for _, n := range done.Compared {
		compared += n
	}
	if len(lines) != 0 || compared != want || want == 0 {
		t.Errorf("%d rows of %s compared, want %d; %v", compared, day, want, lines)
	}
}

// Whatever is wrong in the cache is listed, and nothing else.
func TestAuditListsWhatDiffers(t *testing.T) {
	t.Parallel()
	l := link(t, "user_household", plaidsvc.Config{})
	var rows []ledger.Entry
	for _, e := range l.entries() {
		if !e.Pending && e.Amount.Minor < -100 && e.Merchant != "" {
			rows = append(rows, e)
		}
	}
	at := func(e ledger.Entry) int64 { return e.Key.Row }
	lost, changed, moved, renamed, sorted, waits, invented := rows[10], rows[200], rows[300], rows[400], rows[500], rows[600], rows[700]
	l.write("DELETE FROM transactions WHERE rowid = ?", at(lost))
	l.write("UPDATE transactions SET amount = amount - 1 WHERE rowid = ?", at(changed))
	l.write("UPDATE transactions SET date = 20250101 WHERE rowid = ?", at(moved)) // into another window
	l.write("UPDATE transactions SET name = name || '!' WHERE rowid = ?", at(renamed))
	l.write("UPDATE transactions SET bank_category = (SELECT rowid FROM categories WHERE detailed_name = 'TRANSPORTATION_GAS') WHERE rowid = ?", at(sorted))
	l.write("UPDATE transactions SET pending = 1 WHERE rowid = ?", at(waits))
	l.write(`INSERT INTO transactions (id, account, amount, currency, date, authorized, pending, merchant, bank_category, confidence, channel, name, category)
		SELECT 'invented', account, amount, currency, date, authorized, pending, merchant, bank_category, confidence, channel, name, category FROM transactions WHERE rowid = ?`, at(invented))
	now := changed.Amount
	now.Minor--
	want := []string{
		"missing    " + lost.ID,
		"differs amount " + now.Decimal() + " USD " + changed.Amount.Decimal() + " USD " + changed.ID,
		"differs date 2025-01-01 " + moved.Date.String() + " " + moved.ID,
		"differs name " + renamed.Name + "! " + renamed.Name + " " + renamed.ID,
		"differs category TRANSPORTATION_GAS " + sorted.CategoryDetail + " " + sorted.ID,
		"differs pending yes no " + waits.ID,
		"extra    invented",
	}
	slices.Sort(want)
	lines, done := l.audit(products.Audit{})
	if !slices.Equal(lines, want) {
		t.Errorf("\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	if done.Different != len(want) || done.Pending != 0 {
		t.Errorf("%+v", done)
	}
}

// What changed at the bank since the last sync is told apart, and rows of an
// account that is no longer shared are not compared.
func TestAuditKnowsWhatIsNoDifference(t *testing.T) {
	t.Parallel()
	l := link(t, "user_household", plaidsvc.Config{})
	all := l.entries()
	gone := all[0].AccountID
	var kept []ledger.Entry
	left := 0
	for _, e := range all {
		if e.AccountID == gone {
			left++
		} else if !e.Pending {
			kept = append(kept, e)
		}
	}
	l.atBank(
		map[string]any{"do": "modify", "transaction_id": kept[5].ID, "transaction": map[string]any{"name": "Another name"}},
		map[string]any{"do": "remove", "transaction_id": kept[6].ID},
		map[string]any{"do": "add", "transaction": map[string]any{"account_id": kept[0].AccountID, "amount": 5, "date": kept[0].Date.String(), "name": "New"}},
	)
	lines, done := l.audit(products.Audit{})
	if len(lines) != 0 || done.Waiting != 3 {
		t.Errorf("%d rows wait for a sync, want 3; differences %v", done.Waiting, lines)
	}
	l.sync()
	if lines, done = l.audit(products.Audit{}); len(lines) != 0 || done.Waiting != 0 {
		t.Errorf("after a sync: %v, %+v", lines, done)
	}
	l.atBank(map[string]any{"do": "hide_account", "account_id": gone})
	l.sync()
	if lines, done = l.audit(products.Audit{}); len(lines) != 0 || done.NotShared[gone] != left || left == 0 {
		t.Errorf("%d rows of the account that went, want %d; differences %.3q", done.NotShared[gone], left, lines)
	}
}

// Rows that come and go while the pages are read make no difference: the window is
// read again. Where Plaid's limit is reached, it is waited for.
func TestAuditOfAMovingBank(t *testing.T) {
	t.Parallel()
	l := link(t, "user_household", plaidsvc.Config{})
	all := l.entries()
	at := slices.IndexFunc(all, func(e ledger.Entry) bool { return !e.Pending })
	moves := 2
	l.mu.Lock()
	l.before = func(path string) {
		l.mu.Lock()
		body := l.bodies[path][len(l.bodies[path])-1]
		move := moves > 0 && path == "/transactions/get" && body["options"].(map[string]any)["offset"].(float64) > 0
		if move {
			moves--
		}
		l.mu.Unlock()
		if move { // the rows of the page before move by one
			l.atBank(map[string]any{"do": "add", "transaction": map[string]any{"account_id": all[at].AccountID, "amount": 5, "date": body["end_date"], "name": "New"}})
		}
	}
	l.mu.Unlock()
	lines, done := l.audit(products.Audit{})
	if len(lines) != 0 || done.Waiting != 2 || moves != 0 {
		t.Errorf("%d moves left, %d rows wait, differences %.3q", moves, done.Waiting, lines)
	}
	l.fault(`{"fault":"rate_limit","path":"/transactions/get"}`)
	waited := 0
	lines, _ = l.audit(products.Audit{Limited: func(context.Context) error { waited++; return nil }})
	if waited != 1 || len(lines) != 0 {
		t.Errorf("waited %d times, %v", waited, lines)
	}
}
