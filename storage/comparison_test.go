package storage

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// TestOneAnswerEverywhere: the figures that used to differ from place to place,
// for a month that has each of what they fell over.
func TestOneAnswerEverywhere(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	saveAccounts(t, db, account("checking", ledger.Depository, 100_000_00), account("card", ledger.Credit, -50_00))
	euro := row("checking", "holiday", "2026-03-07", -4_313_51, "TRAVEL_LODGING")
	euro.Amount.Currency = "EUR"
	rows := []ledger.Transaction{
		row("checking", "salary", "2026-03-01", 3_000_00, ""),
		row("checking", "rent", "2026-03-02", -1_800_00, ""),
		row("checking", "prize", "2026-03-03", 700_00, "INCOME_OTHER"),
		row("checking", "fee", "2026-03-03", -900_00, "OTHER_OTHER"),
		row("card", "camera", "2026-03-04", -20_00, "GENERAL_MERCHANDISE_ELECTRONICS"),
		row("card", "camera back", "2026-03-05", 100_00, "GENERAL_MERCHANDISE_ELECTRONICS"),
		row("card", "paid as wages", "2026-03-06", 250_00, "INCOME_WAGES"),
		row("checking", "cash", "2026-03-06", -200_00, "TRANSFER_OUT_WITHDRAWAL"),
		row("checking", "to a friend", "2026-03-08", -60_00, "TRANSFER_OUT_OTHER_TRANSFER_OUT"),
		row("checking", "from a friend", "2026-03-12", 45_00, "TRANSFER_IN_OTHER_TRANSFER_IN"),
		row("checking", "broker", "2026-03-09", -1_000_00, "TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS"),
		euro,
	}
	syncPages(t, db, "c1", Page{Added: rows})
	note(t, db, func(a *ledger.Annotation) { a.Category = "Side job" }, "fee")

	const income, spent = 3_700_00, 1_800_00 + 900_00 - 80_00 + 200_00 + 15_00
	month := monthOfDay(t, db, 20260301)
	days, err := db.FiguresBetween(t.Context(), "USD", 20260301, 20260331)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []ledger.Figures{month, days} {
		if f.Income != income || f.Spent != spent || f.Kept() != income-spent || f.Moved.Net() != -1_000_00 || f.Unpaired.Net() != 250_00 {
			t.Errorf("%+v", f)
		}
	}
	codes := map[string]int64{}
	for _, l := range month.Spends {
		codes[l.Code] = l.Minor
	}
	want := map[string]int64{
		ledger.CodeUncategorisedOut: 1_800_00, "Side job": 900_00, "TRANSFER_OUT_WITHDRAWAL": 200_00, ledger.CodePeople: 15_00,
		"GENERAL_MERCHANDISE_ELECTRONICS": -80_00,
	}
	if d := cmp.Diff(want, codes); d != "" {
		t.Error(d)
	}
	checkFigures(t, db, days)
	checkParts(t, db, days)
	if others, err := db.OtherCurrencies(t.Context(), 20260301, 20260331, "USD"); err != nil || len(others) != 1 || others[0].Spent != 4_313_51 {
		t.Errorf("%+v, %v", others, err)
	}
	// What was kept is what the accounts gained, less what is told apart.
	s, err := db.Summarize(t.Context(), ledger.Filter{Currency: "USD"})
	if err != nil || s.Sums[0].Posted.Net() != month.Kept()+month.Moved.Net()+month.Unpaired.Net()+month.Paired.Net() {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestFooterIsTheSumOfTheList: transfers are part of it, and told apart.
func TestFooterIsTheSumOfTheList(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	saveAccounts(t, db, account("checking", ledger.Depository, 0), account("savings", ledger.Depository, 0))
	hold := row("savings", "hold", "2026-03-05", -9_00, "BANK_FEES_OTHER_BANK_FEES")
	hold.Pending = true
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{
		row("checking", "out", "2026-03-02", -11_095_92, "TRANSFER_OUT_SAVINGS"),
		row("savings", "in", "2026-03-03", 11_095_92, "TRANSFER_IN_SAVINGS"),
		row("savings", "interest", "2026-03-04", 1_154_95, "INCOME_INTEREST_EARNED"),
		row("savings", "wrong", "2026-03-04", -5_00, "BANK_FEES_OTHER_BANK_FEES"), hold,
	}})
	note(t, db, func(a *ledger.Annotation) { a.Hidden = true }, "wrong")
	want := ledger.Summary{Count: 4, Sums: []ledger.Sums{{
		Currency: "USD",
		Posted:   ledger.Sum{In: 12_250_87, Count: 2}, Paired: ledger.Sum{In: 11_095_92, Count: 1},
		Pending: ledger.Sum{Out: -9_00, Count: 1}, Hidden: ledger.Sum{Out: -5_00, Count: 1},
	}}}
	for _, f := range []ledger.Filter{{AccountID: "savings"}, {AccountID: "savings", From: 20260302, To: 20260309}, {AccountID: "savings", Query: "row"}} {
		if s, err := db.Summarize(t.Context(), f); err != nil || !cmp.Equal(s, want) {
			t.Errorf("%+v: %+v, %v", f, s, err)
		}
	}
}

