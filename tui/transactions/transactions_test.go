package transactions_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/tuitest"
	"passbook/tui/ui"
)

// Each state of the page, as it looks on each size.
func TestTransactionsScreens(t *testing.T) {
	for _, c := range []struct {
		name  string
		cache func(testing.TB) *storage.DB
		do    func(d *tuitest.Driver)
	}{
		{"list", tuitest.Household, func(d *tuitest.Driver) { d.Press("j", "j", "j") }},
		{"end", tuitest.Household, func(d *tuitest.Driver) { d.Press("G") }},
		{"find", tuitest.Household, func(d *tuitest.Driver) { d.Press("/"); d.Type("tim") }},
		{"filtered", tuitest.Household, func(d *tuitest.Driver) { d.Press("c"); d.Type("groc"); d.Press("enter", "j") }},
		{"no match", tuitest.Household, func(d *tuitest.Driver) { d.Press("/"); d.Type("nobody"); d.Press("enter") }},
		{"nothing linked", tuitest.OpenCache, func(*tuitest.Driver) {}},
		{"no rows yet", linkedOnly, func(*tuitest.Driver) {}},
		{"details", tuitest.Household, func(d *tuitest.Driver) { d.Press("j", "j", "j", "enter") }},
		{"categories", tuitest.Household, func(d *tuitest.Driver) { d.Press("c") }},
		{"accounts", tuitest.Household, func(d *tuitest.Driver) { d.Press("o", "down", "down") }},
		{"dates", tuitest.Household, func(d *tuitest.Driver) { d.Press("d"); d.Type("2026-10") }},
		{"help", tuitest.Household, func(d *tuitest.Driver) { d.Press("?") }},
		{"annotated", tuitest.Household, func(d *tuitest.Driver) {
			d.Press("j", "j", "j", "n")
			d.Type("with Ana, she owes half")
			d.Press("enter", "t")
			d.Type("work #lunch")
			d.Press("enter", "C")
			d.Type("Business meals")
			d.Press("enter", "j", "h", "k")
		}},
		{"prompt", tuitest.Household, func(d *tuitest.Driver) { d.Press("n"); d.Type("a note") }},
		{"hostile", hostile, func(d *tuitest.Driver) { d.Press("enter") }},
		{"hostile list", hostile, func(*tuitest.Driver) {}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tuitest.OnSizes(t, func(t *testing.T, w, h int) {
				d := tuitest.OnTab(t, c.cache(t), "3", w, h)
				c.do(d)
				d.Golden()
			})
		})
	}
}

// linkedOnly is a cache with a bank that is still preparing the history.
func linkedOnly(t testing.TB) *storage.DB {
	db := tuitest.OpenCache(t)
	tuitest.AddBank(t, db, ledger.Item{ID: "rbc", Institution: "RBC Royal Bank"},
		ledger.Account{ID: "chequing", Name: "Chequing", Mask: "0034", Kind: ledger.Depository, Balance: ledger.Balance{Current: tuitest.Cents(100)}})
	return db
}

// hostile is a cache of what a bank should not send.
func hostile(t testing.TB) *storage.DB {
	db := tuitest.OpenCache(t)
	tuitest.AddBank(t, db, ledger.Item{ID: "x", Institution: "\x1b]0;owned\x07Bank \u202eknaB"},
		ledger.Account{ID: "a", Name: "\x1b[2JCheq\u200buing\n\n2", Mask: "00\x1b34", Kind: ledger.Depository, Balance: ledger.Balance{Current: tuitest.Cents(100)}})
	var rows []ledger.Transaction
	for i, name := range []string{
		"\x1b[31mred\x1b[0m shop", "\u202egnp.exe\u2066", strings.Repeat("long name ", 1000), "👨\u200d👩\u200d👧 family 👍🏽 🇨🇦",
		"日本の店とても長い名前の店舗でございますからとても長い名前の店舗でございます", "e\u0301\u0301\u0301\u0301 zalgo", "tab\tand\r\nlines", "",
		"\x1b]52;c;b3duZWQ=\x07clip", "\xff\xfebroken",
	} {
		rows = append(rows, ledger.Transaction{
			ID: fmt.Sprint("h", i), AccountID: "a", Date: ledger.Date(20261101).AddDays(i), Name: name, Original: name, Merchant: name,
			Amount: ledger.Money{Minor: -922337203685477580, Currency: "CAD"}, Category: "\x1b[5mFOOD", CategoryDetail: "\x1b[5mFOOD_" + strings.Repeat("X", 90),
			Channel: "on\u202eline", Details: &ledger.Details{Website: "\x1b]8;;http://evil\x07x", Location: ledger.Location{City: strings.Repeat("\u0300", 50)}},
		})
	}
	tuitest.AddRows(t, db, "x", rows...)
	return db
}

