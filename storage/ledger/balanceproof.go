package ledger

import (
	"slices"
	"time"
)

// BalanceProof compares what the bank says an account gained between two
// neighbouring snapshots of its balance with the posted rows that the syncs
// between them brought, changed or took back: not with the rows that are dated
// between them, because a row dated on Friday may be booked on Monday. Amounts
// are minor units of Currency.
type BalanceProof struct {
	AccountID      string
	AccountName    string
	Institution    string
	Currency       string
	From, To       Date      // the local days of the two snapshots
	FromBank       time.Time // when the bank itself last looked, UTC; zero: it does not say
	ToBank         time.Time
	Gained         int64   // by the bank's balance
	Brought        int64   // by the syncs; what they took back is taken off
	Unexplained    int64   // Gained less Brought
	ForeignAmounts []Money // posted rows dated after From up to To in other currencies, by code: they are in Gained in the bank's exchange, and not in Brought
}

// FirstUnexplained gives, for each account that does not add up, the step with
// which that began: what is unexplained from it on never came to nothing again.
// A bank whose balance runs a day ahead of its rows is so in order, once they
// came, and so is an account that paid abroad. The proofs are in the order of DB.BalanceProofs: the steps of an account
// together, oldest first.
func FirstUnexplained(proofs []BalanceProof) []BalanceProof {
	var out []BalanceProof
	for len(proofs) > 0 {
		var rest int64
		began, steps := -1, 0
		for ; steps < len(proofs) && proofs[steps].AccountID == proofs[0].AccountID; steps++ {
			if rest == 0 {
				began = steps
			}
			if !proofs[steps].exchanged() {
				rest = AddMinor(rest, proofs[steps].Unexplained)
			}
		}
		if rest != 0 {
			out = append(out, proofs[began])
		}
		proofs = proofs[steps:]
	}
	return out
}

// exchanged reports whether what is unexplained can be what rows in other
// currencies came to: one of them went the same way. At what rate, nobody tells.
func (p *BalanceProof) exchanged() bool {
	return slices.ContainsFunc(p.ForeignAmounts, func(m Money) bool { return m.Minor < 0 && p.Unexplained < 0 || m.Minor > 0 && p.Unexplained > 0 })
}
