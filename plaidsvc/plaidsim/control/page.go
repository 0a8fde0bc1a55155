package control

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// Page answers one of the pages under /sim, which Plaid does not have: they
// drive the simulator and need no keys. Unknown fields are refused, and so is a
// body that another site's page could send without asking.
func Page[In any](f func(In) (any, *wire.Error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in In
		if r.Method == http.MethodPost {
			if err := decode(w, r, &in); err != nil {
				wire.WriteJSON(w, r, err.HTTPStatus(), err.Body(""))
				return
			}
		}
		out, err := f(in)
		if err != nil {
			wire.WriteJSON(w, r, err.HTTPStatus(), err.Body(""))
			return
		}
		wire.WriteJSON(w, r, http.StatusOK, out)
	}
}

// decode reads a POST's body into v.
func decode(w http.ResponseWriter, r *http.Request, v any) *wire.Error {
	if r.Header.Get("Content-Type") != "application/json" {
		return wire.ErrContentType
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, wire.MaxBody))
	if err != nil {
		return wire.ErrInvalidBody
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return wire.InvalidField("the body is not what this page wants: %v", err)
	}
	return nil
}

// Pages drives the simulator through the pages under /sim.
type Pages struct {
	ledger *bank.Ledger
	wake   func() // makes what the clock brings happen at once
}

// New makes the pages for a ledger. wake is called when the clock has
// moved.
func New(l *bank.Ledger, wake func()) *Pages { return &Pages{ledger: l, wake: wake} }
