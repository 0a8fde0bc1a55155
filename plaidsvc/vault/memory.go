package vault

import (
	"context"
	"maps"
	"slices"
	"sync"
)

type memory struct {
	mu     sync.Mutex
	tokens map[string]string
}

// NewMemory makes a vault that forgets everything when the program ends.
func NewMemory() Vault { return &memory{tokens: map[string]string{}} }

func (m *memory) Get(_ context.Context, itemID string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	token, ok := m.tokens[itemID]
	if !ok {
		return "", ErrNotFound
	}
	return token, nil
}

func (m *memory) Set(_ context.Context, itemID, token string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tokens[itemID] = token
	return nil
}

func (m *memory) Delete(_ context.Context, itemID string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.tokens, itemID)
	return nil
}

func (m *memory) Items(context.Context) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.tokens)), nil
}

func (m *memory) Ready(context.Context) error { return nil }

func (m *memory) Where() string { return "this program's memory" }
