package recurrence_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"passbook/storage/ledger"
	"passbook/storage/recurrence"
)

// paid makes rows of one merchant: one for each day, at the amounts in turn, the
// last of them from then on.
func paid(days []ledger.Date, amounts ...int64) []recurrence.Row {
	rows := make([]recurrence.Row, len(days))
	for i, d := range days {
		rows[i] = recurrence.Row{ID: int64(d), Account: 1, Merchant: "Gym", Name: "GYM 24", Currency: "EUR", Minor: amounts[min(i, len(amounts)-1)], Date: d}
	}
	return rows
}

// one is the only series in rows.
func one(t *testing.T, rows []recurrence.Row, today ledger.Date) recurrence.Series {
	t.Helper()
	all := recurrence.Find(rows, today)
	if len(all) != 1 {
		t.Fatalf("%d series: %+v", len(all), all)
	}
	return all[0]
}

func TestPriceChangesAndNextDate(t *testing.T) {
	days := []ledger.Date{2026_03_10, 2026_04_10, 2026_05_11, 2026_06_10, 2026_07_10, 2026_08_10, 2026_09_10, 2026_10_12, 2026_11_10}
	s := one(t, paid(days, -1000, -1000, -1000, -1000, -1000, -1250, -1250, -1250, -1250), 2026_11_22)
	if s.Cadence != recurrence.Monthly || s.Next != 2026_12_10 || s.Ended || s.LastMinor != -1250 || s.Varies || s.Average != -1111 {
		t.Errorf("%+v", s)
	}
	if want := []recurrence.Price{{Date: 2026_08_10, From: -1000, To: -1250}}; !reflect.DeepEqual(s.Prices, want) {
		t.Errorf("prices %v", s.Prices)
	}
	if s.Reason != "9 payments of one merchant, a month apart, up to 2 days early or late, at 2 prices in turn from 10.00 to 12.50" {
		t.Error(s.Reason)
	}
	// The newest row alone has the new price.
	s = one(t, paid(days, -1000, -1000, -1000, -1000, -1000, -1000, -1000, -1000, -1250), 2026_11_22)
	if len(s.Rows) != 9 || len(s.Prices) != 1 || s.Prices[0].Date != 2026_11_10 {
		t.Errorf("%+v", s)
	}
}

// One payment may be left out and one may come late; after that it has ended.
func TestEnds(t *testing.T) {
	rows := paid([]ledger.Date{2026_03_10, 2026_04_10, 2026_05_11, 2026_06_10, 2026_07_10}, -1000)
	if s := one(t, rows, 2026_09_20); s.Ended || s.Next != 2026_08_10 {
		t.Errorf("%+v", s)
	}
	if s := one(t, rows, 2026_11_22); !s.Ended || s.Next != 0 {
		t.Errorf("%+v", s)
	}
}

// Two months without a payment, and one that was made twice, are still one series.
func TestLeftOutAndTwice(t *testing.T) {
	s := one(t, paid([]ledger.Date{2025_12_24, 2026_01_26, 2026_02_24, 2026_03_24, 2026_03_25, 2026_04_24, 2026_05_26, 2026_06_24, 2026_09_24, 2026_10_26}, -14000), 2026_11_22)
	if s.Cadence != recurrence.Monthly || len(s.Rows) != 9 || s.Skipped != 2 || s.Next != 2026_11_24 {
		t.Errorf("%+v", s)
	}
}

// The last day of a month is the last day of the next one.
func TestLastDayOfTheMonth(t *testing.T) {
	s := one(t, paid([]ledger.Date{2025_10_31, 2025_11_30, 2025_12_31, 2026_01_31, 2026_02_28, 2026_03_31, 2026_04_30, 2026_05_31}, 100), 2026_06_02)
	if s.Cadence != recurrence.Monthly || s.Next != 2026_06_30 || !s.Inflow {
		t.Errorf("%+v", s)
	}
}

