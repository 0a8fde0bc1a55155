package home_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui"
	"passbook/tui/home"
	"passbook/tui/tuitest"
)

// visa is a cache with one card and rows of it in one category, and the clock
// that it goes by.
func visa(t *testing.T, category string, rows map[ledger.Date]int64) (*storage.DB, *time.Time) {
	t.Helper()
	now := tuitest.Now
	db, err := storage.Open(t.TempDir(), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	tuitest.AddBank(t, db, ledger.Item{ID: "rbc", Institution: "RBC"},
		ledger.Account{ID: "visa", Name: "Visa", Kind: ledger.Credit, Balance: ledger.Balance{Current: tuitest.Cents(-100)}})
	var all []ledger.Transaction
	for day, minor := range rows {
		all = append(all, ledger.Transaction{
			ID: day.String(), AccountID: "visa", Date: day, Name: "Row", Category: ledger.PrimaryCategory(category), CategoryDetail: category,
			Amount: ledger.Money{Minor: minor, Currency: "CAD"},
		})
	}
	tuitest.AddRows(t, db, "rbc", all...)
	return db, &now
}

// The first frame compares with nothing: what this month is compared with comes
// after it.
func TestFirstFrameSaysNothingThatIsNotKnown(t *testing.T) {
	db, _ := visa(t, "FOOD_AND_DRINK_COFFEE", map[ledger.Date]int64{20261105: -500000, 20261005: -100000, 20260901: -100})
	var later tea.Msg
	d := tuitest.Drive(t, db, 120, 40, func(o *tui.Options) {
		after := o.After
		o.After = func(wait time.Duration, msg tea.Msg) tea.Cmd {
			if wait < 100*time.Millisecond && later == nil { // the question after the first frame
				later = msg
				return nil
			}
			return after(wait, msg)
		}
	})
	d.Shows("Spending  $5,000", "Spent")
	d.Hides("vs ", "4,000", "5,000 ▲", "5,000 =")
	d.Send(later)
	d.Shows("vs Oct 1 to 20", "▲ 4,000", "5,000 ▲")
}

// A month that is not over is compared with the same days of the month before it,
// on its last day too; a whole month with a whole one.
func TestLastDayOfAMonth(t *testing.T) {
	db, now := visa(t, "FOOD_AND_DRINK_COFFEE", map[ledger.Date]int64{20261105: -5000, 20261005: -1000, 20261031: -3000, 20260901: -100})
	d := tuitest.OnTab(t, db, "5", 120, 40)
	for _, then := range []struct {
		month time.Month
		day   int
		shows string
	}{{time.November, 30, "▲ 40 vs Oct 1 to 30"}, {time.December, 1, "▲ 10 vs October"}} {
		*now = time.Date(2026, then.month, then.day, 12, 0, 0, 0, time.UTC)
		d.Now = *now
		d.Wait(2 * time.Second)
		d.Shows("◀ November 2026 ▶", then.shows)
	}
}

// Money into a card is never income, whatever the bank files it under.
func TestACardPaymentFiledAsWagesIsNoIncome(t *testing.T) {
	db, _ := visa(t, "INCOME_WAGES", map[ledger.Date]int64{20261105: 50000})
	d := tuitest.Drive(t, db, 120, 40)
	d.Shows("No pair found", "+500.00")
	if !regexp.MustCompile(`Income +0\.00`).MatchString(d.Screen()) {
		t.Errorf("there is income:\n%s", d.Screen())
	}
}

// The dashboard, the page of spending, the list and the overview without a
// terminal give one answer.
func TestFourPlacesOneAnswer(t *testing.T) {
	db := tuitest.Busy(t)
	// Rent 2,150.00, cheque 180.00, groceries 131.55, cash 100.00, rides 47.64,
	// people 60.00 - 25.00, coffee 23.58, fee 1.00, electronics 50.00 - 130.00.
	const spent, income, kept = "2,588.77", "3,400.44", "811.67"
	d := tuitest.Drive(t, db, 200, 60)
	for _, line := range []string{`Spent +` + spent, `Income +` + income, `Kept .*` + kept, `Pending .*-106\.14`, `Moved .*-400\.00`, `Hidden .*-99\.99`} {
		if !regexp.MustCompile(line).MatchString(d.Screen()) {
			t.Errorf("the dashboard has no %s:\n%s", line, d.Screen())
		}
	}
	d.Press("5")
	d.Shows("$"+spent, "in 3,400, kept 812")
	for d.Shows("▌"); !strings.Contains(d.Current(), "Spent"); {
		d.Press("j")
	}
	d.Press("enter")
	d.Shows("net -" + spent)
	var out bytes.Buffer
	if err := home.PrintOverview(t.Context(), &out, db, tuitest.Now); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{`Spent +-` + spent + ` CAD`, `Income +` + income + ` CAD`, `Kept +` + kept + ` CAD`, `Pending, not in it +-106\.14 CAD`, `Electronics +80\.00 CAD`, `Pending, not in it +-700\.00 EUR`} {
		if !regexp.MustCompile(line).MatchString(out.String()) {
			t.Errorf("the overview has no %s:\n%s", line, out.String())
		}
	}
}

// West of UTC, in the evening: the balance of tonight is today's on every page.
func TestEveningWestOfUTC(t *testing.T) {
	zone := time.FixedZone("PST", -8*3600)
	evening := time.Date(2026, 11, 20, 20, 0, 0, 0, zone) // November 21 in UTC
	db, err := storage.Open(t.TempDir(), func() time.Time { return evening })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.SaveItem(t.Context(), ledger.Item{ID: "rbc", Institution: "RBC", LinkedAt: evening.AddDate(0, 0, -2)}); err != nil {
		t.Fatal(err)
	}
	for _, then := range []struct {
		at    time.Time
		minor int64
	}{{evening.AddDate(0, 0, -1), 100000}, {evening, 600000}} {
		balance := ledger.Balance{Current: tuitest.Cents(then.minor), Currency: "USD", Source: ledger.Cached, FetchedAt: then.at}
		err := db.SaveAccounts(t.Context(), "rbc", []ledger.Account{{ID: "a", Name: "Chequing", Kind: ledger.Depository, Balance: balance}})
		if err != nil {
			t.Fatal(err)
		}
	}
	d := tuitest.Drive(t, db, 120, 40, func(o *tui.Options) { o.Now = func() time.Time { return evening } })
	d.Shows("Net worth  $6,000.00")
	d.Press("2")
	d.Shows("6,000.00")
	d.Hides("1,000.00")
	d.Press("4")
	d.Shows("$6,000.00   ▲ 5,000.00", "Fri, Nov 20 2026")
	d.Press("left")
	d.Shows("$1,000.00", "on Nov 19")
}

// An account that was not known in the days that the month is compared with is in
// the month and not in the comparison, and is named.
func TestComparisonNamesWhatItLeavesOut(t *testing.T) {
	db, _ := visa(t, "FOOD_AND_DRINK_COFFEE", map[ledger.Date]int64{20261105: -5000, 20261005: -1000, 20260901: -100})
	tuitest.AddBank(t, db, ledger.Item{ID: "td", Institution: "TD"},
		ledger.Account{ID: "new", Name: "New card", Kind: ledger.Credit, Balance: ledger.Balance{Current: tuitest.Cents(-100)}})
	tuitest.AddRows(t, db, "td", ledger.Transaction{
		ID: "tea", AccountID: "new", Date: 20261103, Name: "Tea", Category: "FOOD_AND_DRINK", CategoryDetail: "FOOD_AND_DRINK_COFFEE",
		Amount: ledger.Money{Minor: -70000, Currency: "CAD"},
	})
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.Drive(t, db, w, h)
		d.Shows("vs Oct 1 to 20", "without New card")
		d.Press("5")
		d.Shows("$750.00   ▲ 40 vs Oct 1 to 20", "compared without New card")
	})
}

// What was spent is never cut by what it is compared with.
func TestSpendingTitleIsWhole(t *testing.T) {
	tuitest.Drive(t, tuitest.Household(t), 160, 50).Shows("Spending  $2,353 ", " Nov vs Oct 1 to 20 ")
	tuitest.Drive(t, tuitest.Household(t), 120, 40).Shows("Spending  $2,353 ", " November vs Oct 1 to 20 ")
}

// The line of the year is of the accounts known all the while, and names the others.
func TestWorthLineOfTheYear(t *testing.T) {
	db := tuitest.Household(t)
	tuitest.AddBank(t, db, ledger.Item{ID: "qt", Institution: "Questrade"},
		ledger.Account{ID: "rrsp", Name: "RRSP", Kind: ledger.Investment, Balance: ledger.Balance{Current: tuitest.Cents(90000000)}})
	d := tuitest.Drive(t, db, 120, 40)
	d.Shows("Net worth  $947,152.36  ▲ 1,473.23 this month", "48k │", "42k │", "line and change without RRSP")
	d.Hides("500k", "900k")
	tuitest.Drive(t, db, 80, 24).Shows("▁▁▁▁▁▁▁▁▁▄▄▄▄▄▄▄▄▆█  12 months", "line and change without RRSP")
}
