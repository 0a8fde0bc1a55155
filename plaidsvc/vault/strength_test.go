package vault

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"testing"

	"filippo.io/age"
)

func TestCheckPassphrase(t *testing.T) {
	for _, strong := range []string{
		"correct horse", "twelve chars", "Ωmega-Ωmega1", "one two is it", "be at us go", "aaaaaaaaaaab", identity,
	} {
		if err := CheckPassphrase(strong); err != nil {
			t.Errorf("%q: %v", strong, err)
		}
	}
	for _, weak := range []string{
		"", "x", "eleven char", "ünïcödeünï", "            ", "a          b", "one two six",
		"aaaaaaaaaaaa", "abababababab", "äöäöäöäöäöäö", "horse Horse HORSE horse", "tick tock tick tock", "a a a a",
	} {
		wantUnavailable(t, CheckPassphrase(weak), "too easy to guess")
	}
}

// A weak passphrase opens what there is, and seals nothing new: that is said
// before the person goes to the bank, and again when a token comes.
func TestAWeakPassphrase(t *testing.T) {
	dir := t.TempDir()
	v, err := openSealed(dir, "sandbox", "short", cheap)
	if err != nil {
		t.Fatal(err)
	}
	wantItems(t, v)
	if err := v.Delete(t.Context(), "item"); err != nil {
		t.Error(err)
	}
	wantUnavailable(t, v.Ready(t.Context()), "too easy to guess")
	wantUnavailable(t, v.Set(t.Context(), "item", "token"), "too easy to guess")
	path := SealedPath(dir, "sandbox")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("the file was made: %v", err)
	}

	recipient, err := age.NewScryptRecipient("short")
	if err != nil {
		t.Fatal(err)
	}
	recipient.SetWorkFactor(cheap)
	var file bytes.Buffer
	body, err := age.Encrypt(&file, recipient)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := body.Write([]byte(`{"old":"token of old"}`)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(body.Close(), os.WriteFile(path, file.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	if v, err = openSealed(dir, "sandbox", "short", cheap); err != nil {
		t.Fatal(err)
	}
	if err := v.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	set(t, v, "new", "token of new")
	wantToken(t, v, "old", "token of old")
	wantItems(t, v, "new", "old")
}
