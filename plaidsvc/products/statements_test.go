package products_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passbook/plaidsvc"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/papers"
)

// download downloads what is new, and gives the files by name with whether each
// was.
func (l *linked) download(dir string) (files map[string]bool, err error) {
	l.t.Helper()
	files = map[string]bool{}
	err = l.svc.Products().DownloadStatements(l.t.Context(), l.item.ID, products.Download{Folder: dir, Done: func(f products.StatementFile) error {
		files[f.Name] = f.New
		return nil
	}})
	return files, err
}

func count(files map[string]bool, fresh bool) (n int) {
	for _, f := range files {
		if f == fresh {
			n++
		}
	}
	return n
}

// withStatements is a bank that was linked with statements, which are listed.
func withStatements(t *testing.T) (*linked, []papers.Statement) {
	t.Helper()
	l := link(t, "user_good", plaidsvc.Config{Products: []string{"statements"}})
	if err := l.svc.Products().Fetch(t.Context(), l.item.ID, kept.Statements); err != nil {
		t.Fatal(err)
	}
	list, err := papers.List(t.Context(), l.db)
	if err != nil || len(list) < 10 {
		t.Fatalf("%d statements, %v", len(list), err)
	}
	return l, list
}

// Statements lie in the folder once, whole, for their owner alone; what is there is
// known by what is in it, whatever it is called.
func TestStatementsAreDownloadedOnce(t *testing.T) {
	t.Parallel()
	l, list := withStatements(t)
	dir := filepath.Join(t.TempDir(), "my papers")
	files, err := l.download(dir)
	if err != nil || count(files, true) != len(list) {
		t.Fatalf("%d of %d downloaded, %v", count(files, true), len(list), err)
	}
	known, err := papers.List(t.Context(), l.db)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]bool{}
	for _, s := range known {
		sums[s.SHA256] = true
	}
	for name := range files {
		body, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(body)
		if !strings.HasPrefix(string(body), "%PDF-") || !sums[hex.EncodeToString(sum[:])] {
			t.Errorf("%s is not the document of the list", name)
		}
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if !slices.ContainsFunc(slices.Collect(maps.Keys(files)), func(n string) bool { return strings.HasPrefix(n, "First Platypus Bank - Plaid Checking 0000 - 20") }) {
		t.Errorf("names: %v", files)
	}

	// Again: nothing is downloaded. One that the person renamed stays, one that is
	// damaged and one that went come anew, beside what is there.
	names := slices.Sorted(maps.Keys(files))
	before := l.asked("/statements/download")
	if files, err = l.download(dir); err != nil || count(files, true) != 0 || l.asked("/statements/download") != before {
		t.Errorf("%d downloaded again, %v", count(files, true), err)
	}
	rename(t, filepath.Join(dir, names[0]), filepath.Join(dir, "rent.pdf"))
	damaged := []byte("%PDF- damaged")
	if err := os.WriteFile(filepath.Join(dir, names[1]), damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, names[2])); err != nil {
		t.Fatal(err)
	}
	files, err = l.download(dir)
	if err != nil || count(files, true) != 2 || files["rent.pdf"] || l.asked("/statements/download") != before+2 {
		t.Errorf("%v, %v", files, err)
	}
	if body, err := os.ReadFile(filepath.Join(dir, names[1])); err != nil || string(body) != string(damaged) {
		t.Errorf("%s was written over: %v", names[1], err)
	}
	if _, err := os.Stat(filepath.Join(dir, names[2])); err != nil {
		t.Error(err)
	}

	// Elsewhere all of them are new.
	if files, err = l.download(t.TempDir()); err != nil || count(files, true) != len(list) {
		t.Errorf("%v, %v", files, err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// A link in the folder is not followed, whatever it leads to.
func TestStatementsFollowNoLink(t *testing.T) {
	t.Parallel()
	l, list := withStatements(t)
	dir, outside := t.TempDir(), t.TempDir()
	files, err := l.download(outside)
	if err != nil {
		t.Fatal(err)
	}
	for name := range files { // to the very documents, and to nothing
		if err := os.Symlink(filepath.Join(outside, name), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	files, err = l.download(dir)
	if err != nil || count(files, true) != len(list) {
		t.Errorf("%d of %d, %v", count(files, true), len(list), err)
	}
	for name := range files {
		info, err := os.Lstat(filepath.Join(dir, name))
		if err != nil || !info.Mode().IsRegular() {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// A document that is not the one of its hash, one without a hash, and what is no
// document are not kept, nor is anything beside them.
func TestStatementsThatDoNotArrive(t *testing.T) {
	t.Parallel()
	for what, change := range map[string]struct {
		header, body string
		want         string
	}{
		"another document":  {strings.Repeat("0", 64), "%PDF-1.4 another", "its SHA-256 is another one"},
		"without its hash":  {"", "%PDF-1.4 another", "does not have the documented shape"},
		"a portal":          {strings.Repeat("0", 64), "<html>sign in</html>", "does not have the documented shape"},
		"nothing of a file": {strings.Repeat("0", 64), "", "does not have the documented shape"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			l, _ := withStatements(t)
			l.answers("/statements/download", map[string]string{"Content-Type": "application/pdf", "Plaid-Content-Hash": change.header}, change.body)
			dir := t.TempDir()
			_, err := l.download(dir)
			var said *problem.Error
			if !errors.As(err, &said) || !strings.Contains(said.Sentence, change.want) || !strings.HasPrefix(said.Sentence, "First Platypus Bank") {
				t.Errorf("%v", err)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
				t.Errorf("left in the folder: %v, %v", left, err)
			}
		})
	}
}

// Each answer without statements has a sentence of its own.
func TestStatementsSentences(t *testing.T) {
	t.Parallel()
	l := link(t, "user_good", plaidsvc.Config{})
	for code, want := range map[string]string{
		"":                            `First Platypus Bank needs your consent for statements. Run passbook products add statements "First Platypus Bank" to give it at the bank.`,
		"ADDITIONAL_CONSENT_REQUIRED": `First Platypus Bank needs your consent for statements. Run passbook products add statements "First Platypus Bank" to give it at the bank.`,
		"PRODUCTS_NOT_SUPPORTED":      "First Platypus Bank does not give statements through Plaid.",
		"PRODUCT_NOT_READY":           "First Platypus Bank is still preparing the statements. Ask again in a few minutes.",
		"NO_ACCOUNTS":                 "First Platypus Bank has no account with statements here, so there are no statements.",
	} {
		if code != "" {
			l.fault(`{"fault":"error","path":"/statements/list","error_type":"ITEM_ERROR","error_code":"` + code + `"}`)
		}
		err := l.svc.Products().Fetch(t.Context(), l.item.ID, kept.Statements)
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// A list that names fewer statements forgets the others, and what was downloaded of
// those that stay is known.
func TestStatementsListedAnew(t *testing.T) {
	t.Parallel()
	l, list := withStatements(t)
	ctx := t.Context()
	if err := papers.Downloaded(ctx, l.db, list[0].ID, "abc", 7); err != nil {
		t.Fatal(err)
	}
	two := []papers.Statement{list[0], list[1]}
	two[1].Month = ledger.Month(202001)
	if err := papers.Save(ctx, l.db, l.item.ID, l.item.LinkedAt, two); err != nil {
		t.Fatal(err)
	}
	got, err := papers.List(ctx, l.db)
	if err != nil || len(got) != 2 || got[0].SHA256+got[1].SHA256 != "abc" || got[0].AccountID == "" {
		t.Errorf("%+v, %v", got, err)
	}
	if err := l.db.RemoveItem(ctx, l.item.ID); err != nil {
		t.Fatal(err)
	}
	if got, err = papers.List(ctx, l.db); err != nil || len(got) != 0 {
		t.Errorf("of an Item that was removed: %v, %v", got, err)
	}
}
