package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"
)

// cheap keeps scrypt fast in tests.
const cheap = 10

// identity is an age identity that opens nothing but these tests' files.
const identity = "AGE-SECRET-KEY-1W89CPJSUJDGPU2LWC606GCHMXYAG3SVNNFRNXG0P0RM03XWQGTXQ5YGXS6"

func TestEveryVault(t *testing.T) {
	vaults := []struct {
		name string
		open func(t *testing.T, dir, env string) Vault
	}{
		{"memory", func(*testing.T, string, string) Vault { return NewMemory() }},
		{"sealed file", func(t *testing.T, dir, env string) Vault {
			v, err := openSealed(dir, env, "open sesame, please", cheap)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}},
		{"sealed file with an identity", func(t *testing.T, dir, env string) Vault {
			v, err := OpenSealed(dir, env, identity)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}},
		{"keyring", func(t *testing.T, dir, env string) Vault {
			needSecretService(t)
			v, err := OpenKeyring(t.Context(), dir, env)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}},
	}
	for _, tt := range vaults {
		t.Run(tt.name, func(t *testing.T) {
			t.Run("keeps and forgets", func(t *testing.T) { keepsAndForgets(t, tt.open(t, t.TempDir(), "sandbox")) })
			t.Run("loses nothing written at once", func(t *testing.T) { losesNothing(t, tt.open(t, t.TempDir(), "sandbox")) })
			t.Run("stays in its folder and environment", func(t *testing.T) {
				dir := t.TempDir()
				v := tt.open(t, dir, "sandbox")
				set(t, v, "item", "token")
				set(t, v, PlaidSecret, "secret")
				for _, other := range []Vault{tt.open(t, dir, "production"), tt.open(t, t.TempDir(), "sandbox")} {
					if _, err := other.Get(t.Context(), "item"); !errors.Is(err, ErrNotFound) {
						t.Errorf("another vault's Get: %v, want ErrNotFound", err)
					}
					if _, err := other.Get(t.Context(), PlaidSecret); !errors.Is(err, ErrNotFound) {
						t.Errorf("another vault's Plaid secret: %v, want ErrNotFound", err)
					}
					wantItems(t, other)
				}
			})
			if tt.name == "memory" {
				return
			}
			t.Run("is seen by another process", func(t *testing.T) {
				dir := t.TempDir()
				one, two := tt.open(t, dir, "sandbox"), tt.open(t, dir, "sandbox")
				set(t, one, "a", "token of a")
				set(t, two, "b", "token of b")
				wantToken(t, one, "b", "token of b")
				wantToken(t, two, "a", "token of a")
				wantItems(t, tt.open(t, dir, "sandbox"), "a", "b")
			})
		})
	}
}

func keepsAndForgets(t *testing.T, v Vault) {
	ctx := t.Context()
	const hard = "access-sandbox-\"quoted\" – ünï\ncode"
	if _, err := v.Get(ctx, "none"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Get of nothing: %v, want ErrNotFound", err)
	}
	wantItems(t, v)
	set(t, v, "Item", "one")
	set(t, v, "item", hard) // ids are case-sensitive
	wantToken(t, v, "Item", "one")
	wantToken(t, v, "item", hard)
	set(t, v, "Item", "two")
	wantToken(t, v, "Item", "two")
	wantItems(t, v, "Item", "item")
	for range 2 { // the second time there is nothing, which is no error
		if err := v.Delete(ctx, "Item"); err != nil {
			t.Fatalf("Delete: %v", err)
		}
	}
	if _, err := v.Get(ctx, "Item"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Get after Delete: %v, want ErrNotFound", err)
	}
	wantItems(t, v, "item")
	keepsThePlaidSecret(t, v)
	if err := v.Delete(ctx, "item"); err != nil {
		t.Fatalf("Delete of the last: %v", err)
	}
	wantItems(t, v)
	if v.Where() == "" {
		t.Error("Where says nothing")
	}
}

// keepsThePlaidSecret expects that a vault with one token keeps the Plaid secret
// beside it, and does not take it for another.
func keepsThePlaidSecret(t *testing.T, v Vault) {
	for range 2 {
		set(t, v, PlaidSecret, "the secret")
		wantToken(t, v, PlaidSecret, "the secret")
		wantItems(t, v, "item")
		for range 2 {
			if err := v.Delete(t.Context(), PlaidSecret); err != nil {
				t.Fatalf("Delete: %v", err)
			}
		}
		if _, err := v.Get(t.Context(), PlaidSecret); !errors.Is(err, ErrNotFound) {
			t.Errorf("Get after Delete: %v, want ErrNotFound", err)
		}
		wantItems(t, v, "item")
	}
}

