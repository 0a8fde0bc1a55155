package products_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/investments"
	"passbook/storage/kept"
	"passbook/storage/ledger"
)

// person is one with a cache and a bank at an embedded Plaid, under a clock that
// the test moves. What is asked through the service is counted.
type person struct {
	*testing.T
	db      *storage.DB
	service *plaidsvc.Service
	vault   vault.Vault
	sim     string // the embedded Plaid's address for the test's own questions

	mu     sync.Mutex
	now    time.Time
	asked  []string                                                 // the paths that the service asked, each with its body
	answer func(path string, body []byte) (status int, text string) // in Plaid's place; status 0: not
}

func (p *person) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *person) pass(days int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.AddDate(0, 0, days)
}

func newPerson(t *testing.T) *person {
	t.Parallel()
	p := &person{T: t, now: time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC), vault: vault.NewMemory()}
	sim := conform.Handler(t, plaidsim.New(plaidsim.Options{Seed: 1, Now: p.clock}))
	own := httptest.NewServer(sim)
	t.Cleanup(own.Close)
	p.sim = own.URL
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		p.mu.Lock()
		p.asked = append(p.asked, r.URL.Path+" "+string(body))
		answer := p.answer
		p.mu.Unlock()
		if answer != nil {
			if status, text := answer(r.URL.Path, body); status != 0 {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(status)
				io.WriteString(w, text)
				return
			}
		}
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	var err error
	if p.db, err = storage.Open(t.TempDir(), p.clock); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.db.Close() })
	p.service, err = plaidsvc.New(plaidsvc.Config{
		ClientID: "client", Secret: "secret", Env: "sandbox", BaseURL: front.URL, LockDir: t.TempDir(), HistoryDays: 90, Now: p.clock,
	}, p.db, p.vault)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.service.Close() })
	return p
}

func (p *person) link(institution, user string) ledger.Item {
	p.Helper()
	r, err := p.service.LinkSandbox(p.Context(), institution, user, "pass_good")
	if err != nil {
		p.Fatal(err)
	}
	p.sync()
	return r.Item
}

func (p *person) sync() {
	p.Helper()
	if all, err := p.service.Sync(p.Context()); err != nil || all[0].Err != nil {
		p.Fatal(err, all)
	}
}

// count says how often the service asked for something.
func (p *person) count(path string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, asked := range p.asked {
		if strings.HasPrefix(asked, path+" ") {
			n++
		}
	}
	return n
}

// answers has Plaid answer one path with an error.
func (p *person) answers(path, code string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = func(asked string, _ []byte) (int, string) {
		if asked != path {
			return 0, ""
		}
		return 400, `{"display_message":null,"error_code":"` + code + `","error_message":"x","error_type":"ITEM_ERROR","request_id":"req9"}`
	}
}

// ask puts a question to the embedded Plaid that passbook does not see.
func (p *person) ask(it ledger.Item, path, options string, answer any) {
	p.Helper()
	token, err := p.vault.Get(p.Context(), it.ID)
	if err != nil {
		p.Fatal(err)
	}
	res, err := http.Post(p.sim+path, "application/json", strings.NewReader(`{"client_id":"client","secret":"secret","access_token":"`+token+`"`+options+`}`))
	if err != nil {
		p.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(answer); err != nil || res.StatusCode != 200 {
		p.Fatal(path, res.StatusCode, err)
	}
}

// exact writes a JSON number as a fraction, and in cents where it is money.
func exact(n json.Number) string {
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		return "none"
	}
	return r.RatString()
}

func cents(n json.Number) string {
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		return "none"
	}
	return r.Mul(r, big.NewRat(100, 1)).FloatString(0)
}

func minorOr(n *int64) string {
	if n == nil {
		return "none"
	}
	return fmt.Sprint(*n)
}

// booksHeld is what the embedded Plaid says that the accounts hold.
func (p *person) booksHeld(it ledger.Item) (lines []string) {
	p.Helper()
	var said struct {
		Holdings []struct {
			Account  string      `json:"account_id"`
			Security string      `json:"security_id"`
			Price    json.Number `json:"institution_price"`
			AsOf     string      `json:"institution_price_as_of"`
			Value    json.Number `json:"institution_value"`
			Cost     json.Number `json:"cost_basis"`
			Quantity json.Number
		}
	}
	p.ask(it, "/investments/holdings/get", "", &said)
	for _, h := range said.Holdings {
		lines = append(lines, strings.Join([]string{h.Account, h.Security, exact(h.Quantity), exact(h.Price), h.AsOf, cents(h.Value), cents(h.Cost)}, " "))
	}
	return lines
}

