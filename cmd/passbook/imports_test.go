package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// source is one Go file of the repository.
type source struct {
	path    string // slashes, from the root of the repository
	folder  string
	test    bool
	imports []string
	file    *ast.File
	lines   *token.File
}

func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	var all []source
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		s := source{path: filepath.ToSlash(rel), test: strings.HasSuffix(name, "_test.go"), file: file, lines: set.File(file.FileStart)}
		s.folder = path.Dir(s.path)
		for _, i := range file.Imports {
			s.imports = append(s.imports, strings.Trim(i.Path.Value, `"`))
		}
		all = append(all, s)
		return nil
	})
	if err != nil || len(all) < 20 {
		t.Fatalf("%d files: %v", len(all), err)
	}
	return all
}

// in reports whether a package or folder is another or lies below it.
func in(name string, roots ...string) bool {
	return slices.ContainsFunc(roots, func(r string) bool { return name == r || strings.HasPrefix(name, r+"/") })
}

// rival is the program that the benchmarks compare passbook with: it does what
// passbook's packages keep apart.
const rival = "cmd/bench/rowbyrow"

// only says who may import a package.
var only = []struct {
	imported string
	by       []string
	tests    bool // of other packages may import it too
}{
	{"passbook/tui", []string{"tui", "cmd"}, false},
	{"passbook/tui/tuitest", nil, true},
	{"passbook/plaidsvc", []string{"plaidsvc", "tui", "cmd"}, false},
	{"passbook/plaidsvc/plaidsim", []string{"plaidsvc/plaidsim", "cmd"}, true},
	{"passbook/plaidsvc/plaidsim/draw", []string{"plaidsvc/plaidsim"}, false},
	{"passbook/plaidsvc/plaidsim/wire", []string{"plaidsvc/plaidsim"}, false},
	{"passbook/plaidsvc/plaidsim/profile", []string{"plaidsvc/plaidsim"}, false},
	{"passbook/plaidsvc/plaidsim/people", []string{"plaidsvc/plaidsim"}, false},
	{"passbook/plaidsvc/plaidsim/bank", []string{"plaidsvc/plaidsim"}, false},
	{"passbook/plaidsvc/plaidsim/api", []string{"plaidsvc/plaidsim"}, false},
	{"passbook/plaidsvc/plaidsim/link", []string{"plaidsvc/plaidsim"}, false},
	{"passbook/plaidsvc/plaidsim/webhook", []string{"plaidsvc/plaidsim"}, false},
	{"passbook/plaidsvc/plaidsim/fault", []string{"plaidsvc/plaidsim"}, false},
	{"passbook/plaidsvc/plaidsim/control", []string{"plaidsvc/plaidsim"}, false},
	{"passbook/plaidsvc/plaidsim/conform", nil, true},
	{"charm.land/bubbletea/v2", []string{"tui", "cmd"}, false},
	{"charm.land/bubbles/v2", []string{"tui"}, false},
	{"charm.land/lipgloss/v2", []string{"tui", "cmd"}, false},
	{"passbook/plaidsvc/plaidapi", []string{"plaidsvc"}, false},
	{"github.com/plaid/plaid-go/v41", []string{"plaidsvc/plaidapi", rival}, true},
	{"github.com/mattn/go-sqlite3", []string{"storage", rival}, true},
	{"database/sql", []string{"storage", rival}, true},
	{"github.com/golang-jwt/jwt/v5", []string{"plaidsvc/webhook"}, true},
	{"github.com/zalando/go-keyring", []string{"plaidsvc/vault"}, false},
	// They call methods by name: then the linker keeps every method of plaid-go.
	{"text/template", nil, true},
	{"html/template", nil, true},
}

// never says what a folder does not import.
var never = []struct {
	folder  string
	imports []string
}{
	{"storage/ledger", []string{"passbook", "database/sql", "encoding/json", "os"}},
	{"storage/query", []string{"database/sql", "encoding/json", "os"}},
	{"storage/textindex", []string{"database/sql", "encoding/json", "os"}},
	{"storage", []string{"passbook/plaidsvc", "passbook/tui", "github.com/plaid", "net/http"}},
	{"plaidsvc", []string{"passbook/tui"}},
	{"tui", []string{"net/http", "passbook/plaidsvc/plaidsim"}},
}