func losesNothing(t *testing.T, v Vault) {
	ids := []string{"a", "b", "c", "d", "e"}
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			if err := v.Set(context.Background(), id, "token of "+id); err != nil {
				t.Errorf("Set %s: %v", id, err)
			}
		})
	}
	wg.Wait()
	wantItems(t, v, ids...)
	for _, id := range ids {
		wantToken(t, v, id, "token of "+id)
	}
}

func set(t *testing.T, v Vault, id, token string) {
	t.Helper()
	if err := v.Set(t.Context(), id, token); err != nil {
		t.Fatalf("Set %s: %v", id, err)
	}
}

func wantToken(t *testing.T, v Vault, id, want string) {
	t.Helper()
	if got, err := v.Get(t.Context(), id); err != nil || got != want {
		t.Errorf("Get %s = %q, %v; want %q", id, got, err, want)
	}
}

func wantItems(t *testing.T, v Vault, want ...string) {
	t.Helper()
	got, err := v.Items(t.Context())
	if err != nil {
		t.Fatalf("Items: %v", err)
	}
	if diff := cmp.Diff(want, append([]string(nil), got...)); diff != "" {
		t.Errorf("Items (-want +got):\n%s", diff)
	}
}

func TestSealedFile(t *testing.T) {
	dir := t.TempDir()
	v, err := openSealed(dir, "sandbox", "the right one", cheap)
	if err != nil {
		t.Fatal(err)
	}
	set(t, v, "item", "access-sandbox-secret")
	path := filepath.Join(dir, "tokens-sandbox.age")

	t.Run("is private and not plain", func(t *testing.T) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("mode %o, want 600", info.Mode().Perm())
		}
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(file), "secret") || strings.Contains(string(file), "item") {
			t.Error("the file shows what it should hide")
		}
	})
	t.Run("refuses a wrong passphrase", func(t *testing.T) {
		_, err := openSealed(dir, "sandbox", "wrong", cheap)
		wantUnavailable(t, err, "passphrase does not open")
		if !errors.Is(err, ErrWrongPassphrase) {
			t.Errorf("%v is not ErrWrongPassphrase", err)
		}
	})
	t.Run("refuses no passphrase", func(t *testing.T) {
		_, err := OpenSealed(dir, "sandbox", "")
		wantUnavailable(t, err, "needs a passphrase")
		wantUnavailable(t, err, "PASSBOOK_PASSPHRASE_FILE")
	})
	t.Run("says when it is damaged", func(t *testing.T) {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, damaged := range [][]byte{{}, file[:len(file)-5], []byte("not age at all")} {
			if err := os.WriteFile(path, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := openSealed(dir, "sandbox", "the right one", cheap)
			wantUnavailable(t, err, "is damaged")
		}
	})
}

func wantUnavailable(t *testing.T, err error, words string) {
	t.Helper()
	var u *UnavailableError
	if !errors.As(err, &u) || !strings.Contains(u.Sentence, words) {
		t.Errorf("error %v, want an *UnavailableError with %q", err, words)
	}
}

// countingRecipient counts how often a key is derived.
type countingRecipient struct {
	age.Recipient
	derived int
}

func (r *countingRecipient) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	r.derived++
	return r.Recipient.Wrap(fileKey)
}

func (r *countingRecipient) WrapWithLabels(fileKey []byte) ([]*age.Stanza, []string, error) {
	r.derived++
	return r.Recipient.(age.RecipientWithLabels).WrapWithLabels(fileKey)
}

// After Ready the next Set derives no key: that is what takes a second.
func TestReadyDerivesTheKeyAhead(t *testing.T) {
	dir := t.TempDir()
	v, err := openSealed(dir, "sandbox", "open sesame, please", cheap)
	if err != nil {
		t.Fatal(err)
	}
	counting := &countingRecipient{Recipient: v.recipient}
	v.recipient = counting
	for i, id := range []string{"a", "b"} {
		for range 2 { // once more derives nothing
			if err := v.Ready(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if counting.derived != i+1 {
			t.Fatalf("ready for %s: %d keys", id, counting.derived)
		}
		set(t, v, id, "token of "+id)
		if counting.derived != i+1 {
			t.Errorf("Set of %s derived a key", id)
		}
	}
	set(t, v, "c", "token of c") // without Ready it works too
	again, err := openSealed(dir, "sandbox", "open sesame, please", cheap)
	if err != nil {
		t.Fatal(err)
	}
	wantItems(t, again, "a", "b", "c")
	wantToken(t, again, "b", "token of b")
}
