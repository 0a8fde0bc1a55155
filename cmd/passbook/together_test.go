package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
)

var together = flag.Int("together", 12, "how many rounds of commands each process of TestManyAtOnce runs")

// TestManyAtOnce: two dashboards, cron jobs and two shells work on one cache
// while transactions arrive. No command fails, no edit is lost, and the rows are
// those of a cache that one sync alone brought up to date.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	clock := newSimClock()
	p := startPlaid(t, plaidsim.Options{Seed: 1, Transactions: 1500, Now: clock.now, Live: time.Hour})
	b := newBank(t, p)
	b.run("link", "--sandbox-institution", "ins_109508", "--sandbox-user", "user_bulk")
	b.run("link", "--sandbox-institution", "ins_109511", "--sandbox-user", "user_household")
	b.run("sync")
	alone := newBank(t, p)
	copyFolder(t, b.dir, alone.dir)
	old := b.printed("transactions", "--limit", "0", "--to", time.Now().AddDate(0, -3, 0).Format(time.DateOnly))

	var commands atomic.Int64
	do := func(args ...string) {
		commands.Add(1)
		b.run(args...)
	}
	notes := newNotebook(do)
	var work sync.WaitGroup
	for _, round := range []func(n int){
		func(int) { clock.advance(time.Hour); do("sync", "--quiet") },
		func(int) { do("sync", "--quiet", "Tartan") },
		func(n int) { notes.write(old[2*n]["id"], fmt.Sprint("even ", n)) },
		func(n int) { notes.write(old[2*n+1]["id"], fmt.Sprint("odd ", n)) },
		func(n int) { notes.undone(old[2*n]["id"]); do("history", "--changed") },
		func(n int) {
			file := filepath.Join(t.TempDir(), fmt.Sprint("copy", n))
			do("backup", file)
			_ = os.Remove(file)
			do("check")
			do("transactions", "--json")
		},
	} {
		work.Go(func() {
			for n := range *together {
				round(n)
			}
		})
	}
	ended := make(chan struct{})
	go func() { work.Wait(); close(ended) }()
	for range 2 {
		defer dashboardUntil(t, b, ended)()
	}
	<-ended
	b.run("sync")
	alone.run("sync")
	t.Logf("%d commands beside two dashboards", commands.Load())
	if got, want := withoutNotes(b), withoutNotes(alone); got != want {
		t.Errorf("the rows differ from those of a cache that was left alone: %d bytes, want %d", len(got), len(want))
	}
	notes.check(t, b)
	if out := b.run("check"); !strings.Contains(out, "whole") {
		t.Error(out)
	}
}

// dashboardUntil opens a dashboard that syncs and scrolls until a channel is
// closed, and gives what waits for its end.
func dashboardUntil(t *testing.T, b *bank, ended <-chan struct{}) (wait func()) {
	t.Helper()
	term := startTerminal(t, b.command(), 120, 40)
	term.waitFor("Net worth")
	term.press("3")
	term.waitFor("Merchant")
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-ended:
				return
			case <-time.After(50 * time.Millisecond): // a person does not type faster
				term.press("sjjk")
			}
		}
	}()
	return func() {
		<-done
		if text := term.text(); strings.Contains(text, "locked") {
			t.Errorf("the dashboard says:\n%s", text)
		}
		term.press("q")
		if code := term.wait(); code != exitDone {
			t.Errorf("a dashboard ended with %d", code)
		}
	}
}

// notebook is the truth about what was written.
type notebook struct {
	do    func(args ...string)
	turns sync.RWMutex // undo takes back the last edit of anybody
	mu    sync.Mutex
	notes map[string]string
}

func newNotebook(do func(args ...string)) *notebook {
	return &notebook{do: do, notes: map[string]string{}}
}

// write writes a note on a row.
func (n *notebook) write(id, note string) {
	n.turns.RLock()
	defer n.turns.RUnlock()
	n.do("annotate", id, "--note", note, "--tag", "kept")
	n.mu.Lock()
	defer n.mu.Unlock()
	n.notes[id] = note
}

// undone writes a note on a row and takes it back.
func (n *notebook) undone(id string) {
	n.turns.Lock()
	defer n.turns.Unlock()
	n.do("annotate", id, "--note", "not to be kept", "--hide")
	n.do("undo")
}

// check compares the cache with what was written.
func (n *notebook) check(t *testing.T, b *bank) {
	t.Helper()
	found := 0
	for _, row := range b.printed("transactions", "--limit", "0") {
		if row["note"] != "" {
			found++
		}
		if row["note"] != n.notes[row["id"]] {
			t.Errorf("the note of %s is %q, want %q", row["id"], row["note"], n.notes[row["id"]])
		}
	}
	if found != len(n.notes) || found < 2**together {
		t.Errorf("%d notes, %d were written", found, len(n.notes))
	}
}

// withoutNotes is every row of a cache as the bank said it, in one order.
func withoutNotes(b *bank) string {
	var lines []string
	for _, row := range b.printed("transactions", "--limit", "0") {
		lines = append(lines, fmt.Sprintln(row["id"], row["date"], row["amount"], row["currency"], row["name"], row["pending"], row["account_id"]))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}
