package transactions

import (
	"testing"

	"passbook/storage/ledger"
)

// What a range is called by is read back as the same days.
func TestRangesAreReadBack(t *testing.T) {
	for _, r := range append(ranges(20260315), dateRange{from: 20260307}, dateRange{to: 20251231}) {
		if from, to, err := ledger.ParseRange(r.key()); err != nil || from != r.from || to != r.to {
			t.Errorf("%v: %q is read as %v to %v, %v", r, r.key(), from, to, err)
		}
	}
}
