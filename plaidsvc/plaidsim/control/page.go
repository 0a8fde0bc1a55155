package control

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// Page serves one of the pages under /sim, which are not Plaid's and need no
// keys. It refuses unknown fields, and bodies that are not sent as JSON: a page
// of another site could send those without the browser asking.
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

// Pages are the pages under /sim that drive a ledger.
type Pages struct {
	ledger *bank.Ledger
	wake   func()
}

// New makes the pages of a ledger. wake is called when the clock has moved.
func New(l *bank.Ledger, wake func()) *Pages { return &Pages{ledger: l, wake: wake} }
