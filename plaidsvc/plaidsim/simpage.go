package plaidsim

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"passbook/plaidsvc/plaidsim/wire"
)

// simPage answers one of the pages under /sim, which Plaid does not have: they
// drive the simulator and need no keys. Unknown fields are refused, and so is a
// body that another site's page could send without asking.
func simPage[In any](f func(In) (any, *wire.Error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in In
		if r.Method == http.MethodPost {
			if err := decodeSim(w, r, &in); err != nil {
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

// decodeSim reads a POST's body into v.
func decodeSim(w http.ResponseWriter, r *http.Request, v any) *wire.Error {
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
