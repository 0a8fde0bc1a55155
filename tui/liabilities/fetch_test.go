package liabilities_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/tui"
	"passbook/tui/tuitest"
)

// Plaid is asked when the key is pressed whose words say that it bills, and not
// before; what it answers is on the page.
func TestLiabilitiesAreFetched(t *testing.T) {
	var asked atomic.Int32
	sim := plaidsim.New(plaidsim.Options{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/liabilities/get" {
			asked.Add(1)
		}
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	service, err := plaidsvc.New(plaidsvc.Config{ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: server.URL, LockDir: dir + "/locks"}, db, vault.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	if _, err := service.LinkSandbox(t.Context(), "ins_109508", "", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := service.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	d := tuitest.Drive(t, db, 120, 40, func(o *tui.Options) { o.Service = service })
	d.Press("6")
	d.Choose("Liabilities")
	d.Shows("No bank has told of a card", "Plaid bills liabilities for each bank and month", "F fetch (billed by Plaid)")
	if n := asked.Load(); n != 0 {
		t.Fatalf("asked %d times before the key", n)
	}
	d.Press("F")
	d.Shows("Plaid Credit Card", "Plaid Mortgage", "Plaid Student Loan", "Fetched from First Platypus Bank.")
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	d.Press("K")
	d.Shows("fetched daily", "stop fetching daily")
}
