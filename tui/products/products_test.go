package products_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/kept"
	"passbook/tui"
	"passbook/tui/tuitest"
)

// open opens the page from the one before it, wherever its line is.
func open(d *tuitest.Driver) {
	d.T.Helper()
	d.Press("6")
	for range 20 {
		if strings.Contains(d.Current(), "Products") {
			break
		}
		d.Press("j")
	}
	d.Press("enter")
}

// What a bank has, and that a key has syncs bring a product, or no longer.
func TestProducts(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		plaid := httptest.NewServer(conform.Handler(t, plaidsim.New(plaidsim.Options{Seed: 1})))
		t.Cleanup(plaid.Close)
		dir := t.TempDir()
		db, err := storage.Open(dir, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		service, err := plaidsvc.New(plaidsvc.Config{
			ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: plaid.URL, LockDir: dir + "/locks",
		}, db, vault.NewMemory())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { service.Close() })
		if _, err := service.LinkSandbox(t.Context(), "ins_116944", "user_good", "pass_good"); err != nil {
			t.Fatal(err)
		}
		d := tuitest.Drive(t, db, w, h, func(o *tui.Options) { o.Service = service })
		open(d)
		d.Shows("Mayfield Student Lending", "transactions", "billed", "liabilities", "may be added", "by the month")
		d.Golden()
		for range 10 {
			if strings.Contains(d.Current(), "liabilities") {
				break
			}
			d.Press("j")
		}
		d.Press("K")
		d.Shows("by syncs")
		if states, err := kept.States(t.Context(), db); err != nil || len(states) != 1 || !states[0].Kept || states[0].Product != kept.Liabilities {
			t.Errorf("%+v, %v", states, err)
		}
		d.Press("K")
		d.Hides("by syncs")
		d.Press("g", "K")
		d.Hides("by syncs")
		d.Shows("no sync brings it")
	})
}

func TestProductsWithoutKeys(t *testing.T) {
	d := tuitest.Drive(t, tuitest.Household(t), 80, 24)
	open(d)
	d.Shows("there are no Plaid keys", "passbook setup")
}
