package plaidsim

import (
	"encoding/json"
	"maps"
	"math/big"
	"testing"
	"time"
)

// held is a holding, and traded an investment transaction, as they are on the
// wire.
type held struct {
	Account  string      `json:"account_id"`
	Security string      `json:"security_id"`
	Value    json.Number `json:"institution_value"`
	Price    json.Number `json:"institution_price"`
	AsOf     string      `json:"institution_price_as_of"`
	Cost     json.Number `json:"cost_basis"`
	Quantity json.Number
}

type traded struct {
	ID            string `json:"investment_transaction_id"`
	Account       string `json:"account_id"`
	Security      string `json:"security_id"`
	Date, Type    string
	Subtype, Name string
	Quantity      json.Number
	Amount        json.Number
	Price, Fees   json.Number
}

type security struct {
	ID      string `json:"security_id"`
	Ticker  string `json:"ticker_symbol"`
	ISIN    string `json:"isin"`
	Market  string `json:"market_identifier_code"`
	Sector  string
	Subtype string
	Cash    bool `json:"is_cash_equivalent"`
}

// holdings are what the accounts hold, by account and security, and the
// securities by id.
func (f *family) holdings() (map[string]map[string]held, map[string]security) {
	f.t.Helper()
	var out struct {
		Accounts   []said
		Holdings   []held
		Securities []security
	}
	f.call("/investments/holdings/get", map[string]any{"access_token": f.token}, &out)
	by, securities := map[string]map[string]held{}, map[string]security{}
	for _, a := range out.Accounts {
		f.accounts[a.Name] = a
		by[a.Name] = map[string]held{}
	}
	for _, h := range out.Holdings {
		by[f.names[h.Account]][h.Security] = h
	}
	for _, s := range out.Securities {
		securities[s.ID] = s
	}
	return by, securities
}

// trades are all investment transactions of some days, newest first.
func (f *family) trades(from, to string) []traded {
	f.t.Helper()
	var all []traded
	for {
		var page struct {
			Rows  []traded `json:"investment_transactions"`
			Total int      `json:"total_investment_transactions"`
		}
		f.call("/investments/transactions/get", map[string]any{
			"access_token": f.token, "start_date": from, "end_date": to, "options": map[string]any{"count": 100, "offset": len(all)},
		}, &page)
		all = append(all, page.Rows...)
		if len(all) >= page.Total {
			return all
		}
	}
}

func rational(t *testing.T, n json.Number) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		t.Fatalf("%q is no number", n)
	}
	return r
}

// positions are what is held by what was held at first and traded since: amounts
// by account and ticker, all cash under one name.
type positions struct {
	t          *testing.T
	by         map[string]map[string]*big.Rat
	securities map[string]security // by id
}

func (p *positions) at(account, ticker string) *big.Rat {
	if p.by[account] == nil {
		p.by[account] = map[string]*big.Rat{}
	}
	if p.by[account][ticker] == nil {
		p.by[account][ticker] = new(big.Rat)
	}
	return p.by[account][ticker]
}

func (p *positions) ticker(id string) string {
	if p.securities[id].Cash {
		return "cash"
	}
	return p.securities[id].Ticker
}

// trade does what an investment transaction says.
func (p *positions) trade(account string, x traded) {
	cash := p.at(account, "cash")
	cash.Sub(cash, rational(p.t, x.Amount))
	if x.Security == "" {
		return
	}
	if _, known := p.securities[x.Security]; !known {
		p.t.Fatalf("%s: nobody said what %s is", x.Date, x.Name)
	}
	q := p.at(account, p.securities[x.Security].Ticker)
	q.Add(q, rational(p.t, x.Quantity))
}