// cacheHeld is the same of the cache.
func (p *person) cacheHeld() (lines []string) {
	p.Helper()
	list, err := investments.Holdings(p.Context(), p.db, ledger.DateOf(p.clock()), p.clock())
	if err != nil {
		p.Fatal(err)
	}
	for _, h := range list {
		lines = append(lines, strings.Join([]string{
			h.AccountID, h.Security.ID, exact(json.Number(h.Quantity)), exact(json.Number(h.Price)), h.PricedOn.String(), fmt.Sprint(h.Value.Minor), minorOr(h.Cost),
		}, " "))
	}
	return lines
}

type bookRow struct {
	ID      string `json:"investment_transaction_id"`
	Account string `json:"account_id"`
	Date    string
	Type    string
	Subtype string
	Amount  json.Number
	Fees    json.Number
	Price   json.Number

	Security *string `json:"security_id"`
	Quantity json.Number
}

// booksTraded is every investment transaction that the embedded Plaid has.
func (p *person) booksTraded(it ledger.Item) (rows []bookRow) {
	p.Helper()
	now := p.clock()
	for {
		var said struct {
			Rows  []bookRow `json:"investment_transactions"`
			Total int       `json:"total_investment_transactions"`
		}
		p.ask(it, "/investments/transactions/get", fmt.Sprintf(`,"start_date":"%s","end_date":"%s","options":{"count":77,"offset":%d}`,
			now.AddDate(0, -24, 0).Format(time.DateOnly), now.Format(time.DateOnly), len(rows)), &said)
		if rows = append(rows, said.Rows...); len(rows) >= said.Total {
			return rows
		}
	}
}

func (r bookRow) line() string {
	security := ""
	if r.Security != nil {
		security = *r.Security
	}
	out, _ := new(big.Rat).SetString(r.Amount.String())
	minor := out.Neg(out).Mul(out, big.NewRat(100, 1)).FloatString(0)
	return strings.Join([]string{r.ID, r.Account, security, r.Date, r.Type, r.Subtype, exact(r.Quantity), exact(r.Price), minor, cents(r.Fees)}, " ")
}

// sameSet compares lines whatever their order.
func sameSet(want, got []string) string {
	count := func(lines []string) map[string]int {
		set := map[string]int{}
		for _, l := range lines {
			set[l]++
		}
		return set
	}
	return gocmp.Diff(count(want), count(got))
}

// TestAMonthOfInvestments: kept by syncs, day by day, every holding and every
// transaction is that of the simulator's own books; a day costs one question for
// each, and the return of the month is the one that its balances and
// contributions come to.
func TestAMonthOfInvestments(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109512", "user_household")
	if n := p.count("/investments/holdings/get") + p.count("/investments/transactions/get"); n != 0 {
		t.Fatalf("%d questions that nobody put", n)
	}
	if err := kept.Keep(t.Context(), p.db, it.ID, kept.Investments, true); err != nil {
		t.Fatal(err)
	}
	const days = 31
	first := p.clock()
	before := map[string]string{}
	seen := map[string]bool{}
	for day := range days {
		p.sync()
		held := p.booksHeld(it)
		if d := sameSet(held, p.cacheHeld()); d != "" {
			t.Fatalf("day %d: %s", day, d)
		}
		seen[strings.Join(held, "\n")] = true
		var books []string
		for _, r := range p.booksTraded(it) {
			books = append(books, r.line())
		}
		rows, err := investments.Transactions(t.Context(), p.db, investments.Query{From: ledger.DateOf(p.clock().AddDate(0, -24, 0))})
		if err != nil {
			t.Fatal(err)
		}
		var cache []string
		for _, r := range rows {
			cache = append(cache, strings.Join([]string{
				r.ID, r.AccountID, r.Security.ID, r.Date.String(), r.Type, r.Subtype, exact(json.Number(r.Quantity)), exact(json.Number(r.Price)), fmt.Sprint(r.Amount.Minor), minorOr(r.Fees),
			}, " "))
		}
		if d := sameSet(books, cache); d != "" {
			t.Fatalf("day %d: %s", day, d)
		}
		if day == 0 {
			before = p.balances(it)
		}
		if day < days-1 {
			p.pass(1)
		}
	}
	if len(seen) < days/2 {
		t.Errorf("the portfolio was %d different ones in %d days", len(seen), days)
	}
	if n := p.count("/investments/holdings/get"); n != days {
		t.Errorf("holdings were asked for %d times in %d days", n, days)
	}
	p.checkReturn(it, first, before, p.balances(it))
	p.checkWindows(first)
}

// balances are those of the investment accounts, in cents, by id.
func (p *person) balances(it ledger.Item) map[string]string {
	p.Helper()
	var said struct {
		Accounts []struct {
			ID       string `json:"account_id"`
			Type     string
			Balances struct{ Current json.Number }
		}
	}
	p.ask(it, "/accounts/get", "", &said)
	held := map[string]string{}
	for _, a := range said.Accounts {
		if a.Type == "investment" {
			held[a.ID] = cents(a.Balances.Current)
		}
	}
	return held
}

