package plaidsim

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

var bulkIDs = []string{"account-0", "account-1", "account-2", "account-3"}

func TestBulkWritesItsRows(t *testing.T) {
	const total = 5000
	b := newBulkHistory(1, total, testDay)
	var got []struct {
		TransactionID   string      `json:"transaction_id"`
		AccountID       string      `json:"account_id"`
		Amount          json.Number `json:"amount"`
		Date            string      `json:"date"`
		AuthorizedDate  string      `json:"authorized_date"`
		Name            string      `json:"name"`
		Original        string      `json:"original_description"`
		MerchantName    *string     `json:"merchant_name"`
		Pending         bool        `json:"pending"`
		PaymentChannel  string      `json:"payment_channel"`
		PersonalFinance struct {
			Primary, Detailed string
		} `json:"personal_finance_category"`
		Location struct {
			City *string `json:"city"`
		} `json:"location"`
	}
	page := b.appendPage([]byte{'['}, 7, bulkIDs, 0, total, true, "")
	if err := json.Unmarshal(append(page, ']'), &got); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, g := range got {
		r := b.row(i)
		city, merchant := "", ""
		if g.Location.City != nil {
			city = *g.Location.City
		}
		if g.MerchantName != nil {
			merchant = *g.MerchantName
		}
		want := []string{
			draw.NewID(7, draw.KindTransaction, uint64(i)), bulkIDs[r.Account], r.Amount, r.Date.String(), r.Authorized.String(), r.Name, r.Original,
			r.Merchant, r.Channel, r.Primary, r.Detailed, r.City,
		}
		have := []string{
			g.TransactionID, g.AccountID, g.Amount.String(), g.Date, g.AuthorizedDate, g.Name, g.Original, merchant, g.PaymentChannel,
			g.PersonalFinance.Primary, g.PersonalFinance.Detailed, city,
		}
		if !slices.Equal(want, have) || seen[g.TransactionID] || len(g.TransactionID) != 37 || g.Pending {
			t.Fatalf("row %d is\n%q in JSON,\n%q as a struct", i, have, want)
		}
		seen[g.TransactionID] = true
	}
	if got[0].Date != (testDay-bulkDays+1).String() || got[total-1].Date != testDay.String() {
		t.Errorf("dates go from %s to %s", got[0].Date, got[total-1].Date)
	}
}

func TestBulkKeysAreInPlaidsOrder(t *testing.T) {
	row := newBulkHistory(1, 10, testDay).appendPage(nil, 7, bulkIDs, 3, 1, true, "")
	var v map[string]any
	if err := json.Unmarshal(row, &v); err != nil {
		t.Fatal(err)
	}
	var sorted bytes.Buffer
	enc := json.NewEncoder(&sorted)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	if got := sorted.Bytes(); !bytes.Equal(bytes.TrimSpace(got), row) {
		t.Errorf("the row is\n%s\nsorted it is\n%s", row, got)
	}
}

func TestBulkAnyWindowIsTheSame(t *testing.T) {
	b, again := newBulkHistory(5, 100_000, testDay), newBulkHistory(5, 100_000, testDay)
	whole := b.appendPage(nil, 1, bulkIDs, 40_000, 500, false, "")
	var parts []byte
	for i := 40_000; i < 40_500; i += 100 {
		if i > 40_000 {
			parts = append(parts, ',')
		}
		parts = again.appendPage(parts, 1, bulkIDs, i, 100, false, "")
	}
	if !bytes.Equal(whole, parts) {
		t.Error("a page differs from the same rows in five pages")
	}
	if other := newBulkHistory(6, 100_000, testDay).appendPage(nil, 1, bulkIDs, 40_000, 500, false, ""); bytes.Equal(whole, other) {
		t.Error("another seed gives the same rows")
	}
}

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

func TestBulkTextsHardlyRepeat(t *testing.T) {
	const total = 100_000
	b := newBulkHistory(1, total, testDay)
	texts := map[string]bool{}
	for i := range total {
		d := b.draw(i)
		texts[string(d.appendText(nil))] = true
	}
	if n := len(texts) * 100 / total; n < 55 || n > 85 {
		t.Errorf("%d%% of the texts are distinct", n)
	}
}

// A page of 500 must leave at 500 pages a second on one core: 2 ms at most,
// 4 µs a row.
func BenchmarkBulkPage(b *testing.B) {
	h := newBulkHistory(1, 1_000_000, testDay)
	var page []byte
	i := 0
	for b.Loop() {
		page = h.appendPage(page[:0], 7, bulkIDs, i*500%1_000_000, 500, true, "")
		i++
	}
	b.ReportMetric(float64(len(page))/500, "bytes/row")
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
