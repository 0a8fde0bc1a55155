package accounts

import (
	"context"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// proof says whether an account's rows add up to what its bank's balance gained.
type proof struct {
	since  ledger.Date          // the first snapshot that is compared
	failed *ledger.BalanceProof // the step with which they stopped adding up; nil: they do
}

// loadProofs gives the proofs of the accounts of which two balances are known at
// least.
func loadProofs(ctx context.Context, db *storage.DB) (map[string]proof, error) {
	steps, err := db.BalanceProofs(ctx, "")
	if err != nil {
		return nil, err
	}
	proofs := map[string]proof{}
	for _, s := range steps { // the oldest first
		if _, seen := proofs[s.AccountID]; !seen {
			proofs[s.AccountID] = proof{since: s.From}
		}
	}
	for _, s := range ledger.FirstUnexplained(steps) {
		proofs[s.AccountID] = proof{since: proofs[s.AccountID].since, failed: &s}
	}
	return proofs, nil
}

// words say it in sentences: adds up since Nov 3.
func (p proof) words(today ledger.Date) string {
	f := p.failed
	if f == nil {
		return "adds up since " + format.ShortDay(p.since, today)
	}
	signed := func(minor int64) string {
		return format.Signed(ledger.Money{Minor: minor, Currency: f.Currency}, f.Currency)
	}
	rest := ledger.Money{Minor: max(f.Unexplained, -f.Unexplained), Currency: f.Currency}
	words := "stopped adding up on " + format.ShortDay(f.To, today) + ": bank " + signed(f.Gained) +
		", rows " + signed(f.Brought) + ", " + format.Digits(rest) + " unexplained"
	for i, m := range f.ForeignAmounts {
		if i == 0 {
			words += "; rows in other currencies count at the bank's own rate:"
		} else {
			words += ","
		}
		words += " " + format.Coded(m)
	}
	return words
}
