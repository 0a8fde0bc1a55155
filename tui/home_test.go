package tui

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// troubled is the household with a third bank that needs its owner, and an
// account in euros.
func troubled(t testing.TB) *storage.DB {
	t.Helper()
	db := household(t)
	addRows(t, db, "ws")
	addBank(t, db, ledger.Item{ID: "td", InstitutionID: "ins_42", Institution: "TD Canada Trust", DaysRequested: 90},
		ledger.Account{ID: "loc", Name: "Line of credit", Mask: "3305", Kind: ledger.Credit, Balance: ledger.Balance{Current: cents(-350000), Limit: cents(500000), Available: cents(150000)}},
		ledger.Account{ID: "euro", Name: "Euro account", Mask: "7711", Kind: ledger.Depository, Balance: ledger.Balance{Current: cents(120000), Currency: "EUR"}},
		ledger.Account{ID: "points", Name: "Points", Kind: "rewards", Balance: ledger.Balance{Current: cents(99900)}},
	)
	addRows(t, db, "td")
	err := db.SetProblem(context.Background(), "td", &ledger.Problem{
		Code: "ITEM_LOGIN_REQUIRED", Turn: ledger.TurnPerson, Since: testNow.AddDate(0, 0, -1),
		Sentence: "TD Canada Trust needs you to sign in again.",
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestHome(t *testing.T) {
	onSizes(t, func(t *testing.T, w, h int) { drive(t, household(t), w, h).golden() })
}

func TestHomeWithTroubles(t *testing.T) {
	onSizes(t, func(t *testing.T, w, h int) { drive(t, troubled(t), w, h).golden() })
}

func TestHomeWithoutABank(t *testing.T) {
	onSizes(t, func(t *testing.T, w, h int) { drive(t, openCache(t), w, h).golden() })
}

func TestHomeWhileTheDemoFills(t *testing.T) {
	d := drive(t, openCache(t), 80, 24, func(o *Options) { o.Begin = func(context.Context) error { return nil } })
	d.shows("The household is moving in")
	d.hides("link your first bank")
}

func TestHomeBeforeTheFirstSync(t *testing.T) {
	db := openCache(t)
	addBank(t, db, ledger.Item{ID: "rbc", Institution: "RBC Royal Bank"},
		ledger.Account{ID: "chequing", Name: "Chequing", Mask: "0034", Kind: ledger.Depository, Balance: ledger.Balance{Current: cents(421890)}})
	d := drive(t, db, 120, 40)
	d.shows("$4,218.90", "Nothing spent yet this month.", "No transactions yet")
}

// A dumb terminal gets charts of ASCII.
func TestHomeOnADumbTerminal(t *testing.T) {
	d := drive(t, household(t), 120, 40)
	d.send(tea.ColorProfileMsg{Profile: colorprofile.NoTTY})
	d.shows("###", "...", "     |")
	d.hides("█", "▂", "⠂")
}

// Every figure of the dashboard is the sum that it says it is: the home
// currency only, transfers and pending rows left out.
func TestHomeAddsUpWhatItSays(t *testing.T) {
	db := troubled(t)
	d := drive(t, db, 200, 60)
	// 4,218.90 + 12,640.33 - 1,284.07 + 31,577.20 - 3,500.00; points are no money.
	d.shows("Net worth  $43,652.36", "EUR 1,200.00 apart", "TD Canada Trust as of Nov 20", "5 of 7 accounts")
	d.hides("Transfer in")
	in, out := int64(0), int64(0)
	for _, row := range householdRows() {
		if row.Date.Month() != 202611 || row.Pending || ledger.IsTransfer(row.CategoryDetail) || row.Amount.Currency != "CAD" {
			continue
		}
		if row.Amount.Minor > 0 {
			in += row.Amount.Minor
		} else {
			out -= row.Amount.Minor
		}
	}
	d.shows("Spending  "+format.WithSymbol(format.Whole(ledger.Money{Minor: out, Currency: "CAD"}, "CAD"), ledger.Money{Minor: out, Currency: "CAD"}, "CAD"),
		"in "+format.Whole(ledger.Money{Minor: in, Currency: "CAD"}, "CAD"))
}

// This month is compared with the last one up to the same day, so that the
// twentieth is not compared with a whole month.
func TestHomeComparesTheSameDays(t *testing.T) {
	db := openCache(t)
	addBank(t, db, ledger.Item{ID: "rbc", Institution: "RBC"},
		ledger.Account{ID: "visa", Name: "Visa", Kind: ledger.Credit, Balance: ledger.Balance{Current: cents(-100)}})
	row := func(id string, day ledger.Date, minor int64) ledger.Transaction {
		return ledger.Transaction{
			ID: id, AccountID: "visa", Date: day, Name: id, Category: "FOOD_AND_DRINK", CategoryDetail: "FOOD_AND_DRINK_COFFEE",
			Amount: ledger.Money{Minor: minor, Currency: "CAD"},
		}
	}
	addRows(t, db, "rbc", row("a", 20261105, -5000), row("b", 20261005, -4000), row("c", 20261025, -90000))
	d := drive(t, db, 120, 40)
	d.shows("vs October, same day", "▲ 10")
	d.press("5")
	d.shows("▲ 10 vs Oct 1 to 20")
	d.press("left")
	d.shows("◀ October 2026 ▶", "$940.00")
}

func TestHomeFocusAndOpening(t *testing.T) {
	d := drive(t, household(t), 120, 40)
	// Net worth, accounts, spending, cash flow, recent: each says how many lines it has.
	for _, want := range []string{"quit", "1/6", "1/4", "1/6", "1/58"} {
		d.press("tab")
		if d.place() != want {
			t.Fatalf("tab went to %s, want %s", d.place(), want)
		}
	}
	d.press("shift+tab")
	if d.place() != "1/6" {
		t.Fatalf("shift+tab went to %s", d.place())
	}

	d.press("tab", "j", "j", "enter") // the third of the recent transactions
	if d.page() != "Transactions" {
		t.Fatalf("enter went to %s", d.page())
	}
	d.shows("3/", "▌Nov 18      Acme Corp")

	d.press("1", "tab", "enter")
	if d.page() != "Net worth" {
		t.Fatalf("enter on net worth went to %s", d.page())
	}
	d.press("1", "tab", "j", "enter")
	d.shows("Transactions", "From Chequing")
	d.hides("Loblaws")

	d.press("1", "tab", "enter")
	d.shows("Maple Property")
	d.hides("Loblaws", "Tim Hortons")

	d.press("1", "tab", "k", "enter")
	if d.page() != "Spending" {
		t.Fatalf("enter on cash flow went to %s", d.page())
	}
	d.shows("◀ ")
}

// A pane keeps its row when data arrives, and the dashboard follows the day.
func TestHomeFollowsTheData(t *testing.T) {
	db := household(t)
	d := drive(t, db, 80, 24)
	d.press("j", "j")
	d.shows("▌Nov 18  Acme Corp")
	addRows(t, db, "rbc", ledger.Transaction{
		ID: "new", AccountID: "visa", Date: 20261120, Name: "New Shop", Amount: ledger.Money{Minor: -100, Currency: "CAD"},
	})
	d.wait(2 * time.Second)
	d.shows("New Shop", "▌Nov 18  Acme Corp", "4/")
	d.now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	d.wait(2 * time.Second)
	d.shows("─ Dec ─", "Nothing spent yet this month.")
}

func TestHomeSurvivesHostileNames(t *testing.T) {
	db := openCache(t)
	evil := "\x1b[2J\u202eevil\x1b]0;x\a 👨‍👩‍👧 " + string(make([]byte, 300))
	addBank(t, db, ledger.Item{ID: "i", Institution: evil},
		ledger.Account{ID: "a", Name: evil, Mask: evil, Kind: ledger.AccountKind(evil), Subtype: evil, OfficialName: evil, Balance: ledger.Balance{Current: cents(-1 << 62), Limit: cents(1 << 62), Currency: "CAD"}},
		ledger.Account{ID: "b", Name: "", Kind: ledger.Depository})
	addRows(t, db, "i", ledger.Transaction{
		ID: "t", AccountID: "a", Date: 20261119, Name: evil, Merchant: evil, CategoryDetail: evil, Category: evil,
		Amount: ledger.Money{Minor: -1 << 50, Currency: "CAD"},
	})
	onSizes(t, func(t *testing.T, w, h int) {
		d := drive(t, db, w, h)
		for _, tab := range []string{"1", "2", "4", "5"} {
			d.press(tab)
			d.hides("\x1b", "\u202e")
		}
	})
}