// checkReturn works the gain of each account out of the bank's own books.
func (p *person) checkReturn(it ledger.Item, first time.Time, before, after map[string]string) {
	p.Helper()
	number := func(s string) *big.Int {
		n, ok := new(big.Int).SetString(s, 10)
		if !ok {
			p.Fatalf("%q", s)
		}
		return n
	}
	put := map[string]*big.Int{}
	for _, r := range p.booksTraded(it) {
		switch r.Subtype {
		case "contribution", "deposit", "withdrawal", "transfer":
			if r.Date > first.Format(time.DateOnly) {
				if put[r.Account] == nil {
					put[r.Account] = new(big.Int)
				}
				put[r.Account].Sub(put[r.Account], number(cents(r.Amount)))
			}
		}
	}
	list, err := investments.Returns(p.Context(), p.db, "USD", 0, ledger.DateOf(p.clock()))
	if err != nil || len(list) != len(before)+1 || len(put) == 0 {
		p.Fatalf("%v, %+v, %v", err, list, put)
	}
	for _, r := range list[:len(list)-1] {
		moved := put[r.AccountID]
		if moved == nil {
			moved = new(big.Int)
		}
		gain := new(big.Int).Sub(number(after[r.AccountID]), number(before[r.AccountID]))
		gain.Sub(gain, moved)
		if fmt.Sprint(r.PutIn) != moved.String() || fmt.Sprint(r.Gain) != gain.String() || !r.HasRate || fmt.Sprint(r.Before) != before[r.AccountID] {
			p.Errorf("%+v, want %s put in and %s gained", r, moved, gain)
		}
		// The account at the rate, month long and simply, comes near to what it is.
		near := float64(r.Before+r.PutIn/2) * float64(r.Whole) / 10000
		if gained := float64(r.Gain); near < gained-0.02*float64(r.Before) || near > gained+0.02*float64(r.Before) || near*gained < 0 {
			p.Errorf("%s%% of %d and %d is not %d", r.Whole.Percent(), r.Before, r.PutIn, r.Gain)
		}
	}
}

// checkWindows: the first question is for 24 months, the others for 60 days
// before what is known.
func (p *person) checkWindows(first time.Time) {
	p.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	var starts []string
	for _, asked := range p.asked {
		if _, body, ok := strings.Cut(asked, "/investments/transactions/get "); ok {
			var question struct {
				Start string `json:"start_date"`
			}
			if err := json.Unmarshal([]byte(body), &question); err != nil {
				p.Fatal(err)
			}
			starts = append(starts, question.Start)
		}
	}
	if starts[0] != first.AddDate(0, -24, 0).Format(time.DateOnly) || starts[len(starts)-1] != p.now.AddDate(0, 0, -61).Format(time.DateOnly) {
		p.Errorf("from %v", starts)
	}
}

// TestFourSentences: why there are no investments is told in four different ones,
// each of which says what is and what to do.
func TestFourSentences(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109508", "user_good")
	for _, c := range []struct {
		code, sentence string
		actor          ledger.Actor
	}{
		{"NO_INVESTMENT_ACCOUNTS", "First Platypus Bank has no investment account here, so there are no investments.", ledger.ActorWait},
		{"PRODUCTS_NOT_SUPPORTED", "First Platypus Bank does not give investments through Plaid.", ledger.ActorWait},
		{"PRODUCT_NOT_READY", "First Platypus Bank is still preparing the investments. Ask again in a few minutes.", ledger.ActorWait},
		{"ADDITIONAL_CONSENT_REQUIRED", `First Platypus Bank needs your consent for investments. Run passbook products add investments "First Platypus Bank" to give it at the bank.`, ledger.ActorPerson},
	} {
		p.answers("/investments/holdings/get", c.code)
		err := p.service.Products().Fetch(t.Context(), it.ID, kept.Investments)
		var e *problem.Error
		if !errors.As(err, &e) || e.Sentence != c.sentence || e.Code != c.code || e.Actor != c.actor {
			t.Errorf("%s: %v %+v", c.code, err, e)
		}
		states, err := kept.States(t.Context(), p.db)
		if err != nil || len(states) != 1 || states[0].Problem == nil || states[0].Problem.Code != c.code || !states[0].FetchedAt.IsZero() {
			t.Errorf("%s: %+v, %v", c.code, states, err)
		}
	}
}

