package networth

import (
	"testing"
)

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		delta, of int64
		want      string
	}{
		{941022, 5314625, "  (+17.7%)"},
		{-100, 1000, "  (-10.0%)"},
		{1000, -1000, "  (+100.0%)"},
		{1, 3, "  (+33.3%)"},
		{1, 0, ""},
		{0, 5, ""},
		{1 << 60, 5, ""},
	} {
		if got := percent(c.delta, c.of); got != c.want {
			t.Errorf("percent(%d, %d) = %q, want %q", c.delta, c.of, got, c.want)
		}
	}
}
