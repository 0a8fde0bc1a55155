package people

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
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
		r := b.planned(i)
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

func TestBulkTextsHardlyRepeat(t *testing.T) {
	const total = 100_000
	b := newBulkHistory(1, total, testDay)
	texts := map[string]bool{}
	for i := range total {
		d := b.purchase(i)
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

// planned is the i-th transaction as the other generators give theirs, to compare
// its JSON with.
func (b *bulkHistory) planned(i int) profile.Planned {
	d := b.purchase(i)
	s := d.shop
	r := profile.Planned{
		Account: s.account, Date: b.first + draw.Day(d.date), Authorized: b.first + draw.Day(d.authorized), Amount: draw.FormatCents(d.cents),
		Name: string(d.appendText(nil)), Merchant: s.Merchant, Entity: shop.EntityID(s.Merchant), Original: string(d.appendOriginal(nil)),
		Primary: shop.PrimaryOf(s.Detailed), Detailed: s.Detailed, Confidence: "VERY_HIGH", Channel: s.Channel, Website: s.Website,
	}
	if s.Merchant != "" {
		r.Counterparty = s.Kind
		if s.Kind == "" {
			r.Counterparty = "merchant"
		}
	}
	if d.city != nil {
		r.City, r.Region, r.Country = d.city.name, d.city.region, "US"
	}
	return r
}