// compare holds a day's holdings of an account against what was traded, and gives
// what they are worth.
func (p *positions) compare(today, account string, list map[string]held) *big.Rat {
	p.t.Helper()
	sum, seen := new(big.Rat), map[string]bool{}
	for id, h := range list {
		if q := p.at(account, p.ticker(id)); q.Cmp(rational(p.t, h.Quantity)) != 0 {
			p.t.Fatalf("%s: %s holds %s of %s, and by its transactions %s", today, account, h.Quantity, p.ticker(id), q.FloatString(4))
		}
		worth := new(big.Rat).Mul(rational(p.t, h.Quantity), rational(p.t, h.Price))
		if off := worth.Sub(worth, rational(p.t, h.Value)); off.Sign() < 0 || off.Cmp(big.NewRat(1, 100)) >= 0 || h.AsOf != today {
			p.t.Fatalf("%s: %s at %s of %s are said to be %s", today, h.Quantity, h.Price, h.AsOf, h.Value)
		}
		sum.Add(sum, rational(p.t, h.Value))
		seen[p.ticker(id)] = true
	}
	for name, q := range p.by[account] {
		if q.Sign() != 0 && !seen[name] {
			p.t.Fatalf("%s: %s should hold %s of %s", today, account, q.FloatString(4), name)
		}
	}
	return sum
}

// Every day of a year, what is held is what was held plus what was traded, a value
// is quantity times price, and the balance is the sum of the values.
func TestHouseholdsInvestmentsAreWhatWasTraded(t *testing.T) {
	t.Parallel()
	s := newSim(t, Options{Seed: 1})
	f := s.household("ins_109512")
	before, securities := f.holdings()
	p := &positions{t: t, by: map[string]map[string]*big.Rat{}, securities: securities}
	for account, list := range before {
		for id, h := range list {
			q := p.at(account, p.ticker(id))
			q.Add(q, rational(t, h.Quantity))
		}
	}
	kinds, ids := map[string]int{}, map[string]string{}
	for range 365 {
		s.clock.advance(24 * time.Hour)
		today := s.clock.now().Format(time.DateOnly)
		now, found := f.holdings()
		maps.Copy(securities, found)
		for _, x := range f.trades(today, today) {
			kinds[x.Type+" "+x.Subtype]++
			ids[x.ID] = x.Date
			p.trade(f.names[x.Account], x)
		}
		for account, list := range now {
			sum := p.compare(today, account, list)
			if a := f.accounts[account]; a.Type == "investment" && sum.Cmp(rational(t, a.Balances.Current)) != 0 {
				t.Fatalf("%s: %s is %s, its holdings are %s", today, account, a.Balances.Current, sum.FloatString(2))
			}
		}
	}
	for _, kind := range []string{"buy buy", "sell sell", "cash dividend", "cash contribution", "cash deposit", "cash withdrawal", "transfer transfer"} {
		if kinds[kind] < 2 {
			t.Errorf("in a year, %d of %s", kinds[kind], kind)
		}
	}
	for _, s := range securities {
		if !s.Cash && (s.Market == "" || s.Sector == "" || s.Subtype == "") {
			t.Errorf("%+v", s)
		}
	}
	last := ""
	for _, x := range f.trades("2024-01-01", "2027-12-31") {
		if last != "" && x.Date > last {
			t.Errorf("%s after %s: the newest is first", x.Date, last)
		}
		last = x.Date
		if day, known := ids[x.ID]; known && day != x.Date {
			t.Errorf("%s was of %s, and is of %s", x.ID, day, x.Date)
		}
		delete(ids, x.ID)
	}
	if len(ids) > 0 {
		t.Errorf("%d transactions have another id now", len(ids))
	}
}

// Employee stock that is sold arrives at the other bank.
func TestHouseholdsSaleArrives(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	f, joint := s.household("ins_109512"), s.household("ins_109509")
	arrived := joint.of("Joint Checking", "HOUNDSTOOTH")
	n := 0
	for _, x := range f.trades("2024-10-06", "2026-10-05") {
		if x.Type != "sell" {
			continue
		}
		n++
		proceeds := new(big.Rat).Mul(rational(t, x.Quantity), rational(t, x.Price))
		proceeds.Neg(proceeds.Add(proceeds, rational(t, x.Fees)))
		if proceeds.Neg(proceeds).Cmp(rational(t, x.Amount)) != 0 {
			t.Errorf("%+v: %s", x, proceeds.FloatString(2))
		}
		if len(arrived) < n || arrived[len(arrived)-n].Date != x.Date || arrived[len(arrived)-n].Amount != x.Amount {
			t.Errorf("%+v did not arrive: %+v", x, arrived)
		}
	}
	if n != 4 {
		t.Errorf("%d sales in two years", n)
	}
}
