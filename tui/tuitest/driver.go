package tuitest

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
	"passbook/tui"
)

// Now is the clock of every test that does not move it.
var Now = time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)

// Driver is a person at the dashboard: it presses keys, lets every command run
// until nothing is left to do, and looks at the screen. It never sleeps.
type Driver struct {
	T      testing.TB
	Model  *tui.Model
	DB     *storage.DB
	Now    time.Time
	Width  int
	Height int
	done   chan tea.Msg
	Busy   int     // commands that are running
	timers []timer // what is to come, not started
	Sent   []tea.Msg
	Quit   bool
	Bugs   bool // a bug is what the test is about
	online bool // there is a service, and a command that waits for its next event
}

type timer struct {
	at  time.Time
	msg tea.Msg
}

// Drive starts the dashboard on a cache, at a size, without colours.
func Drive(t testing.TB, db *storage.DB, w, h int, options ...func(*tui.Options)) *Driver {
	t.Helper()
	d := &Driver{T: t, DB: db, Now: Now, Width: w, Height: h, done: make(chan tea.Msg, 64)}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	o := tui.Options{
		DB: db, Now: func() time.Time { return d.Now }, DataDir: "~/.local/share/passbook",
		After: func(wait time.Duration, msg tea.Msg) tea.Cmd {
			d.timers = append(d.timers, timer{d.Now.Add(wait), msg})
			return nil
		},
	}
	for _, set := range options {
		set(&o)
	}
	d.Model = tui.New(ctx, o)
	d.online = o.Service != nil
	d.run(d.Model.Init())
	d.Until(func() bool { return len(d.Sent) > 0 }, "started")
	d.RunAll()
	d.Send(tea.ColorProfileMsg{Profile: colorprofile.ASCII})
	d.Send(tea.WindowSizeMsg{Width: w, Height: h})
	d.Wait(50 * time.Millisecond) // what the dashboard asks for after its first frame
	d.Now = Now
	return d
}

// run starts a command.
func (d *Driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	d.Busy++
	go func() { d.done <- cmd() }()
}

// Give gives one message to the program.
func (d *Driver) Give(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.run(cmd)
		}
	case tea.QuitMsg:
		d.Quit = true
	default:
		d.Sent = append(d.Sent, msg)
		_, cmd := d.Model.Update(msg)
		if err := d.Model.Err(); err != nil && !d.Bugs {
			d.T.Fatalf("%T: %v", msg, err)
		}
		d.run(cmd)
	}
}

// RunAll lets commands run until none is left. The one that waits for the
// service's next event does not count.
func (d *Driver) RunAll() {
	d.T.Helper()
	idle := 0
	if d.online {
		idle = 1
	}
	d.Until(func() bool { return d.Busy <= idle }, "idle")
}

// Until lets commands run until a condition holds.
func (d *Driver) Until(holds func() bool, what string) {
	d.T.Helper()
	limit := time.After(time.Minute)
	for !holds() {
		select {
		case msg := <-d.done:
			d.Busy--
			d.Give(msg)
		case <-limit:
			d.T.Fatalf("not %s after a minute; the screen is\n%s", what, ansi.Strip(d.Content()))
		}
	}
}

// Send gives a message and runs all commands.
func (d *Driver) Send(msg tea.Msg) {
	d.T.Helper()
	d.Give(msg)
	d.RunAll()
}

// Press presses keys one after the other and runs all commands after each: j, G,
// enter, esc, ctrl+d, shift+tab.
func (d *Driver) Press(keys ...string) {
	d.T.Helper()
	for _, k := range keys {
		d.Send(Key(d.T, k))
	}
}

