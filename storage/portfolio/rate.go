package portfolio

import (
	"errors"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"passbook/storage/ledger"
)

// Rate is a return in hundredths of a percent, rounded half to even: 1234 is
// 12.34%.
type Rate int64

// ErrNoRate says that no return, or more than one, explains how a balance came
// about: nothing was invested, or more was taken out than there was.
var ErrNoRate = errors.New("no one return explains it")

// precision is the bits that a rate is worked out with: far beyond what is shown.
const precision = 256

// Return is the money-weighted return between two days (the internal rate of
// return): the growth a day at which what there was at the end of the first day,
// and each flow from the end of its day on, become what there is at the end of
// the last day. So money that was put in or taken out is no gain and no loss.
// All amounts are minor units of one currency; flows have days after from and up
// to to.
//
// whole is the growth over all of the days; yearly the same for 365 days.
// Errors: ErrNoRate.
func Return(before int64, flows []ledger.DayAmount, after int64, from, to ledger.Date) (whole, yearly Rate, err error) {
	days := daysBetween(from, to)
	if days <= 0 || before == ledger.TooLarge || after == ledger.TooLarge {
		return 0, 0, ErrNoRate
	}
	byDay := make([]int64, days+1)
	for _, f := range flows {
		if i := daysBetween(from, f.Date); i > 0 && i <= days {
			byDay[i] = ledger.AddMinor(byDay[i], f.Minor)
		}
	}
	if slices.Contains(byDay, ledger.TooLarge) {
		return 0, 0, ErrNoRate
	}
	byDay[0] = before
	growth, err := dailyGrowth(byDay, after)
	if err != nil {
		return 0, 0, err
	}
	if whole, err = toRate(power(growth, days)); err != nil {
		return 0, 0, err
	}
	yearly, err = toRate(power(growth, 365))
	return whole, yearly, err
}

// daysBetween counts the days from one to another.
func daysBetween(from, to ledger.Date) int {
	return int(to.Time().Sub(from.Time()).Hours() / 24)
}

// dailyGrowth finds the growth a day by halving an interval. Where the account is
// never below zero on the way there is one such growth and no other.
func dailyGrowth(byDay []int64, after int64) (*big.Float, error) {
	low, high := number(0), number(1)
	for doubled := 0; ; doubled++ {
		if end, _ := grow(byDay, high); end.Cmp(number(after)) > 0 {
			break
		}
		if doubled > 20 { // more than a million times a day
			return nil, ErrNoRate
		}
		high.Mul(high, number(2))
	}
	middle := number(0)
	for range precision {
		middle.Add(low, high)
		middle.Quo(middle, number(2))
		if end, _ := grow(byDay, middle); end.Cmp(number(after)) > 0 {
			high.Set(middle)
		} else {
			low.Set(middle)
		}
	}
	end, negative := grow(byDay, high)
	if gap := end.Sub(end, number(after)); negative || gap.Cmp(number(1)) > 0 {
		return nil, ErrNoRate
	}
	return high, nil
}

// grow gives what amounts become at a growth a day, and whether the account was
// below zero on the way.
func grow(byDay []int64, growth *big.Float) (end *big.Float, negative bool) {
	end = number(0)
	invested := false
	for i, amount := range byDay {
		if i > 0 {
			end.Mul(end, growth)
		}
		end.Add(end, number(amount))
		negative = negative || end.Sign() < 0
		invested = invested || end.Sign() > 0
	}
	return end, negative || !invested
}

// power is a growth over so many days.
func power(growth *big.Float, days int) *big.Float {
	out := number(1)
	for range days {
		out.Mul(out, growth)
	}
	return out
}

// toRate turns a growth into the rate that is more than 1, rounded half to even.
func toRate(growth *big.Float) (Rate, error) {
	scaled := new(big.Float).SetPrec(precision).Sub(growth, number(1))
	scaled.Mul(scaled, number(10000))
	if scaled.Cmp(number(1<<53)) > 0 {
		return 0, ErrNoRate
	}
	exact, err := decimal.NewFromString(scaled.Text('f', 12)) // what is beyond is the rest of halving
	return Rate(exact.RoundBank(0).IntPart()), err
}

func number(n int64) *big.Float { return new(big.Float).SetPrec(precision).SetInt64(n) }

// Percent writes a rate with two decimals: 12.34, -0.05.
func (r Rate) Percent() string {
	return string(ledger.AppendDecimal(nil, int64(r), 2))
}
