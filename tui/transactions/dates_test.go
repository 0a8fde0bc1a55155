package transactions

import (
	"testing"
)

func TestParseRange(t *testing.T) {
	for in, want := range map[string]dateRange{
		"":                       {},
		"2026":                   {from: 20260101, to: 20261231},
		"2026-2":                 {from: 20260201, to: 20260228},
		"2026-03-07":             {from: 20260307, to: 20260307},
		"2026-03..2026-05":       {from: 20260301, to: 20260531},
		"2026-03-07 ..":          {from: 20260307},
		"..2025":                 {to: 20251231},
		"2026-03-01..2026-03-02": {from: 20260301, to: 20260302},
	} {
		got, err := parseRange(in)
		if err != nil || got != want {
			t.Errorf("parseRange(%q) = %v, %v, want %v", in, got, err, want)
		}
		if again, err := parseRange(got.key()); err != nil || again != got {
			t.Errorf("parseRange(%q) = %v, %v, want %v", got.key(), again, err, got)
		}
	}
	for _, in := range []string{"x", "2026-13", "2026-02-30", "2026..2025", "1", "2026-01-01-01"} {
		if got, err := parseRange(in); err == nil {
			t.Errorf("parseRange(%q) = %v, want an error", in, got)
		}
	}
}
