package tui

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/ui"
)

// Each state of the page, as it looks on each size.
func TestTransactionsScreens(t *testing.T) {
	for _, c := range []struct {
		name  string
		cache func(testing.TB) *storage.DB
		do    func(d *driver)
	}{
		{"list", household, func(d *driver) { d.press("j", "j", "j") }},
		{"end", household, func(d *driver) { d.press("G") }},
		{"find", household, func(d *driver) { d.press("/"); d.typed("tim") }},
		{"filtered", household, func(d *driver) { d.press("c"); d.typed("groc"); d.press("enter", "j") }},
		{"no match", household, func(d *driver) { d.press("/"); d.typed("nobody"); d.press("enter") }},
		{"nothing linked", openCache, func(*driver) {}},
		{"no rows yet", linkedOnly, func(*driver) {}},
		{"details", household, func(d *driver) { d.press("j", "j", "j", "enter") }},
		{"categories", household, func(d *driver) { d.press("c") }},
		{"accounts", household, func(d *driver) { d.press("o", "down", "down") }},
		{"dates", household, func(d *driver) { d.press("d"); d.typed("2026-10") }},
		{"help", household, func(d *driver) { d.press("?") }},
		{"annotated", household, func(d *driver) {
			d.press("j", "j", "j", "n")
			d.typed("with Ana, she owes half")
			d.press("enter", "t")
			d.typed("work #lunch")
			d.press("enter", "C")
			d.typed("Business meals")
			d.press("enter", "j", "h", "k")
		}},
		{"prompt", household, func(d *driver) { d.press("n"); d.typed("a note") }},
		{"hostile", hostile, func(d *driver) { d.press("enter") }},
		{"hostile list", hostile, func(*driver) {}},
	} {
		t.Run(c.name, func(t *testing.T) {
			onSizes(t, func(t *testing.T, w, h int) {
				d := onTab(t, c.cache(t), "3", w, h)
				c.do(d)
				d.golden()
			})
		})
	}
}

// linkedOnly is a cache with a bank that is still preparing the history.
func linkedOnly(t testing.TB) *storage.DB {
	db := openCache(t)
	addBank(t, db, ledger.Item{ID: "rbc", Institution: "RBC Royal Bank"},
		ledger.Account{ID: "chequing", Name: "Chequing", Mask: "0034", Kind: ledger.Depository, Balance: ledger.Balance{Current: cents(100)}})
	return db
}

// hostile is a cache of what a bank should not send.
func hostile(t testing.TB) *storage.DB {
	db := openCache(t)
	addBank(t, db, ledger.Item{ID: "x", Institution: "\x1b]0;owned\x07Bank \u202eknaB"},
		ledger.Account{ID: "a", Name: "\x1b[2JCheq\u200buing\n\n2", Mask: "00\x1b34", Kind: ledger.Depository, Balance: ledger.Balance{Current: cents(100)}})
	var rows []ledger.Transaction
	for i, name := range []string{
		"\x1b[31mred\x1b[0m shop", "\u202egnp.exe\u2066", strings.Repeat("long name ", 1000), "👨\u200d👩\u200d👧 family 👍🏽 🇨🇦",
		"日本の店とても長い名前の店舗でございますからとても長い名前の店舗でございます", "e\u0301\u0301\u0301\u0301 zalgo", "tab\tand\r\nlines", "",
		"\x1b]52;c;b3duZWQ=\x07clip", "\xff\xfebroken",
	} {
		rows = append(rows, ledger.Transaction{
			ID: fmt.Sprint("h", i), AccountID: "a", Date: ledger.Date(20261101).AddDays(i), Name: name, Original: name, Merchant: name,
			Amount: ledger.Money{Minor: -922337203685477580, Currency: "CAD"}, Category: "\x1b[5mFOOD", CategoryDetail: "\x1b[5mFOOD_" + strings.Repeat("X", 90),
			Channel: "on\u202eline", Rare: &ledger.Rare{Website: "\x1b]8;;http://evil\x07x", Location: ledger.Location{City: strings.Repeat("\u0300", 50)}},
		})
	}
	addRows(t, db, "x", rows...)
	return db
}

func TestMovingInTheList(t *testing.T) {
	d := onTab(t, household(t), "3", 80, 24)
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
		d.press(c.key)
		if got := d.place(); got != c.status {
			t.Errorf("after %s the status is %s, want %s", c.key, got, c.status)
		}
	}
}

