package plaidsim

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
)

// object is a JSON object; encoding/json writes its keys in alphabetical
// order, as Plaid does.
type object = map[string]any

// page is an answer that is JSON already, in a buffer of pageBuffers.
type page []byte

var pageBuffers = sync.Pool{New: func() any { return new(page) }}

// document is an answer that is not JSON.
type document struct {
	contentType string
	header      map[string]string
	body        []byte
}

// call is one request to an endpoint. The client's lock is held while the
// endpoint runs.
type call struct {
	*client
	server *Server
	now    time.Time
	base   string // scheme and host that the request came to
}

// maxBody is the largest request that is read.
const maxBody = 4 << 20

// serveAPI answers every request to Plaid's own endpoints.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	id := string(draw.AppendBase62(nil, s.opt.Seed^draw.Mix(s.requests.Add(1)), 15))
	out, err := s.answer(r)
	if err != nil {
		writeJSON(w, r, err.httpStatus(), err.body(id))
		return
	}
	switch out := out.(type) {
	case object:
		out["request_id"] = id
		writeJSON(w, r, http.StatusOK, out)
	case page:
		writePage(w, out, id)
	case document:
		w.Header().Set("Content-Type", out.contentType)
		w.Header().Set("Plaid-Request-Id", id)
		for k, v := range out.header {
			w.Header().Set(k, v)
		}
		w.Write(out.body)
	}
}

// answer reads a request and runs its endpoint.
func (s *Server) answer(r *http.Request) (any, *plaidError) {
	run, ok := endpoints[r.URL.Path]
	switch _, documented := requests().Paths[r.URL.Path]; {
	case r.Method != http.MethodPost, !ok && !documented:
		return nil, errNotFound
	case !ok:
		return nil, &plaidError{status: http.StatusNotFound, typ: errNotFound.typ, code: errNotFound.code, message: "not found: plaidsim does not imitate this endpoint"}
	}
	body, fields, err := readBody(r)
	if err != nil {
		return nil, err
	}
	if err := checkFields(r.URL.Path, fields, r.Header); err != nil {
		return nil, err
	}
	c := &call{server: s, now: s.now(), base: baseURL(r)}
	if needsKeys(r.URL.Path) {
		c.client, err = s.clientOf(r.Header, fields)
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if s.limited.Load() {
			if err := c.limit(r.URL.Path, fields); err != nil {
				return nil, err
			}
		}
		c.pass(c.now, s.opt.Relogin)
		defer s.post(c.client)
	}
	return run(c, body)
}

// baseURL is the address that the client reached the server at.
func baseURL(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// readBody reads a JSON object.
func readBody(r *http.Request) ([]byte, map[string]json.RawMessage, *plaidError) {
	if ct, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || ct != "application/json" {
		return nil, nil, errContentType
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		return nil, nil, errInvalidBody
	}
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil {
		return nil, nil, errInvalidBody
	}
	return body, fields, nil
}

var gzips = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// writeJSON writes v with two spaces of indent, compressed when asked.
func writeJSON(w http.ResponseWriter, r *http.Request, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	var out io.Writer = w
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzips.Get().(*gzip.Writer)
		z.Reset(w)
		defer gzips.Put(z)
		defer z.Close()
		out = z
	}
	w.WriteHeader(status)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	enc.Encode(v)
}

// writePage writes JSON that is ready but for its request_id, which it puts
// in front. It is not compressed: at the rate of user_bulk that would take
// longer than everything else.
func writePage(w http.ResponseWriter, p page, id string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	io.WriteString(w, `{"request_id":"`+id+`",`)
	w.Write(p[1:])
	pageBuffers.Put(&p)
}
