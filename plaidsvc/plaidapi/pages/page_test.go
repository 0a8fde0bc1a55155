package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/storage/ledger"
)

// samplePage is an answer of /transactions/sync as Sandbox writes it, with n
// added transactions.
func samplePage(t testing.TB, n int) []byte {
	t.Helper()
	row, err := os.ReadFile("testdata/transaction.json")
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]string, n)
	for i := range rows {
		id := fmt.Sprintf("%037d", i)
		amount := fmt.Sprintf("%d.%02d", i%900, i%100)
		rows[i] = strings.NewReplacer("$ID", id, "$AMOUNT", amount).Replace(string(row))
	}
	return fmt.Appendf(nil, `{"accounts":[],"added":[%s],"has_more":true,"modified":[],"next_cursor":"c2","removed":`+
		`[{"account_id":"a","transaction_id":"gone"}],"request_id":"req1","transactions_update_status":"INITIAL_UPDATE_COMPLETE"}`,
		strings.Join(rows, ","))
}

func TestDecodePage(t *testing.T) {
	t.Parallel()
	var d Decoder
	p, err := d.decode(samplePage(t, 2))
	if err != nil {
		t.Fatal(err)
	}
	want := ledger.Transaction{
		ID:             "0000000000000000000000000000000000001",
		AccountID:      "BxBXxLj1m4HMXBm9WZZmCWVbPjX16EHwv99vp",
		PendingID:      "pending1",
		Amount:         ledger.Money{Minor: -101, Currency: "USD"},
		Date:           20261031,
		AuthorizedDate: 20261030,
		Name:           "Uber 072515 SF**POOL**",
		Merchant:       "Uber",
		MerchantID:     "eyg8o776k0QmNgVpAmaQj4WgzW9Qzo6O51gdd",
		Original:       "UBER \"POOL\" é\n072515",
		Category:       "TRANSPORTATION", CategoryDetail: "TRANSPORTATION_TAXIS_AND_RIDE_SHARES", CategoryConfidence: "VERY_HIGH",
		Channel: "online",
		Details: &ledger.Details{
			Datetime: time.Date(2026, 10, 31, 12, 30, 0, 0, time.UTC),
			Website:  "uber.com",
			LogoURL:  "https://plaid-merchant-logos.plaid.com/uber_1060.png",
			Location: ledger.Location{City: "San Francisco", Lat: "37.7749", Lon: "-122.41940"},
			Payment:  ledger.PaymentMeta{Reference: "R1"},
			Counterparties: []ledger.Counterparty{{
				Name: "Uber", EntityID: "eyg8o776k0QmNgVpAmaQj4WgzW9Qzo6O51gdd", Kind: "merchant",
				Website: "uber.com", LogoURL: "https://plaid-merchant-logos.plaid.com/uber_1060.png", Confidence: "VERY_HIGH",
			}},
		},
	}
	if diff := cmp.Diff(want, p.Added[1]); diff != "" {
		t.Error(diff)
	}
	if len(p.Added) != 2 || p.NextCursor != "c2" || !p.HasMore || p.Status != "INITIAL_UPDATE_COMPLETE" || p.RequestID != "req1" {
		t.Errorf("page %+v", p)
	}
	if diff := cmp.Diff([]string{"gone"}, p.Removed); diff != "" {
		t.Error(diff)
	}
}

// envelope puts rows of added into a page.
func envelope(rows string) string {
	return `{"added":[` + rows + `],"modified":[],"removed":[],"has_more":false,"next_cursor":"c"}`
}

