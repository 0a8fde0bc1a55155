package tui

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"passbook/storage"
)

// testNow is the clock of every test that does not move it.
var testNow = time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)

// driver is a person at the dashboard: it presses keys, lets every command run
// until nothing is left to do, and looks at the screen. It never sleeps.
type driver struct {
	t      testing.TB
	app    *Model
	db     *storage.DB
	now    time.Time
	width  int
	height int
	done   chan tea.Msg
	busy   int     // commands that are running
	timers []timer // what is to come, not started
	sent   []tea.Msg
	quit   bool
	bugs   bool // a bug is what the test is about
	online bool // there is a service, and a command that waits for its next event
}

type timer struct {
	at  time.Time
	msg tea.Msg
}

// drive starts the dashboard on a cache, at a size, without colours.
func drive(t testing.TB, db *storage.DB, w, h int, options ...func(*Options)) *driver {
	t.Helper()
	d := &driver{t: t, db: db, now: testNow, width: w, height: h, done: make(chan tea.Msg, 64)}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	o := Options{
		DB: db, Now: func() time.Time { return d.now }, DataDir: "~/.local/share/passbook",
		After: func(wait time.Duration, msg tea.Msg) tea.Cmd {
			d.timers = append(d.timers, timer{d.now.Add(wait), msg})
			return nil
		},
	}
	for _, set := range options {
		set(&o)
	}
	d.app = New(ctx, o)
	d.online = o.Service != nil
	d.run(d.app.Init())
	d.until(func() bool { return len(d.sent) > 0 }, "started")
	d.settle()
	d.send(tea.ColorProfileMsg{Profile: colorprofile.ASCII})
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
	d.wait(50 * time.Millisecond) // what the dashboard asks for after its first frame
	d.now = testNow
	return d
}

// run starts a command.
func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	d.busy++
	go func() { d.done <- cmd() }()
}

// give gives one message to the program.
func (d *driver) give(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.run(cmd)
		}
	case tea.QuitMsg:
		d.quit = true
	default:
		d.sent = append(d.sent, msg)
		_, cmd := d.app.Update(msg)
		if err := d.app.Err(); err != nil && !d.bugs {
			d.t.Fatalf("%T: %v", msg, err)
		}
		d.run(cmd)
	}
}

// settle lets commands run until none is left. The one that waits for the
// service's next event does not count.
func (d *driver) settle() {
	d.t.Helper()
	idle := 0
	if d.online {
		idle = 1
	}
	d.until(func() bool { return d.busy <= idle }, "idle")
}

// until lets commands run until a condition holds.
func (d *driver) until(holds func() bool, what string) {
	d.t.Helper()
	limit := time.After(time.Minute)
	for !holds() {
		select {
		case msg := <-d.done:
			d.busy--
			d.give(msg)
		case <-limit:
			d.t.Fatalf("not %s after a minute; the screen is\n%s", what, ansi.Strip(d.content()))
		}
	}
}

// send gives a message and settles.
func (d *driver) send(msg tea.Msg) {
	d.t.Helper()
	d.give(msg)
	d.settle()
}

// press presses keys one after the other and settles after each: j, G, enter,
// esc, ctrl+d, shift+tab.
func (d *driver) press(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		d.send(keyPress(d.t, k))
	}
}

