package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

// bookHolding is a holding of /investments/holdings/get, with its security's type.
type bookHolding struct {
	Account  string      `json:"account_id"`
	Security string      `json:"security_id"`
	Price    json.Number `json:"institution_price"`
	AsOf     string      `json:"institution_price_as_of"`
	Value    json.Number `json:"institution_value"`
	Cost     json.Number `json:"cost_basis"`
	Quantity json.Number
	kind     string
}

// yearHolding is a row of passbook holdings.
type yearHolding struct {
	Date     string
	Account  string `json:"account_id"`
	Security string `json:"security_id"`
	Quantity string
	Price    string
	PricedOn string `json:"price_date"`
	Value    string
	Cost     string
	Gain     string
}

// broker is the bank with the investments.
func (y *year) broker() *yearBank {
	return y.banks[slices.IndexFunc(y.banks, func(b *yearBank) bool { return b.institution == "ins_109512" })]
}

func (y *year) holdings() []bookHolding {
	y.t.Helper()
	var said struct {
		Holdings   []bookHolding
		Securities []struct {
			ID   string `json:"security_id"`
			Type string
		}
	}
	y.ask(y.broker(), "/investments/holdings/get", nil, &said)
	for i := range said.Holdings {
		for _, s := range said.Securities {
			if s.ID == said.Holdings[i].Security {
				said.Holdings[i].kind = s.Type
			}
		}
	}
	return said.Holdings
}

// heldLines are the holdings of now by the books, each as one line.
func (y *year) heldLines() (lines []string) {
	y.t.Helper()
	for _, h := range y.holdings() {
		value, _ := centsOf(y.t, h.Value)
		gain := ""
		if cost, ok := centsOf(y.t, h.Cost); ok {
			gain = decimalText(value-cost, 2)
		}
		lines = append(lines, strings.Join([]string{
			y.today(), h.Account, h.Security, y.exact(h.Quantity.String()), y.exact(h.Price.String()), h.AsOf,
			y.exact(h.Value.String()), y.exact(h.Cost.String()), y.exact(gain),
		}, " "))
	}
	slices.Sort(lines)
	return lines
}

// exact writes a decimal as a fraction; nothing for null.
func (y *year) exact(text string) string {
	y.t.Helper()
	if text == "" {
		return "none"
	}
	return total(y.t, text).RatString()
}

// holdHoldings holds passbook holdings of some days against the books of those days.
func (y *year) holdHoldings(days ...string) {
	y.t.Helper()
	for _, day := range days {
		var lines []string
		for _, h := range read[yearHolding](y, "holdings", "--on", day) {
			lines = append(lines, strings.Join([]string{
				h.Date, h.Account, h.Security, y.exact(h.Quantity), y.exact(h.Price), h.PricedOn, y.exact(h.Value), y.exact(h.Cost), y.exact(h.Gain),
			}, " "))
		}
		slices.Sort(lines)
		if diff := gocmp.Diff(y.held[day], lines); diff != "" || len(lines) < 3 {
			y.t.Errorf("%s: holdings of %s (- the books, + passbook):\n%s", y.today(), day, diff)
		}
	}
}

// holdAllocation holds how the holdings are spread against the books of today.
func (y *year) holdAllocation() {
	y.t.Helper()
	for by, of := range map[string]func(bookHolding) string{
		"type":     func(h bookHolding) string { return h.kind },
		"account":  func(h bookHolding) string { return h.Account },
		"security": func(h bookHolding) string { return h.Security },
	} {
		y.holdParts(by, of)
	}
}

// holdParts holds how the holdings are spread against their sums by the books.
func (y *year) holdParts(by string, of func(bookHolding) string) {
	y.t.Helper()
	type sum struct {
		value, cost, gain int64
		holdings, known   int
	}
	want, all := map[string]sum{}, int64(0)
	for _, h := range y.holdings() {
		s := want[of(h)]
		value, _ := centsOf(y.t, h.Value)
		s.value, s.holdings, all = s.value+value, s.holdings+1, all+value
		if cost, ok := centsOf(y.t, h.Cost); ok {
			s.cost, s.gain, s.known = s.cost+cost, s.gain+value-cost, s.known+1
		}
		want[of(h)] = s
	}
	parts := 0
	shares := 0
	for _, r := range read[struct {
		ID, Value, Share, Cost, Gain string
		Holdings                     int
		Known                        int `json:"cost_known"`
	}](y, "holdings", "--by", by) {
		parts++
		s := want[r.ID]
		got := sum{value: minorOf(y.t, r.Value, 2), holdings: r.Holdings, known: r.Known}
		if r.Known > 0 {
			got.cost, got.gain = minorOf(y.t, r.Cost, 2), minorOf(y.t, r.Gain, 2)
		}
		same(y, "holdings by "+by, got, s)
		exact := 100 * float64(s.value) / float64(all)
		if r.Share == "<1%" {
			same(y, "share below one half by "+by, exact < 1, true)
			continue
		}
		share, err := strconv.Atoi(strings.TrimSuffix(r.Share, "%"))
		if shares += share; err != nil || math.Abs(exact-float64(share)) >= 1 {
			y.differ("share of "+r.ID, r.Share, exact)
		}
	}
	same(y, "parts by "+by, parts, len(want))
	if shares > 100 || shares < 100-parts {
		y.differ("shares by "+by, shares, 100)
	}
}

// bookTrade is a row of /investments/transactions/get.
type bookTrade struct {
	ID       string `json:"investment_transaction_id"`
	Account  string `json:"account_id"`
	Date     string
	Type     string
	Subtype  string
	Amount   json.Number
	Fees     json.Number
	Price    json.Number
	Security *string `json:"security_id"`
	Quantity json.Number
}

