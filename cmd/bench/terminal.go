package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/creack/pty"
)

const (
	columns, lines = 160, 48
	quiet          = 60 * time.Millisecond // a frame has ended after this long without a byte
	jitter         = 25 * time.Millisecond // at most, before a key: keys must not keep step with the renderer
	patience       = 30 * time.Second
)

// Keys as a terminal sends them.
const (
	keyPageUp    = "\x1b[5~"
	keyPageDown  = "\x1b[6~"
	keyBackspace = "\x7f"
)

// terminal is a program in a pseudo-terminal, watched from outside.
type terminal struct {
	cmd     *exec.Cmd
	pty     *os.File
	began   time.Time
	changed chan struct{}
	ended   chan struct{}
	pauses  *rand.Rand

	mu      sync.Mutex
	screen  *screen
	want    *regexp.Regexp
	first   time.Time // of the bytes since mark; zero: none came
	last    time.Time
	matched time.Time // when want was first on the screen
}

// openTerminal starts a program; its first useful frame is one that matches want.
func openTerminal(cmd *exec.Cmd, want *regexp.Regexp) (*terminal, error) {
	t := &terminal{cmd: cmd, want: want, changed: make(chan struct{}, 1), ended: make(chan struct{}), pauses: rand.New(rand.NewPCG(1, 2))}
	cmd.Env = append(cmd.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8")
	t.mu.Lock()
	defer t.mu.Unlock()
	var err error
	t.began = time.Now()
	if t.pty, err = pty.StartWithSize(cmd, &pty.Winsize{Cols: columns, Rows: lines}); err != nil {
		return nil, err
	}
	t.screen = newScreen(columns, lines, t.pty)
	go t.read()
	return t, nil
}

func (t *terminal) read() {
	defer close(t.ended)
	buf := make([]byte, 64<<10)
	for {
		n, err := t.pty.Read(buf)
		now := time.Now()
		if err != nil {
			return
		}
		t.mu.Lock()
		if t.first.IsZero() {
			t.first = now
		}
		t.last = now
		t.screen.feed(buf[:n])
		if t.want != nil && t.matched.IsZero() && t.want.MatchString(t.screen.String()) {
			t.matched = now
		}
		t.mu.Unlock()
		select {
		case t.changed <- struct{}{}:
		default:
		}
	}
}

// awaitQuiet waits until the wanted text is on the screen and the program writes
// nothing more. After limit it fails, or succeeds where nothing is wanted.
func (t *terminal) awaitQuiet(limit time.Duration) error {
	began := time.Now()
	for {
		t.mu.Lock()
		last, done := t.last, t.want == nil || !t.matched.IsZero()
		t.mu.Unlock()
		wait := limit - time.Since(began)
		if done && !last.IsZero() {
			if wait = quiet - time.Since(last); wait <= 0 {
				return nil
			}
		}
		if wait <= 0 {
			if done {
				return nil // a key that changes nothing
			}
			return fmt.Errorf("no %q on the screen after %v:\n%s", t.want, limit, t.text())
		}
		select {
		case <-t.changed:
		case <-t.ended:
			return fmt.Errorf("%s ended:\n%s", t.cmd.Path, t.text())
		case <-time.After(wait):
		}
	}
}

// ready waits for the first useful frame and gives the milliseconds from exec
// until it was there.
func (t *terminal) ready() (float64, error) {
	if err := t.awaitQuiet(patience); err != nil {
		return 0, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return milliseconds(t.matched.Sub(t.began)), nil
}

// press sends a key and gives the milliseconds until the last byte that the
// program wrote in answer; 0 where it wrote none. want, where it is not nil, must
// appear on the screen.
func (t *terminal) press(key string, want *regexp.Regexp) (float64, error) {
	time.Sleep(time.Duration(t.pauses.Float64() * float64(jitter)))
	t.mu.Lock()
	t.first, t.last, t.matched, t.want = time.Time{}, time.Time{}, time.Time{}, want
	t.mu.Unlock()
	at := time.Now()
	if _, err := t.pty.WriteString(key); err != nil {
		return 0, err
	}
	limit := time.Second
	if want != nil {
		limit = patience
	}
	if err := t.awaitQuiet(limit); err != nil {
		return 0, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last.IsZero() {
		return 0, nil
	}
	return milliseconds(t.last.Sub(at)), nil
}

// memory is what the program holds now (VmRSS), in MiB.
func (t *terminal) memory() (float64, error) {
	return memoryOf(strconv.Itoa(t.cmd.Process.Pid), "VmRSS")
}

// memoryOf reads a figure of a process, in MiB.
func memoryOf(process, figure string) (float64, error) {
	status, err := os.ReadFile("/proc/" + process + "/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == figure+":" {
			kib, err := strconv.ParseFloat(f[1], 64)
			return kib / 1024, err
		}
	}
	return 0, fmt.Errorf("/proc/%s/status has no %s", process, figure)
}

// close ends the program.
func (t *terminal) close() {
	_ = t.cmd.Process.Signal(os.Interrupt)
	slow := time.AfterFunc(2*time.Second, func() { _ = t.cmd.Process.Kill() })
	_ = t.cmd.Wait()
	slow.Stop()
	_ = t.pty.Close()
	<-t.ended
}

func (t *terminal) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen.String()
}

func milliseconds(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }
