package investments_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/investments"
	"passbook/storage/ledger"
	"passbook/storage/portfolio"
	"passbook/tui"
	"passbook/tui/tuitest"
)

// invested is the household with what its TFSA holds, as of two days, and an
// account in dollars.
func invested(t *testing.T) *storage.DB {
	t.Helper()
	db := tuitest.Household(t)
	tuitest.AddBank(t, db, ledger.Item{ID: "ib", InstitutionID: "ins_7", Institution: "Harbour Brokers", DaysRequested: 730},
		ledger.Account{ID: "usd", Name: "Margin", Mask: "7001", Kind: ledger.Investment, Subtype: "brokerage", Balance: ledger.Balance{Current: tuitest.Cents(11000), Currency: "USD"}},
	)
	index := portfolio.Security{ID: "xeqt", Name: "iShares Core Equity ETF Portfolio", Ticker: "XEQT", Type: "etf", Currency: "CAD", ISIN: "CA46436D1087"}
	bill := portfolio.Security{
		ID: "bill", Name: "Canada 3.25% 2028", Type: "fixed income", Currency: "CAD",
		Bond: &portfolio.FixedIncome{Yield: "3.25", YieldType: "coupon", FaceValue: "5000", Matures: 20280901},
	}
	cash := portfolio.Security{ID: "cad", Name: "Canadian dollar", Ticker: "CUR:CAD", Type: "cash", Cash: true, Currency: "CAD"}
	put := portfolio.Security{
		ID: "put", Name: "NFLX Feb 2028 355 put", Ticker: "NFLX280218P00355000", Type: "derivative", Currency: "USD",
		Option: &portfolio.Option{Kind: "put", Strike: "355", Expires: 20280218, Underlying: "NFLX"},
	}
	held := func(account string, s portfolio.Security, quantity, price string, value int64, cost *int64) portfolio.Holding {
		return portfolio.Holding{AccountID: account, Security: s, Quantity: quantity, Price: price, PricedOn: 20261119, Value: ledger.Money{Minor: value, Currency: s.Currency}, Cost: cost}
	}
	save := func(at time.Time, item, account string, list ...portfolio.Holding) {
		if err := investments.SaveHoldings(t.Context(), db, item, at, []string{account}, list); err != nil {
			t.Fatal(err)
		}
	}
	save(tuitest.Now.AddDate(0, 0, -9), "ws", "tfsa", held("tfsa", index, "700", "34.10", 2387000, tuitest.Cents(2100000)))
	save(tuitest.Now, "ws", "tfsa",
		held("tfsa", index, "747.7410424299285", "35.42", 2648499, tuitest.Cents(2262000)),
		held("tfsa", bill, "5000", "0.9481", 474050, nil),
		held("tfsa", cash, "351.71", "1", 35171, tuitest.Cents(35171)))
	save(tuitest.Now.AddDate(0, 0, -1), "ib", "usd", held("usd", put, "10000", "0.011", 11000, tuitest.Cents(12500)))
	rows := []portfolio.Transaction{
		{ID: "buy", AccountID: "tfsa", Security: index, Date: 20261112, Name: "BUY XEQT", Type: "buy", Subtype: "buy", Quantity: "47.7410424299285", Price: "33.93", Amount: ledger.Money{Minor: -162000, Currency: "CAD"}},
		{ID: "deposit", AccountID: "tfsa", Date: 20261110, Name: "CONTRIBUTION", Type: "cash", Subtype: "contribution", Amount: ledger.Money{Minor: 200000, Currency: "CAD"}},
		{ID: "dividend", AccountID: "tfsa", Security: index, Date: 20261002, Name: "DIVIDEND XEQT", Type: "cash", Subtype: "dividend", Amount: ledger.Money{Minor: 9872, Currency: "CAD"}},
	}
	if _, err := investments.SaveTransactions(t.Context(), db, "ws", tuitest.Now, 20241120, 20261120, rows); err != nil {
		t.Fatal(err)
	}
	return db
}

// open opens the page by way of the page that leads to it.
func open(t *testing.T, db *storage.DB, w, h int, options ...func(*tui.Options)) *tuitest.Driver {
	t.Helper()
	d := tuitest.Drive(t, db, w, h, options...)
	d.Press("6")
	for d.Current() != "" && d.Page() == "More" {
		d.Shows("Investments")
		if len(d.Current()) > 11 && d.Current()[:11] == "Investments" {
			d.Press("enter")
			break
		}
		d.Press("j")
	}
	if d.Page() != "Investments" {
		t.Fatalf("this is %s", d.Page())
	}
	return d
}

func TestInvestments(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := open(t, invested(t), w, h)
		d.Shows("$31,577.20", "▲ 3,864.99", "on 2 of 3, whose cost is known", "and USD 110.00", "as of Nov 19", "By type", "84%")
		d.Golden()
		d.Press("b", "b")
		d.Shows("By security", "Canada 3.25% 2028")
	})
}