func TestDecodeOddRows(t *testing.T) {
	t.Parallel()
	row := func(members string) string {
		return envelope(`{"transaction_id":"t","account_id":"a",` + members + `}`)
	}
	tests := []struct {
		name, body string
		check      func(ledger.Transaction) bool
	}{
		{
			"malformed datetimes cost themselves only", row(`"amount":1,"iso_currency_code":"USD","date":"2026-01-02","datetime":"2026-01-02","authorized_datetime":""`),
			func(x ledger.Transaction) bool { return x.Details == nil && x.Date == 20260102 },
		},
		{
			"a datetime for a date", row(`"amount":1,"iso_currency_code":"USD","date":"2026-01-02T10:00:00Z"`),
			func(x ledger.Transaction) bool { return x.Date == 20260102 },
		},
		{
			"no date but an authorized one", row(`"amount":1,"iso_currency_code":"USD","date":null,"authorized_date":"2026-01-03"`),
			func(x ledger.Transaction) bool { return x.Date == 20260103 },
		},
		{
			"unknown keys, nested", row(`"running_balance":{"a":[1,{"b":"]}\""}]},"amount":-0.5,"iso_currency_code":"EUR","date":"2026-01-02"`),
			func(x ledger.Transaction) bool { return x.Amount == ledger.Money{Minor: 50, Currency: "EUR"} },
		},
		{
			"odd types where text was expected", row(`"name":12,"merchant_name":{"x":1},"location":[],"counterparties":{},"amount":"7.25","iso_currency_code":"USD","date":"2026-01-02"`),
			func(x ledger.Transaction) bool { return x.Name == "" && x.Amount.Minor == -725 },
		},
		{
			"an unofficial currency", row(`"amount":0.12345678,"iso_currency_code":null,"unofficial_currency_code":"BTC","date":"2026-01-02"`),
			func(x ledger.Transaction) bool { return x.Amount == ledger.Money{Minor: -12345678, Currency: "BTC"} },
		},
		{
			"an unofficial currency that looks like one of ISO 4217", row(`"amount":1.23456789,"iso_currency_code":null,"unofficial_currency_code":"ALL","date":"2026-01-02"`),
			func(x ledger.Transaction) bool { return x.Amount == ledger.Money{Minor: -123456789, Currency: "ALL*"} },
		},
		{
			"a category of the first taxonomy", row(`"amount":-5,"iso_currency_code":"USD","date":"2026-01-02","personal_finance_category":{"primary":"INCOME","detailed":"INCOME_WAGES","version":"v1"}`),
			func(x ledger.Transaction) bool { return x.Category == "INCOME" && x.CategoryDetail == "INCOME_SALARY" },
		},
		{
			"no currency", row(`"amount":3,"iso_currency_code":null,"unofficial_currency_code":null,"date":"2026-01-02"`),
			func(x ledger.Transaction) bool { return x.Amount.Currency == "XXX" },
		},
		{
			"more cents than a float holds", row(`"amount":90071992547409.93,"iso_currency_code":"USD","date":"2026-01-02"`),
			func(x ledger.Transaction) bool { return x.Amount.Minor == -9007199254740993 },
		},
		{
			"invalid UTF-8 and escapes", row(`"name":"\u001b[31m` + "\xff" + `\ud83d\ude00","amount":1,"iso_currency_code":"USD","date":"2026-01-02"`),
			func(x ledger.Transaction) bool { return x.Name == "\x1b[31m\ufffd😀" },
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var d Decoder
			p, err := d.decode([]byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Added) != 1 || !tt.check(p.Added[0]) {
				t.Errorf("got %+v", p.Added)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	good := `{"transaction_id":"t","account_id":"a","amount":1,"iso_currency_code":"USD","date":"2026-01-02"}`
	tests := []struct {
		name, body string
		want       func(error) bool
	}{
		{"no id", envelope(strings.Replace(good, `"t"`, `null`, 1)), isBadPage},
		{"not an object", envelope(`7`), isBadPage},
		{"removed without id", `{"removed":[{"account_id":"a"}],"has_more":false,"next_cursor":"c"}`, isBadPage},
		{"no cursor", `{"added":[],"modified":[],"removed":[],"has_more":false}`, isErr(ErrShape)},
		{"has_more is null", `{"added":[],"modified":[],"removed":[],"has_more":null,"next_cursor":"c"}`, isErr(ErrShape)},
		{"added twice", `{"added":[` + good + `],"added":[],"modified":[],"removed":[],"has_more":false,"next_cursor":"c"}`, isErr(ErrShape)},
		{"an array", `[]`, isErr(ErrShape)},
		{"empty", ``, isErr(ErrCutOff)},
		{"a portal's page", "\n<html>sign in</html>", isErr(ErrShape)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var d Decoder
			if _, err := d.decode([]byte(tt.body)); !tt.want(err) {
				t.Errorf("err = %v", err)
			}
		})
	}
	for _, list := range []string{"added", "modified", "removed"} {
		for _, instead := range []string{`null`, `{}`, `{"0":` + good + `}`, `"[]"`, `0`, `false`, ``} {
			members := map[string]string{"added": "[]", "modified": "[]", "removed": "[]", list: instead}
			body := `{"has_more":false,"next_cursor":"c"`
			for _, name := range slices.Sorted(maps.Keys(members)) {
				if members[name] != "" {
					body += fmt.Sprintf(",%q:%s", name, members[name])
				}
			}
			if _, err := new(Decoder).decode([]byte(body + "}")); !errors.Is(err, ErrShape) {
				t.Errorf("%s is %q: err = %v", list, instead, err)
			}
		}
	}
	t.Run("cut anywhere", func(t *testing.T) {
		whole := samplePage(t, 1)
		for n := range whole {
			var d Decoder
			if _, err := d.decode(whole[:n]); err == nil {
				t.Fatalf("cut at %d is taken for whole", n)
			}
		}
	})
}

// What broke off is asked for again, and read by the same decoder.
func TestDecodeAfterHalf(t *testing.T) {
	t.Parallel()
	const bare = `{"account_id":"a","amount":1,"authorized_date":null,"counterparties":null,"date":"2026-01-02","location":null,` +
		`"payment_meta":null,"personal_finance_category":null,"transaction_id":"t%d"}`
	for _, whole := range [][]byte{samplePage(t, 1), []byte(envelope(fmt.Sprintf(bare+","+bare, 1, 2)))} {
		want, err := new(Decoder).decode(whole)
		if err != nil {
			t.Fatal(err)
		}
		for n := range whole {
			var d Decoder
			_, _ = d.decode(whole[:n])
			if got, err := d.decode(whole); err != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("after what was cut at %d, behind %q: %+v %v", n, whole[max(0, n-20):n], got, err)
			}
		}
	}
	var d Decoder
	row := `{"transaction_id":"t","account_id":"a","amount":1,"authorized_date":"2026-01-02","date":%s}`
	if p, err := d.decode([]byte(envelope(fmt.Sprintf(row+","+row, "1", "12")))); err != nil || len(p.Added) != 2 {
		t.Errorf("numbers of which one begins with another: %+v %v", p, err)
	}
}

func isBadPage(err error) bool          { return errors.Is(err, ErrBadRow) }
func isErr(want error) func(error) bool { return func(err error) bool { return errors.Is(err, want) } }

// What is read ahead of the lists is what the whole page says, wherever the
// members stand, or nothing.
func TestAhead(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat(" ", longestAhead)
	for body, want := range map[string]bool{
		`{"added":[],"has_more":true,"modified":[],"next_cursor":"c","removed":[]}`:             true,
		`{"added":[],"next_cursor":"c","has_more":true}` + "\n":                                 true,
		`{"next_cursor":"c","has_more":true,"added":[]}`:                                        false, // not behind a comma
		`{"x":1,"next_cursor":"c","has_more":true,"added":[` + filler + `]}`:                    false,
		`{"x":1,"has_more":true,"added":[{"name":"a","next_cursor":"wrong"}]}`:                  false,
		`{"x":1,"next_cursor":"c","has_more":true,"y":{"z":1,"next_cursor":"w","has_more":1}}`:  false,
		`{"x":1,"next_cursor":"c","has_more":true,"y":",\"next_cursor\":\"w\",\"has_more\":1"}`: true,
		`{"x":1,"next_cursor":null,"has_more":true}`:                                            false,
		`{"x":1,"has_more":true,"next_cursor":"c"`:                                              false,
		`{"x":1,"has_more":true,"next_cursor":"c"}}`:                                            false,
	} {
		var d Decoder
		p, ok := d.ahead([]byte(body))
		if ok != want || ok && (p.NextCursor != "c" || !p.HasMore) {
			t.Errorf("%s: %q %v %v", body, p.NextCursor, p.HasMore, ok)
		}
	}
}

// A page whose end does not fit the whole of it is refused.
func TestAheadIsHeldAgainstTheWhole(t *testing.T) {
	t.Parallel()
	d := new(Decoder)
	d.Body = []byte(`{"added":[],"modified":[],"removed":[],"has_more":false,"next_cursor":"c"}`)
	if _, err := (Page{undecoded: d, NextCursor: "other"}).Decoded(); !errors.Is(err, ErrShape) {
		t.Error(err)
	}
}

// FuzzDecodePage holds that nothing makes the decoder panic or hang, and that
// what encoding/json reads as a page reads the same here.
func FuzzDecodePage(f *testing.F) {
	f.Add(samplePage(f, 1))
	f.Add([]byte(envelope(`{"transaction_id":"\u0074","account_id":"a","amount":-0,"iso_currency_code":"JPY","date":"2026-01-02"}`)))
	f.Add([]byte(`{"next_cursor":"","has_more":false,"removed":[{"transaction_id":"x"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var d Decoder
		early, read := d.ahead(b)
		p, err := d.decode(b)
		if read && err == nil && (early.NextCursor != p.NextCursor || early.HasMore != p.HasMore) && !duplicateKeys(b) {
			t.Fatalf("saw %q %v ahead, then %q %v", early.NextCursor, early.HasMore, p.NextCursor, p.HasMore)
		}
		if err != nil {
			if p.Rows() != 0 || p.NextCursor != "" {
				t.Fatalf("a page beside the error %v", err)
			}
			return
		}
		var want struct {
			Next    string `json:"next_cursor"`
			Removed []struct {
				ID string `json:"transaction_id"`
			}
			Added []struct {
				ID string `json:"transaction_id"`
			}
		}
		if !json.Valid(b) || json.Unmarshal(b, &want) != nil || duplicateKeys(b) {
			return
		}
		if p.NextCursor != want.Next || len(p.Added)+len(p.SetAside) != len(want.Added) || len(p.Removed) != len(want.Removed) {
			t.Fatalf("read %+v, encoding/json reads %+v", p, want)
		}
		for i, x := range p.SetAside {
			if x.ID != want.Added[i].ID {
				t.Fatalf("set aside is %q, encoding/json reads %q", x.ID, want.Added[i].ID)
			}
		}
		for i, x := range p.Added {
			if x.ID != want.Added[i].ID {
				t.Fatalf("id %q, encoding/json reads %q", x.ID, want.Added[i].ID)
			}
		}
	})
}

// duplicateKeys reports whether b may hold a key twice, or one that
// encoding/json matches in another case: there the two may differ.
func duplicateKeys(b []byte) bool {
	lower := strings.ToLower(string(b))
	for _, key := range []string{"next_cursor", "has_more", "added", "removed", "transaction_id"} {
		if strings.Count(lower, key) != 1 || !strings.Contains(string(b), `"`+key+`"`) {
			return true
		}
	}
	return strings.Contains(lower, `\u`)
}

// BenchmarkDecode prints what a transaction costs here, and how many times as
// much with encoding/json into a lean struct and with plaid-go's models.
func BenchmarkDecode(b *testing.B) {
	const rows = 500
	body := samplePage(b, rows)
	measure := func(decode func()) float64 {
		decode()
		n, began := 0, time.Now()
		for ; time.Since(began) < 300*time.Millisecond; n++ {
			decode()
		}
		return float64(time.Since(began).Nanoseconds()) / float64(n) / rows
	}
	var d Decoder
	ours := measure(func() {
		if _, err := d.decode(body); err != nil {
			b.Fatal(err)
		}
	})
	lean := measure(func() {
		var p leanPage
		if err := json.Unmarshal(body, &p); err != nil {
			b.Fatal(err)
		}
	})
	sdk := measure(func() {
		var p plaid.TransactionsSyncResponse
		if err := json.Unmarshal(body, &p); err != nil {
			b.Fatal(err)
		}
	})
	for b.Loop() { // the figures are per transaction; ns/op says nothing
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ours, "ns/transaction")
	b.ReportMetric(lean/ours, "x-encoding/json")
	b.ReportMetric(sdk/ours, "x-plaid-go")
}

type leanPage struct {
	Added []struct {
		ID             string      `json:"transaction_id"`
		AccountID      string      `json:"account_id"`
		PendingID      string      `json:"pending_transaction_id"`
		Amount         json.Number `json:"amount"`
		ISO            string      `json:"iso_currency_code"`
		Unofficial     string      `json:"unofficial_currency_code"`
		Date           string      `json:"date"`
		AuthorizedDate string      `json:"authorized_date"`
		Pending        bool        `json:"pending"`
		Name           string      `json:"name"`
		Merchant       string      `json:"merchant_name"`
		MerchantID     string      `json:"merchant_entity_id"`
		Original       string      `json:"original_description"`
		Channel        string      `json:"payment_channel"`
		Category       struct {
			Primary    string `json:"primary"`
			Detailed   string `json:"detailed"`
			Confidence string `json:"confidence_level"`
		} `json:"personal_finance_category"`
		Datetime       string             `json:"datetime"`
		Website        string             `json:"website"`
		LogoURL        string             `json:"logo_url"`
		Location       map[string]any     `json:"location"`
		Payment        map[string]*string `json:"payment_meta"`
		Counterparties []struct {
			Name, EntityID, Type, Website string
		} `json:"counterparties"`
	} `json:"added"`
	NextCursor string `json:"next_cursor"`
	HasMore    bool   `json:"has_more"`
}
