package plaidsvc_test

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"
)

// plan is what happens to one Item's next requests, by their number.
type plan struct {
	calls   int
	size    int // of pages; 0: as asked for
	changes map[int]int
	faults  map[int]*fault
	stops   map[int]string
	notes   map[int]bool // the person writes
}

// newPlan makes a plan; an undisturbed one has small pages only, whose data may
// change between two of them once.
func newPlan(rng *rand.Rand, undisturbed bool) plan {
	p := plan{changes: map[int]int{}, faults: map[int]*fault{}, stops: map[int]string{}, notes: map[int]bool{}}
	if rng.IntN(3) > 0 {
		p.size = 1 + rng.IntN(60)
	}
	if rng.IntN(4) == 0 {
		p.changes[rng.IntN(6)] = 1 + rng.IntN(4)
	}
	if rng.IntN(6) == 0 {
		p.notes[rng.IntN(6)] = true
	}
	if undisturbed {
		return p
	}
	for range rng.IntN(3) {
		at, kind := rng.IntN(8), &faults[rng.IntN(len(faults))]
		for n := range 1 + rng.IntN(2)*rng.IntN(8) {
			p.faults[at+n] = kind
		}
	}
	switch rng.IntN(8) {
	case 0:
		p.stops[rng.IntN(8)] = "cancelled"
	case 1:
		p.stops[rng.IntN(8)] = "program ends"
		clear(p.notes) // it cannot write then
	}
	return p
}

// fault is one way of Plaid or the network to fail. It gets the answer that
// should have come, unless it stands instead of it.
type fault struct {
	name    string
	instead bool
	do      func(w http.ResponseWriter, r *http.Request, answer *httptest.ResponseRecorder)
}

func write(status int, kind, body string) func(http.ResponseWriter, *http.Request, *httptest.ResponseRecorder) {
	return func(w http.ResponseWriter, _ *http.Request, _ *httptest.ResponseRecorder) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func refusal(status int, kind, code, message string) func(http.ResponseWriter, *http.Request, *httptest.ResponseRecorder) {
	body, _ := json.Marshal(map[string]any{
		"error_type": kind, "error_code": code, "error_message": message, "display_message": nil, "request_id": "r",
	})
	return write(status, "application/json", string(body))
}

func reset(w http.ResponseWriter, _ *http.Request, _ *httptest.ResponseRecorder) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = conn.(*net.TCPConn).SetLinger(0)
		_ = conn.Close()
	}
}

var faults = []fault{
	{"502 with HTML", true, write(502, "text/html", "<html>Bad gateway</html>")},
	{"503 and nothing", true, write(503, "", "")},
	{"500", true, refusal(500, "API_ERROR", "INTERNAL_SERVER_ERROR", "an unexpected error occurred")},
	{"a portal", true, write(200, "text/html", "<html>Sign in to the WLAN</html>")},
	{"404", true, refusal(404, "INVALID_REQUEST", "NOT_FOUND", "not found")},
	{"rate limit", true, refusal(429, "RATE_LIMIT_EXCEEDED", "TRANSACTIONS_SYNC_LIMIT", "rate limit exceeded")},
	{"rate limit of another kind", true, refusal(429, "RATE_LIMIT_EXCEEDED", "SOMETHING_NEW_LIMIT", "rate limit exceeded")},
	{"login required", true, refusal(400, "ITEM_ERROR", "ITEM_LOGIN_REQUIRED", "the login details have changed")},
	{"bank down", true, refusal(400, "INSTITUTION_ERROR", "INSTITUTION_DOWN", "not responding")},
	{"an error from tomorrow", true, refusal(418, "TOMORROW_ERROR", "NOBODY_KNOWS", "")},
	{"mutation", true, refusal(400, "TRANSACTIONS_ERROR", "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION", "changed")},
	{"cursor refused", true, refusal(400, "INVALID_REQUEST", "INVALID_FIELD", "cursor not associated with access_token")},
	{"not ready", true, write(200, "application/json", `{"accounts":[],"added":[],"has_more":false,"modified":[],"next_cursor":"",
		"removed":[],"request_id":"r","transactions_update_status":"NOT_READY"}`)},
	{"a row without an id", true, write(200, "application/json", `{"added":[{"transaction_id":"whole","account_id":"a","amount":1,
		"date":"2026-01-02"},{"account_id":"a","amount":1,"date":"2026-01-02"}],"modified":[],"removed":[],"has_more":false,"next_cursor":"bad","accounts":[{}]}`)},
	{"an answer of another shape", true, write(200, "application/json", `{"added":{},"accounts":{},"item":[]}`)},
	{"pages without end", true, write(200, "application/json", `{"added":[],"modified":[],"removed":[],"has_more":true,"next_cursor":""}`)},
	{"reset", true, reset},
	{"answer lost", false, reset},
	{"answer cut", false, func(w http.ResponseWriter, _ *http.Request, answer *httptest.ResponseRecorder) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
	}},
	{"connection cut", false, func(w http.ResponseWriter, _ *http.Request, answer *httptest.ResponseRecorder) {
		w.Header().Set("Content-Length", "1000000")
		_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/3])
	}},
	{"slow", false, func(w http.ResponseWriter, _ *http.Request, answer *httptest.ResponseRecorder) {
		time.Sleep(3 * time.Millisecond)
		write(answer.Code, "application/json", answer.Body.String())(w, nil, nil)
	}},
	{"unknown members", false, func(w http.ResponseWriter, _ *http.Request, answer *httptest.ResponseRecorder) {
		text := strings.Replace(answer.Body.String(), `"request_id":`, `"running_balance": [{"x":[null,1e9]}], "request_id":`, 1)
		write(answer.Code, "application/json", text)(w, nil, nil)
	}},
}
