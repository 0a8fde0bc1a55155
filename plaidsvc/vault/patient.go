package vault

import (
	"context"
	"time"
)

// soon is how long a vault may take before the person hears what is waited for.
const soon = time.Second

// Patient gives a keyring that calls say when a call takes longer than a second,
// and goes on waiting: the person may have to unlock it.
func Patient(keyring Vault, say func(sentence string)) Vault {
	return &patient{keyring, "waiting for " + KeyringName() + ": if a window asks for its password, unlock it", say}
}

type patient struct {
	vault    Vault
	sentence string
	say      func(string)
}

// wait begins to wait: the call of what it gives ends that.
func (p *patient) wait() (answered func() bool) {
	return time.AfterFunc(soon, func() { p.say(p.sentence) }).Stop
}

func (p *patient) Get(ctx context.Context, name string) (string, error) {
	defer p.wait()()
	return p.vault.Get(ctx, name)
}

func (p *patient) Set(ctx context.Context, name, secret string) error {
	defer p.wait()()
	return p.vault.Set(ctx, name, secret)
}

func (p *patient) Delete(ctx context.Context, name string) error {
	defer p.wait()()
	return p.vault.Delete(ctx, name)
}

func (p *patient) Items(ctx context.Context) ([]string, error) {
	defer p.wait()()
	return p.vault.Items(ctx)
}

func (p *patient) Ready(ctx context.Context) error {
	defer p.wait()()
	return p.vault.Ready(ctx)
}

func (p *patient) Where() string { return p.vault.Where() }
