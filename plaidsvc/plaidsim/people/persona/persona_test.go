package persona

import (
	"reflect"
	"testing"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

var testDay, _ = draw.ParseDay("2026-11-19")

func TestPersonasHaveALife(t *testing.T) {
	for user, life := range All {
		l := profile.Login{Institution: "ins_109508", User: user, Password: "x", Seed: 4, Today: testDay, Days: 180}
		p := life.Profile(l)
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
		again := life.Profile(l)
		if !reflect.DeepEqual(p.Planned, again.Planned) {
			t.Errorf("%s: the same login sees other rows", user)
		}
	}
	if len(All) != 18 {
		t.Errorf("%d personas", len(All))
	}
}
