package tui_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// named are the names of keys that no other word is.
var named = regexp.MustCompile(`(^|[^a-z])(esc|enter|⏎|pgup|pgdown|PgUp|PgDn|shift\+tab|ctrl.[a-z])([^a-z]|$)`)

// Keys are written in ui/keys.go alone: a text that names one has the name from
// its binding, so that what is shown and what is handled are the same.
func TestKeysAreWrittenInOnePlace(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			strings.HasPrefix(path, "tuitest") || path == filepath.Join("ui", "keys.go") {
			return err
		}
		files++
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if s, err := strconv.Unquote(n.Value); n.Kind == token.STRING && (err != nil || named.MatchString(s)) {
					t.Errorf("%s: %s names a key", set.Position(n.Pos()), n.Value)
				}
			case *ast.CallExpr: // Accent.Render("y")
				of, ok := n.Fun.(*ast.SelectorExpr)
				if !ok || of.Sel.Name != "Render" || len(n.Args) != 1 {
					return true
				}
				ink, painted := of.X.(*ast.SelectorExpr)
				lit, written := n.Args[0].(*ast.BasicLit)
				if painted && written && ink.Sel.Name == "Accent" && len(lit.Value) == len(`"y"`) {
					t.Errorf("%s: %s is drawn as a key", set.Position(n.Pos()), lit.Value)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || files < 30 {
		t.Errorf("%d files, %v", files, err)
	}
}
