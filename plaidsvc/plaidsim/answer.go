package plaidsim

import (
	"net/http"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// serveAPI answers every request to Plaid's own endpoints.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	id := s.ledger.RequestID()
	out, err := s.answer(r)
	if err != nil {
		wire.WriteJSON(w, r, err.HTTPStatus(), err.Body(id))
		return
	}
	switch out := out.(type) {
	case wire.Object:
		out["request_id"] = id
		wire.WriteJSON(w, r, http.StatusOK, out)
	case wire.RawJSON:
		wire.WriteRaw(w, out, id)
	case wire.Document:
		w.Header().Set("Content-Type", out.ContentType)
		w.Header().Set("Plaid-Request-Id", id)
		for k, v := range out.Header {
			w.Header().Set(k, v)
		}
		w.Write(out.Body)
	}
}

// answer reads a request and runs its endpoint.
func (s *Server) answer(r *http.Request) (any, *wire.Error) {
	run, ok := endpoints[r.URL.Path]
	switch _, documented := wire.Requests().Paths[r.URL.Path]; {
	case r.Method != http.MethodPost, !ok && !documented:
		return nil, wire.ErrNotFound
	case !ok:
		return nil, &wire.Error{Status: http.StatusNotFound, Type: wire.ErrNotFound.Type, Code: wire.ErrNotFound.Code, Message: "not found: plaidsim does not imitate this endpoint"}
	}
	body, fields, err := wire.ReadBody(r)
	if err != nil {
		return nil, err
	}
	if err := wire.CheckVersion(r.Header); err != nil {
		return nil, err
	}
	if err := wire.CheckRequest(r.URL.Path, fields, r.Header); err != nil {
		return nil, err
	}
	c := &bank.Call{Ledger: s.ledger, Now: s.ledger.Now(), Base: baseURL(r)}
	if wire.NeedsKeys(r.URL.Path) {
		c.Client, err = s.ledger.ClientOf(r.Header, fields)
		if err != nil {
			return nil, err
		}
		c.Lock()
		defer c.Unlock()
		if err := c.Limit(r.URL.Path, fields); err != nil {
			return nil, err
		}
		c.Advance(c.Now, s.opt.Relogin)
		defer s.ledger.Flush(c.Client)
	}
	return run(s, c, body)
}

// baseURL is the address that the client reached the server at.
func baseURL(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