// Type types a text, letter by letter.
func (d *Driver) Type(s string) {
	d.T.Helper()
	for _, r := range s {
		d.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// Wait moves the clock on and starts the timers that are due.
func (d *Driver) Wait(length time.Duration) {
	d.T.Helper()
	end := d.Now.Add(length)
	for {
		slices.SortStableFunc(d.timers, func(a, b timer) int { return a.at.Compare(b.at) })
		if len(d.timers) == 0 || d.timers[0].at.After(end) {
			break
		}
		next := d.timers[0]
		d.timers = d.timers[1:]
		if next.at.After(d.Now) {
			d.Now = next.at
		}
		d.Send(next.msg)
	}
	d.Now = end
}

// Content gives what is on the screen, with its colours.
func (d *Driver) Content() string { return d.Model.View().Content }

// Screen gives what is on the screen as plain text, after checking that it has
// the size of the screen in every line.
func (d *Driver) Screen() string {
	d.T.Helper()
	lines := strings.Split(d.Content(), "\n")
	if len(lines) != d.Height {
		d.T.Errorf("the screen has %d lines, want %d", len(lines), d.Height)
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w != d.Width {
			d.T.Errorf("line %d is %d cells wide, want %d: %q", i+1, w, d.Width, line)
		}
		lines[i] = ansi.Strip(line)
	}
	return strings.Join(lines, "\n") + "\n"
}

// Page names the page that keys go to.
func (d *Driver) Page() string {
	return strings.TrimPrefix(d.Model.View().WindowTitle, "passbook · ")
}

// Place gives what stands at the bottom right: 3/58.
func (d *Driver) Place() string {
	d.T.Helper()
	words := strings.Fields(d.Screen())
	return words[len(words)-1]
}

// Current gives the line that is marked as the current one.
func (d *Driver) Current() string {
	d.T.Helper()
	_, after, _ := strings.Cut(d.Screen(), "▌")
	line, _, _ := strings.Cut(after, "\n")
	line, _, _ = strings.Cut(line, "│")
	return line
}

// Hasten starts the timers that are set, before any answer is taken.
func (d *Driver) Hasten() {
	timers := d.timers
	d.timers = nil
	for _, t := range timers {
		d.Give(t.msg)
	}
}

// Forget drops the timers that are set.
func (d *Driver) Forget() { d.timers = nil }

// OnTab opens the dashboard on a tab.
func OnTab(t *testing.T, db *storage.DB, tab string, w, h int) *Driver {
	t.Helper()
	d := Drive(t, db, w, h)
	d.Press(tab)
	return d
}

// sizes are the screens that every page is drawn on.
var sizes = [][2]int{{80, 24}, {120, 40}, {200, 60}}

// OnSizes runs a test on every size.
func OnSizes(t *testing.T, test func(t *testing.T, w, h int)) {
	t.Helper()
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%dx%d", s[0], s[1]), func(t *testing.T) { test(t, s[0], s[1]) })
	}
}

// Shows checks that a text is on the screen.
func (d *Driver) Shows(texts ...string) {
	d.T.Helper()
	screen := d.Screen()
	for _, s := range texts {
		if !strings.Contains(screen, s) {
			d.T.Errorf("%q is not on the screen:\n%s", s, screen)
		}
	}
}

// Hides checks that a text is not on the screen.
func (d *Driver) Hides(texts ...string) {
	d.T.Helper()
	screen := d.Screen()
	for _, s := range texts {
		if strings.Contains(screen, s) {
			d.T.Errorf("%q is on the screen:\n%s", s, screen)
		}
	}
}

// Golden compares the page, without what the root draws around it, with the file
// of the running test.
func (d *Driver) Golden() {
	d.T.Helper()
	page, _ := d.parts()
	golden.RequireEqual(d.T, page)
}

// GoldenEdges compares what the root draws around a page with the file of the
// running test: the header, the banner where there is one, and the footer.
func (d *Driver) GoldenEdges() {
	d.T.Helper()
	_, edges := d.parts()
	golden.RequireEqual(d.T, edges)
}

// parts splits the screen at the empty line over the page and at the footer.
func (d *Driver) parts() (page, edges string) {
	d.T.Helper()
	lines := strings.SplitAfter(strings.TrimSuffix(d.Screen(), "\n"), "\n")
	top := 1 + slices.IndexFunc(lines, func(line string) bool { return strings.TrimSpace(line) == "" })
	last := len(lines) - 1
	return strings.Join(lines[top:last], ""), strings.Join(lines[:top], "") + lines[last] + "\n"
}

// Copied gives what was last put on the clipboard.
func (d *Driver) Copied() string {
	for _, msg := range slices.Backward(d.Sent) {
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

// Key makes the press of a key by its name: j, G, enter, esc, ctrl+d, shift+tab.
func Key(t testing.TB, name string) tea.KeyPressMsg {
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

// Choose moves down to the line of a list that has a text, and opens it.
func (d *Driver) Choose(text string) {
	d.T.Helper()
	for range 60 {
		if strings.Contains(d.Current(), text) {
			d.Press("enter")
			return
		}
		d.Press("j")
	}
	d.T.Fatalf("no line with %q:\n%s", text, d.Screen())
}
