package tui

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"passbook/plaidsvc"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/ui"
)

// Options is what the dashboard runs on.
type Options struct {
	DB      *storage.DB
	Service *plaidsvc.Service // nil: no Plaid keys, the cache only
	Missing []string          // of the Plaid keys, where Service is nil: ui.ClientID, ui.Secret; none said: both
	Now     func() time.Time  // nil: the machine's clock
	Log     *slog.Logger      // nil: none
	DataDir string            // where the cache lies, for the empty state

	// Look has the person's settings, and the background as far as the environment
	// says it. The terminal says how many colours there are.
	Look ui.Look

	// Elsewhere says, of a cache without a bank, where others lie; empty: nowhere.
	// nil: nobody looks.
	Elsewhere func(context.Context) string

	Mark   string // a word in the header that says what is shown; empty: none
	SignIn string // how to sign in at a bank, for the dialog of linking; empty: as one does

	// Begin runs once the screen is there; nil: nothing to begin with.
	Begin func(context.Context) error

	// After gives a message after a while; nil: by the machine's clock.
	After func(time.Duration, tea.Msg) tea.Cmd
}

// Run shows the dashboard until the person quits or ctx ends.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var warm sync.WaitGroup
	warm.Go(func() { o.DB.Warm(ctx) }) // while the terminal is set up
	defer warm.Wait()
	a := New(ctx, o)
	// Signals end ctx. Bubble Tea's own handler would wait for a loop that has
	// ended with ctx, and for ever.
	f := &frames{model: a}
	f.program = tea.NewProgram(f, tea.WithContext(ctx), tea.WithFPS(120), tea.WithoutSignalHandler())
	_, err := f.program.Run()
	f.stop()
	if ctx.Err() != nil && errors.Is(err, tea.ErrProgramKilled) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("show the dashboard: %w", err)
	}
	return a.Err()
}

// Err says why the dashboard ended by itself; nil where it did not.
func (a *Model) Err() error { return a.bug }

// Model is the root model: it routes messages and puts the screen together.
type Model struct {
	env      *ui.Env
	begin    func(context.Context) error
	mark     string // in the header; empty: none
	tabs     []*tab
	tabKeys  ui.Binding // go to a tab, in their order
	current  int
	width    int
	height   int
	layout   layout
	look     ui.Look
	today    ledger.Date
	polls    int
	revision int64
	status   status
	notice   ui.NoticeMsg
	notices  int // how many there have been, so that a timer ends only its own
	help     bool
	title    string
	view     string
	bug      error // why the program ended by itself
}

// New makes the root model.
func New(ctx context.Context, o Options) *Model {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = func(d time.Duration, msg tea.Msg) tea.Cmd {
			return tea.Tick(d, func(time.Time) tea.Msg { return msg })
		}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Look.Profile = colorprofile.TrueColor
	e := &ui.Env{
		Ctx: ctx, DB: o.DB, Service: o.Service, Missing: o.Missing, Now: o.Now, Log: o.Log,
		Theme: ui.NewTheme(o.Look), DataDir: o.DataDir, SignIn: o.SignIn, Elsewhere: o.Elsewhere, Filling: o.Begin != nil, After: o.After,
	}
	a := &Model{env: e, begin: o.Begin, mark: o.Mark, look: o.Look, today: ledger.DateOf(o.Now())}
	a.status.dismissed = make(map[string]bool)
	a.status.running = make(map[string]progress)
	a.tabs = newTabs(e)
	a.tabKeys = ui.KeyTabs(len(a.tabs))
	return a
}

// Messages of the root to itself.
type (
	pollMsg struct { // the revision that was read
		revision    int64
		everySecond bool
	}
	begunMsg     struct{ err error }      // Options.Begin has ended
	secondMsg    struct{}                 // a second is over: read it again
	eventMsg     struct{ plaidsvc.Event } // from the service
	noticeEndMsg struct{ nth int }        // the notice has been there long enough
)

// Init asks for the cache's revision; its answer starts the first page.
func (a *Model) Init() tea.Cmd {
	return guard(tea.Batch(a.poll(true), a.nextEvent(), tea.RequestBackgroundColor, a.doBegin))
}