// A merchant whose id is missing in some rows is one; two merchants of one name are
// two; and two accounts, directions or currencies are never mixed.
func TestWhoIsPaid(t *testing.T) {
	days := []ledger.Date{2026_05_10, 2026_06_10, 2026_07_10, 2026_08_10, 2026_09_10, 2026_10_10}
	rows := paid(days, -900)
	for i := range rows {
		if i != 2 {
			rows[i].EntityID = "gym"
		}
	}
	if s := one(t, rows, 2026_10_20); len(s.Rows) != 6 {
		t.Errorf("%+v", s)
	}
	var all []recurrence.Row
	for i, change := range []func(*recurrence.Row){
		func(r *recurrence.Row) { r.EntityID = "a" }, func(r *recurrence.Row) { r.EntityID = "b" }, func(r *recurrence.Row) { r.Account = 2 },
		func(r *recurrence.Row) { r.Currency = "USD" }, func(r *recurrence.Row) { r.Minor = 900 },
	} {
		for _, r := range paid(days, -900) {
			r.ID += int64(i) * 1e9
			change(&r)
			all = append(all, r)
		}
	}
	if found := recurrence.Find(all, 2026_10_20); len(found) != 5 {
		t.Errorf("%d series", len(found))
	}
}

// What is found depends on the rows alone, not on their order, and no amount or day
// is too much.
func TestAnyOrderAnyRow(t *testing.T) {
	l := invented(11)
	want := recurrence.Find(l.rows, l.today)
	rand.Shuffle(len(l.rows), func(i, j int) { l.rows[i], l.rows[j] = l.rows[j], l.rows[i] })
	if got := recurrence.Find(l.rows, l.today); !reflect.DeepEqual(got, want) {
		t.Error("another order, other series")
	}
	var odd []recurrence.Row
	for i, minor := range []int64{math.MinInt64, math.MaxInt64, math.MinInt64 + 1, 0, -1, 1} {
		for n := range 12 {
			d := ledger.DateOf(time.Date(1+(9998/11)*n, 1, 31, 0, 0, 0, 0, time.UTC))
			if i%2 == 0 {
				d = ledger.DateOf(time.Date(9999, time.Month(1+n), 31, 0, 0, 0, 0, time.UTC))
			}
			odd = append(odd, recurrence.Row{ID: int64(i*100 + n), Name: "\xff 12", Minor: minor, Date: min(d, 9999_12_31)})
		}
	}
	recurrence.Find(append(odd, recurrence.Row{Date: -5, Minor: 1}), 9999_12_31)
	recurrence.Find(nil, 0)
}

// The calendar of the package is that of time.
func TestDays(t *testing.T) {
	for d := time.Date(1899, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2110; d = d.AddDate(0, 0, 1) {
		rows := paid([]ledger.Date{ledger.DateOf(d.AddDate(0, 0, -14)), ledger.DateOf(d.AddDate(0, 0, -7)), ledger.DateOf(d), ledger.DateOf(d.AddDate(0, 0, 7))}, -100)
		if s := one(t, rows, rows[3].Date); s.Next != ledger.DateOf(d.AddDate(0, 0, 14)) {
			t.Fatalf("after %s: %s", rows[3].Date, s.Next)
		}
	}
}

// A million rows of a household with many payees: in proportion to the rows.
func BenchmarkFind(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(ledger.Money{Minor: int64(n), Currency: "JPY"}.Decimal(), func(b *testing.B) {
			l := invented(1)
			rows := make([]recurrence.Row, n)
			for i := range rows {
				rows[i] = l.rows[i%len(l.rows)]
				rows[i].ID, rows[i].Account = int64(i), int64(i/len(l.rows))
			}
			b.ResetTimer()
			for b.Loop() {
				recurrence.Find(rows, l.today)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
		})
	}
	b.Run("one merchant", func(b *testing.B) {
		r := rand.New(rand.NewPCG(1, 2))
		rows := make([]recurrence.Row, 1_000_000)
		for i := range rows {
			rows[i] = recurrence.Row{ID: int64(i), Name: "SHOP", Minor: -int64(1 + r.IntN(900)), Date: ledger.DateOf(time.Date(2024, 1, r.IntN(730), 0, 0, 0, 0, time.UTC))}
		}
		for b.Loop() {
			recurrence.Find(rows, 2026_11_22)
		}
	})
}