func TestFindAsYouType(t *testing.T) {
	d := onTab(t, household(t), "3", 80, 24)
	d.press("/")
	d.typed("quit? q 1") // letters that are keys elsewhere
	if d.quit {
		t.Fatal("q in the find bar quit")
	}
	d.shows("quit? q 1", "No transactions match “quit? q 1”.")
	d.press("esc")
	d.shows("1/58")
	d.press("/")
	d.typed("tim h")
	d.shows("Tim Hortons", "1/17")
	d.hides("Loblaws")
	d.press("enter", "j")
	d.shows("/ tim h", "2/17")
	d.press("esc")
	d.shows("1/58", "merchant, note")
}

func TestFiltersNarrowTogether(t *testing.T) {
	d := onTab(t, household(t), "3", 120, 40)
	d.press("o")
	d.typed("0034")
	d.press("enter")
	d.shows("account Chequing ··0034", "3 transactions", "in 3,120.44", "out 2,150.00", "net +970.44")
	d.press("c")
	d.typed("rent")
	d.press("down", "enter")
	d.shows("category Rent", "1 transaction", "out 2,150.00")
	d.press("d")
	d.typed("2026-09")
	d.press("enter")
	d.shows("September 2026", "No transactions match category Rent, account Chequing ··0034,", "esc   clear the filter")
	d.press("esc")
	d.shows("1/58")
}

// Another process brings rows: they are there within a second, and the person
// stays on the row they were on.
func TestNewRowsKeepTheCurrentOne(t *testing.T) {
	db := household(t)
	d := onTab(t, db, "3", 120, 40)
	d.press("j", "j", "j", "j", "j")
	current := d.current()
	d.shows("6/58")
	addRows(t, db, "rbc", ledger.Transaction{
		ID: "new", AccountID: "visa", Date: 20261120, Name: "Brand new", Amount: ledger.Money{Minor: -100, Currency: "CAD"},
	})
	d.wait(time.Second)
	d.shows("7/59", "Brand new")
	if now := d.current(); now != current {
		t.Errorf("the current row is %s, it was %s", now, current)
	}
	d.press("g")
	addRows(t, db, "rbc", ledger.Transaction{
		ID: "newer", AccountID: "visa", Date: 20261120, Name: "Newer still", Amount: ledger.Money{Minor: -100, Currency: "CAD"},
	})
	d.wait(time.Second)
	d.shows("1/60", "Newer still")
}

func TestDetailsFollowTheList(t *testing.T) {
	d := onTab(t, household(t), "3", 80, 24)
	d.press("j", "j", "j", "enter")
	d.shows("Tim Hortons", "As billed", "TIM HORTONS #2841 TORONTO ON", "Toronto, ON", "17 visits", "Authorised", "4/58")
	d.press("k")
	d.shows("Acme Corp", "3/58")
	d.press("esc")
	d.shows("3/58", "Merchant")
	d.press("y")
	if want := "2026-11-18\tAcme Corp\t3120.44 CAD\tChequing ··0034"; d.copied() != want {
		t.Errorf("copied %q, want %q", d.copied(), want)
	}
	d.shows("copied")
}

// A posted row says what it was while it was pending.
func TestSettledAmount(t *testing.T) {
	db := household(t)
	addRows(t, db, "rbc", ledger.Transaction{
		ID: "posted", PendingID: "t001", AccountID: "visa", Date: 20261120, Name: "Presto", Merchant: "Presto",
		Amount: ledger.Money{Minor: -2400, Currency: "CAD"},
	})
	d := onTab(t, db, "3", 80, 24)
	d.press("/")
	d.typed("presto")
	d.press("enter", "enter")
	d.shows("authorised 20.00, posted 24.00")
}

func TestEditsAndUndo(t *testing.T) {
	db := household(t)
	d := onTab(t, db, "3", 120, 40)
	d.press("j", "j", "j", "n")
	d.typed("with Ana")
	d.press("enter")
	d.shows("Tim Hortons  “with Ana”", "saved; u takes it back")
	d.press("h")
	d.shows("hidden", "from spending and income")
	d.press("C")
	d.typed("Fun")
	d.press("enter")
	d.shows("Category    Fun", "Bank says   Coffee")
	d.press("t")
	d.typed("work #work trip")
	d.press("enter")
	d.shows("#work #trip")
	d.press("u", "u", "u")
	d.shows("“with Ana”")
	d.hides("Category    Fun", "#work", "from spending and income")
	d.press("u", "u")
	d.hides("with Ana")
	d.shows("nothing to take back")
	d.press("n")
	d.typed("never saved")
	d.press("esc")
	d.hides("never saved")
}

