package fault

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/wire"
)

// recorded is an answer that was written but not sent.
type recorded struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newRecorded() *recorded { return &recorded{header: http.Header{}, status: http.StatusOK} }

func (a *recorded) Header() http.Header         { return a.header }
func (a *recorded) WriteHeader(status int)      { a.status = status }
func (a *recorded) Write(b []byte) (int, error) { return a.body.Write(b) }

// record lets next answer a request, and keeps the answer, uncompressed.
func record(r *http.Request, next http.Handler) *recorded {
	a := newRecorded()
	plain := r.Clone(r.Context())
	plain.Header.Del("Accept-Encoding")
	next.ServeHTTP(a, plain)
	return a
}

// head sends the answer's status and headers, for a body of some length.
func (a *recorded) head(w http.ResponseWriter, length int) {
	for k, v := range a.header {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Length", strconv.Itoa(length))
	w.WriteHeader(a.status)
}

// halfBody ends the connection in the middle of the body.
func halfBody(_ *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
	a := record(r, next)
	a.head(w, a.body.Len())
	w.Write(a.body.Bytes()[:a.body.Len()/2])
	http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func slowFirstByte(f *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
	if Pause(r, f.delay) {
		next.ServeHTTP(w, r)
	}
}

// slowBody sends the body in twenty pieces, spread over the delay.
func slowBody(f *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
	const pieces = 20
	a := record(r, next)
	a.head(w, a.body.Len())
	for piece := range slices.Chunk(a.body.Bytes(), a.body.Len()/pieces+1) {
		if !Pause(r, f.delay/pieces) {
			return
		}
		w.Write(piece)
		http.NewResponseController(w).Flush()
	}
}

func wrongContentType(_ *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
	a := record(r, next)
	a.header.Set("Content-Type", "text/plain; charset=utf-8")
	a.head(w, a.body.Len())
	w.Write(a.body.Bytes())
}

// alterObjects makes a fault that changes the objects in an answer's JSON. n
// counts what was changed so far. Other answers stay as they are.
func alterObjects(change func(n *int, o wire.Object)) func(*Fault, http.ResponseWriter, *http.Request, http.Handler) {
	return func(_ *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
		a := record(r, next)
		var v any
		dec := json.NewDecoder(bytes.NewReader(a.body.Bytes()))
		dec.UseNumber()
		if dec.Decode(&v) == nil {
			n := 0
			everyObject(v, func(o wire.Object) { change(&n, o) })
			a.body.Reset()
			enc := json.NewEncoder(&a.body)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			_ = enc.Encode(v) // it was decoded from JSON
		}
		a.head(w, a.body.Len())
		w.Write(a.body.Bytes())
	}
}

// everyObject calls f for every object in a JSON value, always in the same
// order.
func everyObject(v any, f func(wire.Object)) {
	switch v := v.(type) {
	case wire.Object:
		inner := slices.Sorted(maps.Keys(v))
		f(v)
		for _, k := range inner {
			everyObject(v[k], f)
		}
	case []any:
		for _, e := range v {
			everyObject(e, f)
		}
	}
}

// enums are keys whose values Plaid may add to at any time.
var enums = []string{
	"type", "subtype", "holder_category", "verification_status", "payment_channel", "transaction_type", "transaction_code", "primary", "detailed",
	"confidence_level", "frequency", "status", "transactions_update_status", "update_type", "auth_method", "error_type", "error_code",
}

// unknownValues gives every enum an unknown value, and every object an unknown
// key.
func unknownValues(_ *int, o wire.Object) {
	for _, k := range enums {
		if _, ok := o[k].(string); ok {
			o[k] = "PLAIDSIM_UNKNOWN_" + strings.ToUpper(k)
		}
	}
	o["plaidsim_unknown_key"] = wire.Object{"nested": []any{nil, true, "text"}}
}

// amounts are keys whose values are money, or multiplied with money.
var amounts = []string{
	"amount", "available", "current", "limit", "institution_price", "institution_value", "cost_basis", "quantity", "price", "fees",
	"last_payment_amount", "last_statement_balance", "minimum_payment_amount",
}

// odd are numbers that are valid JSON and hard to store.
var odd = []json.Number{
	"1e308", "-1e308", "1e-308", "-0", "-0.0", "0.1234567890123456789", "9007199254740993", "90071992547409.93", "123456789012345678901234567890.12", "1e400",
}

func oddAmounts(n *int, o wire.Object) {
	for _, k := range amounts {
		if _, ok := o[k].(json.Number); ok {
			o[k] = odd[*n%len(odd)]
			*n++
		}
	}
}

var amountPattern = regexp.MustCompile(`("(?:` + strings.Join(amounts, "|") + `)": *)-?[0-9][-+0-9.eE]*`)

// nanAmounts writes amounts as NaN and Infinity, which is no JSON.
func nanAmounts(_ *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
	a := record(r, next)
	n := 0
	body := amountPattern.ReplaceAllFunc(a.body.Bytes(), func(b []byte) []byte {
		n++
		name, _, _ := bytes.Cut(b, []byte(":"))
		return append(append(slices.Clone(name), ": "...), []string{"NaN", "Infinity", "-Infinity"}[n%3]...)
	})
	a.head(w, len(body))
	w.Write(body)
}

// hostile are texts that would harm a terminal, or a page, that shows them as
// they are.
var hostile = []string{
	"\x1b[2J\x1b[31mred\x1b]0;title\x07", "\u202egnp.exe", "line\r\nbreak\ttab", "nul\x00 bell\x07 backspace\x08", "\u009b31mC1",
	"👩‍👩‍👧‍👦 zero\u200bwidth\u200d", strings.Repeat("long ", 2000), "<script>alert(1)</script>", "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "",
}

func hostileNames(n *int, o wire.Object) {
	for _, k := range []string{"name", "official_name", "merchant_name", "original_description", "institution_name", "description", "ticker_symbol", "city"} {
		if _, ok := o[k].(string); ok {
			o[k] = hostile[*n%len(hostile)]
			*n++
		}
	}
}

// Pause waits; false: the client has gone away meanwhile.
func Pause(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}
