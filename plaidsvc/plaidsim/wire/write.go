package wire

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
)

// Buffers are reused for answers that are RawJSON. WriteRaw puts them back.
var Buffers = sync.Pool{New: func() any { return new(RawJSON) }}

var gzips = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // there is such a level
	}
	return z
}}

// WriteJSON writes an answer with two spaces of indent, as Plaid does; it is
// compressed if the client accepts gzip.
func WriteJSON(w http.ResponseWriter, r *http.Request, status int, v any) {
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
	_ = enc.Encode(v) // a client that went away is not the server's error
}

// WriteRaw writes an answer that lacks its request_id only, which it puts in
// front. It is not compressed: for user_bulk that would take longer than
// everything else.
func WriteRaw(w http.ResponseWriter, p RawJSON, id string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = io.WriteString(w, `{"request_id":"`+id+`",`)
	w.Write(p[1:])
	Buffers.Put(&p)
}
