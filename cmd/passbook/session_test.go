package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passbook/storage"
)

// A person tries Sandbox first and production later: invented banks must not
// stand beside real ones, nor be missed by the other environment's vault.
func TestEachEnvironmentHasAFolderOfItsOwn(t *testing.T) {
	t.Setenv("PASSBOOK_DATA_DIR", "")
	t.Setenv("PASSBOOK_CONFIG", filepath.Join(t.TempDir(), "none.toml"))
	folder := func(env string, args ...string) string {
		t.Setenv("PLAID_ENV", env)
		cmd := newRoot()
		if err := cmd.ParseFlags(args); err != nil {
			t.Fatal(err)
		}
		s, err := readSettings(cmd)
		if err != nil {
			t.Fatal(err)
		}
		return s.dataDir
	}
	real, sandbox := folder("production"), folder("sandbox")
	if filepath.Base(real) != "passbook" || filepath.Base(sandbox) != "passbook-sandbox" || folder("") != sandbox {
		t.Errorf("production %s, sandbox %s, neither %s", real, sandbox, folder(""))
	}
	if got := folder("sandbox", "--data-dir", "here"); filepath.Base(got) != "here" || !filepath.IsAbs(got) {
		t.Errorf("the person chose here, not %s", got)
	}
}

// What was being done stands in an error once.
func TestACacheThatCannotBeOpened(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "passbook.db"), []byte("this is no database"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := openSession(settings{dataDir: dir}, time.Now)
	if !errors.Is(err, storage.ErrCorrupt) || strings.Count(err.Error(), "open the cache") != 1 || strings.Count(err.Error(), dir) != 1 {
		t.Error(err)
	}
}
