package portfolio_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"passbook/storage/ledger"
	"passbook/storage/portfolio"
)

// TestReturnIsThatOfTheSpreadsheets: the example that the XIRR functions of
// spreadsheets are documented with comes to 37.34% a year.
func TestReturnIsThatOfTheSpreadsheets(t *testing.T) {
	flows := []ledger.DayAmount{{Date: 20080301, Minor: -275000}, {Date: 20081030, Minor: -425000}, {Date: 20090215, Minor: -325000}}
	_, yearly, err := portfolio.Return(1000000, flows, 275000, 20080101, 20090401)
	if err != nil || yearly.Percent() != "37.34" {
		t.Errorf("%s%% a year, %v", yearly.Percent(), err)
	}
}

func TestReturn(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, after int64
		flows         []ledger.DayAmount
		to            ledger.Date
		whole, yearly string
	}{
		{"nothing moved", 100000, 100000, nil, 20260201, "0.00", "0.00"},
		{"a tenth in a year", 100000, 110000, nil, 20270101, "10.00", "10.00"},
		{"a contribution is no gain", 100000, 150000, []ledger.DayAmount{{Date: 20260110, Minor: 50000}}, 20260201, "0.00", "0.00"},
		{"a withdrawal is no loss", 100000, 40000, []ledger.DayAmount{{Date: 20260110, Minor: -60000}}, 20260201, "0.00", "0.00"},
		{"all is lost", 100000, 0, nil, 20260201, "-100.00", "-100.00"},
		{"half to even", 2000000, 2000100, nil, 20270101, "0.00", "0.00"},     // 0.005
		{"half to even, up", 2000000, 2000300, nil, 20270101, "0.02", "0.02"}, // 0.015
		{"flows of other days are not of these", 100000, 100000, []ledger.DayAmount{{Date: 20260101, Minor: 7}, {Date: 20260202, Minor: 9}}, 20260201, "0.00", "0.00"},
		{"begun on the way", 0, 11000, []ledger.DayAmount{{Date: 20260111, Minor: 10000}}, 20260121, "21.00", "3141.47"},
	} {
		whole, yearly, err := portfolio.Return(c.before, c.flows, c.after, 20260101, c.to)
		if err != nil || whole.Percent() != c.whole || c.name != "begun on the way" && yearly.Percent() != c.yearly {
			t.Errorf("%s: %s%%, %s%% a year, %v", c.name, whole.Percent(), yearly.Percent(), err)
		}
	}
}

// TestReturnOfARandomLife grows an account at a rate a day that it chooses,
// forward and with another arithmetic, and asks for that rate back.
func TestReturnOfARandomLife(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		days := 30 + r.IntN(400)
		daily := 1 + (r.Float64()-0.45)/300
		held := float64(1_000_000_00 + r.IntN(1_000_000_00))
		before, start := int64(held), ledger.Date(20250101)
		var flows []ledger.DayAmount
		for day := 1; day <= days; day++ {
			held *= daily
			if r.IntN(20) == 0 {
				moved := int64(r.IntN(20_000_00) - 8_000_00)
				held += float64(moved)
				flows = append(flows, ledger.DayAmount{Date: start.AddDays(day), Minor: moved})
			}
		}
		whole, _, err := portfolio.Return(before, flows, int64(math.Round(held)), start, start.AddDays(days))
		want := (math.Pow(daily, float64(days)) - 1) * 10000
		if err != nil || math.Abs(float64(whole)-want) > 1 {
			t.Errorf("%d days at %g: %s%%, want %.3f%%, %v", days, daily, whole.Percent(), want/100, err)
		}
	}
}

// TestReturnThatNothingExplains: where more was taken out than there was, or
// nothing was ever there, no rate is made up.
func TestReturnThatNothingExplains(t *testing.T) {
	for name, err := range map[string]error{
		"nothing there":   returnOf(0, 0),
		"below zero":      returnOf(10000, 50000, ledger.DayAmount{Date: 20260110, Minor: -50000}, ledger.DayAmount{Date: 20260120, Minor: 80000}),
		"from nothing":    returnOf(0, 5000),
		"a sum too large": returnOf(ledger.TooLarge, 5000),
		"a debt":          returnOf(-10000, 5000),
	} {
		if !errors.Is(err, portfolio.ErrNoRate) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := portfolio.Return(1, nil, 1, 20260101, 20260101); !errors.Is(err, portfolio.ErrNoRate) {
		t.Errorf("no day: %v", err)
	}
}

func returnOf(before, after int64, flows ...ledger.DayAmount) error {
	_, _, err := portfolio.Return(before, flows, after, 20260101, 20260201)
	return err
}
