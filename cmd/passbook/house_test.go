package main

import (
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"
)

// A package with more files than mostFiles is more than one room. Files that
// all reach each other can only be read together: mostInACycle is what a reader
// can hold.
const (
	mostFiles    = 25
	mostInACycle = 6
)

// loadHouse loads the packages of this module without their tests and resolves
// every use; other modules are read as export data.
var loadHouse = sync.OnceValues(func() ([]*packages.Package, error) {
	return packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedImports | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo,
		Dir:  filepath.Join("..", ".."),
	}, "./...")
})

// house gives the packages of this module, sorted by path.
func house(t *testing.T) []*packages.Package {
	t.Helper()
	loaded, err := loadHouse()
	if err != nil || len(loaded) < 10 {
		t.Fatalf("%d packages: %v", len(loaded), err)
	}
	for _, p := range loaded {
		for _, e := range p.Errors {
			t.Errorf("%s: %v", p.PkgPath, e)
		}
	}
	return loaded
}

// room is one package: each file with the files of the same package whose
// declarations, methods or fields it uses.
type room struct {
	path string
	uses map[string]map[string]bool
}

func fileUses(p *packages.Package) map[string]map[string]bool {
	name := func(at token.Pos) string { return filepath.Base(p.Fset.Position(at).Filename) }
	uses := map[string]map[string]bool{}
	for _, f := range p.Syntax {
		uses[name(f.FileStart)] = map[string]bool{}
	}
	for id, used := range p.TypesInfo.Uses {
		if used.Pkg() != p.Types {
			continue
		}
		if from, to := name(id.Pos()), name(used.Pos()); from != to {
			uses[from][to] = true
		}
	}
	return uses
}

// reach adds to seen the files that can be reached from one.
func (r room) reach(from string, seen map[string]bool) map[string]bool {
	for to := range r.uses[from] {
		if !seen[to] {
			seen[to] = true
			r.reach(to, seen)
		}
	}
	return seen
}

// largestCycle gives the names of the files of the largest set in which every
// file reaches every other.
func (r room) largestCycle() (largest []string) {
	reached := map[string]map[string]bool{}
	for from := range r.uses {
		reached[from] = r.reach(from, map[string]bool{})
	}
	for from := range r.uses {
		var cycle []string
		for to := range reached[from] {
			if reached[to][from] {
				cycle = append(cycle, to)
			}
		}
		if len(cycle) > len(largest) {
			largest = slices.Sorted(slices.Values(cycle))
		}
	}
	return largest
}

func TestNoFileNeedsTheWholePackage(t *testing.T) {
	for _, p := range house(t) {
		r := room{p.PkgPath, fileUses(p)}
		largest := r.largestCycle()
		if len(largest) > 0 {
			t.Logf("%s: %d files, %d of them in a cycle: %s", r.path, len(r.uses), len(largest), strings.Join(largest, " "))
		}
		if len(r.uses) > mostFiles {
			t.Errorf("%s has %d files, more than %d: make rooms of it", r.path, len(r.uses), mostFiles)
		}
		if len(largest) > mostInACycle {
			t.Errorf("%s: %d files all need each other, more than %d: %s", r.path, len(largest), mostInACycle, strings.Join(largest, " "))
		}
	}
}