// TestHistoryThatIsLate: what is there is kept, and the next sync asks again,
// however soon it is; then nothing is asked until the next day.
func TestHistoryThatIsLate(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109508", "user_good")
	if err := kept.Keep(t.Context(), p.db, it.ID, kept.Investments, true); err != nil {
		t.Fatal(err)
	}
	p.answers("/investments/transactions/get", "PRODUCT_NOT_READY")
	p.sync()
	if d := sameSet(p.booksHeld(it), p.cacheHeld()); d != "" {
		t.Error(d)
	}
	if _, last, err := investments.Known(t.Context(), p.db, it.ID); err != nil || last != 0 {
		t.Error(last, err)
	}
	p.mu.Lock()
	p.answer = nil
	p.mu.Unlock()
	p.sync()
	if _, last, err := investments.Known(t.Context(), p.db, it.ID); err != nil || last != 20261001 {
		t.Error(last, err)
	}
	asked := p.count("/investments/transactions/get")
	p.sync()
	if n := p.count("/investments/transactions/get"); n != asked {
		t.Errorf("%d questions where %d had been enough", n, asked)
	}
}

// TestRefreshOfInvestments has the bank asked once, and brings what there is.
func TestRefreshOfInvestments(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109508", "user_good")
	if err := p.service.Products().RefreshInvestments(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	if n := p.count("/investments/refresh"); n != 1 || len(p.cacheHeld()) == 0 {
		t.Errorf("%d refreshes, %d holdings", n, len(p.cacheHeld()))
	}
	p.answers("/investments/refresh", "PRODUCTS_NOT_SUPPORTED")
	if err := p.service.Products().RefreshInvestments(t.Context(), it.ID); err == nil || !strings.Contains(err.Error(), "does not give investments through Plaid") {
		t.Error(err)
	}
}

// TestPagesOfInvestmentTransactions: pages are asked for by offset, and where rows
// came while they were read they are read again, so that none is missing or there
// twice.
func TestPagesOfInvestmentTransactions(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109508", "user_good")
	accounts, err := p.db.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var account string
	for _, a := range accounts {
		if a.Kind == ledger.Investment {
			account = a.ID
		}
	}
	total, questions := 1203, 0
	p.mu.Lock()
	p.answer = func(path string, body []byte) (int, string) {
		if path != "/investments/transactions/get" {
			return 0, ""
		}
		questions++
		if questions == 2 {
			total++ // a row has come, and all others moved on by one
		}
		var question struct{ Options struct{ Count, Offset int } }
		if json.Unmarshal(body, &question) != nil {
			return 500, "{}"
		}
		var rows []string
		for i := question.Options.Offset; i < min(total, question.Options.Offset+question.Options.Count); i++ {
			rows = append(rows, fmt.Sprintf(`{"investment_transaction_id":"row%d","account_id":"%s","security_id":null,"date":"2026-09-%02d","name":"DEPOSIT",
				"quantity":0,"amount":-1.5,"price":0,"fees":null,"type":"cash","subtype":"deposit","iso_currency_code":"USD","unofficial_currency_code":null}`, total-i, account, 30-i%30))
		}
		return 200, fmt.Sprintf(`{"accounts":[],"securities":[],"investment_transactions":[%s],"total_investment_transactions":%d}`, strings.Join(rows, ","), total)
	}
	p.mu.Unlock()
	if err := p.service.Products().Fetch(t.Context(), it.ID, kept.Investments); err != nil {
		t.Fatal(err)
	}
	rows, err := investments.Transactions(t.Context(), p.db, investments.Query{})
	if err != nil || len(rows) != 1204 || rows[0].Amount.Minor != 150 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if questions != 5 {
		t.Errorf("%d questions", questions)
	}
}

// TestHostileInvestments: an answer that nothing can be made of leaves what there
// is.
func TestHostileInvestments(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109508", "user_good")
	if err := p.service.Products().Fetch(t.Context(), it.ID, kept.Investments); err != nil {
		t.Fatal(err)
	}
	was := p.cacheHeld()
	for name, holding := range map[string]string{
		"a power of ten that fills the memory": `"quantity":1e2000000000,"institution_price":1,"institution_value":1`,
		"a value beyond 64 bits":               `"quantity":1,"institution_price":1,"institution_value":1e30`,
		"no quantity":                          `"quantity":null,"institution_price":1,"institution_value":1`,
		"no number":                            `"quantity":{},"institution_price":1,"institution_value":1`,
	} {
		p.mu.Lock()
		p.answer = func(path string, _ []byte) (int, string) {
			if path != "/investments/holdings/get" {
				return 0, ""
			}
			return 200, `{"accounts":[],"securities":[{"security_id":"s","name":"S"}],"holdings":[{"account_id":"a","security_id":"s","iso_currency_code":"USD",` + holding + `}]}`
		}
		p.mu.Unlock()
		if err := p.service.Products().Fetch(t.Context(), it.ID, kept.Investments); err == nil || !strings.Contains(err.Error(), "documented shape") {
			t.Errorf("%s: %v", name, err)
		}
		if d := sameSet(was, p.cacheHeld()); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
