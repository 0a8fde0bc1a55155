package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// No line of a command's help is wider than a terminal of 80 columns.
func TestHelpFitsEightyColumns(t *testing.T) {
	t.Parallel()
	var look func(*cobra.Command)
	look = func(cmd *cobra.Command) {
		if cmd.CommandPath() == "passbook completion" {
			return // cobra's own
		}
		args := append(strings.Fields(cmd.CommandPath())[1:], "--help")
		root, out := newRoot(), &strings.Builder{}
		root.SetOut(out)
		root.SetArgs(args)
		if err := root.Execute(); err != nil {
			t.Errorf("%s: %v", cmd.CommandPath(), err)
		}
		for line := range strings.Lines(out.String()) {
			if line = strings.TrimSuffix(line, "\n"); utf8.RuneCountInString(line) > 80 {
				t.Errorf("%s: %s", cmd.CommandPath(), line)
			}
		}
		for _, c := range cmd.Commands() {
			look(c)
		}
	}
	look(newRoot())
}

// docs/query.md is what passbook help query prints.
func TestQueryDocument(t *testing.T) {
	file := filepath.Join("..", "..", "docs", "query.md")
	if *update {
		if err := os.WriteFile(file, []byte(queryHelp), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != queryHelp {
		t.Errorf("docs/query.md is not what passbook help query prints: make docs (%v)", err)
	}
}
