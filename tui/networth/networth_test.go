package networth_test

import (
	"testing"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/tuitest"
)

func TestWorth(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { tuitest.OnTab(t, tuitest.Household(t), "4", w, h).Golden() })
}

func TestWorthWithTroubles(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { tuitest.OnTab(t, tuitest.Troubled(t), "4", w, h).Golden() })
}

func TestWorthWithoutABank(t *testing.T) {
	tuitest.OnTab(t, tuitest.OpenCache(t), "4", 80, 24).Shows("No balance is known yet.")
}

func TestWorthRangesAndDays(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "4", 120, 40)
	d.Shows("[1Y]", "Fri, Nov 20 2026")
	d.Press("-")
	d.Shows("[All]", "since Dec 15")
	d.Press("+", "+", "+", "+", "+")
	d.Shows("[1M]", "in 1 month")
	d.Press("left", "left")
	d.Shows("on Nov 18", "Wed, Nov 18 2026")
	d.Press("g")
	d.Shows("on Oct 21")
	d.Press("left")
	d.Shows("on Oct 21")
	d.Press("esc")
	d.Shows("Fri, Nov 20 2026")
	d.Hides("on Oct 21")
}

func TestWorthPartsAndCurrencies(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Troubled(t), "4", 120, 40)
	d.Shows("$43,652.36", "48,436.43", "-4,784.07", "EUR 1,200.00 apart")
	d.Press("a")
	d.Shows("Assets  $48,436.43")
	d.Press("b")
	d.Shows("Debts  -$4,784.07")
	d.Press("b")
	d.Hides("Debts  -$4,784.07")
	d.Press("c")
	d.Shows("€1,200.00", "CAD 43,652.36 apart")
	d.Press("c")
	d.Shows("$43,652.36")
}

// On a past day the parts are those of that day, accounts without rows included,
// and add up to the total; a change is that of the part.
func TestWorthOfAPastDayAddsUp(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "4", 120, 40)
	for _, day := range []struct{ key, total, assets, cash, invested, debts string }{
		{"left", "$45,679.13", "46,877.13", "15,888.79", "30,988.34", "-1,198.00"},
		{"g", "$42,508.79", "44,050.89", "15,120.48", "28,930.41", "-1,542.10"},
		{"esc", "$47,152.36", "48,436.43", "16,859.23", "31,577.20", "-1,284.07"},
	} {
		d.Press(day.key)
		d.Shows("  "+day.total, " "+day.assets, " "+day.cash, " "+day.invested, " "+day.debts)
	}
	d.Shows("▲ 4,643.57 since Dec 15 '25  (+10.9%)")
	d.Press("a") // from 44,050.89 to 48,436.43
	d.Shows("Assets  $48,436.43   ▲ 4,385.54 since Dec 15 '25  (+10.0%)")
}

// Accounts that are not known at both ends are in no change, and are named; on a
// day before they were known they are in no figure, and are named too.
func TestWorthNamesWhatItLeavesOut(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Troubled(t), "4", 120, 40)
	d.Shows("$43,652.36", "▲ 4,643.57", "line without Line of credit: not known on Dec 15 '25", "48k │")
	d.Hides("%")
	d.Press("left")
	d.Shows("$45,679.13", "on Nov 19", "Nov 19 without Line of credit, not known then")
}

// Enter on a part shows the accounts that make it, with the balances of the day,
// and on an account its transactions up to the day.
func TestWorthPartsOpen(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.OnTab(t, tuitest.Household(t), "4", w, h)
		d.Press("left", "enter")
		d.Shows("╭─ Assets on Nov 19 ─", "Chequing  ··0034", "3,748.46", "12,140.33", "TFSA", "30,988.34", "46,877.13")
		d.Hides("Visa")
		d.Golden()
		d.Press("enter")
		if d.Page() != "Transactions" {
			t.Fatalf("enter went to %s", d.Page())
		}
		d.Shows("To Savings", "to Nov 19")
	})
}

// newlyLinked is a bank whose accounts have their first rows on days of September,
// and a broker of which nothing but today's balance is known.
func newlyLinked(t *testing.T) *storage.DB {
	db := tuitest.OpenCache(t)
	tuitest.AddBank(t, db, ledger.Item{ID: "rbc", Institution: "RBC"},
		ledger.Account{ID: "chequing", Name: "Chequing", Kind: ledger.Depository, Balance: ledger.Balance{Current: tuitest.Cents(300000)}},
		ledger.Account{ID: "savings", Name: "Savings", Kind: ledger.Depository, Balance: ledger.Balance{Current: tuitest.Cents(900000)}},
	)
	tuitest.AddBank(t, db, ledger.Item{ID: "ws", Institution: "Wealthsimple"},
		ledger.Account{ID: "tfsa", Name: "TFSA", Kind: ledger.Investment, Balance: ledger.Balance{Current: tuitest.Cents(15000000)}})
	row := func(account string, day ledger.Date, minor int64) ledger.Transaction {
		return ledger.Transaction{ID: account + day.String(), AccountID: account, Date: day, Name: "Row", Amount: ledger.Money{Minor: minor, Currency: "CAD"}}
	}
	tuitest.AddRows(t, db, "rbc", row("chequing", 20260901, 100), row("chequing", 20260910, 10000), row("savings", 20260920, 5000), row("chequing", 20261110, 20000))
	tuitest.AddRows(t, db, "ws")
	return db
}

// The line is that of the accounts known all the while, and does not jump where
// another one became known. It begins when the accounts of a new bank are known,
// each of which is from its own first row on.
func TestWorthLineDoesNotJump(t *testing.T) {
	d := tuitest.OnTab(t, newlyLinked(t), "4", 120, 40)
	for range 2 { // a year, and all there is
		d.Shows("$162,000.00   ▲ 200.00 since Sep 20 ", "line without TFSA: not known on Sep 20", "11800 │", "12000 │")
		d.Hides("%", "160k", "150k")
		d.Press("-")
	}
	d.Press("g")
	d.Shows("$11,800.00  on Sep 20  ", "Sep 20 without TFSA, not known then")
	d.Hides("unchanged", "line without")
	d.Press("left", "right")
	d.Shows("$11,800.00  on Sep 21   = unchanged since Sep 20")
	d.Press("esc", "b") // there are no debts
	d.Shows("Debts  $0.00")
	d.Hides("unchanged")
}
