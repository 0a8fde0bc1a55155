package plaidsim

import (
	"testing"
	"time"
)

// TestBalancesFollowLivePurchases: what is bought while time passes counts for
// available at once and for current when it posts, at every bank, until the next
// day and beyond it.
func TestBalancesFollowLivePurchases(t *testing.T) {
	t.Parallel()
	for _, institution := range []string{"ins_109508", "ins_109509", "ins_12"} {
		t.Run(institution, func(t *testing.T) {
			t.Parallel()
			quiet := newSim(t, Options{Seed: 1}).household(institution)
			f := newSim(t, Options{Seed: 1, Live: 10 * time.Minute}).household(institution)
			pendingOnes, postedOnes := 0, 0
			for range 16 {
				f.clock.advance(131 * time.Minute)
				quiet.clock.advance(131 * time.Minute)
				f.read()
				quiet.read()
				posted, pending := spentBeside(t, f, quiet)
				for name, a := range f.accounts {
					was, sign := quiet.accounts[name], int64(1)
					if a.Type == "credit" {
						sign = -1
					}
					if got, want := inCents(t, a.Balances.Current), inCents(t, was.Balances.Current)-sign*posted[name]; got != want {
						t.Fatalf("%s: current is %d, want %d", name, got, want)
					}
					if a.Balances.Available == "" {
						continue
					}
					if got, want := inCents(t, a.Balances.Available), inCents(t, was.Balances.Available)-posted[name]-pending[name]; got != want {
						t.Fatalf("%s: available is %d, want %d", name, got, want)
					}
				}
				pendingOnes, postedOnes = pendingOnes+len(pending), postedOnes+len(posted)
			}
			if pendingOnes == 0 || postedOnes == 0 {
				t.Errorf("nothing was bought: %d accounts with pending purchases, %d with posted ones", pendingOnes, postedOnes)
			}
		})
	}
}

// spentBeside is what a family spent by account that the same one without live
// purchases did not, in cents.
func spentBeside(t *testing.T, f, quiet *family) (posted, pending map[string]int64) {
	t.Helper()
	posted, pending = map[string]int64{}, map[string]int64{}
	count := func(f *family, sign int64) {
		for _, r := range f.rows {
			sums := posted
			if r.Pending {
				sums = pending
			}
			if n := sign * ownCents(t, r); n != 0 {
				sums[f.names[r.Account]] += n
			}
		}
	}
	count(f, 1)
	count(quiet, -1)
	for _, sums := range []map[string]int64{posted, pending} {
		for name, n := range sums {
			if n == 0 {
				delete(sums, name)
			}
		}
	}
	return posted, pending
}
