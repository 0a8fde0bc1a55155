package main

import (
	"cmp"
	"flag"
	"fmt"
	"go/doc"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/packages"
)

var update = flag.Bool("update", false, "write the packages into docs/ARCHITECTURE.md, and what commands print into testdata/figures")

// TestArchitecture holds that docs/ARCHITECTURE.md shows the packages and the
// imports that there are.
func TestArchitecture(t *testing.T) {
	const begin, end = "<!-- packages: written by make docs -->\n", "<!-- /packages -->"
	file := filepath.Join("..", "..", "docs", "ARCHITECTURE.md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	shown, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no part between %s and %s", file, strings.TrimSpace(begin), end)
	}
	drawn := drawHouse(readHouse(house(t)))
	if *update {
		if err := os.WriteFile(file, []byte(before+begin+drawn+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := gocmp.Diff(strings.Split(shown, "\n"), strings.Split(drawn, "\n")); diff != "" {
		t.Errorf("docs/ARCHITECTURE.md is not what the imports are: make docs\n%s", diff)
	}
}

// built is one package of the house.
type built struct {
	path    string   // from the root of the repository
	about   string   // the first sentence of its doc comment, without its name
	imports []string // the packages of ours that it imports, sorted
	floor   int      // 0 if it imports none, else one above the highest of them
}

// readHouse gives the packages sorted by path.
func readHouse(loaded []*packages.Package) (all []built) {
	at := map[string]int{}
	packages.Visit(loaded, nil, func(p *packages.Package) { // what is imported comes first
		path, ours := strings.CutPrefix(p.PkgPath, "passbook/")
		if !ours {
			return
		}
		b := built{path: path}
		for _, f := range p.Syntax {
			if text := f.Doc.Text(); text != "" {
				b.about = new(doc.Package).Synopsis(text)
			}
		}
		for _, name := range []string{"Package ", "Command "} {
			b.about = strings.TrimPrefix(b.about, name)
		}
		_, b.about, _ = strings.Cut(b.about, " ") // the name
		b.about = strings.TrimPrefix(b.about, "is ")
		for _, i := range p.Imports {
			if below, ok := at[i.PkgPath]; ok {
				b.imports = append(b.imports, all[below].path)
				b.floor = max(b.floor, all[below].floor+1)
			}
		}
		slices.Sort(b.imports)
		at[p.PkgPath] = len(all)
		all = append(all, b)
	})
	slices.SortFunc(all, func(a, b built) int { return cmp.Compare(a.path, b.path) })
	return all
}

// drawHouse writes the packages as Markdown: first by floors, then one by one.
func drawHouse(all []built) string {
	var out strings.Builder
	out.WriteString("\n")
	top := slices.MaxFunc(all, func(a, b built) int { return a.floor - b.floor }).floor
	for floor := top; floor >= 0; floor-- {
		line := fmt.Sprintf("    %d ", floor)
		for _, b := range all {
			if b.floor != floor {
				continue
			}
			if len(line)+len(b.path) > 80 {
				out.WriteString(line + "\n")
				line = "      "
			}
			line += " " + b.path
		}
		out.WriteString(line + "\n")
	}
	room := ""
	for _, b := range all {
		if name, _, _ := strings.Cut(b.path, "/"); name != room {
			room = name
			fmt.Fprintf(&out, "\n### %s\n\n", room)
		}
		arrows := "nothing of ours"
		if len(b.imports) > 0 {
			arrows = strings.Join(b.imports, ", ")
		}
		fmt.Fprintf(&out, "- **%s**: %s\n  → %s\n", b.path, b.about, arrows)
	}
	out.WriteString("\n")
	return out.String()
}
