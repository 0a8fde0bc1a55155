package tui_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"passbook/tui/tuitest"
	"passbook/tui/ui"
)

// The README's table of keys is made from the bindings themselves; -update
// writes it.
func TestReadmeKeys(t *testing.T) {
	const readme, begin, end = "../README.md", "-update -->\n", "<!-- /keys -->"
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	old, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatal("README.md has no place for the keys")
	}
	want := "\n" + keyTable(t) + "\n"
	if old == want {
		return
	}
	if flag.Lookup("update").Value.String() != "true" {
		t.Fatal("the keys in README.md are not those of the program: go test ./tui -run TestReadmeKeys -update")
	}
	if err := os.WriteFile(readme, []byte(before+begin+want+end+after), 0o600); err != nil {
		t.Fatal(err)
	}
}

// keyTable writes the keys of the root and of every page as a Markdown table.
func keyTable(t *testing.T) string {
	d := tuitest.Drive(t, tuitest.Household(t), 120, 40)
	var b strings.Builder
	b.WriteString("| where | key | what it does |\n| --- | --- | --- |\n")
	rows := func(where string, bindings []ui.Binding) {
		for _, k := range bindings {
			fmt.Fprintf(&b, "| %s | `%s` | %s |\n", where, k.Name(), k.Words())
			where = ""
		}
	}
	rows("everywhere", d.Model.Everywhere())
	for i := range d.Model.Tabs() {
		d.Press(fmt.Sprint(i + 1))
		rows(d.Model.Top().Title(), ui.Uncommon(d.Model.Top().Keys()))
	}
	return b.String()
}
