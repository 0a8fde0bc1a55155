package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// binary is the built program, made once by TestMain.
var binary string

func TestMain(m *testing.M) {
	if by := os.Getenv(clockVariable); by != "" {
		os.Exit(runAhead(by))
	}
	flag.Parse()
	if !given("test.parallel") {
		// These tests wait for programs far more than they work.
		if err := flag.Set("test.parallel", "8"); err != nil {
			panic(err)
		}
	}
	os.Exit(buildAndRun(m))
}

// given says whether a flag is on the command line.
func given(name string) bool {
	found := false
	flag.Visit(func(f *flag.Flag) { found = found || f.Name == name })
	return found
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "passbook-test-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil { // TestAReadOnlyFolder runs it as somebody else
		panic(err)
	}
	binary = filepath.Join(dir, "passbook")
	build := exec.Command("go", "build", "-o", binary, ".")
	if counters := os.Getenv("COVER"); counters != "" { // make cover: the program's own runs count too
		build.Args = slices.Insert(build.Args, 2, "-cover", "-coverpkg=passbook/...")
		os.Setenv("GOCOVERDIR", counters) // not go test's own
	}
	build.Stdout, build.Stderr = os.Stdout, os.Stderr
	if build.Run() != nil {
		return 1
	}
	return m.Run()
}

// terminal is a person's terminal with the program running in it.
type terminal struct {
	t    *testing.T
	cmd  *exec.Cmd
	pty  *os.File
	done chan struct{} // closed when the program's output has ended

	mu      sync.Mutex
	screen  vt10x.Terminal
	raw     []byte        // all that was written
	last    []byte        // the last character written
	changed chan struct{} // closed and replaced at every change
}

// patience bounds every wait; it is only ever used up by a failing test.
const patience = 3 * time.Minute

// startTerminal runs cmd in a terminal of the given size, which has all colours
// unless env says otherwise.
func startTerminal(t *testing.T, cmd *exec.Cmd, cols, rows int, env ...string) *terminal {
	t.Helper()
	cmd.Env = append(append(cmd.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8"), env...)
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{
		t: t, cmd: cmd, pty: f, done: make(chan struct{}),
		screen: vt10x.New(vt10x.WithSize(cols, rows)), changed: make(chan struct{}),
	}
	go term.read()
	t.Cleanup(func() {
		cmd.Process.Kill()
		f.Close()
		<-term.done
		cmd.Wait()
	})
	return term
}

// read feeds the program's output to the screen. Sequences that vt10x would
// misread (private markers, queries, strings) are left out.
func (term *terminal) read() {
	defer close(term.done)
	buf := make([]byte, 32<<10)
	var pending []byte
	for {
		n, err := term.pty.Read(buf)
		pending = append(pending, buf[:n]...)
		term.mu.Lock()
		term.raw = append(term.raw, buf[:n]...)
		pending = term.feed(pending)
		close(term.changed)
		term.changed = make(chan struct{})
		term.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (term *terminal) feed(b []byte) []byte {
	parser := ansi.GetParser()
	defer ansi.PutParser(parser)
	for len(b) > 0 && utf8.FullRune(b) {
		seq, width, n, state := ansi.DecodeSequence(b, ansi.NormalState, parser)
		if state != ansi.NormalState && n == len(b) {
			return b // incomplete: wait for the rest
		}
		cmd := ansi.Cmd(parser.Command())
		private := ansi.HasCsiPrefix(seq) && (cmd.Intermediate() != 0 || (cmd.Prefix() != 0 && cmd.Prefix() != '?'))
		switch {
		case private || ansi.HasOscPrefix(seq) || ansi.HasDcsPrefix(seq):
		case ansi.HasCsiPrefix(seq) && cmd.Final() == 'b': // repeat: unknown to vt10x
			times, _ := parser.Param(0, 1)
			term.screen.Write(bytes.Repeat(term.last, times))
		default:
			term.screen.Write(seq)
			if width > 0 {
				term.last = bytes.Clone(seq)
			}
		}
		b = b[n:]
	}
	return b
}

// text is what is on the screen.
func (term *terminal) text() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.screen.String()
}

// written is all that the program has written so far.
func (term *terminal) written() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return string(term.raw)
}

// waitFor waits until the screen shows all of the texts.
func (term *terminal) waitFor(texts ...string) string {
	term.t.Helper()
	return term.waitUntil("show "+strings.Join(texts, " and "), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// waitUntil waits until the screen satisfies ok, and gives it.
func (term *terminal) waitUntil(what string, ok func(screen string) bool) string {
	term.t.Helper()
	return term.await(what, func(screen string, _ []byte) bool { return ok(screen) })
}

// copies types keys that put something on the clipboard, and waits for that. The
// notice that says so is no proof: that of a sync that ends takes its place.
func (term *terminal) copies(keys string) {
	term.t.Helper()
	before := len(term.written())
	term.press(keys)
	term.await("be left for the clipboard", func(_ string, raw []byte) bool { return clipboard.Match(raw[before:]) })
}

// await waits until the screen, and all that was written, satisfy ok, and gives
// the screen.
func (term *terminal) await(what string, ok func(screen string, raw []byte) bool) string {
	term.t.Helper()
	timeout := time.After(patience)
	for {
		term.mu.Lock()
		text, raw, changed := term.screen.String(), term.raw, term.changed
		term.mu.Unlock()
		if ok(text, raw) {
			return text
		}
		select {
		case <-changed:
		case <-term.done:
			term.t.Fatalf("the program ended; the screen should %s:\n%s", what, term.text())
		case <-timeout:
			term.t.Fatalf("the screen should %s:\n%s", what, text)
		}
	}
}

// press types keys.
func (term *terminal) press(keys string) {
	term.t.Helper()
	if _, err := io.WriteString(term.pty, keys); err != nil {
		term.t.Fatal(err)
	}
}

// resize changes the size of the window.
func (term *terminal) resize(cols, rows int) {
	term.t.Helper()
	term.mu.Lock()
	term.screen.Resize(cols, rows)
	term.mu.Unlock()
	if err := pty.Setsize(term.pty, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}); err != nil {
		term.t.Fatal(err)
	}
}

// hangUp takes the terminal away, as closing its window does.
func (term *terminal) hangUp() {
	term.t.Helper()
	if err := term.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		term.t.Fatal(err)
	}
	term.pty.Close()
}

// wait waits for the program to end and for the last of what it wrote, and gives its
// exit code.
func (term *terminal) wait() int {
	term.t.Helper()
	ended := make(chan error, 1)
	go func() {
		err := term.cmd.Wait()
		<-term.done // the screen may be behind a program that has ended
		ended <- err
	}()
	select {
	case <-ended:
		return term.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		term.t.Fatalf("the program did not end:\n%s", term.text())
		return -1
	}
}
