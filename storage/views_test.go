package storage

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	shell "os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// readme gives the README's section on the cache.
func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(text), "\n## The cache is yours\n")
	section, _, more := strings.Cut(section, "\n## ")
	if !found || !more {
		t.Fatal("the README has no section on the cache")
	}
	return section
}

// TestREADMELine runs the README's line as it stands there, and asks the other
// views too, by the sqlite3 shell: Debian's is older than the SQLite that
// passbook brings, and reads SQL more strictly.
func TestREADMELine(t *testing.T) {
	t.Parallel()
	line := regexp.MustCompile(`(?m)^ +(sqlite3 passbook\.db '([^']+)')$`).FindStringSubmatch(readme(t))
	if line == nil {
		t.Fatal("the README has no line for sqlite3")
	}
	if _, err := shell.LookPath("sqlite3"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("sqlite3 is missing; CI needs it")
		}
		t.Skip("sqlite3 is missing")
	}
	eachOldCache(t, func(t *testing.T, dir string) {
		db, err := Open(dir, afterThem)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		lines := map[string]string{line[1]: line[2]}
		for _, view := range []string{"account_balances", "sync_log"} {
			query := "SELECT * FROM " + view
			lines["sqlite3 passbook.db '"+query+"'"] = query
		}
		for command, query := range lines {
			want := texts(t, db.reader, query)
			if len(want) == 0 {
				t.Fatal("nothing in the answer to ", query)
			}
			cmd := shell.Command("sh", "-c", command)
			cmd.Dir = dir
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %v: %s", command, err, out)
			}
			if d := gocmp.Diff(want, strings.Split(strings.TrimSpace(string(out)), "\n")); d != "" {
				t.Errorf("%s: %s", command, d)
			}
		}
	})
}

// TestViewsHaveTheDocumentedColumns: those of the README, in its order.
func TestViewsHaveTheDocumentedColumns(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	views := regexp.MustCompile("(?m)^\\| `(\\w+)`:[^|]*\\|(.*)\\|$").FindAllStringSubmatch(readme(t), -1)
	if len(views) != 3 {
		t.Fatal(views)
	}
	for _, view := range views {
		var documented []string
		for _, column := range regexp.MustCompile("(?:^ |, )`(\\w+)`").FindAllStringSubmatch(regexp.MustCompile(`\([^)]*\)`).ReplaceAllString(view[2], ""), -1) {
			documented = append(documented, column[1])
		}
		has := texts(t, db.reader, "SELECT name FROM pragma_table_info('"+view[1]+"') ORDER BY cid")
		if d := gocmp.Diff(documented, has); d != "" {
			t.Errorf("%s: %s", view[1], d)
		}
	}
}

// TestViewsSayWhatTheProgramSays: the views agree with the program's own
// answers.
func TestViewsSayWhatTheProgramSays(t *testing.T) {
	t.Parallel()
	eachOldCache(t, func(t *testing.T, dir string) {
		db, err := Open(dir, afterThem)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var rows []string
		for _, e := range all(t, db, ledger.Filter{}) {
			tags, err := json.Marshal(append([]string{}, e.Annotation.Tags...))
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, strings.Join([]string{
				e.Date.String(), e.Institution, e.AccountName, cmp.Or(e.Merchant, e.Name),
				cmp.Or(e.Annotation.Category, e.CategoryDetail, e.Category), e.Amount.Decimal(), e.Amount.Currency,
				fmt.Sprint(digit(e.Pending)), e.Annotation.Note, string(tags), e.ID,
			}, "|"))
		}
		same(t, "ledger", rows, texts(t, db.reader, "SELECT * FROM ledger"))
		same(t, "account_balances", balanceTexts(t, db), texts(t, db.reader, "SELECT * FROM account_balances ORDER BY id"))
		same(t, "sync_log", logTexts(t, db), texts(t, db.reader, "SELECT * FROM sync_log"))
	})
}

func balanceTexts(t *testing.T, db *DB) []string {
	accounts, err := db.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for _, a := range accounts {
		amount := func(minor *int64) string {
			if minor == nil {
				return ""
			}
			return ledger.Money{Minor: *minor, Currency: a.Balance.Currency}.Decimal()
		}
		instant := func(at time.Time) string {
			if at.IsZero() {
				return ""
			}
			return at.Format(time.RFC3339)
		}
		rows[a.ID] = strings.Join([]string{
			a.Institution, a.Name, a.Mask, string(a.Kind), a.Subtype, amount(a.Balance.Current), amount(a.Balance.Available),
			amount(a.Balance.Limit), a.Balance.Currency, instant(a.Balance.FetchedAt.Truncate(time.Second)), string(a.Balance.Source),
			instant(a.GoneAt.Truncate(time.Second)), a.ID,
		}, "|")
	}
	var out []string
	for _, id := range texts(t, db.reader, "SELECT id FROM accounts ORDER BY id") {
		if row, listed := rows[id]; listed {
			out = append(out, row)
		}
	}
	return out
}

