package streams_test

import (
	"testing"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/storage/streams"
)

// monthly are rows of one merchant, a month apart, up to the newest.
func monthly(id, name string, months int, minor int64, newest time.Time) (rows []ledger.Transaction) {
	for i := range months {
		d := ledger.DateOf(newest.AddDate(0, -i, 0))
		rows = append(rows, ledger.Transaction{
			ID: id + d.String(), AccountID: "checking", Amount: ledger.Money{Minor: minor, Currency: "USD"}, Date: d, AuthorizedDate: d,
			Name: name, Merchant: name, Original: name, Category: "GENERAL_SERVICES", CategoryDetail: "GENERAL_SERVICES_OTHER_GENERAL_SERVICES",
		})
	}
	return rows
}

// What Plaid and passbook both found is one stream: Plaid's category and id, with
// what Plaid left open filled in. Two streams of one merchant stay two.
func TestPlaidsAndOwnAreOneList(t *testing.T) {
	db, err := storage.Open(t.TempDir(), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(db.SaveItem(t.Context(), ledger.Item{ID: "item", Institution: "Bank", LinkedAt: now}))
	must(db.SaveAccounts(t.Context(), "item", []ledger.Account{account("checking")}))
	u, err := db.BeginUpdate(t.Context(), "item")
	must(err)
	defer u.Close()
	var rows []ledger.Transaction
	rows = append(rows, monthly("car", "Lender", 10, -32940, now.AddDate(0, 0, -13))...)
	rows = append(rows, monthly("school", "Lender", 10, -24810, now.AddDate(0, 0, -3))...)
	rows = append(rows, monthly("gym", "Gym", 10, -4000, now.AddDate(0, 0, -10))...)
	must(u.Add(t.Context(), storage.Page{Added: rows}))
	_, err = u.Commit(t.Context(), storage.Outcome{Cursor: "1"})
	must(err)

	last := int64(-24810)
	must(streams.Save(t.Context(), db, "item", now, []streams.Stream{{
		ID: "plaid's", AccountID: "checking", Merchant: "LENDER", Category: "LOAN_PAYMENTS_STUDENT_LOAN_PAYMENT", Frequency: "UNKNOWN", Active: true,
		Status: "MATURE", Currency: "USD", Last: &last, FirstDate: 20260217, LastDate: 20261117, Count: 10, FetchedAt: now,
	}}))
	all, err := streams.All(t.Context(), db, ledger.DateOf(now))
	must(err)
	if len(all) != 3 {
		t.Fatalf("%d streams: %+v", len(all), all)
	}
	by := map[int64]streams.Stream{}
	for _, s := range all {
		m, _ := s.Amount()
		by[m.Minor] = s
	}
	school, car, gym := by[-24810], by[-32940], by[-4000]
	if school.Source != streams.Both || school.ID != "plaid's" || school.Category != "LOAN_PAYMENTS_STUDENT_LOAN_PAYMENT" || school.Frequency != streams.Monthly ||
		school.NextDate != 20261217 || school.Reason == "" {
		t.Errorf("%+v", school)
	}
	if car.Source != streams.Own || car.Frequency != streams.Monthly || car.NextDate != 20261207 || car.Category != "GENERAL_SERVICES_OTHER_GENERAL_SERVICES" {
		t.Errorf("%+v", car)
	}
	if year, known := gym.ForYear(); gym.Source != streams.Own || !known || year.Minor != -48000 || gym.Institution != "Bank" {
		t.Errorf("%+v", gym)
	}
}
