package plaidsvc

import (
	"flag"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"passbook/storage"
)

func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given && !underRace() {
		// These tests wait for the disk more than they work.
		if err := flag.Set("test.parallel", "4"); err != nil {
			panic(err)
		}
	}
	debug.SetGCPercent(400) // answers of the simulator are most of what they make
	goleak.VerifyTestMain(m)
}

// underRace reports whether the race detector is on, under which these tests only
// work, and a request of one among many would come to its time-out.
func underRace() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// emptyCache is a cache without anything in it, as bytes: making one takes longer
// than most of these tests.
var emptyCache = sync.OnceValues(func() (content []byte, err error) {
	dir, err := os.MkdirTemp("", "passbook-cache-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "passbook.db"))
})

// CacheIn puts an empty cache into a folder and gives the folder.
func CacheIn(t *testing.T, dir string) string {
	t.Helper()
	content, err := emptyCache()
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "passbook.db"), content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
