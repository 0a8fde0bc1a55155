package vault

import (
	"context"
	"errors"
	"testing"
)

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
