package vault

import (
	"context"
	"maps"
	"slices"
	"sync"
)

type memory struct {
	mu      sync.Mutex
	secrets map[string]string
}

// NewMemory makes a vault that forgets everything when the program ends.
func NewMemory() Vault { return &memory{secrets: map[string]string{}} }

func (m *memory) Get(_ context.Context, name string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	secret, ok := m.secrets[name]
	if !ok {
		return "", ErrNotFound
	}
	return secret, nil
}

func (m *memory) Set(_ context.Context, name, secret string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.secrets[name] = secret
	return nil
}

func (m *memory) Delete(_ context.Context, name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.secrets, name)
	return nil
}

func (m *memory) Items(context.Context) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return itemsOf(m.secrets), nil
}

// itemsOf gives the ids of the Items among the names of secrets.
func itemsOf(secrets map[string]string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(secrets)), func(name string) bool { return IsOwn(name) })
}

func (m *memory) Ready(context.Context) error { return nil }

func (m *memory) Where() string { return "this program's memory" }
