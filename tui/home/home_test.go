package home_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui"
	"passbook/tui/format"
	"passbook/tui/home"
	"passbook/tui/tuitest"
	"passbook/tui/ui"
)

func TestHome(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { tuitest.Drive(t, tuitest.Household(t), w, h).Golden() })
}

func TestHomeWithTroubles(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { tuitest.Drive(t, tuitest.Troubled(t), w, h).Golden() })
}

func TestHomeWithoutABank(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { tuitest.Drive(t, tuitest.OpenCache(t), w, h).Golden() })
}

// Two folders that differ at their end, or anywhere, look different.
func TestHomeNeverCutsTheFolder(t *testing.T) {
	const name = "/home/somebody/with a name/in/a/deep/folder/.local/share/passbook-sandbox"
	d := tuitest.Drive(t, tuitest.OpenCache(t), 80, 24, func(o *tui.Options) { o.DataDir = name })
	d.Shows("Everything stays on this computer, in", name)
	d = tuitest.Drive(t, tuitest.OpenCache(t), 120, 40, func(o *tui.Options) { o.DataDir = name })
	d.Shows("Everything stays in " + name + " on this computer.")
	long := strings.Repeat("/deeper", 20) + "/passbook-sandbox"
	d = tuitest.Drive(t, tuitest.OpenCache(t), 80, 24, func(o *tui.Options) { o.DataDir = long })
	if shown := strings.Join(strings.Fields(d.Screen()), ""); !strings.Contains(shown, long) {
		t.Error(d.Screen())
	}
}

// Where no bank is linked, the dashboard says where others lie, and only there.
func TestHomeSaysWhereOtherBanksAre(t *testing.T) {
	const elsewhere = "Banks linked with PLAID_ENV=production lie in /there: set PLAID_ENV=production to see them."
	set := func(o *tui.Options) { o.Elsewhere = func(context.Context) string { return elsewhere } }
	tuitest.Drive(t, tuitest.OpenCache(t), 120, 40, set).Shows(elsewhere, "Everything stays in")
	tuitest.Drive(t, tuitest.OpenCache(t), 80, 24, set).Shows("PLAID_ENV=production lie in /there", "Everything stays in", "passbook demo")
	tuitest.Drive(t, tuitest.Household(t), 120, 40, set).Hides("/there")
}

// The welcome page leads through keys, bank and history: what is missing, and
// what gives it.
func TestHomeLeadsThroughTheStart(t *testing.T) {
	const ready, done = "▸ 2  Link your first bank", "✓ 1  Give passbook your Plaid keys"
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		with := func(missing ...string) *tuitest.Driver {
			return tuitest.Drive(t, tuitest.OpenCache(t), size[0], size[1], func(o *tui.Options) { o.Missing = missing })
		}
		d := with("client_id", "secret")
		d.Shows("▸ 1  Give passbook your Plaid keys", "passbook setup", "passbook demo", "needs your Plaid keys")
		d.Hides("✓", "alone is missing", ready)
		with("client_id").Shows("▸ 1  Give", "the client_id alone is missing", "passbook setup")

		v := vault.NewMemory()
		d = tuitest.Drive(t, tuitest.OpenCache(t), size[0], size[1], func(o *tui.Options) { o.Service = service(t, o.DB, v) })
		d.RunAll()
		d.Shows("▸ 1  Give", "The Plaid secret is missing, and only that", "passbook setup", "PLAID_SECRET")
		if err := v.Set(t.Context(), vault.PlaidSecret, "secret"); err != nil {
			t.Fatal(err)
		}
		d = tuitest.Drive(t, tuitest.OpenCache(t), size[0], size[1], func(o *tui.Options) { o.Service = service(t, o.DB, v) })
		d.RunAll()
		d.Shows(done, ready, "3  Get its history")
		d.Hides("passbook setup")
	}
}

// service talks to nobody: only its vault is asked.
func service(t *testing.T, db *storage.DB, v vault.Vault) *plaidsvc.Service {
	t.Helper()
	svc, err := plaidsvc.New(plaidsvc.Config{ClientID: "client", Env: "sandbox", BaseURL: "http://127.0.0.1:1", LockDir: t.TempDir()}, db, v)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { svc.Close() })
	return svc
}

// A demo whose banks are all unlinked, or that failed, is no longer being filled.
func TestTheFillingEnds(t *testing.T) {
	for _, err := range []error{nil, errors.New("no room")} {
		db := tuitest.OpenCache(t)
		d := tuitest.Drive(t, db, 80, 24, func(o *tui.Options) {
			o.Begin = func(context.Context) error {
				tuitest.AddBank(t, db, ledger.Item{ID: "rbc", Institution: "RBC Royal Bank"})
				return errors.Join(err, db.RemoveItem(t.Context(), "rbc"))
			}
		})
		d.RunAll()
		d.Shows("Give passbook your Plaid keys")
		d.Hides("moving in")
	}
}

