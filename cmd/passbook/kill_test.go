package main

import (
	"bufio"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
)

var kills = flag.Int("kills", 16, "how often TestKill kills a sync")

// simClock is a clock that only a test moves: at a bank that is compared with
// itself no midnight may go by.
type simClock struct {
	start time.Time
	ahead atomic.Int64
}

func newSimClock() *simClock { return &simClock{start: time.Now()} }

func (c *simClock) now() time.Time          { return c.start.Add(time.Duration(c.ahead.Load())) }
func (c *simClock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

// The program is killed at random instants of first and of later syncs. The
// file is whole after each kill, and once a sync is left alone the cache
// equals one that was never killed.
func TestKill(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("kills are repeated without -short")
	}
	clock := newSimClock()
	p := startPlaid(t, plaidsim.Options{
		Seed: 1, Transactions: 6000, Now: clock.now,
		Initial: time.Hour, Historical: 2 * time.Hour, Live: time.Hour,
	})
	dir := t.TempDir()
	linked := newBankIn(t, p, filepath.Join(dir, "linked"))
	linked.linkOnly("ins_109508", "user_bulk")
	linked.linkOnly("ins_109511", "user_household")
	clock.advance(3 * time.Hour)

	quiet := newBankIn(t, p, filepath.Join(dir, "quiet"))
	copyFolder(t, linked.dir, quiet.dir)
	start := time.Now()
	quiet.run("sync")
	long := time.Since(start)
	firsts, seed := *kills/2, uint64(20261121)
	killRounds(t, p, linked.dir, quiet, long, firsts, seed)

	before := filepath.Join(dir, "before")
	copyFolder(t, quiet.dir, before)
	clock.advance(10 * 24 * time.Hour)
	start = time.Now()
	quiet.run("sync")
	long = time.Since(start)
	killRounds(t, p, before, quiet, long, *kills-firsts, seed+1)
}

// killRounds kills n syncs that begin from a copy of folder from, two at a
// time, and compares what they end with with the cache of quiet.
func killRounds(t *testing.T, p *embeddedPlaid, from string, quiet *bank, long time.Duration, n int, seed uint64) {
	t.Helper()
	want := quiet.everything()
	var left, unfinished, length atomic.Int64
	left.Store(int64(n))
	length.Store(int64(long))
	var wg sync.WaitGroup
	for worker := range 2 {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(seed, uint64(worker)))
			for left.Load() > 0 {
				b := newBankIn(t, p, filepath.Join(t.TempDir(), "killed"))
				copyFolder(t, from, b.dir)
				for left.Add(-1) >= 0 {
					if took, killed := b.kill(time.Duration(rnd.Int64N(length.Load()))); killed {
						unfinished.Add(1)
					} else {
						length.Store(int64(took)) // the machine has become faster
					}
					if out := b.run("check"); !strings.Contains(out, "whole") {
						t.Errorf("after a kill: %s", out)
					}
					if rnd.IntN(4) == 0 {
						break
					}
				}
				b.run("sync")
				if got := b.everything(); got != want {
					t.Errorf("a killed sync ends with another cache (%d bytes, want %d)", len(got), len(want))
				}
			}
		})
	}
	wg.Wait()
	t.Logf("%d kills within %v, %d of them before the sync was done", n, long, unfinished.Load())
	if unfinished.Load() < int64(n/4) {
		t.Errorf("only %d of %d kills came before the sync was done", unfinished.Load(), n)
	}
}

// linkOnly links a bank and stops before its history is ready.
func (b *bank) linkOnly(institution, user string) {
	b.t.Helper()
	cmd := b.command("link", "--sandbox-institution", institution, "--sandbox-user", user)
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "is linked:") {
			cmd.Process.Kill()
			_ = cmd.Wait()
			return
		}
	}
	b.t.Fatalf("%s was not linked: %v", institution, cmd.Wait())
}

