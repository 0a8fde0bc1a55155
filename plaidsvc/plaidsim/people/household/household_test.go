package household

import (
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

const (
	platypus    = "ins_109508"
	tartan      = "ins_109511"
	houndstooth = "ins_109512"
)

var testDay, _ = draw.ParseDay("2026-11-19")

func bankOf(t *testing.T, institution string, seed uint64, today draw.Day, days int) profile.Profile {
	t.Helper()
	p, err := User(profile.Login{Institution: institution, User: "user_household", Seed: seed, Today: today, Days: days})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// cents reads a decimal text exactly.
func cents(t *testing.T, text string) int64 {
	t.Helper()
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%q is no decimal", text)
	}
	r.Mul(r, big.NewRat(100, 1))
	if !r.IsInt() {
		t.Fatalf("%q has more than two decimals", text)
	}
	return r.Num().Int64()
}

// dollars is a row's amount in its account's currency.
func dollars(t *testing.T, r profile.Planned) int64 {
	if r.Currency == "EUR" {
		return fromEuro(cents(t, r.Amount))
	}
	return cents(t, r.Amount)
}

func TestHouseholdBalancesAreTheSumOfItsRows(t *testing.T) {
	for institution, held := range accountsAt {
		p := bankOf(t, institution, 7, testDay, 2000)
		for i, a := range held {
			if p.Accounts[i].Type == "investment" {
				continue
			}
			worth := opening[a]
			for _, r := range p.Planned {
				if r.Account == i && r.Date <= testDay {
					worth -= dollars(t, r)
				}
			}
			if p.Accounts[i].Type != "depository" {
				worth = -worth
			}
			if got := cents(t, p.Accounts[i].Current); got != worth {
				t.Errorf("%s: current balance %d, its rows add up to %d", p.Accounts[i].Name, got, worth)
			}
		}
	}
}

func TestHouseholdCheckingStaysPlausible(t *testing.T) {
	for seed := range uint64(8) {
		p := bankOf(t, platypus, seed, testDay, 730)
		worth := cents(t, p.Accounts[0].Current)
		for _, r := range slices.Backward(p.Planned) {
			if r.Account != 0 || r.Date > testDay {
				continue
			}
			worth += dollars(t, r)
			if worth < 0 || worth > 2_000_000 {
				t.Fatalf("seed %d: checking holds %d cents before %s", seed, worth, r.Date)
			}
		}
	}
}

// flows adds up what left an account by day, for rows whose name matches.
func flows(t *testing.T, p profile.Profile, account int, name string) map[draw.Day]int64 {
	sums := map[draw.Day]int64{}
	for _, r := range p.Planned {
		if r.Account == account && r.Date <= testDay && strings.Contains(r.Name, name) {
			sums[r.Date] += dollars(t, r)
		}
	}
	return sums
}

func TestHouseholdTransfersMatchOnBothSides(t *testing.T) {
	p, q, h := bankOf(t, platypus, 3, testDay, 730), bankOf(t, tartan, 3, testDay, 730), bankOf(t, houndstooth, 3, testDay, 730)
	deposits := map[draw.Day]int64{}
	for _, x := range h.Trades {
		if x.Subtype == "deposit" {
			deposits[x.Date] += cents(t, x.Amount)
		}
	}
	for _, c := range []struct {
		name     string
		out, in  map[draw.Day]int64
		atLeast  int
		otherway bool
	}{
		{name: "to savings", out: flows(t, p, 0, "TRANSFER TO SAVINGS"), in: flows(t, p, 1, "TRANSFER FROM CHECKING"), atLeast: 24},
		{name: "cash back card", out: flows(t, p, 0, "PLATYPUS CARD AUTOPAY"), in: flows(t, p, 2, "AUTOMATIC PAYMENT"), atLeast: 24},
		{name: "travel card", out: flows(t, p, 0, "TARTAN BANK CARD"), in: flows(t, q, 0, "AUTOPAY PAYMENT"), atLeast: 20},
		{name: "car loan", out: flows(t, p, 0, "AUTO LOAN"), in: flows(t, q, 1, "PAYMENT RECEIVED"), atLeast: 24},
		{name: "student loan", out: flows(t, p, 0, "STUDENT LN"), in: flows(t, q, 2, "PAYMENT RECEIVED"), atLeast: 24},
		{name: "money market", out: flows(t, p, 0, "HOUNDSTOOTH BANK"), in: flows(t, h, 0, "FIRST PLATYPUS"), atLeast: 24},
		{name: "brokerage", out: flows(t, p, 0, "HOUNDSTOOTH BROKERAGE"), in: deposits, atLeast: 24},
	} {
		if len(c.out) < c.atLeast || len(c.out) != len(c.in) {
			t.Errorf("%s: %d payments out, %d in", c.name, len(c.out), len(c.in))
		}
		for d, sum := range c.out {
			if c.in[d] != -sum {
				t.Errorf("%s: %d out on %s, %d in", c.name, sum, d, c.in[d])
			}
		}
	}
}

func TestHouseholdRhythms(t *testing.T) {
	p := bankOf(t, platypus, 5, testDay, 730)
	var groceries [7]int64
	coffee := map[bool]int{}
	netflix := map[string]bool{}
	for _, r := range p.Planned {
		weekday := r.Authorized.Civil().Weekday
		switch {
		case r.Detailed == "FOOD_AND_DRINK_GROCERIES":
			groceries[weekday] += dollars(t, r)
		case r.Detailed == "FOOD_AND_DRINK_COFFEE":
			coffee[weekday == time.Saturday || weekday == time.Sunday]++
		case r.Merchant == "Netflix" && r.Date <= testDay:
			netflix[r.Amount] = true
		}
	}
	for d, sum := range groceries {
		if time.Weekday(d) != time.Saturday && sum*2 > groceries[time.Saturday] {
			t.Errorf("groceries of %s, %d, against Saturday's %d", time.Weekday(d), sum, groceries[time.Saturday])
		}
	}
	if coffee[true] > 0 || coffee[false] < 200 {
		t.Errorf("coffee on %d working days and %d others", coffee[false], coffee[true])
	}
	if len(netflix) != 2 {
		t.Errorf("Netflix had the prices %v, want two", netflix)
	}
}

func TestHouseholdEarnsSlightlyMoreThanItSpends(t *testing.T) {
	for seed := range uint64(3) {
		var in, out int64
		for institution := range accountsAt {
			for _, r := range bankOf(t, institution, seed, testDay, 365).Planned {
				switch {
				case r.Date > testDay:
				case strings.HasPrefix(r.Primary, "TRANSFER_"), r.Primary == "LOAN_PAYMENTS":
				case r.Primary == "INCOME":
					in -= dollars(t, r)
				default:
					out += dollars(t, r)
				}
			}
		}
		if out < in*6/10 || out > in*95/100 {
			t.Errorf("seed %d: %d in, %d out", seed, in, out)
		}
	}
}

func TestHouseholdTravelsInEuros(t *testing.T) {
	p := bankOf(t, tartan, 5, testDay, 730)
	days, fees := map[draw.Day]bool{}, 0
	for _, r := range p.Planned {
		if r.Currency == "EUR" && r.Date <= testDay {
			days[r.Authorized] = true
		}
		if r.Detailed == "BANK_FEES_FOREIGN_TRANSACTION_FEES" {
			fees++
		}
	}
	if len(days) != 2*tripDays || fees < 4 {
		t.Errorf("purchases in euros on %d days with %d fees, want two holidays of %d days", len(days), fees, tripDays)
	}
}

func TestHouseholdIsTheSameFromEveryDay(t *testing.T) {
	for institution := range accountsAt {
		early, late := bankOf(t, institution, 9, testDay, 400), bankOf(t, institution, 9, testDay+10, 410)
		index := map[profile.Planned]bool{}
		for _, r := range early.Planned {
			index[r] = true
		}
		seen := 0
		for _, r := range late.Planned {
			if r.Date > testDay+profile.Future {
				continue
			}
			seen++
			if !index[r] {
				t.Fatalf("%s: ten days earlier nobody knew of %+v", institution, r)
			}
		}
		if seen < 50 {
			t.Errorf("%s: only %d rows", institution, seen)
		}
	}
}

func TestHouseholdHasPendingRows(t *testing.T) {
	few := 0
	for i := range draw.Day(20) {
		n, today := 0, testDay-3*i
		for _, e := range simulate(2, today).entries {
			if e.Authorized <= today && e.Date > today {
				n++
			}
		}
		if n == 0 || n > 12 {
			t.Errorf("%d rows are pending on %s", n, today)
		}
		if n < 3 {
			few++
		}
	}
	if few > 4 {
		t.Errorf("fewer than three pending rows on %d of 20 days", few)
	}
}

func TestHouseholdLivesOn(t *testing.T) {
	for _, institution := range []string{platypus, tartan, "ins_109509"} {
		p := bankOf(t, institution, 4, testDay, 90)
		for n := range 30 {
			r := p.Live(n, testDay)
			if !r.Pending || r.Date != testDay || r.Name == "" || r.Primary == "" || cents(t, r.Amount) <= 0 || r.Account >= len(p.Accounts) {
				t.Fatalf("%s: live row %d is %+v", institution, n, r)
			}
		}
	}
}

func TestHouseholdHoldingsAreTheBalance(t *testing.T) {
	p := bankOf(t, houndstooth, 4, testDay, 730)
	sums := map[int]int64{}
	for _, h := range p.Holdings {
		sums[h.Account] += cents(t, h.Value)
	}
	for i, a := range p.Accounts {
		if a.Type == "investment" && sums[i] != cents(t, a.Current) {
			t.Errorf("%s: balance %s, holdings are worth %d", a.Name, a.Current, sums[i])
		}
	}
	if len(p.Holdings) < 4 || len(p.Trades) < 200 {
		t.Errorf("%d holdings, %d trades", len(p.Holdings), len(p.Trades))
	}
}