// TestCompareLikeWithLike: the same days, over the accounts that are known in
// both months.
func TestCompareLikeWithLike(t *testing.T) {
	t.Parallel()
	c := newClock() // March 15
	db := open(t, t.TempDir(), c)
	coffee := func(account, id, day string, minor int64) ledger.Transaction {
		return row(account, id, day, minor, "FOOD_AND_DRINK_COFFEE")
	}
	saveAccounts(t, db, account("checking", ledger.Depository, 0), account("new card", ledger.Credit, 0))
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{
		coffee("checking", "a", "2026-01-10", -300_00), coffee("checking", "b", "2026-02-10", -80_00), coffee("checking", "c", "2026-02-20", -500_00),
		coffee("checking", "d", "2026-03-10", -100_00), row("checking", "e", "2026-02-11", -7_00, "TRAVEL_FLIGHTS"),
		coffee("new card", "f", "2026-03-11", -40_00), // of a bank whose rows reach back: there were none
	}})
	if err := db.SaveItem(t.Context(), ledger.Item{ID: "item2", Institution: "Second Bank", LinkedAt: c.now}); err != nil {
		t.Fatal(err)
	}
	other := account("other", ledger.Depository, 0)
	other.Name = "Linked in March"
	if err := db.SaveAccounts(t.Context(), "item2", []ledger.Account{other, account("a loan without rows", ledger.Loan, -1)}); err != nil {
		t.Fatal(err)
	}
	syncItem(t, db, "item2", Outcome{Cursor: "c1"}, Page{Added: []ledger.Transaction{coffee("other", "o", "2026-02-25", -900_00), coffee("other", "p", "2026-03-05", -1_000_00)}})

	if backwards, err := db.FiguresBetween(t.Context(), "USD", 20260310, 20260205); err != nil || backwards.Spent != 0 {
		t.Errorf("days that end before they begin: %+v, %v", backwards, err)
	}
	f := monthOfDay(t, db, 20260301)
	if err := db.Compare(t.Context(), &f); err != nil {
		t.Fatal(err)
	}
	want := &ledger.Comparison{
		Now: ledger.Days{From: 20260301, To: 20260315}, Before: ledger.Days{From: 20260201, To: 20260215},
		NowSpent: 140_00, BeforeSpent: 87_00, LeftOut: []string{"Linked in March"},
	}
	if d := cmp.Diff(want, f.Compared); d != "" || f.Spent != 1_140_00 {
		t.Errorf("%d: %s", f.Spent, d)
	}
	at := slices.IndexFunc(f.Spends, func(l ledger.Line) bool { return l.Code == "FOOD_AND_DRINK_COFFEE" })
	if l := f.Spends[at]; !l.Compared || l.Minor != 1_140_00 || l.Now != 140_00 || l.Before != 80_00 {
		t.Errorf("%+v", l)
	}
	// A month that is over is compared as a whole.
	f = monthOfDay(t, db, 20260201)
	if err := db.Compare(t.Context(), &f); err != nil || f.Compared != nil {
		t.Errorf("no account is known in all of January: %+v, %v", f.Compared, err)
	}
	c.advance(30 * 24 * time.Hour)
	f = monthOfDay(t, db, 20260301)
	if err := db.Compare(t.Context(), &f); err != nil || f.Compared.NowSpent != 140_00 || f.Compared.BeforeSpent != 587_00 {
		t.Errorf("%+v, %v", f.Compared, err)
	}
}

// TestHomeCurrency: the one of most rows, not of most accounts.
func TestHomeCurrency(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	check := func(want string) {
		t.Helper()
		if got, err := db.HomeCurrency(t.Context()); err != nil || got != want {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	check("")
	accounts := []ledger.Account{account("checking", ledger.Depository, 100_000_00), account("trip", ledger.Depository, 11_00), account("old", ledger.Depository, 0)}
	accounts[1].Balance.Currency, accounts[2].Balance.Currency = "EUR", "EUR"
	saveAccounts(t, db, accounts...)
	check("EUR")
	foreign := row("trip", "b", "2026-03-02", -100, "")
	foreign.Amount.Currency = "EUR"
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{row("checking", "a", "2026-03-01", -100, ""), row("checking", "c", "2026-03-03", -100, ""), foreign}})
	check("USD")
	db.Use(ledger.Settings{HomeCurrency: "CHF"})
	check("CHF")
}
