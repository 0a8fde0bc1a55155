package plaidsim

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
)

// simPage answers one of the pages under /sim, which Plaid does not have: they
// drive the simulator and need no keys. Unknown fields are refused, and so is a
// body that another site's page could send without asking.
func simPage[In any](f func(In) (any, *plaidError)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in In
		if r.Method == http.MethodPost {
			if err := decodeSim(w, r, &in); err != nil {
				writeJSON(w, r, err.httpStatus(), err.body(""))
				return
			}
		}
		out, err := f(in)
		if err != nil {
			writeJSON(w, r, err.httpStatus(), err.body(""))
			return
		}
		writeJSON(w, r, http.StatusOK, out)
	}
}

// decodeSim reads a POST's body into v.
func decodeSim(w http.ResponseWriter, r *http.Request, v any) *plaidError {
	if r.Header.Get("Content-Type") != "application/json" {
		return errContentType
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return errInvalidBody
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return invalidField("the body is not what this page wants: %v", err)
	}
	return nil
}
