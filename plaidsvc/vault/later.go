package vault

import (
	"context"
	"sync"
)

// Later gives a vault that is opened when it is first asked for something, so
// that a program starts without waiting for a keyring that the person may have
// to unlock. A vault that could not be opened is tried again at the next call.
func Later(open func(context.Context) (Vault, error)) Vault { return &later{open: open} }

type later struct {
	open func(context.Context) (Vault, error)

	mu     sync.Mutex
	opened Vault
}

func (l *later) vault(ctx context.Context) (Vault, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.opened == nil {
		v, err := l.open(ctx)
		if err != nil {
			return nil, err
		}
		l.opened = v
	}
	return l.opened, nil
}

func (l *later) Get(ctx context.Context, itemID string) (string, error) {
	v, err := l.vault(ctx)
	if err != nil {
		return "", err
	}
	return v.Get(ctx, itemID)
}

func (l *later) Set(ctx context.Context, itemID, token string) error {
	v, err := l.vault(ctx)
	if err != nil {
		return err
	}
	return v.Set(ctx, itemID, token)
}

func (l *later) Delete(ctx context.Context, itemID string) error {
	v, err := l.vault(ctx)
	if err != nil {
		return err
	}
	return v.Delete(ctx, itemID)
}

func (l *later) Items(ctx context.Context) ([]string, error) {
	v, err := l.vault(ctx)
	if err != nil {
		return nil, err
	}
	return v.Items(ctx)
}

func (l *later) Ready(ctx context.Context) error {
	v, err := l.vault(ctx)
	if err != nil {
		return err
	}
	return v.Ready(ctx)
}

func (l *later) Where() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.opened == nil {
		return "the vault"
	}
	return l.opened.Where()
}