// arrows says all that a package imports of passbook's, tests left out. Only
// commands, which wire the rooms together, may have no row.
var arrows = map[string][]string{
	"storage/ledger":                     {},
	"storage":                            {"passbook/storage/ledger", "passbook/storage/malloc", "passbook/storage/pairing", "passbook/storage/portfolio", "passbook/storage/private", "passbook/storage/query", "passbook/storage/selection", "passbook/storage/stitching", "passbook/storage/textindex"},
	"storage/kept":                       {"passbook/storage", "passbook/storage/ledger"},
	"storage/portfolio":                  {"passbook/storage/ledger"},
	"storage/investments":                {"passbook/storage", "passbook/storage/kept", "passbook/storage/ledger", "passbook/storage/portfolio"},
	"storage/risk":                       {"passbook/storage", "passbook/storage/ledger"},
	"storage/transferevents":             {"passbook/storage"},
	"storage/liabilities":                {"passbook/storage", "passbook/storage/kept", "passbook/storage/ledger"},
	"storage/papers":                     {"passbook/storage", "passbook/storage/kept", "passbook/storage/ledger"},
	"storage/income":                     {"passbook/storage", "passbook/storage/ledger"},
	"storage/recurrence":                 {"passbook/storage/ledger"},
	"storage/streams":                    {"passbook/storage", "passbook/storage/kept", "passbook/storage/ledger", "passbook/storage/recurrence"},
	"storage/malloc":                     {},
	"storage/stitching":                  {},
	"storage/pairing":                    {"passbook/storage/ledger"},
	"storage/private":                    {},
	"storage/query":                      {"passbook/storage/folding", "passbook/storage/ledger"},
	"storage/textindex":                  {"passbook/storage/folding", "passbook/storage/ledger", "passbook/storage/query"},
	"plaidsvc/plaidapi/pages":            {"passbook/storage/ledger"},
	"plaidsvc/plaidapi":                  {"passbook/plaidsvc/holder", "passbook/plaidsvc/link", "passbook/plaidsvc/plaidapi/pages", "passbook/storage/income", "passbook/storage/ledger", "passbook/storage/liabilities", "passbook/storage/portfolio", "passbook/storage/risk", "passbook/storage/streams", "passbook/storage/transferevents"},
	"storage/folding":                    {},
	"storage/selection":                  {"passbook/storage/folding", "passbook/storage/ledger", "passbook/storage/query", "passbook/storage/textindex"},
	"plaidsvc/holder":                    {},
	"plaidsvc/problem":                   {"passbook/plaidsvc/link", "passbook/plaidsvc/plaidapi", "passbook/plaidsvc/vault", "passbook/storage", "passbook/storage/ledger"},
	"plaidsvc/link":                      {},
	"plaidsvc/answers":                   {"passbook/plaidsvc/holder", "passbook/plaidsvc/vault"},
	"plaidsvc/vault":                     {},
	"plaidsvc/webhook":                   {"passbook/plaidsvc/plaidapi"},
	"plaidsvc/products":                  {"passbook/plaidsvc/answers", "passbook/plaidsvc/holder", "passbook/plaidsvc/plaidapi", "passbook/plaidsvc/problem", "passbook/plaidsvc/vault", "passbook/storage", "passbook/storage/income", "passbook/storage/investments", "passbook/storage/kept", "passbook/storage/ledger", "passbook/storage/liabilities", "passbook/storage/papers", "passbook/storage/private", "passbook/storage/risk", "passbook/storage/streams", "passbook/storage/transferevents"},
	"plaidsvc":                           {"passbook/plaidsvc/answers", "passbook/plaidsvc/link", "passbook/plaidsvc/plaidapi", "passbook/plaidsvc/problem", "passbook/plaidsvc/products", "passbook/plaidsvc/vault", "passbook/plaidsvc/webhook", "passbook/storage", "passbook/storage/ledger"},
	"plaidsvc/plaidsim/conform":          {},
	"plaidsvc/plaidsim/draw":             {},
	"plaidsvc/plaidsim/internal/schema":  {},
	"plaidsvc/plaidsim/wire":             {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/internal/schema"},
	"plaidsvc/plaidsim/profile":          {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire"},
	"plaidsvc/plaidsim/people/shop":      {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/profile"},
	"plaidsvc/plaidsim/people/persona":   {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/profile", "passbook/plaidsvc/plaidsim/people/shop"},
	"plaidsvc/plaidsim/people/household": {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire", "passbook/plaidsvc/plaidsim/profile", "passbook/plaidsvc/plaidsim/people/shop"},
	"plaidsvc/plaidsim/people/custom":    {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire", "passbook/plaidsvc/plaidsim/profile", "passbook/plaidsvc/plaidsim/people/shop", "passbook/plaidsvc/plaidsim/people/persona"},
	"plaidsvc/plaidsim/people":           {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire", "passbook/plaidsvc/plaidsim/profile", "passbook/plaidsvc/plaidsim/people/shop", "passbook/plaidsvc/plaidsim/people/persona", "passbook/plaidsvc/plaidsim/people/household", "passbook/plaidsvc/plaidsim/people/custom"},
	"plaidsvc/plaidsim/bank":             {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire", "passbook/plaidsvc/plaidsim/profile", "passbook/plaidsvc/plaidsim/people", "passbook/plaidsvc/plaidsim/people/custom"},
	"plaidsvc/plaidsim/api":              {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire", "passbook/plaidsvc/plaidsim/profile", "passbook/plaidsvc/plaidsim/people/shop", "passbook/plaidsvc/plaidsim/bank"},
	"plaidsvc/plaidsim/api/beta":         {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire", "passbook/plaidsvc/plaidsim/bank", "passbook/plaidsvc/plaidsim/api"},
	"plaidsvc/plaidsim/api/compliance":   {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire", "passbook/plaidsvc/plaidsim/bank"},
	"plaidsvc/plaidsim/api/payment":      {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire", "passbook/plaidsvc/plaidsim/bank"},
	"plaidsvc/plaidsim/api/processor":    {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire", "passbook/plaidsvc/plaidsim/profile", "passbook/plaidsvc/plaidsim/bank"},
	"plaidsvc/plaidsim/api/transfer":     {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire", "passbook/plaidsvc/plaidsim/profile", "passbook/plaidsvc/plaidsim/bank"},
	"plaidsvc/plaidsim/link":             {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire", "passbook/plaidsvc/plaidsim/profile", "passbook/plaidsvc/plaidsim/bank", "passbook/plaidsvc/plaidsim/api/transfer"},
	"plaidsvc/plaidsim/webhook":          {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire", "passbook/plaidsvc/plaidsim/bank"},
	"plaidsvc/plaidsim/fault":            {"passbook/plaidsvc/plaidsim/draw", "passbook/plaidsvc/plaidsim/wire"},
	"plaidsvc/plaidsim/control":          {"passbook/plaidsvc/plaidsim/wire", "passbook/plaidsvc/plaidsim/bank"},
	"plaidsvc/plaidsim":                  {"passbook/plaidsvc/plaidsim/api", "passbook/plaidsvc/plaidsim/api/beta", "passbook/plaidsvc/plaidsim/api/compliance", "passbook/plaidsvc/plaidsim/api/payment", "passbook/plaidsvc/plaidsim/api/processor", "passbook/plaidsvc/plaidsim/api/transfer", "passbook/plaidsvc/plaidsim/bank", "passbook/plaidsvc/plaidsim/control", "passbook/plaidsvc/plaidsim/fault", "passbook/plaidsvc/plaidsim/link", "passbook/plaidsvc/plaidsim/webhook", "passbook/plaidsvc/plaidsim/wire"},
	"tui":                                {"passbook/plaidsvc", "passbook/storage", "passbook/storage/ledger", "passbook/tui/accounts", "passbook/tui/format", "passbook/tui/home", "passbook/tui/income", "passbook/tui/investments", "passbook/tui/liabilities", "passbook/tui/linkbank", "passbook/tui/more", "passbook/tui/networth", "passbook/tui/numbers", "passbook/tui/owners", "passbook/tui/payment", "passbook/tui/products", "passbook/tui/recurring", "passbook/tui/spending", "passbook/tui/statements", "passbook/tui/synclog", "passbook/tui/text", "passbook/tui/transactions", "passbook/tui/transferevents", "passbook/tui/ui"},
	"tui/accountlist":                    {"passbook/storage", "passbook/storage/ledger", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/accounts":                       {"passbook/storage", "passbook/storage/ledger", "passbook/tui/accountlist", "passbook/tui/chart", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/chart":                          {},
	"tui/figurelist":                     {"passbook/storage/ledger", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/format":                         {"passbook/storage", "passbook/storage/ledger", "passbook/storage/liabilities", "passbook/storage/streams", "passbook/tui/text"},
	"tui/home":                           {"passbook/storage", "passbook/storage/ledger", "passbook/storage/liabilities", "passbook/tui/accountlist", "passbook/tui/chart", "passbook/tui/figurelist", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/income":                         {"passbook/storage/income", "passbook/storage/ledger", "passbook/storage/query", "passbook/storage/streams", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/investments":                    {"passbook/storage/investments", "passbook/storage/kept", "passbook/storage/ledger", "passbook/storage/portfolio", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/liabilities":                    {"passbook/storage/kept", "passbook/storage/ledger", "passbook/storage/liabilities", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/linkbank":                       {"passbook/plaidsvc", "passbook/plaidsvc/link", "passbook/storage", "passbook/storage/ledger", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/more":                           {"passbook/storage/kept", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/networth":                       {"passbook/storage", "passbook/storage/ledger", "passbook/tui/chart", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/payment":                        {"passbook/plaidsvc/products", "passbook/storage/ledger", "passbook/storage/risk", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/recurring":                      {"passbook/storage/kept", "passbook/storage/ledger", "passbook/storage/query", "passbook/storage/streams", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/numbers":                        {"passbook/plaidsvc/holder", "passbook/plaidsvc/problem", "passbook/storage/kept", "passbook/storage/ledger", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/owners":                         {"passbook/plaidsvc/holder", "passbook/plaidsvc/problem", "passbook/storage/kept", "passbook/storage/ledger", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/products":                       {"passbook/plaidsvc/problem", "passbook/plaidsvc/products", "passbook/storage/kept", "passbook/storage/ledger", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/spending":                       {"passbook/storage", "passbook/storage/ledger", "passbook/tui/figurelist", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/statements":                     {"passbook/plaidsvc/problem", "passbook/plaidsvc/products", "passbook/storage/kept", "passbook/storage/ledger", "passbook/storage/papers", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/synclog":                        {"passbook/storage", "passbook/storage/ledger", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/table":                          {"passbook/tui/text"},
	"tui/text":                           {},
	"tui/transactions":                   {"passbook/storage", "passbook/storage/ledger", "passbook/storage/query", "passbook/tui/format", "passbook/tui/table", "passbook/tui/text", "passbook/tui/ui"},
	"tui/transferevents":                 {"passbook/plaidsvc/products", "passbook/storage/ledger", "passbook/storage/transferevents", "passbook/tui/format", "passbook/tui/text", "passbook/tui/ui"},
	"tui/tuitest":                        {"passbook/plaidsvc", "passbook/plaidsvc/vault", "passbook/storage", "passbook/storage/ledger", "passbook/storage/liabilities", "passbook/storage/streams", "passbook/tui"},
	"tui/ui":                             {"passbook/plaidsvc", "passbook/plaidsvc/problem", "passbook/storage", "passbook/storage/kept", "passbook/storage/ledger", "passbook/tui/chart", "passbook/tui/format", "passbook/tui/table", "passbook/tui/text"},
}

func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		if _, ok := arrows[s.folder]; !ok && !s.test && !in(s.folder, "cmd") {
			t.Errorf("%s: nothing says what %s imports", s.path, s.folder)
		}
		for _, name := range s.imports {
			// The most exact rule decides.
			rule := -1
			for i, r := range only {
				if in(name, r.imported) && (rule < 0 || len(r.imported) > len(only[rule].imported)) {
					rule = i
				}
			}
			if rule >= 0 && !in(s.folder, only[rule].by...) && !(s.test && only[rule].tests) {
				t.Errorf("%s imports %s, which is for %v alone", s.path, name, only[rule].by)
			}
			for _, r := range never {
				if !s.test && in(s.folder, r.folder) && in(name, r.imports...) {
					t.Errorf("%s imports %s, which is not for %s", s.path, name, r.folder)
				}
			}
			if to, ok := arrows[s.folder]; ok && !s.test && in(name, "passbook") && !slices.Contains(to, name) {
				t.Errorf("%s imports %s: %s imports %v alone", s.path, name, s.folder, to)
			}
			if !s.test && in(s.folder, "plaidsvc/plaidsim") && in(name, "passbook") && !in(name, "passbook/plaidsvc/plaidsim") {
				t.Errorf("%s imports %s: plaidsim is a product of its own", s.path, name)
			}
		}
	}
}

// The words that say nothing about what is inside.
var emptyNames = []string{"common", "util", "utils", "helper", "helpers", "types", "models", "manager", "misc"}

func TestLayout(t *testing.T) {
	for _, s := range sources(t) {
		name := strings.TrimSuffix(strings.TrimSuffix(path.Base(s.path), ".go"), "_test")
		if slices.Contains(emptyNames, name) || slices.Contains(emptyNames, s.file.Name.Name) {
			t.Errorf("%s: the name says nothing about its subject", s.path)
		}
		if n := s.lines.LineCount(); n > 400 && !s.test {
			t.Errorf("%s has %d lines: more than 400 are more than one subject", s.path, n)
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || s.test {
				continue
			}
			limit := 60
			if f.Name.Name == "Update" {
				limit = 80
			}
			if n := s.lines.Line(f.End()) - s.lines.Line(f.Pos()); n > limit {
				t.Errorf("%s: %s has %d lines, more than %d", s.path, f.Name.Name, n, limit)
			}
		}
	}
}
