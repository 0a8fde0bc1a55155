package investments_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"passbook/storage"
	"passbook/storage/investments"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/portfolio"
)

// life is a cache with a broker, under a clock that the test moves.
type life struct {
	*testing.T
	db  *storage.DB
	now time.Time
}

func newLife(t *testing.T) *life {
	t.Parallel()
	l := &life{T: t, now: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
	db, err := storage.Open(t.TempDir(), func() time.Time { return l.now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	l.db = db
	l.must(db.SaveItem(t.Context(), l.item("broker")))
	l.balance("broker", "ira", 100000)
	return l
}

func (l *life) item(id string) ledger.Item {
	return ledger.Item{ID: id, InstitutionID: "ins_1", Institution: "Houndstooth", LinkedAt: l.now.AddDate(0, 0, -1)}
}

func (l *life) must(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

// balance syncs the one account of an Item.
func (l *life) balance(itemID, accountID string, minor int64) {
	l.Helper()
	l.must(l.db.SaveAccounts(l.Context(), itemID, []ledger.Account{{
		ID: accountID, ItemID: itemID, Name: "Roth IRA", Mask: "5555", Kind: ledger.Investment, Subtype: "ira",
		Balance: ledger.Balance{Currency: "USD", Current: &minor, FetchedAt: l.now, Source: ledger.Cached},
	}}))
}

var fund = portfolio.Security{
	ID: "vti", Name: "Total Market", Ticker: "VTI", Type: "etf", Currency: "USD", ClosePrice: "27.5341", ClosedOn: 20261030, ISIN: "US9229087690",
}

var put = portfolio.Security{
	ID: "nflx", Name: "NFLX180201C00355000", Type: "derivative", Currency: "USD",
	Option: &portfolio.Option{Kind: "put", Strike: "355.0001", Expires: 20280201, Underlying: "NFLX"},
	Bond:   &portfolio.FixedIncome{Yield: "5.43", YieldType: "coupon", Matures: 20281031, FaceValue: "1000"},
}

func (l *life) hold(itemID, accountID string, holdings ...portfolio.Holding) {
	l.Helper()
	for i := range holdings {
		holdings[i].AccountID = accountID
	}
	l.must(investments.SaveHoldings(l.Context(), l.db, itemID, l.now, []string{accountID}, holdings))
}

func (l *life) holdings(on ledger.Date) []portfolio.Holding {
	l.Helper()
	list, err := investments.Holdings(l.Context(), l.db, on, l.now)
	l.must(err)
	return list
}

func (l *life) trades(itemID string, from, to ledger.Date, rows ...portfolio.Transaction) investments.Changes {
	l.Helper()
	did, err := investments.SaveTransactions(l.Context(), l.db, itemID, l.now, from, to, rows)
	l.must(err)
	return did
}

func of(security portfolio.Security, quantity string, minor int64, cost *int64) portfolio.Holding {
	return portfolio.Holding{Security: security, Quantity: quantity, Price: "27.53", PricedOn: 20261031, Value: usd(minor), Cost: cost}
}

func usd(minor int64) ledger.Money { return ledger.Money{Minor: minor, Currency: "USD"} }

func deposit(id, account string, day ledger.Date, minor int64) portfolio.Transaction {
	return portfolio.Transaction{ID: id, AccountID: account, Date: day, Name: "ACH", Type: "cash", Subtype: "deposit", Quantity: "0", Price: "0", Amount: usd(minor)}
}

// TestHoldingsByDay: each fetch keeps its day, exactly as it was said; a second one
// of the same day takes its place, and a day without one has that before it.
func TestHoldingsByDay(t *testing.T) {
	l := newLife(t)
	cost := int64(2350)
	first := of(fund, "47.74104242992852", 131440, &cost)
	l.hold("broker", "ira", first, of(put, "10000", 11000, nil))
	l.now = l.now.AddDate(0, 0, 3)
	l.hold("broker", "ira", of(fund, "40", 110136, nil))
	l.hold("broker", "ira", of(fund, "41.5", 114249, nil))
	if n := len(l.holdings(20261031)); n != 0 {
		t.Errorf("%d holdings before the first fetch", n)
	}
	old := l.holdings(20261103)
	if len(old) != 2 || old[0].Quantity != "47.74104242992852" || old[0].Value != usd(131440) || *old[0].Cost != 2350 || old[0].Date != 20261101 ||
		old[0].AccountName != "Roth IRA" || old[0].Institution != "Houndstooth" {
		t.Fatalf("%+v", old)
	}
	if d := gocmp.Diff(put, old[1].Security); d != "" {
		t.Error(d)
	}
	now := l.holdings(20261104)
	if len(now) != 1 || now[0].Quantity != "41.5" || now[0].Cost != nil {
		t.Errorf("%+v", now)
	}
	days, err := investments.Days(t.Context(), l.db, "ira", "vti")
	l.must(err)
	if len(days) != 2 || days[0].Date != 20261101 || days[1].Date != 20261104 || days[1].Value != usd(114249) {
		t.Errorf("%+v", days)
	}
	l.now = l.now.AddDate(0, 0, 1)
	l.hold("broker", "ira")
	if n := len(l.holdings(20261105)); n != 0 {
		t.Errorf("%d holdings after all was sold", n)
	}
	l.must(l.db.Check(t.Context()))
}

// TestASnapshotOfAClockThatWasAhead does not stand for today.
func TestASnapshotOfAClockThatWasAhead(t *testing.T) {
	l := newLife(t)
	l.hold("broker", "ira", of(fund, "1", 100, nil))
	right := l.now
	l.now = l.now.AddDate(9, 0, 0)
	l.hold("broker", "ira", of(fund, "9", 900, nil))
	l.now = right
	if now := l.holdings(20261101); len(now) != 1 || now[0].Quantity != "1" {
		t.Errorf("%+v", now)
	}
}

// TestAnUnknownAccount: what is of the known ones is kept all the same.
func TestAnUnknownAccount(t *testing.T) {
	l := newLife(t)
	h := of(fund, "1", 100, nil)
	h.AccountID = "ira"
	stranger := of(fund, "2", 200, nil)
	stranger.AccountID = "new"
	err := investments.SaveHoldings(t.Context(), l.db, "broker", l.now, []string{"ira", "new"}, []portfolio.Holding{h, stranger})
	if !errors.Is(err, investments.ErrUnknownAccount) || len(l.holdings(20261101)) != 1 {
		t.Errorf("%v, %+v", err, l.holdings(20261101))
	}
}

// TestTransactionsByWindows: rows are told apart by id, and only those of the
// days that were asked for can go.
func TestTransactionsByWindows(t *testing.T) {
	l := newLife(t)
	fees := int64(799)
	sale := portfolio.Transaction{
		ID: "sale", AccountID: "ira", Security: fund, Date: 20261030, Name: "SELL", Type: "sell", Subtype: "sell",
		Quantity: "-47.74104242992852", Price: "27.53", Amount: usd(128901), Fees: &fees,
	}
	if did := l.trades("broker", 20241101, 20261101, sale, deposit("old", "ira", 20250101, 500), deposit("late", "ira", 20261020, 700)); did != (investments.Changes{Added: 3}) {
		t.Errorf("%+v", did)
	}
	changed := deposit("late", "ira", 20261020, 701)
	if did := l.trades("broker", 20260901, 20261101, changed, deposit("new", "ira", 20261031, 900)); did != (investments.Changes{Added: 1, Changed: 1, Removed: 1}) {
		t.Errorf("%+v", did)
	}
	if did := l.trades("broker", 20260901, 20261101, changed, deposit("new", "ira", 20261031, 900)); did != (investments.Changes{}) {
		t.Errorf("the same again: %+v", did)
	}
	l.trades("broker", 20260901, 20261101, sale, changed, deposit("new", "ira", 20261031, 900))
	rows, err := investments.Transactions(t.Context(), l.db, investments.Query{})
	l.must(err)
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	if d := gocmp.Diff([]string{"new", "sale", "late", "old"}, ids); d != "" {
		t.Error(d)
	}
	sale.AccountName, sale.Mask, sale.Institution = "Roth IRA", "5555", "Houndstooth"
	if d := gocmp.Diff(sale, rows[1]); d != "" {
		t.Error(d)
	}
	rows, err = investments.Transactions(t.Context(), l.db, investments.Query{From: 20261030, To: 20261030, AccountID: "ira", SecurityID: "vti"})
	if err != nil || len(rows) != 1 || rows[0].ID != "sale" {
		t.Errorf("%v %+v", err, rows)
	}
	if first, last, err := investments.Known(t.Context(), l.db, "broker"); err != nil || first != 20241101 || last != 20261101 {
		t.Error(first, last, err)
	}
	states, err := kept.States(t.Context(), l.db)
	if err != nil || len(states) != 1 || !states[0].FetchedAt.Equal(l.now) {
		t.Errorf("%+v, %v", states, err)
	}
}

// TestABankThatIsLinkedAnew: the same account under another id, with rows under
// other ids, counts once, and its days go on.
func TestABankThatIsLinkedAnew(t *testing.T) {
	l := newLife(t)
	l.hold("broker", "ira", of(fund, "1", 100, nil))
	l.trades("broker", 20241101, 20261101, deposit("a", "ira", 20250101, 500), deposit("b", "ira", 20261020, 700))
	l.now = l.now.AddDate(0, 0, 2)
	l.must(l.db.ReplaceItem(t.Context(), "broker", l.item("anew"), []ledger.Account{{ID: "ira2", ItemID: "anew", Name: "Roth IRA", Mask: "5555", Kind: ledger.Investment, Subtype: "ira"}}))
	l.balance("anew", "ira2", 100000)
	if _, last, err := investments.Known(t.Context(), l.db, "anew"); err != nil || last != 0 {
		t.Errorf("known until %s, %v: the new login has said nothing", last, err)
	}
	l.hold("anew", "ira2", of(fund, "2", 200, nil))
	l.trades("anew", 20241103, 20261103, deposit("b2", "ira2", 20261020, 700), deposit("c2", "ira2", 20261102, 900))
	if now := l.holdings(20261103); len(now) != 1 || now[0].Quantity != "2" || now[0].AccountID != "ira2" {
		t.Errorf("%+v", now)
	}
	for _, id := range []string{"ira", "ira2"} {
		days, err := investments.Days(t.Context(), l.db, id, "vti")
		if err != nil || len(days) != 2 {
			t.Errorf("%v, %+v", err, days)
		}
	}
	rows, err := investments.Transactions(t.Context(), l.db, investments.Query{AccountID: "ira2"})
	l.must(err)
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	if !slices.Equal(ids, []string{"c2", "b2", "a"}) {
		t.Errorf("%v", ids)
	}
	l.must(l.db.Check(t.Context()))
	l.must(l.db.RemoveItem(t.Context(), "anew"))
	l.must(l.db.Check(t.Context()))
	_, counts, err := l.db.Schema(t.Context())
	l.must(err)
	for _, table := range []string{"securities", "holdings", "holding_days", "investment_transactions", "investment_windows"} {
		if counts[table] != 0 {
			t.Errorf("%d rows are left of %s", counts[table], table)
		}
	}
}

// TestThePastOfAnInvestmentAccount is worked back by what was put in and taken
// out: a contribution is no loss of what it came from, and prices that nobody told
// are not made up.
func TestThePastOfAnInvestmentAccount(t *testing.T) {
	l := newLife(t)
	worth := func() ledger.WorthLine {
		w, err := l.db.Worth(t.Context(), "USD", 0, ledger.DateOf(l.now))
		l.must(err)
		return w.Account("ira")
	}
	if line := worth(); len(line) != 1 {
		t.Fatalf("without transactions it begins when it was first seen: %+v", line)
	}
	dividend := portfolio.Transaction{ID: "d", AccountID: "ira", Date: 20261025, Type: "cash", Subtype: "dividend", Amount: usd(872)}
	l.trades("broker", 20241101, 20261101, deposit("a", "ira", 20261010, 50000), deposit("b", "ira", 20261020, 30000), deposit("c", "ira", 20261028, -10000),
		dividend, deposit("today", "ira", 20261101, 1000))
	line := worth()
	for day, want := range map[ledger.Date]int64{
		20261010: 79000, 20261019: 79000, 20261020: 109000, 20261027: 109000, 20261028: 99000, 20261031: 99000, 20261101: 100000,
	} {
		if p, known := line.On(day); !known || p.Minor != want || p.Observed != (day == 20261101) {
			t.Errorf("%s: %+v, want %d", day, p, want)
		}
	}
	if _, known := line.On(20261009); known {
		t.Error("a day before the first transaction is known")
	}
	// The balance that was seen stays, whatever comes late.
	l.trades("broker", 20261031, 20261101, deposit("today", "ira", 20261101, 2500))
	if p, _ := worth().On(20261101); p.Minor != 100000 {
		t.Errorf("%+v", p)
	}
	// No further than a flow in another currency, whose rate nobody told.
	euros := deposit("e", "ira", 20261015, 7)
	euros.Amount.Currency = "EUR"
	l.trades("broker", 20261015, 20261015, euros)
	line = worth()
	if line[0].Date != 20261015 {
		t.Errorf("it begins on %s", line[0].Date)
	}
}

// TestReturns: what was put in is apart, and nothing begins before it was seen.
func TestReturns(t *testing.T) {
	l := newLife(t)
	l.trades("broker", 20241101, 20261101)
	l.now = l.now.AddDate(0, 0, 10)
	l.balance("broker", "ira", 160500)
	l.trades("broker", 20261001, 20261111, deposit("a", "ira", 20261106, 50000))
	list, err := investments.Returns(t.Context(), l.db, "USD", 0, 20261111)
	l.must(err)
	if len(list) != 2 {
		t.Fatalf("%+v", list)
	}
	// 1,000.00 for ten days and 500.00 for five grew by 105.00: 8.25% to 8.27%
	// whether interest is simple or compound on the way.
	for _, r := range list {
		if r.From != 20261101 || r.To != 20261111 || r.Before != 100000 || r.PutIn != 50000 || r.Gain != 10500 || r.After != 160500 || !r.HasRate || r.Whole < 820 || r.Whole > 845 {
			t.Errorf("%+v", r)
		}
	}
	if list[0].AccountID != "ira" || list[1].AccountID != "" {
		t.Errorf("%+v", list)
	}
	if list, err := investments.Returns(t.Context(), l.db, "EUR", 0, 20261111); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}
