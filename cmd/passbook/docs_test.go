package main

import (
	"go/ast"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documents gives the texts of the repository's Markdown files by their path
// from its root.
func documents(t *testing.T) map[string]string {
	t.Helper()
	root := filepath.Join("..", "..")
	all := map[string]string{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git"):
			return filepath.SkipDir
		case path.Ext(name) != ".md":
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(name)
		all[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil || len(all) < 3 {
		t.Fatalf("%d documents: %v", len(all), err)
	}
	return all
}

// declared gives the names that a file declares: functions, types, variables,
// constants, and methods as Type.Method.
func declared(f *ast.File) (names []string) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil {
				name = receiver(d.Recv.List[0].Type) + "." + name
			}
			names = append(names, name)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names = append(names, spec.Name.Name)
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

// receiver is the name of a receiver's type.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

var (
	// code is what a document names: `plaidsvc/sync.go`, `tui/app.go:model.Update`,
	// `storage/ledger`, `TestTruth`, `make golden`.
	code     = regexp.MustCompile("`([^`\n]+)`")
	fileName = regexp.MustCompile(`^[\w./-]+\.(go|sql|txtar|yml|json|md|svg)$`)
	testName = regexp.MustCompile(`^(Test|Fuzz|Benchmark)[A-Z]\w*$`)
	linked   = regexp.MustCompile(`\]\(([^)#:]+)\)`)
)

// TestDocumentsNameWhatIsThere holds that every file, folder, declaration, test
// and make target that a document names exists. Paths begin at the root of the
// repository or beside the document.
func TestDocumentsNameWhatIsThere(t *testing.T) {
	names := map[string][]string{} // of each file
	tests := map[string]bool{}
	all := sources(t)
	for _, s := range all {
		names[s.path] = declared(s.file)
		for _, n := range names[s.path] {
			tests[n] = tests[n] || s.test && testName.MatchString(n)
		}
	}
	makefile, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	exists := func(name string) bool {
		_, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(name)))
		return err == nil
	}
	for doc, text := range documents(t) {
		for _, m := range linked.FindAllStringSubmatch(text, -1) {
			if !exists(path.Join(path.Dir(doc), m[1])) {
				t.Errorf("%s links to %s, which is not there", doc, m[1])
			}
		}
		for _, m := range code.FindAllStringSubmatch(text, -1) {
			file, name, named := strings.Cut(m[1], ":")
			if beside := path.Join(path.Dir(doc), file); strings.Contains(file, "/") && !path.IsAbs(file) && exists(beside) {
				file = beside
			}
			target, isTarget := strings.CutPrefix(m[1], "make ")
			switch {
			case isTarget:
				if !strings.Contains(string(makefile), "\n"+target+":") {
					t.Errorf("%s: `%s` has no rule in the Makefile", doc, m[1])
				}
			case testName.MatchString(m[1]):
				if !tests[m[1]] {
					t.Errorf("%s: there is no test `%s`", doc, m[1])
				}
			case !strings.Contains(file, "/") && path.Ext(file) == ".go":
				if named || !slices.ContainsFunc(all, func(s source) bool { return path.Base(s.path) == file }) {
					t.Errorf("%s: `%s` is not there, or lacks its folder", doc, m[1])
				}
			case path.Dir(file) == "." || path.IsAbs(file) || !exists(path.Dir(file)) && !fileName.MatchString(file):
				// not of this repository
			case !exists(file):
				t.Errorf("%s: `%s` is not there", doc, file)
			case named && !slices.Contains(names[file], name):
				t.Errorf("%s: %s declares no %s; it has %s", doc, file, name, strings.Join(names[file], " "))
			}
		}
	}
}

// TestPromisesHaveTests holds that each row of the tables in SECURITY.md names a
// test, or a script of them, in its last column: that they exist is held above.
func TestPromisesHaveTests(t *testing.T) {
	rows := 0
	for line := range strings.Lines(documents(t)["SECURITY.md"]) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		last := strings.TrimSpace(cells[len(cells)-1])
		if !strings.HasPrefix(line, "| ") || strings.Contains(last, "---") || last == "test" || last == "the test that shows it" {
			continue
		}
		rows++
		named := slices.ContainsFunc(code.FindAllStringSubmatch(last, -1), func(m []string) bool {
			return testName.MatchString(m[1]) || path.Ext(m[1]) == ".txtar"
		})
		if !named {
			t.Errorf("SECURITY.md: no test shows %s", strings.TrimSpace(cells[0]))
		}
	}
	if rows < 20 {
		t.Errorf("%d promises", rows)
	}
}

// TestTheTree holds that the folders in the tree of CONTRIBUTING.md exist.
func TestTheTree(t *testing.T) {
	shown := regexp.MustCompile(`(?m)^    ( *)([\w/-]+)/( |$)`).FindAllStringSubmatch(documents(t)["CONTRIBUTING.md"], -1)
	if len(shown) < 5 {
		t.Fatalf("%d folders", len(shown))
	}
	var at []string
	all := sources(t)
	for _, m := range shown {
		at = append(at[:min(len(at), len(m[1])/2)], m[2])
		if folder := path.Join(at...); !slices.ContainsFunc(all, func(s source) bool { return in(s.folder, folder) }) {
			t.Errorf("CONTRIBUTING.md: there is no %s", folder)
		}
	}
}
