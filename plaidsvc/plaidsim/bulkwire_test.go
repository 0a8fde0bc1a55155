package plaidsim

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim/wire"
)

// The bytes of a million transactions' pages are the same from two servers with
// one seed, and others with another seed.
func TestBulkSameSeedSameBytes(t *testing.T) {
	pages := func(seed uint64) (first, second string) {
		s := newSim(t, Options{Seed: seed, Transactions: 1_000_000})
		access := s.link("user_bulk", "x")
		ask := func(cursor string) string {
			body, err := json.Marshal(wire.Object{"client_id": "x", "secret": "y", "access_token": access, "cursor": cursor, "count": 200})
			s.must(err)
			_, text := s.post("/transactions/sync", "application/json", string(body))
			return text
		}
		first = ask("")
		var page struct {
			Next string `json:"next_cursor"`
		}
		s.must(json.Unmarshal([]byte(first), &page))
		return first, ask(page.Next)
	}
	first, second := pages(9)
	if again, more := pages(9); again != first || more != second || len(second) < 200_000 {
		t.Error("the same seed gives other bytes")
	}
	if other, _ := pages(10); other == first {
		t.Error("another seed gives the same bytes")
	}
}

// BenchmarkBulkWire is a page of 500 over loopback HTTP, at 1,000,000
// transactions; heap-MiB is what the server and the client hold at the end.
func BenchmarkBulkWire(b *testing.B) {
	const total = 1_000_000
	clock := func() time.Time { return testDay.Start() }
	srv := httptest.NewServer(New(Options{Transactions: total, Now: clock}))
	defer srv.Close()
	post := func(path, body string) map[string]any {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, srv.URL+path, strings.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		req.Header = http.Header{"Content-Type": {"application/json"}, "Plaid-Client-Id": {"x"}, "Plaid-Secret": {"y"}, "Accept-Encoding": {"identity"}}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		defer resp.Body.Close()
		if path == "/transactions/sync" {
			if n, err := io.Copy(io.Discard, resp.Body); err != nil || n < 500_000 {
				b.Fatal(resp.Status, n, err)
			}
			return nil
		}
		var v map[string]any
		if err := json.NewDecoder(resp.Body).Decode(&v); err != nil || resp.StatusCode != http.StatusOK {
			b.Fatal(resp.Status, v, err)
		}
		return v
	}
	public := post("/sandbox/public_token/create", `{"institution_id":"ins_109508","initial_products":["transactions"],"options":{"override_username":"user_bulk","override_password":"x"}}`)
	access := post("/item/public_token/exchange", `{"public_token":"`+public["public_token"].(string)+`"}`)
	page := `{"access_token":"` + access["access_token"].(string) + `","count":500,"options":{"include_original_description":true}}`
	for b.Loop() {
		post("/transactions/sync", page)
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapInuse)/(1<<20), "heap-MiB")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
