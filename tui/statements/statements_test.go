package statements_test

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/papers"
	"passbook/tui"
	"passbook/tui/tuitest"
)

// listed is the household with the statements of two accounts.
func listed(t *testing.T) *storage.DB {
	t.Helper()
	db := tuitest.Household(t)
	ctx := context.Background()
	err := papers.Save(ctx, db, "rbc", tuitest.Now, []papers.Statement{
		{ID: "1", AccountID: "visa", AccountName: "Visa Infinite", Mask: "4821", Month: 202610, Posted: 20261103},
		{ID: "2", AccountID: "visa", AccountName: "Visa Infinite", Mask: "4821", Month: 202609, Posted: 20261003},
		{ID: "3", AccountName: "An account that is gone\x1b[2J", Month: 202610},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := papers.Downloaded(ctx, db, "2", strings.Repeat("0f", 32), 1000); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestStatements(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.OnTab(t, listed(t), "6", w, h)
		d.Shows("Statements")
		d.Choose("Statements")
		d.Shows("Visa Infinite ··4821", "October 2026", "downloaded", "new")
		d.Golden()
	})
}

func TestStatementsWithoutAny(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "6", 80, 24)
	d.Choose("Statements")
	d.Shows("No statements are listed yet.", "passbook setup   asks for the Plaid keys")
	d.Press("F")
	d.Shows("passbook setup")
	d.Press("d")
	d.Shows("passbook setup")
}

// The keys whose words say what Plaid bills ask the bank for the list, and put what
// is new into the folder that the person names.
func TestStatementsAreDownloaded(t *testing.T) {
	plaid := httptest.NewServer(conform.Handler(t, plaidsim.New(plaidsim.Options{Seed: 1})))
	t.Cleanup(plaid.Close)
	dir := t.TempDir()
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	service, err := plaidsvc.New(plaidsvc.Config{
		ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: plaid.URL, LockDir: dir + "/locks", Products: []string{"statements"},
	}, db, vault.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	if _, err := service.LinkSandbox(t.Context(), "ins_109508", "user_good", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := service.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	d := tuitest.Drive(t, db, 120, 40, func(o *tui.Options) { o.Service = service })
	d.Press("6")
	d.Choose("Statements")
	d.Shows("No statements are listed yet.", "Plaid bills for statements")
	d.Press("F")
	d.RunAll()
	d.Shows("Fetched from First Platypus Bank", "First Platypus Bank, Plaid", "new")
	folder := filepath.Join(dir, "papers")
	d.Press("d")
	d.Shows("Folder of the statements", "Plaid bills")
	d.Press("ctrl+u")
	d.Type(folder)
	d.Press("enter")
	d.RunAll()
	d.Shows("statements downloaded to", "downloaded")
	list, err := papers.List(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != len(list) || len(list) == 0 {
		t.Errorf("%d files of %d statements, %v", len(files), len(list), err)
	}
}
