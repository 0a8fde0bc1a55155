package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The README has a row for every setting, with its variable and its default.
func TestTheReadmeNamesEverySetting(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range Keys() {
		_, row, found := strings.Cut(string(readme), "| `"+k.Name+"` | `"+k.Variable+"` |")
		row, _, _ = strings.Cut(row, "\n")
		if !found || !strings.Contains(row, k.Default) {
			t.Errorf("%s, %s, by default %q: %s", k.Name, k.Variable, k.Default, row)
		}
	}
}

// Every default is a value that the setting can have, as it is kept.
func TestDefaults(t *testing.T) {
	for _, k := range Keys() {
		if k.Default == "" {
			continue
		}
		if kept, err := k.Read(k.Default); err != nil || kept != k.Default {
			t.Errorf("%s: %q, %v", k.Name, kept, err)
		}
	}
}
