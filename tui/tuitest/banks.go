package tuitest

import (
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/vault"
	"passbook/storage"
)

// Login is one of the Sandbox at a bank.
type Login struct{ Bank, User, Password string }

// Good is Plaid's sample user at a bank.
func Good(bank string) Login { return Login{bank, "user_good", "pass_good"} }

// Linked gives a cache with banks that were linked at the Plaid of an address, and the
// service that asks it. config changes how that is made; nil: nothing.
func Linked(t *testing.T, plaid string, config func(*plaidsvc.Config), logins ...Login) (*storage.DB, *plaidsvc.Service) {
	t.Helper()
	dir := t.TempDir()
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	c := plaidsvc.Config{ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: plaid, LockDir: dir + "/locks"}
	if config != nil {
		config(&c)
	}
	service, err := plaidsvc.New(c, db, vault.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	for _, l := range logins {
		if _, err := service.LinkSandbox(t.Context(), l.Bank, l.User, l.Password); err != nil {
			t.Fatal(err)
		}
	}
	return db, service
}