// typed types a text, letter by letter.
func (d *driver) typed(s string) {
	d.t.Helper()
	for _, r := range s {
		d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// wait moves the clock on and starts the timers that are due.
func (d *driver) wait(length time.Duration) {
	d.t.Helper()
	end := d.now.Add(length)
	for {
		slices.SortStableFunc(d.timers, func(a, b timer) int { return a.at.Compare(b.at) })
		if len(d.timers) == 0 || d.timers[0].at.After(end) {
			break
		}
		next := d.timers[0]
		d.timers = d.timers[1:]
		if next.at.After(d.now) {
			d.now = next.at
		}
		d.send(next.msg)
	}
	d.now = end
}

// content gives what is on the screen, with its colours.
func (d *driver) content() string { return d.app.View().Content }

// screen gives what is on the screen as plain text, after checking that it has
// the size of the screen in every line.
func (d *driver) screen() string {
	d.t.Helper()
	lines := strings.Split(d.content(), "\n")
	if len(lines) != d.height {
		d.t.Errorf("the screen has %d lines, want %d", len(lines), d.height)
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w != d.width {
			d.t.Errorf("line %d is %d cells wide, want %d: %q", i+1, w, d.width, line)
		}
		lines[i] = ansi.Strip(line)
	}
	return strings.Join(lines, "\n") + "\n"
}

// page names the page that keys go to.
func (d *driver) page() string {
	return strings.TrimPrefix(d.app.View().WindowTitle, "passbook · ")
}

// place gives what stands at the bottom right: 3/58.
func (d *driver) place() string {
	d.t.Helper()
	words := strings.Fields(d.screen())
	return words[len(words)-1]
}

// current gives the line that is marked as the current one.
func (d *driver) current() string {
	d.t.Helper()
	_, after, _ := strings.Cut(d.screen(), "▌")
	line, _, _ := strings.Cut(after, "\n")
	line, _, _ = strings.Cut(line, "│")
	return line
}

// hasten starts the timers that are set, before any answer is taken.
func (d *driver) hasten() {
	timers := d.timers
	d.timers = nil
	for _, t := range timers {
		d.give(t.msg)
	}
}

// forget drops the timers that are set.
func (d *driver) forget() { d.timers = nil }

// onTab opens the dashboard on a tab.
func onTab(t *testing.T, db *storage.DB, tab string, w, h int) *driver {
	t.Helper()
	d := drive(t, db, w, h)
	d.press(tab)
	return d
}

// sizes are the screens that every page is drawn on.
var sizes = [][2]int{{80, 24}, {120, 40}, {200, 60}}

// onSizes runs a test on every size.
func onSizes(t *testing.T, test func(t *testing.T, w, h int)) {
	t.Helper()
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%dx%d", s[0], s[1]), func(t *testing.T) { test(t, s[0], s[1]) })
	}
}

// shows checks that a text is on the screen.
func (d *driver) shows(texts ...string) {
	d.t.Helper()
	screen := d.screen()
	for _, s := range texts {
		if !strings.Contains(screen, s) {
			d.t.Errorf("%q is not on the screen:\n%s", s, screen)
		}
	}
}

// hides checks that a text is not on the screen.
func (d *driver) hides(texts ...string) {
	d.t.Helper()
	screen := d.screen()
	for _, s := range texts {
		if strings.Contains(screen, s) {
			d.t.Errorf("%q is on the screen:\n%s", s, screen)
		}
	}
}

// golden compares the screen with the file of the running test.
func (d *driver) golden() {
	d.t.Helper()
	golden.RequireEqual(d.t, d.screen())
}

// copied gives what was last put on the clipboard.
func (d *driver) copied() string {
	for _, msg := range slices.Backward(d.sent) {
		if v := reflect.ValueOf(msg); fmt.Sprintf("%T", msg) == "tea.setClipboardMsg" {
			return v.String()
		}
	}
	return ""
}

var namedKeys = map[string]tea.Key{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab},
	"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "backspace": {Code: tea.KeyBackspace},
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd},
	"space": {Code: tea.KeySpace, Text: " "},
}

func keyPress(t testing.TB, name string) tea.KeyPressMsg {
	t.Helper()
	k, ok := namedKeys[name]
	switch r := []rune(name); {
	case ok:
	case strings.HasPrefix(name, "ctrl+"):
		k = tea.Key{Code: r[len(r)-1], Mod: tea.ModCtrl}
	case len(r) == 1:
		k = tea.Key{Code: r[0], Text: name}
	default:
		t.Fatalf("no such key: %q", name)
	}
	if got := tea.KeyPressMsg(k).String(); got != name {
		t.Fatalf("key %q is %q", name, got)
	}
	return tea.KeyPressMsg(k)
}
