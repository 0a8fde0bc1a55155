package secrets

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/plaidsvc/vault"
)

var errKilled = errors.New("killed")

// killer ends a move at one of its steps: after the kill nothing is done any more.
type killer struct {
	at    int  // the step, from 1; 0: none
	after bool // the step is done, and nobody hears of it
	steps int
}

// step does one step of a move unless it was killed.
func (k *killer) step(do func() error) error {
	k.steps++
	switch {
	case k.at == 0 || k.steps < k.at:
		return do()
	case k.steps == k.at && k.after:
		return errors.Join(do(), errKilled)
	}
	return errKilled
}

// mortal is a vault whose user may be killed at each call.
type mortal struct {
	vault.Vault
	*killer
}

func (m mortal) Get(ctx context.Context, name string) (secret string, err error) {
	err = m.step(func() (err error) { secret, err = m.Vault.Get(ctx, name); return err })
	return secret, err
}

func (m mortal) Set(ctx context.Context, name, secret string) error {
	return m.step(func() error { return m.Vault.Set(ctx, name, secret) })
}

func (m mortal) Delete(ctx context.Context, name string) error {
	return m.step(func() error { return m.Vault.Delete(ctx, name) })
}

func (m mortal) Items(ctx context.Context) (ids []string, err error) {
	err = m.step(func() (err error) { ids, err = m.Vault.Items(ctx); return err })
	return ids, err
}

func filled(t *testing.T, secrets map[string]string) vault.Vault {
	t.Helper()
	v := vault.NewMemory()
	if err := vault.Put(t.Context(), v, secrets); err != nil {
		t.Fatal(err)
	}
	return v
}

func holds(t *testing.T, v vault.Vault, want map[string]string) {
	t.Helper()
	got, err := vault.All(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the vault holds (-want +got):\n%s", diff)
	}
}

// Whatever step a move dies at, and whether that step was still done: the vault
// in use has every secret, and the next run finishes.
func TestAMoveKilledAtEveryStep(t *testing.T) {
	secrets := map[string]string{"a": "token of a", "b": "token of b", "c": "token of c", vault.PlaidSecret: "secret"}
	leftover := map[string]string{"b": "an older token of b", "gone": "token of none"} // of the vault moved to
	want := map[string]string{"gone": "token of none"}
	for name, secret := range secrets {
		want[name] = secret
	}
	kills := 0
	for _, after := range []bool{false, true} {
		for at := 1; ; at++ {
			from, to := filled(t, secrets), filled(t, leftover)
			used := from
			run := func(k *killer) error {
				_, left, err := moving{mortal{from, k}, mortal{to, k}, used == to, func() error {
					return k.step(func() error { used = to; return nil })
				}}.run(t.Context())
				if left > 0 {
					t.Errorf("%d secrets left", left)
				}
				return err
			}
			k := &killer{at: at, after: after}
			err := run(k)
			if k.steps < at {
				if err != nil {
					t.Fatal(err)
				}
				break
			}
			kills++
			if !errors.Is(err, errKilled) {
				t.Fatalf("killed at step %d: %v", at, err)
			}
			for name, secret := range secrets {
				if got, err := used.Get(t.Context(), name); err != nil || got != secret {
					t.Errorf("killed at step %d (done: %v): %s is %q, %v", at, after, name, got, err)
				}
			}
			if err := run(&killer{}); err != nil {
				t.Fatalf("the run after a kill at step %d: %v", at, err)
			}
			holds(t, from, map[string]string{})
			holds(t, to, want)
			if used != to {
				t.Error("the other vault is in use")
			}
		}
	}
	t.Logf("%d kills", kills)
}

// What lies in the vault in use is right: what differs in the other one stays
// there.
func TestAMoveLeavesWhatDiffers(t *testing.T) {
	from, to := filled(t, map[string]string{"a": "old", "b": "b"}), filled(t, map[string]string{"a": "new"})
	moved, left, err := moving{from, to, true, func() error { return nil }}.run(t.Context())
	if err != nil || moved != 1 || left != 1 {
		t.Errorf("%d moved, %d left, %v", moved, left, err)
	}
	holds(t, from, map[string]string{"a": "old"})
	holds(t, to, map[string]string{"a": "new", "b": "b"})
}

// forgetful keeps nothing that is written into it.
type forgetful struct{ vault.Vault }

func (forgetful) Set(context.Context, string, string) error { return nil }

func TestAMoveIntoAVaultThatKeepsNothing(t *testing.T) {
	secrets := map[string]string{"a": "a", vault.PlaidSecret: "secret"}
	from := filled(t, secrets)
	_, _, err := moving{from, forgetful{vault.NewMemory()}, false, func() error {
		t.Error("it is in use")
		return nil
	}}.run(t.Context())
	if err == nil {
		t.Error("no error")
	}
	holds(t, from, secrets)
}
