package plaidsvc

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
)

// emptyPage is a page with some members instead of its own; an empty text leaves
// one out.
func emptyPage(instead ...string) string {
	members := map[string]string{
		"added": "[]", "modified": "[]", "removed": "[]", "has_more": "false", "next_cursor": `"lie"`, "request_id": `"r"`,
		"transactions_update_status": `"HISTORICAL_UPDATE_COMPLETE"`,
	}
	for i := 0; i < len(instead); i += 2 {
		members[instead[i]] = instead[i+1]
	}
	var all []string
	for name, value := range members {
		if value != "" {
			all = append(all, fmt.Sprintf("%q:%s", name, value))
		}
	}
	slices.Sort(all)
	return "{" + strings.Join(all, ",") + "}"
}

// raw sends bytes as they are over the connection.
func raw(text string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_, _ = io.WriteString(conn, text)
			_ = conn.Close()
		}
	}
}

// text sends a body with a status.
func text(status int, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// The sentences that a lie may end in. None has a word of a library's or of the
// server's.
var (
	shape    = "First Platypus Bank: Plaid's answer does not have the documented shape. Cached data stays."
	badRow   = "First Platypus Bank: Plaid sent a transaction that cannot be read; the log names it. What was there before stays."
	brokeOff = "First Platypus Bank: Plaid's answer broke off. Cached data stays; passbook tries again."
	unread   = "First Platypus Bank: what came from the Plaid address could not be read. Cached data stays; passbook tries again."
	tooLong  = "First Platypus Bank: Plaid's answer is too long to be true; it was not read."
	notPlaid = "What answers at the Plaid address is not Plaid. Check the proxy and PLAID_BASE_URL."
	sentOn   = "The Plaid address sends passbook elsewhere, where it does not follow. Check PLAID_BASE_URL."
	disorder = "Plaid is out of order right now. Cached data stays; passbook tries again."
	endless  = "First Platypus Bank: Plaid sends pages of transactions without end; none of them was kept. What was there before stays."
)

// lie is an answer to one path that is none, and what the person is told.
type lie struct {
	name string
	path string
	send func(http.ResponseWriter)
	says string
}

func lies() (all []lie) {
	page := func(name, body, says string) {
		all = append(all, lie{name, "/transactions/sync", text(200, body), says})
	}
	for _, list := range []string{"added", "modified", "removed"} {
		for _, instead := range []string{"", "null", "{}", `"[]"`, "0", "false"} {
			page(fmt.Sprintf("%s is %q", list, instead), emptyPage(list, instead), shape)
		}
		page(list+" holds a number", emptyPage(list, "[7]"), badRow)
		page(list+" holds a row without an id", emptyPage(list, `[{"account_id":"a","amount":1,"date":"2026-01-02"}]`), badRow)
		page(list+" holds a row whose id is a number", emptyPage(list, `[{"transaction_id":7,"account_id":"a","amount":1,"date":"2026-01-02"}]`), badRow)
		page(list+" holds too many rows", emptyPage(list, `[`+strings.Repeat(`{"transaction_id":"x"},`, 3000)+`{"transaction_id":"x"}]`), tooLong)
	}
	for _, instead := range []string{"", "null", "7", "[]"} {
		page(fmt.Sprintf("next_cursor is %q", instead), emptyPage("next_cursor", instead), shape)
		page(fmt.Sprintf("has_more is %q", instead), emptyPage("has_more", instead), shape)
	}
	page("more pages and no cursor", emptyPage("has_more", "true", "next_cursor", `""`), shape)
	page("more pages for ever", emptyPage("has_more", "true"), endless)
	page("an array", "[]", shape)
	page("a number", "7", shape)
	page("null", "null", shape)
	page("nothing", "", brokeOff)
	page("half a page", emptyPage()[:40], brokeOff)
	page("a page and something behind it", emptyPage("added", "[")+"]", brokeOff)
	page("a NUL", "\x00", brokeOff)
	page("a portal", "<html>\x1b[31mSign in</html>", notPlaid)

	for _, answer := range []struct{ name, text, says string }{
		{"no HTTP", "SSH-2.0-\x1b[31mHI access-sandbox-1\r\n", unread},
		{"half a status", "HTTP/1.1 2", unread},
		{"a header that never ends", "HTTP/1.1 200 OK\r\nX-A: " + strings.Repeat("x", 100_000) + "\r\n\r\n{}", unread},
		{"chunks of no length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}", brokeOff},
		{"a length that is too long", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}", brokeOff},
		{"a length that is too short", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + emptyPage(), brokeOff},
		{"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", unread},
		{"a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}", unread},
		{"a length of gigabytes", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}", tooLong},
		{"an old protocol", "HTTP/0.9 200 OK\r\n\r\n{}", shape},
		{"a storm of 1xx", strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 10_000), unread},
		{"a switch of protocols", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", notPlaid},
		{"compressed and yet not", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", brokeOff},
	} {
		all = append(all, lie{answer.name, "/transactions/sync", raw(answer.text), answer.says})
	}
	all = append(all,
		lie{"half of what is compressed", "/transactions/sync", func(w http.ResponseWriter) {
			var b strings.Builder
			z := gzip.NewWriter(&b)
			_, _ = io.WriteString(z, emptyPage())
			_ = z.Close()
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, b.String()[:b.Len()/2])
		}, brokeOff},
		lie{"a circle of redirects", "/transactions/sync", func(w http.ResponseWriter) {
			w.Header().Set("Location", "/transactions/sync")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, sentOn},
		lie{"404 of another server", "/transactions/sync", text(404, "not here"), notPlaid},
		lie{"502", "/transactions/sync", text(502, "<html>Bad gateway</html>"), disorder},
		lie{"no answer at all", "/transactions/sync", func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, brokeOff},
	)
	for _, accounts := range []string{"", "null", "{}", "[]", `"[]"`, `[7]`, `[{}]`, `[{"account_id":""}]`, `[{"account_id":7}]`, `[{"account_id":"a"},{"account_id":"a"}]`} {
		body := `{"accounts":` + accounts + `,"item":{},"request_id":"r"}`
		if accounts == "" {
			body = `{"item":{},"request_id":"r"}`
		}
		all = append(all, lie{"accounts are " + accounts, "/accounts/get", text(200, body), shape})
	}
	var calls int
	stranger := text(200, emptyPage("has_more", "true", "added", `[{"transaction_id":"x","account_id":"nobody's","amount":1,"iso_currency_code":"USD","date":"2026-01-02","name":"n"}]`))
	all = append(all, lie{"a row of an account that is nobody's, and then nothing", "/transactions/sync", func(w http.ResponseWriter) {
		if calls++; calls%2 == 1 {
			stranger(w)
			return
		}
		text(200, "null")(w)
	}, shape})
	return append(all,
		lie{"accounts break off", "/accounts/get", text(200, `{"accounts":[`), brokeOff},
		lie{"accounts of a portal", "/accounts/get", text(200, "<html>"), notPlaid},
	)
}

// rowsAtPlaid is what the simulator says that an Item has: the name of each row.
func (b *bench) rowsAtPlaid(id string) map[string]string {
	b.t.Helper()
	w := httptest.NewRecorder()
	b.front.next.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/sim/items/"+id, nil))
	var now struct {
		Transactions []struct {
			ID   string `json:"transaction_id"`
			Name string
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &now); err != nil {
		b.t.Fatalf("%v: %s", err, w.Body)
	}
	rows := map[string]string{}
	for _, t := range now.Transactions {
		rows[t.ID] = t.Name
	}
	return rows
}

// Whatever stands where an answer of Plaid's should, the sync ends in a sentence,
// the cache is what it was, and the next sync brings the truth.
func TestLies(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.linkOnly("user_transactions_dynamic")
	b.svc.deps.tasks.running.Wait()
	b.sync(it.ID)
	account := b.account(it.ID, "0000").ID
	for n, l := range lies() {
		t.Run(l.name, func(t *testing.T) {
			before := b.visible()
			had, err := b.db.Item(t.Context(), it.ID)
			if err != nil {
				t.Fatal(err)
			}
			b.change(it.ID, bought(account, fmt.Sprint("row ", n)))
			b.front.on(l.path, func(_ int, w http.ResponseWriter, _ *http.Request) bool { l.send(w); return true })
			rs, err := b.svc.Sync(t.Context(), it.ID)
			var e *problem.Error
			if err != nil || !errors.As(rs[0].Err, &e) || e.Sentence != l.says {
				t.Fatalf("%v, %v", err, rs[0].Err)
			}
			if d := cmp.Diff(before, b.visible()); d != "" || rs[0].Item.Cursor != had.Cursor {
				t.Errorf("the cache changed: %s", d)
			}
			b.front.on(l.path, nil)
			b.sync(it.ID)
			got, want := map[string]string{}, b.rowsAtPlaid(it.ID)
			for _, e := range b.entries() {
				got[e.ID] = e.Name
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("the truth (-), the cache (+): %s", d)
			}
			if n := len(b.visible().Accounts); n != len(before.Accounts) {
				t.Errorf("%d accounts, %d before", n, len(before.Accounts))
			}
		})
	}
	if secret := regexp.MustCompile(`\x1b|access-sandbox-[0-9a-f]{8}`).FindString(b.log.String()); secret != "" {
		t.Errorf("the log has %q", secret)
	}
}

// A row that cannot be kept is set aside, whatever is wrong with it. The rows
// beside it are kept, and so are the accounts without the balances that no money
// can be.
func TestOddRowsCostThemselvesAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.linkOnly("user_transactions_dynamic")
	b.svc.deps.tasks.running.Wait()
	b.sync(it.ID)
	account := b.account(it.ID, "0000").ID
	long := strings.Repeat("i", 10_000)
	aside, kept := map[string]string{
		"amount-null": `"amount":null`, "amount-text": `"amount":"much"`, "amount-object": `"amount":{}`, "amount-300": `"amount":1e300`,
		"amount-400": `"amount":1e400`, "amount-30-digits": `"amount":123456789012345678901234567890`, "amount-hex": `"amount":"0x10"`,
		"date-null": `"date":null`, "date-0001": `"date":"0001-01-01"`, "date-0002": `"date":"0002-01-01"`, "date-number": `"date":20260102`,
		"date-none": `"date":"2026-02-30"`, "date-10000": `"date":"10000-01-01"`, "account-null": `"account_id":null`, "account-object": `"account_id":{}`,
	}, map[string]string{
		"amount-quoted": `"amount":"12.5"`, "amount-minus-0": `"amount":-0`, "amount-exponent": `"amount":1.25e1`, "date-9999": `"date":"9999-12-31"`,
		"date-and-time": `"date":"2026-01-02T10:00:00Z"`, "currency-number": `"iso_currency_code":840`, "currency-long": `"iso_currency_code":"` + long + `"`,
		"currency-control": `"iso_currency_code":"\u001b[31m"`, "name-number": `"name":7`, "name-bytes": "\"name\":\"\xff\xfe\"", "name-long": `"name":"` + long + `"`,
		"merchant-object": `"merchant_name":{}`, "location-text": `"location":"here"`, "unlisted": `"account_id":"never listed"`,
		"pending-text": `"pending":"yes"`, "category-list": `"personal_finance_category":[]`, "counterparties-null": `"counterparties":[null,7]`, long: `"name":"x"`,
	}
	var rows []string
	for _, odd := range []map[string]string{aside, kept} {
		for _, id := range slices.Sorted(maps.Keys(odd)) {
			row := fmt.Sprintf(`{"transaction_id":%q,%s`, id, odd[id])
			for name, usual := range map[string]string{"account_id": account, "amount": "1", "date": "2026-01-02", "iso_currency_code": "USD", "name": "n"} {
				if usual = fmt.Sprintf("%q", usual); name == "amount" {
					usual = "1"
				}
				if !strings.HasPrefix(odd[id], `"`+name+`":`) {
					row += fmt.Sprintf(",%q:%s", name, usual)
				}
			}
			rows = append(rows, row+"}")
		}
	}
	rows = append(rows, rows[len(rows)-1]) // a row twice is one
	b.front.on("/transactions/sync", always(200, emptyPage("added", "["+strings.Join(rows, ",")+"]"), 1))
	b.front.on("/accounts/get", always(200, fmt.Sprintf(`{"accounts":[{"account_id":%q,"name":"Odd","mask":"0000","type":"depository","subtype":"checking",
		"balances":{"current":1e400,"available":-0.0,"limit":123456789012345678901234567890,"iso_currency_code":null,"unofficial_currency_code":null}}],
		"item":{},"request_id":"r"}`, account), 1))
	before := len(b.entries())
	r := b.sync(it.ID)
	if r.Changes.SetAside != len(aside) || r.Changes.Added != len(kept) || len(b.entries()) != before+len(kept) {
		t.Errorf("%+v, %d rows for %d", r.Changes, len(b.entries()), before)
	}
	list, n, err := b.db.RowsSetAside(t.Context(), 100)
	if err != nil || n != len(aside) {
		t.Error(n, err)
	}
	for _, row := range list {
		if _, ok := aside[row.ID]; !ok || row.Reason == "" {
			t.Errorf("%+v is set aside", row)
		}
	}
	for id := range kept {
		b.entry(id)
	}
	b.visible() // all figures can be had
}
