package products_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"passbook/storage/investments"
	"passbook/storage/kept"
	"passbook/storage/ledger"
)

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

// TestDaysOfInvestments: kept by syncs, day by day, every holding and every
// transaction is that of the simulator's own books, and a day costs one question
// for each.
func TestDaysOfInvestments(t *testing.T) {
	p := newPerson(t)
	it := p.link("ins_109512", "user_household")
	if n := p.count("/investments/holdings/get") + p.count("/investments/transactions/get"); n != 0 {
		t.Fatalf("%d questions that nobody put", n)
	}
	if err := kept.Keep(t.Context(), p.db, it.ID, kept.Investments, true); err != nil {
		t.Fatal(err)
	}
	const days = 7
	first := p.clock()
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
		if d := sameSet(books, p.cacheTraded()); d != "" {
			t.Fatalf("day %d: %s", day, d)
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
	p.checkWindows(first)
}

// cacheTraded is every investment transaction of the cache, as bookRow.line has it.
func (p *person) cacheTraded() (lines []string) {
	p.Helper()
	rows, err := investments.Transactions(p.Context(), p.db, investments.Query{From: ledger.DateOf(p.clock().AddDate(0, -24, 0))})
	if err != nil {
		p.Fatal(err)
	}
	for _, r := range rows {
		lines = append(lines, strings.Join([]string{
			r.ID, r.AccountID, r.Security.ID, r.Date.String(), r.Type, r.Subtype, exact(json.Number(r.Quantity)), exact(json.Number(r.Price)), fmt.Sprint(r.Amount.Minor), minorOr(r.Fees),
		}, " "))
	}
	return lines
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
