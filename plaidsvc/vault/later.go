package vault

import (
	"context"
	"errors"
	"sync"
)

// Later gives a vault that is opened when it is first asked for something, so
// that a program starts without waiting for a keyring that the person may have
// to unlock. Calls that come meanwhile wait for the same attempt. A vault that
// could not be opened is tried again at the next call.
func Later(open func(context.Context) (Vault, error)) Vault { return &later{open: open} }

type later struct {
	open func(context.Context) (Vault, error)

	mu      sync.Mutex
	opened  Vault
	running *attempt // to open it; nil: none
}

// attempt is one attempt to open a vault.
type attempt struct {
	done chan struct{} // closed when err is known
	err  error
}

// vault gives the opened vault.
func (l *later) vault(ctx context.Context) (Vault, error) {
	for {
		l.mu.Lock()
		v, a := l.opened, l.running
		if v == nil && a == nil {
			a = &attempt{done: make(chan struct{})}
			l.running = a
			l.mu.Unlock()
			return l.try(ctx, a)
		}
		l.mu.Unlock()
		if v != nil {
			return v, nil
		}
		select {
		case <-a.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		// Whoever tried may have been cancelled: that is not this call's end.
		if a.err != nil && !errors.Is(a.err, context.Canceled) && !errors.Is(a.err, context.DeadlineExceeded) {
			return nil, a.err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
}

// try opens the vault for all who wait for this attempt.
func (l *later) try(ctx context.Context, a *attempt) (Vault, error) {
	v, err := l.open(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		l.opened = v
	}
	a.err, l.running = err, nil
	close(a.done)
	return v, err
}

func (l *later) Get(ctx context.Context, name string) (string, error) {
	v, err := l.vault(ctx)
	if err != nil {
		return "", err
	}
	return v.Get(ctx, name)
}

func (l *later) Set(ctx context.Context, name, secret string) error {
	v, err := l.vault(ctx)
	if err != nil {
		return err
	}
	return v.Set(ctx, name, secret)
}

func (l *later) Delete(ctx context.Context, name string) error {
	v, err := l.vault(ctx)
	if err != nil {
		return err
	}
	return v.Delete(ctx, name)
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