func TestMovingInTheList(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 80, 24)
	for _, c := range []struct{ key, status string }{
		{"j", "2/58"},
		{"down", "3/58"},
		{"k", "2/58"},
		{"up", "1/58"},
		{"k", "1/58"},
		{"pgdown", "16/58"},
		{"ctrl+d", "24/58"},
		{"ctrl+u", "16/58"},
		{"pgup", "1/58"},
		{"G", "58/58"},
		{"j", "58/58"},
		{"g", "1/58"},
		{"end", "58/58"},
		{"home", "1/58"},
	} {
		d.Press(c.key)
		if got := d.Place(); got != c.status {
			t.Errorf("after %s the status is %s, want %s", c.key, got, c.status)
		}
	}
}

// Another process brings rows: they are there within a second, and the person
// stays on the row they were on.
func TestNewRowsKeepTheCurrentOne(t *testing.T) {
	db := tuitest.Household(t)
	d := tuitest.OnTab(t, db, "3", 120, 40)
	d.Press("j", "j", "j", "j", "j")
	current := d.Current()
	d.Shows("6/58")
	tuitest.AddRows(t, db, "rbc", ledger.Transaction{
		ID: "new", AccountID: "visa", Date: 20261120, Name: "Brand new", Amount: ledger.Money{Minor: -100, Currency: "CAD"},
	})
	d.Wait(time.Second)
	d.Shows("7/59", "Brand new")
	if now := d.Current(); now != current {
		t.Errorf("the current row is %s, it was %s", now, current)
	}
	d.Press("g")
	tuitest.AddRows(t, db, "rbc", ledger.Transaction{
		ID: "newer", AccountID: "visa", Date: 20261120, Name: "Newer still", Amount: ledger.Money{Minor: -100, Currency: "CAD"},
	})
	d.Wait(time.Second)
	d.Shows("1/60", "Newer still")
}

func TestDetailsFollowTheList(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 80, 24)
	d.Press("j", "j", "j", "enter")
	d.Shows("Tim Hortons", "As billed", "TIM HORTONS #2841 TORONTO ON", "Toronto, ON", "17 visits", "Authorised", "4/58")
	d.Press("k")
	d.Shows("Acme Corp", "3/58")
	d.Press("esc")
	d.Shows("3/58", "Merchant")
	d.Press("y")
	if want := "2026-11-18\tAcme Corp\t3120.44 CAD\tChequing ··0034"; d.Copied() != want {
		t.Errorf("copied %q, want %q", d.Copied(), want)
	}
	d.Shows("copied")
}

// A posted row says what it was while it was pending.
func TestSettledAmount(t *testing.T) {
	db := tuitest.Household(t)
	tuitest.AddRows(t, db, "rbc", ledger.Transaction{
		ID: "posted", PendingID: "t001", AccountID: "visa", Date: 20261120, Name: "Presto", Merchant: "Presto",
		Amount: ledger.Money{Minor: -2400, Currency: "CAD"},
	})
	d := tuitest.OnTab(t, db, "3", 80, 24)
	d.Press("/")
	d.Type("presto")
	d.Press("enter", "enter")
	d.Shows("authorised 20.00, posted 24.00")
}

func TestEditsAndUndo(t *testing.T) {
	db := tuitest.Household(t)
	d := tuitest.OnTab(t, db, "3", 120, 40)
	d.Press("j", "j", "j", "n")
	d.Type("with Ana")
	d.Press("enter")
	d.Shows("Tim Hortons  “with Ana”", "saved; u takes it back")
	d.Press("h")
	d.Shows("hidden", "from spending and income")
	d.Press("C")
	d.Type("Fun")
	d.Press("enter")
	d.Shows("Category    Fun", "Bank says   Coffee")
	d.Press("t")
	d.Type("work #work trip")
	d.Press("enter")
	d.Shows("#work #trip")
	d.Press("u", "u", "u")
	d.Shows("“with Ana”")
	d.Hides("Category    Fun", "#work", "from spending and income")
	d.Press("u", "u")
	d.Hides("with Ana")
	d.Shows("nothing to take back")
	d.Press("n")
	d.Type("never saved")
	d.Press("esc")
	d.Hides("never saved")
}

// A storage that fails says so once, and the page goes on.
func TestClosedCache(t *testing.T) {
	db, err := storage.Open(t.TempDir(), func() time.Time { return tuitest.Now })
	if err != nil {
		t.Fatal(err)
	}
	d := tuitest.OnTab(t, db, "3", 80, 24)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	d.Press("/")
	d.Type("x")
	d.Shows("▲ ")
	d.Press("esc", "?")
	d.Shows("Everywhere")
}

// Another page sends the person to the list with a filter: the details that
// were open over the list make way.
func TestListFromAnotherPage(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 80, 24)
	d.Press("enter", "1")
	d.Send(ui.ShowList(ledger.Filter{Category: "FOOD_AND_DRINK_COFFEE"}, ledger.Key{})())
	d.Shows("category Coffee", "1/17")
	d.Press("esc")
	d.Shows("1/58")
}

