package tui

import (
	"reflect"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

const (
	soon      = time.Millisecond       // after a view: Bubble Tea takes it up once View has returned
	settle    = 4 * soon               // for how long it is looked at that often
	frame     = 3 * time.Millisecond   // between two frames at the least: what a key moves and what it loads are often two
	calmAfter = 100 * time.Millisecond // without a message
	calmFrame = time.Second            // between two looks at a view that nobody changes
)

// frames draws a new view at once and lets Bubble Tea's renderer rest otherwise.
// The renderer looks at the view at every tick of a clock, 120 times a second:
// an idle dashboard takes a hundredth of a processor by it, and what a key changes
// shows half a tick late. The clock is a private field of tea.Program, and no
// option slows it; where it is not found, it ticks on as it did. The field is read
// in Update and View, which run in the goroutine of Program.Run that sets it; the
// clock itself may be reset from any.
type frames struct {
	model *Model
	drawn string // the last view

	mu      sync.Mutex
	program *tea.Program // nil: it has ended
	ticker  *time.Ticker // nil: not found, or not there yet
	next    time.Time    // when the latest frame was planned
	calm    *time.Timer
}

// Init implements tea.Model.
func (f *frames) Init() tea.Cmd { return f.model.Init() }

// Update implements tea.Model. What changes no view may still write to the
// terminal, which waits for a tick too. A look at the clock and the cache does
// not.
func (f *frames) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := f.model.Update(msg)
	switch msg.(type) {
	case secondMsg, pollMsg:
	default:
		f.wake()
	}
	return f, cmd
}

// View implements tea.Model.
func (f *frames) View() tea.View {
	v := f.model.View()
	if v.Content != f.drawn {
		f.drawn = v.Content
		f.wake()
	}
	return v
}

// wake has the renderer draw what there is now.
func (f *frames) wake() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ticker == nil {
		f.find()
	}
	now := time.Now()
	if f.ticker == nil || now.Before(f.next) {
		return
	}
	wait := max(soon, f.next.Add(frame).Sub(now))
	f.next = now.Add(wait)
	f.ticker.Reset(wait)
	f.calm.Reset(wait + settle)
}

// rest slows the clock down, in two steps: a view that came late under load is
// not left for a second.
func (f *frames) rest() {
	f.mu.Lock()
	defer f.mu.Unlock()
	since := time.Since(f.next)
	switch {
	case f.ticker == nil:
	case since < settle:
		f.calm.Reset(settle - since)
	case since < calmAfter:
		f.ticker.Reset(frame)
		f.calm.Reset(calmAfter - since)
	default:
		f.ticker.Reset(calmFrame)
	}
}

// find finds the clock of the program, which has one as soon as it runs.
func (f *frames) find() {
	if f.program == nil {
		return
	}
	field := reflect.ValueOf(f.program).Elem().FieldByName("ticker")
	if !field.IsValid() || field.Type() != reflect.TypeFor[*time.Ticker]() || field.IsNil() {
		return
	}
	f.ticker = (*time.Ticker)(field.UnsafePointer())
	f.calm = time.AfterFunc(calmAfter, f.rest)
}

// stop leaves the clock of a program that has ended alone.
func (f *frames) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ticker != nil {
		f.calm.Stop()
	}
	f.program, f.ticker = nil, nil
}
