package plaidsim

import (
	"encoding/json"
	"math/big"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// average is the mean of the amounts.
func average(rows []*bank.Transaction) json.Number {
	sum := new(big.Rat)
	for _, t := range rows {
		sum.Add(sum, draw.Rational(t.Amount))
	}
	return wire.TwoDecimals(sum.Quo(sum, big.NewRat(int64(len(rows)), 1)))
}
