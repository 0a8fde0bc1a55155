package plaidsim

import (
	"encoding/json"
	"math/big"

	"passbook/plaidsvc/plaidsim/draw"
)

// jsonRational is a number with two decimals.
func jsonRational(r *big.Rat) json.Number { return json.Number(r.FloatString(2)) }

// average is the mean of the amounts.
func average(rows []*txn) json.Number {
	sum := new(big.Rat)
	for _, t := range rows {
		sum.Add(sum, draw.Rational(t.amount))
	}
	return jsonRational(sum.Quo(sum, big.NewRat(int64(len(rows)), 1)))
}
