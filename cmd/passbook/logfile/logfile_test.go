package logfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"
)

// A test that starts this program with writerVariable has it write lines into
// the log of a folder: "<folder>|<writer>|<lines>|<bytes of a line>".
const writerVariable = "PASSBOOK_TEST_LOG_WRITER"

func TestMain(m *testing.M) {
	if job := os.Getenv(writerVariable); job != "" {
		parts := strings.Split(job, "|")
		lines, _ := strconv.Atoi(parts[2])
		length, _ := strconv.Atoi(parts[3])
		log, file := New(parts[0], slog.LevelInfo)
		for n := range lines {
			log.Info("line", "writer", parts[1], "n", n, "filling", strings.Repeat("x", length))
		}
		_ = file.Close()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// files gives the texts of a log's files, the oldest first.
func files(t *testing.T, dir string) (texts []string) {
	t.Helper()
	for _, suffix := range []string{".3", ".2", ".1", ""} {
		text, err := os.ReadFile(filepath.Join(dir, name+suffix))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if err == nil {
			texts = append(texts, string(text))
		}
	}
	return texts
}

// Five processes write at once, across two changes of the file: every line is
// there once, whole, and each process's in its order.
func TestSeveralProcessesWriteOneLog(t *testing.T) {
	t.Parallel()
	const writers, lines, length = 5, 2000, 200
	dir := t.TempDir()
	var started []*exec.Cmd
	for w := range writers {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%d|%d|%d", writerVariable, dir, w, lines, length))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		started = append(started, cmd)
	}
	for _, cmd := range started {
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	all := files(t, dir)
	if len(all) < 3 {
		t.Fatalf("%d files: this test is to see two changes of the file", len(all))
	}
	next := make([]int, writers)
	for _, text := range all {
		if len(text) > 1<<20+64<<10 { // a line that did not get its turn may go beyond
			t.Errorf("a file has %d bytes", len(text))
		}
		for _, l := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
			var at, level string
			var w, n int
			if _, err := fmt.Sscanf(l, "time=%s level=%s msg=line writer=%d n=%d filling=", &at, &level, &w, &n); err != nil ||
				!strings.HasSuffix(l, "="+strings.Repeat("x", length)) {
				t.Fatalf("torn: %q", l)
			}
			if n != next[w] {
				t.Fatalf("writer %d: line %d after line %d", w, n, next[w]-1)
			}
			next[w]++
		}
	}
	for w, n := range next {
		if n != lines {
			t.Errorf("writer %d: %d lines", w, n)
		}
	}
}

// The oldest file goes: four are the most, whatever was written.
func TestTheLogStaysSmall(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	log, file := New(dir, slog.LevelInfo)
	for range 7000 {
		log.Info("line", "filling", strings.Repeat("x", 1000))
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	inside, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(inside) != 5 { // with the lock
		t.Errorf("%v, %v", inside, err)
	}
	for _, path := range inside {
		if info, err := os.Stat(path); err != nil || info.Size() > 1<<20 || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
}

// A process that is stopped in the middle of a line keeps nobody from writing.
func TestALockThatIsHeldLosesNoLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	held := flock.New(filepath.Join(dir, name+".lock"))
	if err := held.Lock(); err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	log, file := New(dir, slog.LevelInfo)
	log.Info("all the same")
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if all := files(t, dir); len(all) != 1 || !strings.Contains(all[0], "all the same") {
		t.Errorf("%q", all)
	}
}

// What somebody planted under the log's names is neither followed nor waited
// for, and a file that others could read is the owner's alone.
func TestPlantedFiles(t *testing.T) {
	t.Parallel()
	for _, planted := range []string{name, name + ".lock", name + ".1"} {
		dir := t.TempDir()
		target := filepath.Join(t.TempDir(), "target")
		if err := os.WriteFile(target, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, filepath.Join(dir, planted)); err != nil {
			t.Fatal(err)
		}
		log, file := New(dir, slog.LevelInfo)
		for range 1500 {
			log.Info("line", "filling", strings.Repeat("x", 1000))
		}
		_ = file.Close() // it may have nothing open
		if text, err := os.ReadFile(target); err != nil || string(text) != "mine" {
			t.Errorf("%s: the target holds %d bytes, %v", planted, len(text), err)
		}
	}
	dir := t.TempDir()
	path := filepath.Join(dir, name)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	log, file := New(dir, slog.LevelInfo)
	log.Info("nobody reads the pipe")
	_ = file.Close()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	log.Info("for one person's eyes")
	_ = file.Close()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Errorf("%v, %v", info, err)
	}
}

// A folder that is not there, or that takes nothing, stops nothing.
func TestALogThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	log, file := New(filepath.Join(t.TempDir(), "none"), slog.LevelInfo)
	log.Info("lost")
	if err := file.Close(); err != nil {
		t.Error(err)
	}
}

// Whatever slog writes is read back.
func TestLinesAreReadBack(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 21, 12, 0, 0, 123e6, time.FixedZone("", 3600))
	for _, value := range []string{"plain", "", "two words", "a=b", "quote\"d", "tab\tand\nline", "\x1b[31mred", "ünï"} {
		var b bytes.Buffer
		r := slog.NewRecord(at, slog.LevelWarn, "sync "+value, 0)
		r.Add("item", value, "n", 3, "odd key", value)
		if err := slog.NewTextHandler(&b, nil).Handle(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if strings.Count(b.String(), "\n") != 1 || strings.Contains(b.String(), "\x1b") {
			t.Errorf("written as %q", b.String())
		}
		l := read(strings.TrimSuffix(b.String(), "\n"))
		if !l.At.Equal(at) || l.Level != slog.LevelWarn || l.Message != "sync "+value || len(l.Fields) != 3 ||
			l.Fields[0] != (Field{"item", value}) || l.Fields[1] != (Field{"n", "3"}) || l.Fields[2] != (Field{"odd key", value}) {
			t.Errorf("%q is read as %+v", value, l)
		}
	}
	for _, torn := range []string{"", "x", "time=", `time=2026-11-21T12:00:00Z level=INFO msg="torn`, "level=INFO msg=a", "time=now level=INFO msg=a"} {
		if l := read(torn); !l.At.IsZero() || l.Message != torn {
			t.Errorf("%q is read as %+v", torn, l)
		}
	}
}

// shownLines runs the command on a folder and gives what it prints.
func shownLines(t *testing.T, dir string, now time.Time, args ...string) (string, error) {
	t.Helper()
	cmd := Command(func(_ *cobra.Command, do func(context.Context, Place) error) error {
		return do(t.Context(), Place{Dir: dir, Now: now, Item: func(_ context.Context, bank string) (string, error) {
			if bank == "First" {
				return "item-1", nil
			}
			return "", errors.New("no such bank")
		}})
	})
	var out strings.Builder
	cmd.SetOut(&out)
	cmd.SetErr(io.Discard)
	cmd.SetArgs(args)
	err := cmd.Execute()
	return out.String(), err
}

func TestWhichLinesAreShown(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	write := func(suffix string, lines ...string) {
		if err := os.WriteFile(filepath.Join(dir, name+suffix), []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(".1",
		"time=2026-11-19T12:00:00Z level=INFO msg=synced item=item-1 request=one",
		"time=2026-11-20T23:00:00Z level=WARN msg=sync item=item-2 err=\"bad \\x1b]0;owned\\a\"")
	write("",
		"time=2026-11-21T11:00:00Z level=DEBUG msg=synced item=item-1 request=three",
		"torn",
		"time=2026-11-21T11:30:00Z level=ERROR msg=panic")
	for _, c := range []struct {
		args string
		want []string // a word of each line
	}{
		{"", []string{"request=one", "owned", "request=three", "torn", "panic"}},
		{"-n 2", []string{"torn", "panic"}},
		{"--level warn", []string{"owned", "panic"}},
		{"--level info -n 0", []string{"request=one", "owned", "panic"}},
		{"--since 2h", []string{"request=three", "panic"}},
		{"--since 1d", []string{"owned", "request=three", "panic"}},
		{"--since 2026-11-21", []string{"request=three", "panic"}},
		{"--bank First", []string{"request=one", "request=three"}},
		{"--bank item-2", []string{"owned"}},
	} {
		got, err := shownLines(t, dir, now, strings.Fields(c.args)...)
		lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
		if err != nil || len(lines) != len(c.want) || strings.Contains(got, "\x1b") {
			t.Errorf("%q: %v\n%s", c.args, err, got)
			continue
		}
		for i, want := range c.want {
			if !strings.Contains(lines[i], want) {
				t.Errorf("%q: line %d is %q, and is to have %q", c.args, i, lines[i], want)
			}
		}
	}
	got, err := shownLines(t, dir, now, "--json", "--bank", "item-2")
	want := `{"time":"2026-11-20T23:00:00Z","level":"warn","message":"sync","fields":{"err":"bad \u001b]0;owned\u0007","item":"item-2"}}` + "\n"
	if err != nil || got != want {
		t.Errorf("%v\n%s", err, got)
	}
	for _, wrong := range []string{"--level loud", "--since yesterday", "--since -2h", "--bank nobody"} {
		if _, err := shownLines(t, dir, now, strings.Fields(wrong)...); err == nil {
			t.Errorf("%s is no error", wrong)
		}
	}
}

// Who follows the log sees every line once, however often the file changes.
func TestALogIsFollowed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	log, file := New(dir, slog.LevelInfo)
	defer file.Close()
	r := newReader(dir)
	defer r.Close()
	seen := 0
	readOn := func() {
		for {
			text, err := r.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprint(seen); read(text).Fields[0].Value != want {
				t.Fatalf("%.80s, and not line %s", text, want)
			}
			seen++
		}
	}
	readOn() // nothing is there yet
	const all = 3000
	for n := range all {
		log.Info("line", "n", n, "filling", strings.Repeat("x", 1000))
		if n%700 == 0 {
			readOn()
		}
	}
	readOn()
	if seen != all {
		t.Errorf("%d lines of %d", seen, all)
	}
}