// A storage that fails says so once, and the page goes on.
func TestClosedCache(t *testing.T) {
	db, err := storage.Open(t.TempDir(), func() time.Time { return testNow })
	if err != nil {
		t.Fatal(err)
	}
	d := onTab(t, db, "3", 80, 24)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	d.press("/")
	d.typed("x")
	d.shows("▲ ")
	d.press("esc", "?")
	d.shows("Everywhere")
}

// Another page sends the person to the list with a filter: the details that
// were open over the list make way.
func TestListFromAnotherPage(t *testing.T) {
	d := onTab(t, household(t), "3", 80, 24)
	d.press("enter", "1")
	d.send(ui.ShowList(ledger.Filter{Category: "FOOD_AND_DRINK_COFFEE"}, ledger.Key{})())
	d.shows("category Coffee", "1/17")
	d.press("esc")
	d.shows("1/58")
}

func TestPasteIntoFind(t *testing.T) {
	d := onTab(t, household(t), "3", 80, 24)
	d.send(tea.PasteMsg{Content: "nowhere to go"})
	d.shows("1/58")
	d.press("/")
	d.send(tea.PasteMsg{Content: "maple\nprop"})
	d.shows("Maple Property", "1/1")
}

// Through 3,000 rows, in whatever way the person moves, the row at position n
// is the nth row, also after new rows came in above.
func TestLongList(t *testing.T) {
	db := openCache(t)
	addBank(t, db, ledger.Item{ID: "rbc", Institution: "RBC"},
		ledger.Account{ID: "visa", Name: "Visa", Kind: ledger.Credit, Balance: ledger.Balance{Current: cents(0)}})
	const n = 3000
	rows := make([]ledger.Transaction, n)
	for i := range rows {
		rows[i] = ledger.Transaction{
			ID: fmt.Sprint("t", i), AccountID: "visa", Date: ledger.Date(20261119).AddDays(-i), Name: fmt.Sprint("row ", i),
			Amount: ledger.Money{Minor: -100, Currency: "CAD"},
		}
	}
	addRows(t, db, "rbc", rows...)
	d := onTab(t, db, "3", 120, 40)
	above := 0
	row := regexp.MustCompile(`^│[ ▌][A-Z].*?  row (-?\d+) `)
	check := func(what string) {
		t.Helper()
		first, shown := 0, 0
		for line := range strings.Lines(d.screen()) {
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
			if want := fmt.Sprintf("%s/%s", format.Number(n+above+1), format.Number(len(rows)+above)); strings.Contains(line, "▌") && d.place() != want {
				t.Fatalf("after %s, row %d is at %s, want %s", what, n, d.place(), want)
			}
			shown++
		}
		if shown < 30 {
			t.Fatalf("after %s, %d rows are on the screen:\n%s", what, shown, d.screen())
		}
	}
	for _, keys := range []string{"G", "pgup*30", "k*3", "g", "pgdown*45", "ctrl+u*5", "G", "g", "G", "ctrl+u*80", "pgdown*20"} {
		key, times, _ := strings.Cut(keys, "*")
		count, _ := strconv.Atoi(times)
		for range max(1, count) {
			d.press(key)
		}
		check(keys)
	}
	current := d.current()
	addRows(t, db, "rbc", ledger.Transaction{
		ID: "new", AccountID: "visa", Date: 20261120, Name: "row -1", Amount: ledger.Money{Minor: -100, Currency: "CAD"},
	})
	above = 1
	d.wait(time.Second)
	check("a new row")
	if now := d.current(); now != current {
		t.Errorf("the current row is %s, it was %s", now, current)
	}
}

// Keys that come before the answers are not lost: neither those that come
// before the first rows, nor those pressed while changed rows are on their way.
func TestKeysBeforeAnswers(t *testing.T) {
	d := drive(t, household(t), 80, 24)
	d.give(keyPress(t, "3"))
	d.give(keyPress(t, "G"))
	d.settle()
	d.shows("58/58")
	d.press("g", "j")

	d.give(ui.RevisionMsg{Revision: 1 << 40})
	for range 3 {
		d.give(keyPress(t, "j"))
	}
	current := d.current()
	d.settle()
	if now := d.current(); now != current {
		t.Errorf("the current row is %s, the person went to %s", now, current)
	}
	d.shows("5/58")

	d.give(ui.ListMsg{Filter: ledger.Filter{Text: "tim"}})
	d.give(ui.RevisionMsg{Revision: 1<<40 + 1})
	d.settle()
	d.shows("1/17")
}
