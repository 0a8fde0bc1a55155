package plaidsim

import (
	"reflect"
	"testing"
)

func TestPersonasHaveALife(t *testing.T) {
	for user := range personas {
		l := login{institution: platypus, user: user, password: "x", seed: 4, today: testDay, days: 180}
		p, err := profileFor(l)
		if err != nil {
			t.Fatal(user, err)
		}
		in, out, pending := 0, 0, 0
		for i, r := range p.rows {
			if r.account >= len(p.accounts) || r.amount == "" || r.primary == "" || r.name == "" || r.authorized > r.date || i > 0 && r.date < p.rows[i-1].date {
				t.Fatalf("%s: row %d is %+v", user, i, r)
			}
			switch {
			case r.date > testDay && r.authorized <= testDay:
				pending++
			case r.date > testDay:
			case r.amount[0] == '-':
				in++
			default:
				out++
			}
		}
		if in < 6 || out < 20 || p.live == nil {
			t.Errorf("%s: %d rows in, %d out", user, in, out)
		}
		again, _ := profileFor(l)
		if !reflect.DeepEqual(p.rows, again.rows) {
			t.Errorf("%s: the same login sees other rows", user)
		}
	}
	if len(personas) != 18 {
		t.Errorf("%d personas", len(personas))
	}
}
