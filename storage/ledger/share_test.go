package ledger_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"passbook/storage/ledger"
)

// spends makes one line of each amount.
func spends(minors ...int64) []ledger.Line {
	var flows []ledger.Flow
	for i, minor := range minors {
		flows = append(flows, flow("category "+strconv.Itoa(i), -minor))
	}
	return ledger.FiguresOf(flows, "USD", ledger.Rules{}).Spends
}

func TestShares(t *testing.T) {
	for _, tt := range []struct {
		minors []int64
		want   string
	}{
		{[]int64{100}, "100%"},
		{[]int64{1, 1, 1}, "34% 33% 33%"},
		{[]int64{1, 1, 1, 1, 1, 1}, "17% 17% 17% 17% 16% 16%"},
		{[]int64{996, 4}, "100% <1%"},
		{[]int64{995, 5}, "100% <1%"}, // both are half a percent off: the larger one goes up
		{[]int64{994, 6}, "99% 1%"},
		{[]int64{990, 4, 3, 3}, "99% <1% <1% <1%"},
		{[]int64{300, 100, -80}, "75% 25% "},
		{[]int64{-80}, ""},
		{[]int64{0, -80}, " "},
		{nil, ""},
		{[]int64{math.MaxInt64 / 2, math.MaxInt64 / 4, math.MaxInt64 / 8}, "57% 29% 14%"},
		{[]int64{math.MaxInt64 / 2, math.MaxInt64/2 + 1}, " "},
	} {
		var got []string
		for _, l := range spends(tt.minors...) {
			got = append(got, l.Share)
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%d: %q, want %q", tt.minors, text, tt.want)
		}
	}
}

// checkShares holds shares against their exact values: none is off by a whole
// point, and they add up to 100. Only what lines below one percent make may be
// left over, when all others are rounded up.
func checkShares(t *testing.T, lines []ledger.Line) {
	t.Helper()
	var total, points, small float64
	spent, down := 0, 0
	for _, l := range lines {
		total += float64(max(l.Minor, 0))
	}
	for _, l := range lines {
		exact := 100 * float64(l.Minor) / total
		switch {
		case l.Minor <= 0:
			if l.Share != "" {
				t.Errorf("%d has a share of %q", l.Minor, l.Share)
			}
			continue
		case l.Share == "<1%":
			small += exact
			if exact >= 1 {
				t.Errorf("%d of %.0f is %q", l.Minor, total, l.Share)
			}
		default:
			n, err := strconv.Atoi(strings.TrimSuffix(l.Share, "%"))
			if points += float64(n); err != nil || exact < 0.5 || math.Abs(float64(n)-exact) >= 1.000001 {
				t.Errorf("%d of %.0f is %q", l.Minor, total, l.Share)
			} else if float64(n) < exact {
				down++
			}
		}
		spent++
	}
	if spent > 0 && points != 100 && (points > 100 || points < 100-small-0.000001 || down > 0) {
		t.Errorf("shares add up to %.0f", points)
	}
}

func TestSharesAddUp(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 7))
		minors := make([]int64, 1+r.IntN(25))
		for i := range minors {
			minors[i] = r.Int64N(int64(1)<<r.IntN(40)) + 1
		}
		checkShares(t, spends(minors...))
	}
}