func TestHomeWhileTheDemoFills(t *testing.T) {
	page := home.New(&ui.Env{
		Ctx: t.Context(), DB: tuitest.OpenCache(t), Now: func() time.Time { return tuitest.Now }, Theme: ui.NewTheme(ui.Look{}),
		Filling: true, After: func(time.Duration, tea.Msg) tea.Cmd { return nil },
	})
	page.SetSize(80, 24)
	page.Update(page.Init()()) // no timer: the command is the question alone
	if shown := page.View(); !strings.Contains(shown, "The household is moving in") || strings.Contains(shown, "Link your first bank") {
		t.Error(shown)
	}
}

func TestHomeBeforeTheFirstSync(t *testing.T) {
	db := tuitest.OpenCache(t)
	tuitest.AddBank(t, db, ledger.Item{ID: "rbc", Institution: "RBC Royal Bank"},
		ledger.Account{ID: "chequing", Name: "Chequing", Mask: "0034", Kind: ledger.Depository, Balance: ledger.Balance{Current: tuitest.Cents(421890)}})
	d := tuitest.Drive(t, db, 120, 40)
	d.Shows("$4,218.90", "Nothing spent yet this month.", "No transactions yet")
}

// With ASCII alone, charts are drawn with it.
func TestHomeInASCII(t *testing.T) {
	d := tuitest.Drive(t, tuitest.Household(t), 120, 40, func(o *tui.Options) { o.Look.ASCII = true })
	d.Shows("###", "***", "     |")
	d.Hides("█", "▂", "⠂")
}

// Every figure of the dashboard is the sum that it says it is: the home
// currency only, transfers and pending rows left out.
func TestHomeAddsUpWhatItSays(t *testing.T) {
	db := tuitest.Troubled(t)
	d := tuitest.Drive(t, db, 200, 60)
	// 4,218.90 + 12,640.33 - 1,284.07 + 31,577.20 - 3,500.00; points are no money.
	d.Shows("Net worth  $43,652.36", "EUR 1,200.00 apart", "TD Canada Trust as of Nov 20", "5 of 7 accounts")
	d.Hides("Transfer in")
	in, out := int64(0), int64(0)
	for _, row := range tuitest.HouseholdRows() {
		if row.Date.Month() != 202611 || row.Pending || strings.HasPrefix(row.Category, "TRANSFER") || row.Amount.Currency != "CAD" {
			continue
		}
		if row.Amount.Minor > 0 {
			in += row.Amount.Minor
		} else {
			out -= row.Amount.Minor
		}
	}
	d.Shows("Spending  "+format.WithSymbol(format.Whole(ledger.Money{Minor: out, Currency: "CAD"}, "CAD"), ledger.Money{Minor: out, Currency: "CAD"}, "CAD"),
		"in "+format.Whole(ledger.Money{Minor: in, Currency: "CAD"}, "CAD"))
}

// This month is compared with the last one up to the same day, so that the
// twentieth is not compared with a whole month.
func TestHomeComparesTheSameDays(t *testing.T) {
	db := tuitest.OpenCache(t)
	tuitest.AddBank(t, db, ledger.Item{ID: "rbc", Institution: "RBC"},
		ledger.Account{ID: "visa", Name: "Visa", Kind: ledger.Credit, Balance: ledger.Balance{Current: tuitest.Cents(-100)}})
	row := func(id string, day ledger.Date, minor int64) ledger.Transaction {
		return ledger.Transaction{
			ID: id, AccountID: "visa", Date: day, Name: id, Category: "FOOD_AND_DRINK", CategoryDetail: "FOOD_AND_DRINK_COFFEE",
			Amount: ledger.Money{Minor: minor, Currency: "CAD"},
		}
	}
	tuitest.AddRows(t, db, "rbc", row("a", 20261105, -5000), row("b", 20261005, -4000), row("c", 20261025, -90000), row("d", 20260930, -100))
	d := tuitest.Drive(t, db, 120, 40)
	d.Shows("vs Oct 1 to 20", "▲ 10")
	d.Press("5")
	d.Shows("▲ 10 vs Oct 1 to 20")
	d.Press("left")
	d.Shows("◀ October 2026 ▶", "$940.00")
}