// trades is every investment transaction since the 24 months before the year.
func (y *year) trades() (rows []bookTrade) {
	y.t.Helper()
	now := y.now()
	for {
		var said struct {
			Rows  []bookTrade `json:"investment_transactions"`
			Total int         `json:"total_investment_transactions"`
		}
		y.ask(y.broker(), "/investments/transactions/get", map[string]any{
			"start_date": now.AddDate(0, -24, 0).Format(time.DateOnly), "end_date": now.Format(time.DateOnly),
			"options": map[string]any{"count": 500, "offset": len(rows)},
		}, &said)
		if rows = append(rows, said.Rows...); len(rows) >= said.Total {
			return rows
		}
	}
}

// into is what a transaction brought into its account from outside, in cents.
func (r *bookTrade) into(y *year) int64 {
	y.t.Helper()
	switch r.Subtype {
	case "contribution", "deposit", "withdrawal", "distribution":
		cents, _ := centsOf(y.t, r.Amount)
		return -cents
	case "transfer": // of shares: employee stock
		return evenly(new(big.Rat).Mul(total(y.t, r.Quantity.String()), new(big.Rat).Mul(total(y.t, r.Price.String()), big.NewRat(100, 1))))
	case "send", "loan payment":
		y.t.Fatalf("the household has no %s", r.Subtype)
	}
	return 0
}

// holdTrades holds passbook investments against the books, row by row.
func (y *year) holdTrades() {
	y.t.Helper()
	from := y.now().AddDate(0, -24, 0).Format(time.DateOnly)
	var books, printed []string
	for _, r := range y.trades() {
		security, cents := "", int64(0)
		if r.Security != nil {
			security = *r.Security
		}
		cents, _ = centsOf(y.t, r.Amount)
		books = append(books, fmt.Sprint(r.ID, r.Account, r.Date, r.Type, r.Subtype, security, y.exact(r.Quantity.String()), y.exact(r.Price.String()),
			y.exact(r.Fees.String()), y.exact(decimalText(-cents, 2)), y.exact(decimalText(r.into(y), 2))))
	}
	for _, r := range read[struct {
		ID, Date, Type, Subtype, Quantity, Price, Amount, Fees, Moved string
		Account                                                       string `json:"account_id"`
		Security                                                      string `json:"security_id"`
	}](y, "investments", "--from", from) {
		printed = append(printed, fmt.Sprint(r.ID, r.Account, r.Date, r.Type, r.Subtype, r.Security, y.exact(r.Quantity), y.exact(r.Price),
			y.exact(r.Fees), y.exact(r.Amount), y.exact(r.Moved)))
	}
	slices.Sort(books)
	slices.Sort(printed)
	if diff := gocmp.Diff(books, printed); diff != "" || len(books) < 100 {
		y.t.Errorf("%s: %d investment transactions (- the books, + passbook):\n%s", y.today(), len(books), diff)
	}
}

// holdReturns holds what the investment accounts gained since the first day
// against their balances and what was put in; the rate is the one that makes of
// the first balance and what was put in the last one.
func (y *year) holdReturns() {
	y.t.Helper()
	first, last := y.days[0], y.today()
	put := map[string]map[string]int64{}
	for _, r := range y.trades() {
		if cents := r.into(y); cents != 0 && r.Date > first {
			for _, of := range []string{r.Account, ""} {
				if put[of] == nil {
					put[of] = map[string]int64{}
				}
				put[of][r.Date] += cents
			}
		}
	}
	count := 0
	for _, r := range read[struct {
		Account                       string `json:"account_id"`
		From, To, Before, After, Gain string
		PutIn                         string `json:"put_in"`
		Whole                         string `json:"return_percent"`
		Yearly                        string `json:"yearly_percent"`
	}](y, "investments", "--return") {
		count++
		before, after, moved := y.invested(r.Account, first), y.invested(r.Account, last), int64(0)
		for _, cents := range put[r.Account] {
			moved += cents
		}
		same(y, "return from", r.From+" to "+r.To, first+" to "+last)
		same(y, "before", minorOf(y.t, r.Before, 2), before)
		same(y, "after", minorOf(y.t, r.After, 2), after)
		same(y, "put in", minorOf(y.t, r.PutIn, 2), moved)
		same(y, "gained", minorOf(y.t, r.Gain, 2), after-before-moved)
		days := daysBetween(first, last)
		rate := func(percent string) float64 {
			f, _ := total(y.t, percent).Float64()
			return math.Log1p(f / 100)
		}
		daily := rate(r.Whole) / days
		grown := float64(before) * math.Exp(daily*days)
		most := float64(before)
		for day, cents := range put[r.Account] {
			grown += float64(cents) * math.Exp(daily*daysBetween(day, last))
			most += math.Abs(float64(cents))
		}
		// Half of a hundredth of a percent, of all that it was reckoned on.
		if off := math.Abs(grown - float64(after)); off > most*0.0001+1 {
			y.differ("return of "+r.Account, r.Whole, grown)
		}
		if yearly := rate(r.Yearly); math.Abs(yearly-daily*365) > 0.0001*365/days+0.0001 {
			y.differ("return a year of "+r.Account, r.Yearly, math.Expm1(daily*365)*100)
		}
	}
	same(y, "returns", count, 3)
}

// invested is what an investment account, or all together, was worth on a day.
func (y *year) invested(account, day string) (cents int64) {
	for _, a := range y.accounts(y.broker()) {
		if a.Type == "investment" && a.ID == cmp.Or(account, a.ID) {
			cents += y.worth[day][a.ID]
		}
	}
	return cents
}

func daysBetween(from, to string) float64 {
	a, _ := time.Parse(time.DateOnly, from)
	b, _ := time.Parse(time.DateOnly, to)
	return b.Sub(a).Hours() / 24
}
