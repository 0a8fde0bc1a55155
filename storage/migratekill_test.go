package storage

import (
	"errors"
	"math/rand/v2"
	"os"
	shell "os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestMigrateAndDie is the child of TestMigrationSurvivesKills.
func TestMigrateAndDie(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("PASSBOOK_TEST_MIGRATE")
	if dir == "" {
		t.Skip("started by TestMigrationSurvivesKills")
	}
	db, err := Open(dir, afterThem)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
}

// TestMigrationSurvivesKills: whenever a migration is killed, the next one
// carries on, and nothing is lost.
func TestMigrationSurvivesKills(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("kills are repeated without -short")
	}
	dir := t.TempDir()
	writeOld(t, dir, 20_000)
	untouched, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	want := readOld(t, dir)
	migrate := func(dir string) *shell.Cmd {
		cmd := shell.Command(os.Args[0], "-test.run=^TestMigrateAndDie$")
		cmd.Env = append(os.Environ(), "PASSBOOK_TEST_MIGRATE="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	start := time.Now()
	if err := migrate(copyOf(t, untouched)).Wait(); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(start)
	killed := 0
	for range 2 {
		dir := copyOf(t, untouched)
		for range 4 { // each goes on where the last one was killed
			cmd := migrate(dir)
			death := time.AfterFunc(time.Duration(rand.Int64N(int64(whole))), func() { _ = cmd.Process.Kill() })
			if cmd.Wait() != nil {
				killed++
			}
			death.Stop()
		}
		db, err := Open(dir, afterThem)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Check(t.Context()); err != nil {
			t.Error(err)
		}
		if d := cmp.Diff(want.entries[:100], entryTexts(t, db, 100)); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(want.flows, flowTexts(t, db)); d != "" {
			t.Error(d)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*.part-*")); len(left) != 0 {
			t.Error(left)
		}
		copies, _ := filepath.Glob(filepath.Join(dir, fileName+".before-version-*"))
		if len(copies) == 0 {
			t.Error("no copy was kept")
		}
		for _, name := range copies {
			if err := isWhole(t, name); err != nil {
				t.Errorf("%s: %v", filepath.Base(name), err)
			}
		}
	}
	if killed == 0 {
		t.Error("every migration was faster than its kill")
	}
}

func isWhole(t *testing.T, name string) error {
	pool, err := connect(name, copySettings, 1)
	if err != nil {
		return err
	}
	return errors.Join(verify(t.Context(), pool), pool.Close())
}

func copyOf(t *testing.T, cache []byte) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), cache, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
