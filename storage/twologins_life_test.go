package storage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// login is what one of two logins has sent of the account that both list.
type login struct {
	item, account string
	rows          map[string]int // the day of March by the name of a row
}

// TestLifeOfTwoLogins: rows come and go at two logins in any order while they are
// joined, parted and linked anew. What is seen is all that the one brings which
// stands for both, and what the other has from before that; parted, all of both.
func TestLifeOfTwoLogins(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 21))
			c := newClock()
			l := &twoLogins{DB: open(t, t.TempDir(), c), t: t, c: c}
			l.link("other")
			logins := [2]*login{{"item", "mine", map[string]int{}}, {"other", "yours", map[string]int{}}}
			joined, log := false, []string{}
			send := func(b *login, names ...string) {
				var p Page
				for _, name := range names {
					p.Added = append(p.Added, shared(name, fmt.Sprintf("2026-03-%02d", b.rows[name]), -int64(b.rows[name])))
				}
				l.sync(b.item, b.account, Outcome{}, p)
			}
			for _, b := range logins {
				b.rows["first"] = 5
				send(b, "first")
			}
			for step := range 40 {
				b := logins[r.IntN(2)]
				switch r.IntN(8) {
				case 0, 1, 2: // a row comes at one, or at both
					name, day := fmt.Sprint("row ", step), 1+r.IntN(15)
					both := r.IntN(2) == 0
					for _, o := range logins {
						if both || o == b {
							o.rows[name] = day
							send(o, name)
						}
					}
					log = append(log, fmt.Sprint(b.account, " brings ", name, " of ", day, ", both: ", both))
				case 3, 4: // one takes a row back
					for name := range b.rows {
						if name != "first" {
							delete(b.rows, name)
							l.sync(b.item, b.account, Outcome{}, Page{Removed: []string{name}})
							log = append(log, b.account+" takes back "+name)
							break
						}
					}
				case 5:
					l.join(logins[0].account, logins[1].account)
					joined = true
					log = append(log, "joined")
				case 6:
					if joined {
						l.part(logins[0].account)
						joined = false
						log = append(log, "parted")
					}
				default: // linked anew, all comes again
					old := b.item
					b.item, b.account = fmt.Sprint(old, step), fmt.Sprint(b.account, step)
					by := ledger.Item{ID: b.item, InstitutionID: "ins_109508", Institution: "First Platypus", LinkedAt: c.now}
					if err := l.ReplaceItem(t.Context(), old, by, []ledger.Account{joint(b.account)}); err != nil {
						t.Fatal(err)
					}
					names := []string{}
					for name := range b.rows {
						names = append(names, name)
					}
					slices.Sort(names)
					send(b, names...)
					log = append(log, "linked anew: "+b.account)
				}
				if got, want := l.names(), seen(logins, joined); !cmp.Equal(got, want) {
					t.Fatalf("step %d, joined: %v: %s\n%q", step, joined, cmp.Diff(want, got), log)
				}
			}
			l.rows()
		})
	}
}

// names gives the days and names of the rows that are seen.
func (l *twoLogins) names() (out []string) {
	for _, e := range all(l.t, l.DB, ledger.Filter{}) {
		out = append(out, fmt.Sprint(int(e.Date)%100, " ", e.Name))
	}
	slices.Sort(out)
	return out
}

// seen gives what should be seen of two logins.
func seen(logins [2]*login, joined bool) (out []string) {
	begin := 99
	for name, day := range logins[1].rows {
		begin = min(begin, day)
		out = append(out, fmt.Sprint(day, " ", name))
	}
	for name, day := range logins[0].rows {
		if !joined || day < begin {
			out = append(out, fmt.Sprint(day, " ", name))
		}
	}
	slices.Sort(out)
	return out
}