func logTexts(t *testing.T, db *DB) (out []string) {
	syncs, err := db.Syncs(t.Context(), SyncFilter{}, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range syncs {
		requests, err := json.Marshal(s.RequestIDs)
		if err != nil {
			t.Fatal(err)
		}
		p := ledger.Problem{}
		if s.Problem != nil {
			p = *s.Problem
		}
		out = append(out, fmt.Sprintf("%s|%s|%d|%d|%d|%d|%d|%s|%d|%d|%d|%s|%s|%s", s.At.Truncate(time.Second).Format(time.RFC3339), s.Institution,
			s.Added, s.Posted, s.Modified, s.Removed, s.Unchanged, requests, s.SyncID, s.SetAside,
			s.Times, s.LastAt.Truncate(time.Second).Format(time.RFC3339), p.Code, p.Sentence))
	}
	return out
}

// TestAmountsOfTheViews: the digits of every kind of currency, and the ends of
// 64 bits.
func TestAmountsOfTheViews(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	var added []ledger.Transaction
	for i, m := range []ledger.Money{
		{Minor: 0, Currency: "USD"},
		{Minor: -5, Currency: "USD"},
		{Minor: 5, Currency: "USD"},
		{Minor: -100, Currency: "USD"},
		{Minor: 123456, Currency: "EUR"},
		{Minor: -7, Currency: "JPY"},
		{Minor: 0, Currency: "JPY"},
		{Minor: -1, Currency: "KWD"},
		{Minor: 12345, Currency: "BHD"},
		{Minor: 1<<63 - 1, Currency: "USD"},
		{Minor: -1<<63 + 1, Currency: "USD"},
		{Minor: -1 << 63, Currency: "BTC"},
		{Minor: 1, Currency: "BTC"},
		{Minor: -100000000, Currency: "points"},
		{Minor: 10000, Currency: "CLF"},
		{Minor: 3, Currency: ""},
	} {
		row := tx(fmt.Sprintf("row%02d", i), "2026-03-01", 0)
		row.Amount = m
		added = append(added, row)
	}
	syncPages(t, db, "c1", Page{Added: added})
	var want []string
	for _, row := range added {
		want = append(want, row.Amount.Decimal()+"|"+row.Amount.Currency)
	}
	same(t, "amounts", want, texts(t, db.reader, "SELECT amount, currency FROM ledger ORDER BY id"))
}

// TestStoredJSON: what is written into a cache, later builds must read.
func TestStoredJSON(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	if err := db.SetProblem(t.Context(), "item", &ledger.Problem{
		Code: "ITEM_LOGIN_REQUIRED", Actor: ledger.ActorPerson, Sentence: "sign in", RequestID: "r1", Since: c.now,
	}); err != nil {
		t.Fatal(err)
	}
	row := tx("a", "2026-03-01", -100)
	row.Details = &ledger.Details{
		Datetime: c.now, AuthorizedDatetime: c.now, Code: "atm", CheckNumber: "7", AccountOwner: "Ann", Website: "shop.example", LogoURL: "l.png",
		Location: ledger.Location{Address: "1 Main St", City: "Town", Region: "OR", PostalCode: "97201", Country: "US", Lat: "1.5", Lon: "2.5", Store: "9"},
		Payment: ledger.PaymentMeta{
			Reference: "ref", PPDID: "ppd", Payee: "payee", ByOrderOf: "by", Payer: "payer", Method: "ACH", Processor: "proc", Reason: "why",
		},
		Counterparties: []ledger.Counterparty{{
			Name: "Shop", EntityID: "e1", Kind: "merchant", Website: "shop.example", LogoURL: "l.png", Confidence: "HIGH",
		}},
	}
	syncPages(t, db, "c1", Page{RequestID: "r1", Added: []ledger.Transaction{row}}, Page{RequestID: "r2"})
	row.Amount.Minor = -200
	syncPages(t, db, "c2", Page{RequestID: "r3", Modified: []ledger.Transaction{row}})
	note(t, db, func(a *ledger.Annotation) {
		*a = ledger.Annotation{Category: "Own", Note: "n", Tags: []string{"a,b", "c"}, Hidden: true}
	}, "a")
	note(t, db, func(a *ledger.Annotation) { a.Note = "" }, "a")
	for query, want := range map[string][]string{
		"SELECT problem FROM items": {
			`{"code":"ITEM_LOGIN_REQUIRED","actor":"person","sentence":"sign in","request_id":"r1","since":"2026-03-15T09:00:00Z"}`,
		},
		"SELECT before FROM edit_rows ORDER BY edit": {
			`{"category":"","note":"","tags":null,"hidden":false}`,
			`{"category":"Own","note":"n","tags":["a,b","c"],"hidden":true}`,
		},
		"SELECT tags FROM annotations":                 {`["a,b","c"]`},
		"SELECT request_ids FROM syncs ORDER BY rowid": {`["r1","r2"]`, `["r3"]`},
		"SELECT diff FROM sync_changes":                {`[{"field":"amount","old":"-1.00 USD","new":"-2.00 USD"}]`},
		"SELECT details FROM transactions": {`{"datetime":"2026-03-15T09:00:00Z","authorized_datetime":"2026-03-15T09:00:00Z","code":"atm","check_number":"7",` +
			`"account_owner":"Ann","location":{"address":"1 Main St","city":"Town","region":"OR","postal_code":"97201","country":"US","lat":"1.5","lon":"2.5","store":"9"},` +
			`"payment":{"reference":"ref","ppd_id":"ppd","payee":"payee","by_order_of":"by","payer":"payer","method":"ACH","processor":"proc","reason":"why"}}`},
		"SELECT shared_details FROM merchants": {`{"website":"shop.example","logo_url":"l.png",` +
			`"counterparties":[{"name":"Shop","entity_id":"e1","kind":"merchant","website":"shop.example","logo_url":"l.png","confidence":"HIGH"}]}`},
	} {
		if d := gocmp.Diff(want, texts(t, db.reader, query)); d != "" {
			t.Errorf("%s: %s", query, d)
		}
	}
}
