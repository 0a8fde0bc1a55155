package recurrence_test

import (
	"fmt"
	"testing"

	"passbook/storage/ledger"
	"passbook/storage/recurrence"
)

// life is rows of which it is known what comes back.
type life struct {
	name  string
	today ledger.Date
	rows  []recurrence.Row
	truth map[string]recurrence.Cadence // of what comes back, by what it is called
	of    map[int64]string              // what a row belongs to; none: nothing
}

// enough is how few rows of a cadence nobody could know it by.
func enough(c recurrence.Cadence) int {
	if c == recurrence.Yearly {
		return 2
	}
	return 3
}

// Three invented households and the demo's are those that the rules were made with;
// the last three were drawn after that.
//
// Of what is found at least 95 in 100 come back, and of what comes back at least 95
// in 100 are found, each with its rhythm and with four in five of its rows.
func TestQuality(t *testing.T) {
	for _, l := range []life{demoHousehold(t, 1), invented(1), invented(2), invented(3), invented(21), invented(22), invented(23)} {
		rows := map[string]int{}
		for _, what := range l.of {
			rows[what]++
		}
		for what, c := range l.truth {
			if rows[what] < enough(c) {
				delete(l.truth, what)
			}
		}
		found, right := recurrence.Find(l.rows, l.today), map[string]bool{}
		for _, s := range found {
			what, n := most(s.Rows, l.of)
			if c, is := l.truth[what]; !is || c != s.Cadence || n*5 < len(s.Rows)*4 || n*5 < rows[what]*4 || right[what] {
				t.Logf("%s: %q is no %d: %d of %d rows are of %q with %d", l.name, s.Merchant+"/"+s.Name, s.Cadence, n, len(s.Rows), what, rows[what])
				continue
			}
			right[what] = true
		}
		for what, c := range l.truth {
			if !right[what] {
				t.Logf("%s: %s (%d) is not found", l.name, what, c)
			}
		}
		result := fmt.Sprintf("%s: %d rows, %d series, %d found: precision %.3f, recall %.3f", l.name, len(l.rows), len(l.truth), len(found),
			float64(len(right))/float64(len(found)), float64(len(right))/float64(len(l.truth)))
		t.Log(result)
		if len(right)*100 < len(found)*95 || len(right)*100 < len(l.truth)*95 {
			t.Error(result)
		}
	}
}

// most is what most of some rows belong to, and how many do.
func most(rows []int64, of map[int64]string) (what string, n int) {
	counts := map[string]int{}
	for _, id := range rows {
		name := of[id]
		if counts[name]++; name != "" && counts[name] > n {
			what, n = name, counts[name]
		}
	}
	return what, n
}
