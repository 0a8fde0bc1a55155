package plaidsvc

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// userID is the random name that Link knows the person by: the same for ever
// in one folder, and nothing about them.
func userID(dir string) (string, error) {
	path := filepath.Join(dir, "client_user_id")
	if kept, err := os.ReadFile(path); err == nil && len(kept) > 0 {
		return strings.TrimSpace(string(kept)), nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("keep an id for Link: %w", withoutPath(err))
	}
	id := rand.Text()
	if err := os.WriteFile(path, []byte(id+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keep an id for Link: %w", withoutPath(err))
	}
	return id, nil
}
