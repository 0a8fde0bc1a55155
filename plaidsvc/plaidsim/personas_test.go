package plaidsim

import (
	"reflect"
	"testing"

	"passbook/plaidsvc/plaidsim/profile"
)

func TestPersonasHaveALife(t *testing.T) {
	for user := range personas {
		l := profile.Login{Institution: platypus, User: user, Password: "x", Seed: 4, Today: testDay, Days: 180}
		p, err := profileFor(l)
		if err != nil {
			t.Fatal(user, err)
		}
		in, out, pending := 0, 0, 0
		for i, r := range p.Planned {
			if r.Account >= len(p.Accounts) || r.Amount == "" || r.Primary == "" || r.Name == "" || r.Authorized > r.Date || i > 0 && r.Date < p.Planned[i-1].Date {
				t.Fatalf("%s: row %d is %+v", user, i, r)
			}
			switch {
			case r.Date > testDay && r.Authorized <= testDay:
				pending++
			case r.Date > testDay:
			case r.Amount[0] == '-':
				in++
			default:
				out++
			}
		}
		if in < 6 || out < 20 || p.Live == nil {
			t.Errorf("%s: %d rows in, %d out", user, in, out)
		}
		again, _ := profileFor(l)
		if !reflect.DeepEqual(p.Planned, again.Planned) {
			t.Errorf("%s: the same login sees other rows", user)
		}
	}
	if len(personas) != 18 {
		t.Errorf("%d personas", len(personas))
	}
}
