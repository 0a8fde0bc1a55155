package main

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

var (
	endpointName = regexp.MustCompile("`(/[a-z_]+(?:/[a-z_]+)+)`")
	commandName  = regexp.MustCompile("`passbook ([a-z -]+)`")
	plaidPath    = regexp.MustCompile(`^/[a-z_]+(/[a-z_]+)+$`)
)

// coverage gives the rows of the README's table of what passbook covers.
func coverage(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, begun := strings.Cut(string(text), "<!-- covers -->\n")
	table, _, ended := strings.Cut(rest, "<!-- /covers -->")
	rows := strings.Split(strings.TrimSpace(table), "\n")
	if !begun || !ended || len(rows) < 10 {
		t.Fatal("the README has no table of what passbook covers")
	}
	return rows[2:]
}

// Every command of the table is one, and no row is without one.
func TestCoverageNamesCommands(t *testing.T) {
	t.Parallel()
	for _, row := range coverage(t) {
		commands := commandName.FindAllStringSubmatch(row, -1)
		if len(commands) == 0 {
			t.Errorf("no command in %s", row)
		}
		for _, m := range commands {
			cmd, rest, err := newRoot().Find(strings.Fields(m[1]))
			if err != nil || len(rest) > 0 || !cmd.HasParent() {
				t.Errorf("there is no command passbook %s", m[1])
			}
		}
	}
}

// Every endpoint that passbook asks is in the table, and no other is.
func TestCoverageNamesEndpoints(t *testing.T) {
	t.Parallel()
	var named []string
	for _, row := range coverage(t) {
		for _, m := range endpointName.FindAllStringSubmatch(row, -1) {
			named = append(named, m[1])
		}
	}
	asked, ends := askedEndpoints(t)
	if len(asked) < 20 {
		t.Fatalf("plaidapi asks for %v alone", asked)
	}
	for _, path := range asked {
		if !slices.Contains(named, path) {
			t.Errorf("plaidapi asks for %s, which the README's table does not name", path)
		}
	}
	for _, path := range named {
		end := func(e string) bool { return strings.HasSuffix(path, e) }
		if !slices.Contains(asked, path) && !slices.ContainsFunc(ends, end) {
			t.Errorf("the README's table names %s, which plaidapi does not ask for", path)
		}
	}
}

// askedEndpoints gives the endpoints that plaidapi calls: by a path that is an
// argument of a call or the value of a field, or by a method of plaid-go's, whose
// source has the path. ends are those of paths that are put together.
func askedEndpoints(t *testing.T) (paths, ends []string) {
	t.Helper()
	methods := map[string]bool{}
	add := func(path string) {
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	for _, s := range sources(t) {
		if s.folder != "plaidsvc/plaidapi" || s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr: // c.api.ItemGet
				if of, ok := n.X.(*ast.SelectorExpr); ok && of.Sel.Name == "api" {
					methods[n.Sel.Name] = true
				}
			case *ast.BinaryExpr: // "/"+feed+"/event/sync"
				if lit, ok := n.Y.(*ast.BasicLit); ok && lit.Kind == token.STRING && n.Op == token.ADD {
					if end, err := strconv.Unquote(lit.Value); err == nil && plaidPath.MatchString(end) {
						ends = append(ends, end)
					}
				}
			case *ast.CallExpr:
				for _, a := range n.Args {
					if lit, ok := a.(*ast.BasicLit); ok && lit.Kind == token.STRING {
						if path, err := strconv.Unquote(lit.Value); err == nil && plaidPath.MatchString(path) {
							add(path)
						}
					}
				}
			}
			return true
		})
	}
	for method, path := range plaidGoPaths(t) {
		if methods[method] {
			add(path)
		}
	}
	return paths, ends
}

// plaidGoPaths gives the path of each method of plaid-go's, from its source.
func plaidGoPaths(t *testing.T) map[string]string {
	t.Helper()
	found, err := packages.Load(&packages.Config{Mode: packages.NeedFiles, Dir: filepath.Join("..", "..")}, "github.com/plaid/plaid-go/v41/plaid")
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	at := slices.IndexFunc(found[0].GoFiles, func(name string) bool { return filepath.Base(name) == "api_plaid.go" })
	if at < 0 {
		t.Fatal("plaid-go has no api_plaid.go")
	}
	text, err := os.ReadFile(found[0].GoFiles[at])
	if err != nil {
		t.Fatal(err)
	}
	paths := map[string]string{}
	execute := regexp.MustCompile(`(?s)PlaidApiService\) (\w+)Execute\(.*?localBasePath \+ "([^"]+)"`)
	for _, m := range execute.FindAllSubmatch(text, -1) {
		paths[string(m[1])] = string(m[2])
	}
	return paths
}