// kill starts a sync, kills it after a while, and reports how long it ran and
// whether it was still running then.
func (b *bank) kill(after time.Duration) (took time.Duration, killed bool) {
	cmd := b.command("sync")
	start := time.Now()
	if err := cmd.Start(); err != nil {
		b.t.Error(err)
		return after, false
	}
	timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
	defer timer.Stop()
	_ = cmd.Wait()
	return time.Since(start), !cmd.ProcessState.Exited()
}

// everything is all that the cache holds, as the commands print it, but for
// the instants at which it was fetched and the order in which banks that sync
// at the same time came.
func (b *bank) everything() string {
	b.t.Helper()
	lines := strings.Split(b.run("accounts", "--csv"), "\n")
	for i, line := range lines {
		cells := strings.Split(line, ",")
		if len(cells) == len(accountFields) {
			cells[12] = "" // as_of
			lines[i] = strings.Join(cells, ",")
		}
	}
	lines = append(lines, strings.Split(b.run("transactions", "--csv", "--limit", "0"), "\n")...)
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Error(err)
	}
	if err := os.Chmod(to, 0o700); err != nil {
		t.Error(err)
	}
}

// A folder that cannot be written is a sentence, and nothing is lost. The
// superuser may write everywhere, so it runs this as somebody else.
func TestAReadOnlyFolder(t *testing.T) {
	t.Parallel()
	p := startPlaid(t, plaidsim.Options{Seed: 1})
	dir, err := os.MkdirTemp("", "passbook-readonly-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	b := newBankIn(t, p, filepath.Join(dir, "data"))
	if os.Geteuid() == 0 {
		const nobody = 65534
		b.user = &syscall.Credential{Uid: nobody, Gid: nobody}
		if err := os.Chown(dir, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	b.run("link", "--sandbox-institution", "ins_109508")
	want := b.everything()
	if err := os.Chmod(b.dir, 0o500); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"passbook.db", "passbook.db-wal", "passbook.db-shm"} {
		if err := os.Chmod(filepath.Join(b.dir, name), 0o400); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	out, err := b.command("sync").CombinedOutput()
	if code := exitOf(err); code != exitFailed || !strings.Contains(string(out), "cannot be written") {
		t.Errorf("sync: %v\n%s", err, out)
	}
	for name, mode := range map[string]os.FileMode{"": 0o700, "passbook.db": 0o600} {
		if err := os.Chmod(filepath.Join(b.dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.everything(); got != want {
		t.Error("the cache changed")
	}
}

// A disk that fills up in the middle of a sync is a sentence, nothing is lost,
// and the next sync, with room, carries on.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("mounting a small tmpfs needs the superuser")
	}
	small := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", small).CombinedOutput(); err != nil {
		t.Skipf("no tmpfs can be mounted here: %v %s", err, out)
	}
	t.Cleanup(func() { exec.Command("umount", "-l", small).Run() })
	clock := newSimClock()
	p := startPlaid(t, plaidsim.Options{
		Seed: 1, Transactions: 20_000, Now: clock.now, Initial: time.Hour, Historical: 2 * time.Hour,
	})
	b := newBankIn(t, p, filepath.Join(small, "data"))
	b.linkOnly("ins_109508", "user_bulk")
	clock.advance(3 * time.Hour)
	want := b.everything()
	out, err := b.command("sync").CombinedOutput()
	if code := exitOf(err); code != exitFailed || !strings.Contains(string(out), "First Platypus Bank: the disk is full") {
		t.Errorf("sync onto a full disk: %v\n%s", err, out)
	}
	if got := b.everything(); got != want {
		t.Error("the cache changed")
	}
	if out, err := exec.Command("mount", "-o", "remount,size=200m", small).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	b.run("sync")
	if n := strings.Count(b.run("transactions", "--csv", "--limit", "0"), "\n"); n != 20_001 {
		t.Errorf("%d lines after a sync with room", n)
	}
}
