package ledger_test

import (
	"errors"
	"testing"

	"passbook/storage/ledger"
)

func TestParseRange(t *testing.T) {
	for in, want := range map[string][2]ledger.Date{
		"":                       {},
		"..":                     {},
		"2026":                   {20260101, 20261231},
		"2026-2":                 {20260201, 20260228},
		"2026-03-07":             {20260307, 20260307},
		"2026-03..2026-05":       {20260301, 20260531},
		"2026-03-07 ..":          {20260307, 0},
		"..2025":                 {0, 20251231},
		"2026-03-01..2026-03-02": {20260301, 20260302},
	} {
		from, to, err := ledger.ParseRange(in)
		if got := [2]ledger.Date{from, to}; err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"x", "2026-13", "2026-02-30", "2026..2025", "2026-03-02..2026-03-01", "1", "2026-01-01-01", "..x"} {
		if from, to, err := ledger.ParseRange(in); !errors.Is(err, ledger.ErrRange) {
			t.Errorf("%q: %v, %v, %v", in, from, to, err)
		}
	}
}
