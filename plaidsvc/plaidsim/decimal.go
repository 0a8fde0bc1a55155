package plaidsim

import (
	"encoding/json"
	"math/big"
)

// rational reads decimal text exactly; what is not a number is 0.
func rational(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return new(big.Rat)
	}
	return r
}

// jsonRational is a number with two decimals.
func jsonRational(r *big.Rat) json.Number { return json.Number(r.FloatString(2)) }

// average is the mean of the amounts.
func average(rows []*txn) json.Number {
	sum := new(big.Rat)
	for _, t := range rows {
		sum.Add(sum, rational(t.amount))
	}
	return jsonRational(sum.Quo(sum, big.NewRat(int64(len(rows)), 1)))
}
