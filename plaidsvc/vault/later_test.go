package vault

import (
	"context"
	"errors"
	"testing"
)

// Calls that come while the vault is being opened wait for that attempt, and an
// attempt that its caller gave up is not theirs.
func TestLaterIsOpenedOnceForAll(t *testing.T) {
	opening, open := make(chan struct{}, 2), make(chan error)
	v := Later(func(ctx context.Context) (Vault, error) {
		opening <- struct{}{}
		select {
		case err := <-open:
			return NewMemory(), err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
	first, giveUp := context.WithCancel(t.Context())
	ends := make(chan error)
	go func() { ends <- v.Ready(first) }()
	<-opening
	go func() { ends <- v.Ready(t.Context()) }()
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if err := v.Ready(impatient); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled call: %v", err)
	}
	giveUp()
	if err := <-ends; !errors.Is(err, context.Canceled) {
		t.Errorf("the first call: %v", err)
	}
	<-opening // for the second one
	open <- nil
	if err := <-ends; err != nil {
		t.Errorf("the second call: %v", err)
	}
}

func TestLaterOpensOnceItCan(t *testing.T) {
	locked := errors.New("locked")
	attempts := 0
	v := Later(func(context.Context) (Vault, error) {
		if attempts++; attempts == 1 {
			return nil, locked
		}
		return NewMemory(), nil
	})
	if attempts != 0 {
		t.Fatal("it was opened before it was needed")
	}
	if err := v.Set(t.Context(), "item", "token"); !errors.Is(err, locked) {
		t.Fatalf("the first call says %v, not why the vault is closed", err)
	}
	keepsAndForgets(t, v)
	if attempts != 2 {
		t.Errorf("it was opened %d times", attempts)
	}
}