func (a *Model) doBegin() tea.Msg {
	if a.begin == nil {
		return nil
	}
	return begunMsg{a.begin(a.env.Ctx)}
}

// begun ends the filling: what the cache holds now is what there is.
func (a *Model) begun(err error) tea.Cmd {
	a.env.Filling = false
	if err == nil || ui.IsCancelled(err) {
		return a.poll(false)
	}
	return tea.Batch(ui.Alarm(err), ui.Send(ui.RedrawMsg{}), a.poll(false))
}

// start runs the Init of the current tab if it was never shown.
func (a *Model) start() tea.Cmd {
	t := a.tabs[a.current]
	if t.started {
		return nil
	}
	t.started = true
	return t.stack[0].Init()
}

// poll reads the cache's revision. Every second one answer asks for the next;
// the others come in between because something is known to have changed.
func (a *Model) poll(everySecond bool) tea.Cmd {
	last := a.revision
	return func() tea.Msg {
		n, err := a.env.DB.Revision(a.env.Ctx)
		if err != nil && !ui.IsCancelled(err) {
			a.env.Log.Error("read the cache's revision", "err", err)
			n = last
		}
		return pollMsg{n, everySecond}
	}
}

// nextEvent waits for the next event of the service.
func (a *Model) nextEvent() tea.Cmd {
	if a.env.Service == nil {
		return nil
	}
	events := a.env.Service.Events()
	return func() tea.Msg {
		if event, ok := <-events; ok {
			return eventMsg{event}
		}
		return nil
	}
}

// Update routes a message and then sets sizes and draws what stands around
// the page.
func (a *Model) Update(msg tea.Msg) (m tea.Model, cmd tea.Cmd) {
	defer func() {
		if r := recover(); r != nil {
			m, cmd = a, a.broke(bugMsg{r, debug.Stack()})
		}
	}()
	cmd = a.route(msg)
	a.arrange()
	return a, guard(cmd)
}

func (a *Model) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return a.press(msg)
	case tea.PasteMsg:
		return a.top().Update(msg)
	case tea.WindowSizeMsg:
		a.width, a.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		a.look.Light = !msg.IsDark()
		return a.retheme()
	case tea.ColorProfileMsg:
		a.look.Profile = msg.Profile
		return a.retheme()
	case ui.PushMsg:
		t := a.tabs[a.current]
		t.stack = append(t.stack, msg.Page)
		return tea.Batch(a.start(), msg.Page.Init())
	case ui.PopMsg:
		return a.pop(msg.Page)
	case ui.GoMsg:
		return a.goTo(msg)
	case ui.RoomMsg:
		return ui.Push(rooms[msg.Room](a.env))
	case ui.LinkMsg:
		return a.link(msg.ItemID)
	case ui.NoticeMsg:
		a.notice = msg
		a.notices++
		return a.env.After(5*time.Second, noticeEndMsg{a.notices})
	case begunMsg:
		return a.begun(msg.err)
	case noticeEndMsg:
		if msg.nth == a.notices {
			a.notice = ui.NoticeMsg{}
		}
	case spinMsg:
		return a.status.spin(a.env)
	case secondMsg:
		return a.poll(true)
	case ui.ChangedMsg:
		return a.poll(false)
	case pollMsg:
		return a.polled(msg)
	case bugMsg:
		return a.broke(msg)
	case eventMsg:
		return tea.Batch(a.status.event(a.env, msg.Event), a.broadcast(msg.Event), a.nextEvent())
	default:
		return tea.Batch(a.status.update(a.env, msg), a.broadcast(msg))
	}
	return nil
}

// broke puts a panic into the log; the person gets a sentence and their
// terminal back.
func (a *Model) broke(msg bugMsg) tea.Cmd {
	a.env.Log.Error("panic", "value", msg.value, "stack", string(msg.stack))
	a.bug = fmt.Errorf("passbook has a bug, and its log says where: %v", msg.value)
	return tea.Quit
}