func TestHomeFocusAndOpening(t *testing.T) {
	d := tuitest.Drive(t, tuitest.Household(t), 120, 40)
	// Net worth, accounts, spending, cash flow, recent: each says how many lines it has.
	for _, want := range []string{"quit", "1/6", "1/10", "1/12", "1/58"} {
		d.Press("tab")
		if d.Place() != want {
			t.Fatalf("tab went to %s, want %s", d.Place(), want)
		}
	}
	d.Press("shift+tab")
	if d.Place() != "1/12" {
		t.Fatalf("shift+tab went to %s", d.Place())
	}

	d.Press("tab", "j", "j", "enter") // the third of the recent transactions
	if d.Page() != "Transactions" {
		t.Fatalf("enter went to %s", d.Page())
	}
	d.Shows("3/", "▌Nov 18      Acme Corp")

	d.Press("1", "tab", "enter")
	if d.Page() != "Net worth" {
		t.Fatalf("enter on net worth went to %s", d.Page())
	}
	d.Press("1", "tab", "j", "enter")
	d.Shows("Transactions", "From Chequing")
	d.Hides("Loblaws")

	d.Press("1", "tab", "enter")
	d.Shows("Maple Property")
	d.Hides("Loblaws", "Tim Hortons")

	d.Press("1", "tab", "G", "enter") // what went out this month
	if d.Page() != "Transactions" {
		t.Fatalf("enter on cash flow went to %s", d.Page())
	}
	d.Shows("figure Spent", "this month", "out 2,352.77")
}

// A pane keeps its row when data arrives, and the dashboard follows the day.
func TestHomeFollowsTheData(t *testing.T) {
	db := tuitest.Household(t)
	d := tuitest.Drive(t, db, 80, 24)
	d.Press("j", "j")
	d.Shows("▌Nov 18  Acme Corp")
	tuitest.AddRows(t, db, "rbc", ledger.Transaction{
		ID: "new", AccountID: "visa", Date: 20261120, Name: "New Shop", Amount: ledger.Money{Minor: -100, Currency: "CAD"},
	})
	d.Wait(2 * time.Second)
	d.Shows("New Shop", "▌Nov 18  Acme Corp", "4/")
	d.Now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	d.Wait(2 * time.Second)
	d.Shows("─ Dec ", "Nothing spent yet this month.")
}

func TestHomeSurvivesHostileNames(t *testing.T) {
	db := tuitest.OpenCache(t)
	evil := "\x1b[2J\u202eevil\x1b]0;x\a 👨‍👩‍👧 " + string(make([]byte, 300))
	tuitest.AddBank(t, db, ledger.Item{ID: "i", Institution: evil},
		ledger.Account{ID: "a", Name: evil, Mask: evil, Kind: ledger.AccountKind(evil), Subtype: evil, OfficialName: evil, Balance: ledger.Balance{Current: tuitest.Cents(-1 << 62), Limit: tuitest.Cents(1 << 62), Currency: "CAD"}},
		ledger.Account{ID: "b", Name: "", Kind: ledger.Depository})
	tuitest.AddRows(t, db, "i", ledger.Transaction{
		ID: "t", AccountID: "a", Date: 20261119, Name: evil, Merchant: evil, CategoryDetail: evil, Category: evil,
		Amount: ledger.Money{Minor: -1 << 50, Currency: "CAD"},
	})
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.Drive(t, db, w, h)
		for _, tab := range []string{"1", "2", "4", "5"} {
			d.Press(tab)
			d.Hides("\x1b", "\u202e")
		}
	})
}

// The first screen asks for its figures once, whatever the terminal says of
// itself in the meantime.
func TestOverviewIsAskedOnce(t *testing.T) {
	d := tuitest.Drive(t, tuitest.Household(t), 120, 40)
	answers := 0
	for _, msg := range d.Sent {
		if name := fmt.Sprintf("%T", msg); strings.Contains(name, "answerMsg") && strings.HasSuffix(name, ".overview]") {
			answers++
		}
	}
	if answers != 1 {
		t.Errorf("%d answers", answers)
	}
}

// While a vault lets wait, the welcome page says what it waits for.
func TestHomeWhileTheVaultIsSlow(t *testing.T) {
	db := tuitest.OpenCache(t)
	var timers []tea.Msg
	page := home.New(&ui.Env{
		Ctx: t.Context(), DB: db, Service: service(t, db, vault.NewMemory()), Now: func() time.Time { return tuitest.Now }, Theme: ui.NewTheme(ui.Look{}),
		After: func(_ time.Duration, msg tea.Msg) tea.Cmd {
			timers = append(timers, msg)
			return nil
		},
	})
	page.SetSize(80, 24)
	page.Update(page.Init()()) // the cache answers; the vault never does
	if strings.Contains(page.View(), "asking the vault") {
		t.Error("it waits before it has asked")
	}
	for i := 0; i < len(timers); i++ {
		page.Update(timers[i])
	}
	if shown := page.View(); !strings.Contains(shown, "asking the vault…") || strings.Contains(shown, "✓") {
		t.Error(shown)
	}
}
