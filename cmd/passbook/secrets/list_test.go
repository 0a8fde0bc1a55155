package secrets

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/plaidsvc"
	"passbook/plaidsvc/vault"
	"passbook/storage"
)

// What the vault keeps of a link that was cut off is listed as that, and is no
// token that Plaid is asked about.
func TestAnExchangeIsNoToken(t *testing.T) {
	t.Setenv("PASSBOOK_PASSPHRASE", "correct horse battery")
	dir := t.TempDir()
	v, err := vault.OpenSealed(dir, "sandbox", "correct horse battery")
	if err == nil {
		err = v.Set(t.Context(), vault.ExchangePrefix+"CUTOFF", "{}")
	}
	if err != nil {
		t.Fatal(err)
	}
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cmd := New(func(cmd *cobra.Command, do func(context.Context, Session) error) error {
		return do(cmd.Context(), Session{
			DB: db, Dir: dir, Env: "sandbox", Kind: func() (string, error) { return File, nil },
			Service: func(v vault.Vault) (*plaidsvc.Service, error) {
				return plaidsvc.New(plaidsvc.Config{ClientID: "c", Secret: "s", Env: "sandbox", BaseURL: "http://127.0.0.1:1", LockDir: dir}, db, v)
			},
		})
	})
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetArgs([]string{"verify", "--csv"})
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Error(err)
	}
	if !strings.Contains(out.String(), "\nexchange,,,file,,held,,") || strings.Contains(out.String(), "access_token") {
		t.Error(out.String())
	}
}

// What a link began with is no bank's token, and a bank without a token is the
// turn of who sets keys and vault, in the word that all records have for it.
func TestWhatIsSaidOfASecret(t *testing.T) {
	banks := map[string]string{"lost": "Lost Bank", "kept": "Kept Bank"}
	used := place{kind: File, held: map[string]error{"kept": nil, "exchange-ABC": nil, "nobodys": nil, vault.PlaidSecret: nil}, values: map[string]string{}}
	var found []finding
	for _, name := range []string{"lost", "kept", "exchange-ABC", "nobodys", vault.PlaidSecret} {
		found = append(found, findOne(name, banks, used, place{kind: Keyring}))
	}
	cmd, out := &cobra.Command{}, &strings.Builder{}
	output.Flags(cmd)
	if err := cmd.Flags().Set("csv", "true"); err != nil {
		t.Fatal(err)
	}
	cmd.SetOut(out)
	if err := printFindings(cmd, found); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"access_token,Lost Bank,lost,,,missing,keys,",
		"access_token,Kept Bank,kept,file,,held,,",
		"exchange,,,file,,held,,\"What a link",
		"access_token,,nobodys,file,,orphan,,",
		"plaid_secret,,,file,,held,,",
	}
	for i, line := range strings.Split(out.String(), "\n")[1:] {
		if i < len(want) && !strings.HasPrefix(line, want[i]) {
			t.Errorf("%s, want %s", line, want[i])
		}
	}
}
