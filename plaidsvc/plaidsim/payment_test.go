package plaidsim

import (
	"fmt"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim/wire"
)

func TestPaymentsAreListed(t *testing.T) {
	s := newSim(t, Options{})
	to := s.get("/payment_initiation/recipient/create", wire.Object{"name": "Anne", "iban": "GB33PLPY04000431926819"})["recipient_id"]
	var made []any
	for n := range 3 {
		made = append(made, s.get("/payment_initiation/payment/create", wire.Object{
			"recipient_id": to, "reference": fmt.Sprint("rent ", n), "amount": wire.Object{"currency": "GBP", "value": 10},
		})["payment_id"])
		s.clock.advance(time.Hour)
	}
	var listed []any
	var cursor any
	for range 2 {
		page := s.get("/payment_initiation/payment/list", wire.Object{"count": 2, "cursor": cursor})
		for _, p := range page["payments"].([]any) {
			listed = append(listed, p.(map[string]any)["payment_id"])
		}
		cursor = page["next_cursor"]
	}
	if want := []any{made[2], made[1], made[0]}; fmt.Sprint(listed) != fmt.Sprint(want) || cursor != nil {
		t.Errorf("%v, want %v", listed, want)
	}
}