// One holding: what is known of it, its transactions and its days.
func TestHolding(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := open(t, invested(t), w, h)
		d.Press("j", "enter")
		if d.Page() != "Holding" {
			t.Fatalf("enter went to %s", d.Page())
		}
		d.Shows("747.7410424299285", "35.42 of Nov 19", "CAD 26,484.99", "▲ 3,864.99", "BUY XEQT", "dividend", "Nov 11")
		d.Hides("CONTRIBUTION")
		d.Golden()
		d.Press("esc")
		d.Shows("By type")
		d.Press("g", "enter")
		d.Shows("put option on NFLX at 355 until 2028-02-18", "10,000", "▼ 15.00")
	})
}

// Nothing is asked for unless the person presses the key that says what it costs.
func TestNothingIsAskedUnasked(t *testing.T) {
	d := open(t, tuitest.Household(t), 120, 40)
	d.Shows("was not asked for yet")
	d.Hides("Plaid bills")
	d.Press("F")
	d.Shows("was not asked for yet", "passbook setup")
}

// sandbox is the cache of a bank that the embedded Plaid holds, with the service
// that asks it. asked counts the questions by path; fail has the next answer to one
// be an error.
func sandbox(t *testing.T) (db *storage.DB, service *plaidsvc.Service, asked func(path string) int, fail func(path, code string)) {
	t.Helper()
	var mu sync.Mutex
	paths := map[string]int{}
	sim := plaidsim.New(plaidsim.Options{Seed: 1, Now: func() time.Time { return tuitest.Now }})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		paths[r.URL.Path]++
		mu.Unlock()
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	db = tuitest.OpenCache(t)
	service, err := plaidsvc.New(plaidsvc.Config{
		ClientID: "client", Secret: "secret", Env: "sandbox", BaseURL: server.URL, LockDir: t.TempDir(), HistoryDays: 90,
		Now: func() time.Time { return tuitest.Now },
	}, db, vault.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	if _, err := service.LinkSandbox(t.Context(), "ins_109508", "", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := service.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	asked = func(path string) int {
		mu.Lock()
		defer mu.Unlock()
		return paths[path]
	}
	fail = func(path, code string) {
		t.Helper()
		res, err := http.Post(server.URL+"/sim/faults", "application/json",
			strings.NewReader(`{"fault":"error","path":"`+path+`","error_code":"`+code+`","count":1}`))
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatal(res, err)
		}
		res.Body.Close()
	}
	return db, service, asked, fail
}

// The key asks every bank that has an investment account, and what comes is shown.
// Another key has Plaid ask the banks first, and its words say that this is billed
// too.
func TestFetch(t *testing.T) {
	db, service, asked, _ := sandbox(t)
	d := open(t, db, 120, 40, func(o *tui.Options) { o.Service = service })
	d.Shows("was not asked for yet", "Plaid bills investments for each bank and month", "fetch (billed by Plaid)")
	d.Press("F")
	d.Until(func() bool { return d.Busy <= 1 }, "idle")
	d.Shows("Plaid 401k", "12,345.67", "Achillion", "By type")
	if n := asked("/investments/refresh"); n != 0 {
		t.Errorf("the banks were asked anew %d times, by nobody", n)
	}
	d.Press("?")
	d.Shows("R  refresh and fetch (billed by Plaid)")
	d.Press("esc", "R")
	d.Until(func() bool { return d.Busy <= 1 }, "idle")
	d.Shows("Fetched from First Platypus Bank.")
	if n, came := asked("/investments/refresh"), asked("/investments/holdings/get"); n != 1 || came != 2 {
		t.Errorf("the bank was asked anew %d times, and for its holdings %d times", n, came)
	}
}

// Why there are no investments is told in four different sentences, and so is over
// a list what went wrong after it came.
func TestWhyThereAreNone(t *testing.T) {
	db, service, _, fail := sandbox(t)
	d := open(t, db, 80, 24, func(o *tui.Options) { o.Service = service })
	press := func(key string) {
		d.Press(key)
		d.Until(func() bool { return d.Busy <= 1 }, "idle")
	}
	for code, words := range map[string]string{
		"NO_INVESTMENT_ACCOUNTS":      "First Platypus Bank has no investment account here, so there are no",
		"PRODUCTS_NOT_SUPPORTED":      "First Platypus Bank does not give investments through Plaid.",
		"PRODUCT_NOT_READY":           "First Platypus Bank is still preparing the investments.",
		"INSTITUTION_DOWN":            "First Platypus Bank",
		"ADDITIONAL_CONSENT_REQUIRED": "First Platypus Bank needs your consent for investments.",
	} {
		fail("/investments/holdings/get", code)
		press("F")
		d.Shows(words, "fetch it. Plaid bills investments")
	}
	press("F")
	d.Shows("Plaid 401k")
	d.Hides("▲ First Platypus")
	fail("/investments/refresh", "ADDITIONAL_CONSENT_REQUIRED")
	press("R")
	d.Shows("Plaid 401k")
	d.Press("?") // no words of a key are cut, at the smallest screen
	d.Shows("R  refresh and fetch (billed by", "Plaid)", "K  keep fetching daily (billed by")
	d.Press("esc")
	fail("/investments/holdings/get", "ADDITIONAL_CONSENT_REQUIRED")
	press("F")
	d.Shows("▲ First Platypus Bank needs your consent for investments.", "Plaid 401k")
}