// Through 3,000 rows, in whatever way the person moves, the row at position n
// is the nth row, also after new rows came in above.
func TestLongList(t *testing.T) {
	db := tuitest.OpenCache(t)
	tuitest.AddBank(t, db, ledger.Item{ID: "rbc", Institution: "RBC"},
		ledger.Account{ID: "visa", Name: "Visa", Kind: ledger.Credit, Balance: ledger.Balance{Current: tuitest.Cents(0)}})
	const n = 3000
	rows := make([]ledger.Transaction, n)
	for i := range rows {
		rows[i] = ledger.Transaction{
			ID: fmt.Sprint("t", i), AccountID: "visa", Date: ledger.Date(20261119).AddDays(-i), Name: fmt.Sprint("row ", i),
			Amount: ledger.Money{Minor: -100, Currency: "CAD"},
		}
	}
	tuitest.AddRows(t, db, "rbc", rows...)
	d := tuitest.OnTab(t, db, "3", 120, 40)
	above := 0
	row := regexp.MustCompile(`^│[ ▌][A-Z].*?  row (-?\d+) `)
	check := func(what string) {
		t.Helper()
		first, shown := 0, 0
		for line := range strings.Lines(d.Screen()) {
			found := row.FindStringSubmatch(line)
			if found == nil {
				continue
			}
			n, _ := strconv.Atoi(found[1])
			if shown == 0 {
				first = n
			}
			if n != first+shown {
				t.Fatalf("after %s, row %d follows row %d", what, n, first+shown-1)
			}
			if want := fmt.Sprintf("%s/%s", format.Number(n+above+1), format.Number(len(rows)+above)); strings.Contains(line, "▌") && d.Place() != want {
				t.Fatalf("after %s, row %d is at %s, want %s", what, n, d.Place(), want)
			}
			shown++
		}
		if shown < 30 {
			t.Fatalf("after %s, %d rows are on the screen:\n%s", what, shown, d.Screen())
		}
	}
	for _, keys := range []string{"G", "pgup*30", "k*3", "g", "pgdown*45", "ctrl+u*5", "G", "g", "G", "ctrl+u*80", "pgdown*20"} {
		key, times, _ := strings.Cut(keys, "*")
		count, _ := strconv.Atoi(times)
		for range max(1, count) {
			d.Press(key)
		}
		check(keys)
	}
	current := d.Current()
	tuitest.AddRows(t, db, "rbc", ledger.Transaction{
		ID: "new", AccountID: "visa", Date: 20261120, Name: "row -1", Amount: ledger.Money{Minor: -100, Currency: "CAD"},
	})
	above = 1
	d.Wait(time.Second)
	check("a new row")
	if now := d.Current(); now != current {
		t.Errorf("the current row is %s, it was %s", now, current)
	}
}

// Keys that come before the answers are not lost: neither those that come
// before the first rows, nor those pressed while changed rows are on their way.
func TestKeysBeforeAnswers(t *testing.T) {
	d := tuitest.Drive(t, tuitest.Household(t), 80, 24)
	d.Give(tuitest.Key(t, "3"))
	d.Give(tuitest.Key(t, "G"))
	d.RunAll()
	d.Shows("58/58")
	d.Press("g", "j")

	d.Give(ui.RevisionMsg{Revision: 1 << 40})
	for range 3 {
		d.Give(tuitest.Key(t, "j"))
	}
	current := d.Current()
	d.RunAll()
	if now := d.Current(); now != current {
		t.Errorf("the current row is %s, the person went to %s", now, current)
	}
	d.Shows("5/58")

	d.Give(ui.ListMsg{Filter: ledger.Filter{Query: "tim"}})
	d.Give(ui.RevisionMsg{Revision: 1<<40 + 1})
	d.RunAll()
	d.Shows("1/17")
}

// The line under the list says what it adds up to, and in how many currencies
// there is more than fits.
func TestSumsThatDoNotFit(t *testing.T) {
	db := tuitest.Household(t)
	for i, currency := range []string{"USD", "GBP", "JPY"} {
		tuitest.AddRows(t, db, "rbc", ledger.Transaction{
			ID: currency, AccountID: "chequing", Date: 20261119, Name: "Abroad", Amount: ledger.Money{Minor: int64(-12345678 * (i + 1)), Currency: currency},
		})
	}
	tuitest.OnTab(t, db, "3", 80, 24).Shows("in 3,643.58   out 4,102.53   net -458.95   and 4 other currencies")
	tuitest.OnTab(t, db, "3", 200, 60).Shows("net -458.95   out EUR 18.50   out GBP 246,913.56   out JPY 37,037,034", "out USD 123,456.78")
}
