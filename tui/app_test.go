package tui_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/color"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"passbook/plaidsvc"
	"passbook/plaidsvc/problem"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui"
	"passbook/tui/synclog"
	"passbook/tui/tuitest"
	"passbook/tui/ui"
)

// needsPerson is a household with a bank whose owner has to sign in again.
func needsPerson(t testing.TB) *storage.DB {
	db := tuitest.Household(t)
	err := db.SetProblem(context.Background(), "rbc", &ledger.Problem{
		Code: "ITEM_LOGIN_REQUIRED", Actor: ledger.ActorPerson, Since: tuitest.Now,
		Sentence: "RBC Royal Bank needs you to sign in again.",
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// What stands around every page.
func TestHeaderAndFooter(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { tuitest.Drive(t, tuitest.Household(t), w, h).GoldenEdges() })
}

func TestBanner(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.OnTab(t, needsPerson(t), "3", w, h)
		d.GoldenEdges()
	})
	d := tuitest.OnTab(t, needsPerson(t), "3", 80, 24)
	d.Shows("▌▲ RBC Royal Bank needs you to sign in again.", "f fix", "▲ 1 needs you")
	d.Press("D")
	d.Hides("sign in again")
	d.Shows("▲ 1 needs you")
}

// Of a banner whose sentences have no room, the last goes: the key stands for it.
func TestBannerOfSeveralSentences(t *testing.T) {
	db := needsPerson(t)
	err := db.SetProblem(t.Context(), "rbc", &ledger.Problem{
		Code: "PENDING_DISCONNECT", Actor: ledger.ActorPerson, Since: tuitest.Now,
		Sentence: "RBC Royal Bank will be disconnected on 27 November 2026. Sign in again to keep it.",
	})
	if err != nil {
		t.Fatal(err)
	}
	d := tuitest.OnTab(t, db, "3", 80, 24)
	d.Shows("will be disconnected on 27 November 2026. ", "f fix")
	d.Hides("Sign in", "2026. S")
	tuitest.OnTab(t, db, "3", 120, 40).Shows("2026. Sign in again to keep it.")
}

// The header says how fresh the data is and what a sync is doing.
func TestSyncState(t *testing.T) {
	db := tuitest.Household(t)
	d := tuitest.OnTab(t, db, "3", 80, 24)
	d.Shows("○ offline, now")
	d.Now = tuitest.Now.Add(2 * time.Minute)
	d.Wait(time.Second)
	d.Shows("○ offline, 2m ago")

	d.Send(tui.EventMsg(plaidsvc.SyncStarted{ItemID: "rbc", Institution: "RBC Royal Bank"}))
	d.Shows("⠋ syncing RBC Roya…")
	d.Wait(100 * time.Millisecond)
	d.Shows("⠙ syncing RBC Roya…")
	d.Send(tui.EventMsg(plaidsvc.SyncProgress{ItemID: "rbc", Institution: "RBC Royal Bank", Transactions: 1240}))
	d.Shows("RBC Roya… 1,240 rows")
	d.Send(tui.EventMsg(plaidsvc.SyncStarted{ItemID: "ws", Institution: "Wealthsimple"}))
	d.Shows("syncing 2 banks")
	d.Send(tui.EventMsg(plaidsvc.SyncFinished{ItemID: "rbc"}))
	d.Send(tui.EventMsg(plaidsvc.SyncFinished{ItemID: "ws"}))
	d.Shows("○ offline, ")

	err := db.SetProblem(context.Background(), "ws", &ledger.Problem{Actor: ledger.ActorWait, Code: "INSTITUTION_DOWN", Sentence: "Wealthsimple is down."})
	if err != nil {
		t.Fatal(err)
	}
	d.Wait(time.Second)
	d.Shows("○ offline, ")
	d.Hides("▌▲")
}

func TestNoticesGoAway(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 80, 24)
	d.Send(ui.NoticeMsg{Text: "read \x1b[31mthis"})
	d.Shows("read this")
	d.Wait(4 * time.Second)
	d.Send(ui.NoticeMsg{Text: "and that"})
	d.Wait(4 * time.Second) // the first one's timer is over; the second one stays
	d.Shows("and that")
	d.Wait(time.Second)
	d.Hides("and that")
	d.Shows("/ find")
	d.Send(ui.Alarm(errors.New("list transactions: disk is on fire"))())
	d.Shows("▲ list transactions: disk is on fire")
	d.Press("j")
	d.Hides("disk is on fire")
	if cmd := ui.Alarm(context.Canceled); cmd != nil {
		t.Error("a cancelled question raises an alarm")
	}
}

func TestHelpListsEveryBinding(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 120, 40)
	d.Press("?")
	for _, b := range append(d.Model.Everywhere(), d.Model.Top().Keys()...) {
		d.Shows(b.Name())
	}
	d.Shows("sync: passbook setup ", "clear: nothing is filtered", "any key closes")
	d.Press("q")
	if d.Quit {
		t.Error("a key that closes the help quit")
	}
	d.Hides("Everywhere")
	d.Press("q")
	if !d.Quit {
		t.Error("q did not quit")
	}
}

// The help over a page of figures says where it is told what counts as what.
func TestHelpOfFigures(t *testing.T) {
	if _, err := os.Stat("../docs/money.md"); err != nil {
		t.Error(err)
	}
	for _, page := range []string{"1", "4", "5"} {
		d := tuitest.OnTab(t, tuitest.Household(t), page, 80, 24)
		d.Press("?")
		d.Shows("What counts as what: docs/money.md")
	}
}

// No page hides a key of the root's, but for esc, and for a key that means the
// same there.
func TestPagesLeaveTheRootItsKeys(t *testing.T) {
	for name, cache := range map[string]func(testing.TB) *storage.DB{"well": tuitest.Household, "a broken bank": tuitest.Troubled} {
		t.Run(name, func(t *testing.T) {
			d := tuitest.Drive(t, cache(t), 120, 40)
			roots := map[string]string{}
			for _, b := range append(d.Model.Globals(), ui.KeyTabs(len(d.Model.Tabs()))) {
				for _, k := range b.Keys() {
					roots[k] = b.Words()
				}
			}
			pages := [][]string{{"2", "d"}, {"4", "enter"}, {"3", "enter"}, {"H"}, {"H", "enter"}, {"l"}}
			for i := range d.Model.Tabs() {
				pages = append(pages, []string{fmt.Sprint(i + 1)})
			}
			for _, page := range pages {
				d.Press("esc", "esc")
				d.Press(page...)
				d.Press("g")
				tab := d.Page()
				if len(d.Model.Top().Keys()) == 0 {
					t.Errorf("%s has no key: it was not started", tab)
				}
				for range 20 { // on each of its lines
					for _, b := range d.Model.Top().Keys() {
						for _, k := range b.Keys() {
							if does, ok := roots[k]; ok && k != "esc" && does != b.Words() {
								t.Errorf("%s uses %s to %s; the root uses it to %s", tab, k, b.Words(), does)
							}
						}
					}
					d.Press("j")
				}
			}
		})
	}
}

// Every key that a page says does something changes the screen, in one state of
// the page at least.
func TestEveryKeyDoesSomething(t *testing.T) {
	db := tuitest.SyncedTwice(t)
	for _, page := range [][]string{
		{"1"}, {"2"}, {"2", "d"}, {"3"}, {"3", "enter"}, {"3", "c"}, {"3", "n"}, {"3", "/"}, {"4"}, {"4", "enter"}, {"5"}, {"H"}, {"H", "enter"}, {"l"},
	} {
		t.Run(strings.Join(page, " "), func(t *testing.T) {
			t.Parallel()
			open := func(state []string) *tuitest.Driver {
				d := tuitest.Drive(t, db, 120, 40)
				d.Press(page...)
				d.Press(state...)
				return d
			}
			does := map[string]bool{}
			for _, state := range [][]string{nil, {"down", "down"}, {"left"}, {"G"}, {"pgup"}} {
				for _, b := range open(state).Model.Top().Keys() {
					for _, k := range b.Keys() {
						if !b.Enabled() || does[k] {
							continue
						}
						d := open(state)
						before := d.Screen()
						d.Press(k)
						does[k] = d.Screen() != before
					}
				}
			}
			if len(does) == 0 {
				t.Error("the page has no key")
			}
			for k, something := range does {
				if !something {
					t.Errorf("%s does nothing", k)
				}
			}
		})
	}
}

func TestTooSmall(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 80, 24)
	d.Send(tea.WindowSizeMsg{Width: 72, Height: 20})
	if got := strings.TrimSpace(d.Content()); got != "passbook needs 80 by 24; this is 72 by 20." {
		t.Errorf("a small screen shows %q", got)
	}
	d.Press("j")
	d.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
	d.Shows("Merchant", "2/58")
}

// On any size, whatever is open, every line has the width of the screen.
func TestResize(t *testing.T) {
	d := tuitest.OnTab(t, needsPerson(t), "3", 80, 24)
	for _, open := range [][]string{{}, {"enter"}, {"?"}, {"o"}, {"/"}} {
		d.Press(open...)
		for _, s := range [][2]int{{80, 24}, {81, 25}, {99, 24}, {100, 31}, {119, 24}, {120, 24}, {121, 50}, {159, 40}, {160, 40}, {333, 99}, {80, 24}} {
			d.Width, d.Height = s[0], s[1]
			d.Send(tea.WindowSizeMsg{Width: s[0], Height: s[1]})
			d.Screen()
		}
		d.Press("esc")
	}
}

func TestColours(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 80, 24)
	plain := d.Screen()
	if strings.Contains(d.Content(), "\x1b[38") {
		t.Error("there is a colour where the terminal has none")
	}
	d.Shows("Txns]")
	d.Send(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
	dark := d.Content()
	d.Send(tea.BackgroundColorMsg{Color: color.White})
	light := d.Content()
	if dark == light || !strings.Contains(dark, "\x1b[38") || !strings.Contains(light, "\x1b[38") {
		t.Error("dark and light terminals look the same")
	}
	if got := strings.NewReplacer("[", " ", "]", " ").Replace(plain); d.Screen() != got {
		t.Errorf("colour changes the words:\n%s\n%s", d.Screen(), got)
	}
}

func TestSyncedSaysWhatCame(t *testing.T) {
	for _, c := range []struct {
		results []plaidsvc.SyncResult
		want    tea.Msg
	}{
		{[]plaidsvc.SyncResult{{}}, ui.NoticeMsg{Text: "1 bank synced: nothing new"}},
		{
			[]plaidsvc.SyncResult{{Changes: storage.Changes{Added: 3, Posted: 1}}, {Changes: storage.Changes{Added: 1200, Removed: 2, SetAside: 1}}},
			ui.NoticeMsg{Text: "2 banks synced: 1,203 new, 1 posted, 2 taken back, 1 set aside"},
		},
		{
			[]plaidsvc.SyncResult{{}, {Err: &problem.Error{Problem: ledger.Problem{Sentence: "TD is down."}}}},
			ui.NoticeMsg{Text: "TD is down.", Bad: true},
		},
		{[]plaidsvc.SyncResult{{Err: context.Canceled}}, nil},
	} {
		if got := tui.Synced(c.results); got != c.want {
			t.Errorf("tui.Synced(%v) = %v, want %v", c.results, got, c.want)
		}
	}
}

// broken is a page whose first command breaks.
type broken struct{ ui.Page }

func (broken) Init() tea.Cmd { return tea.Batch(func() tea.Msg { panic("broken") }, ui.Notify("fine")) }

// A bug ends the program with a sentence; where it is stands in the log.
func TestBug(t *testing.T) {
	for name, start := range map[string]func(d *tuitest.Driver){
		"in Update":  func(d *tuitest.Driver) { d.Give(ui.PushMsg{Page: nil}) },
		"in a batch": func(d *tuitest.Driver) { d.Give(ui.PushMsg{Page: &broken{synclog.New(&ui.Env{})}}) },
	} {
		t.Run(name, func(t *testing.T) {
			var log strings.Builder
			d := tuitest.Drive(t, tuitest.Household(t), 80, 24, func(o *tui.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
			d.Bugs = true
			start(d)
			d.Until(func() bool { return d.Quit }, "quit")
			if err := d.Model.Err(); err == nil || strings.Contains(err.Error(), "goroutine") || !strings.Contains(log.String(), "goroutine") {
				t.Errorf("the bug is %v, the log %s", err, log.String())
			}
		})
	}
}

// What breaks in a running program is told once the terminal is back.
func TestBugInTheRunningProgram(t *testing.T) {
	db := tuitest.Household(t)
	var p *tea.Program
	for name, breaks := range map[string]func(context.Context) error{
		"in Update":    func(context.Context) error { p.Send(ui.PushMsg{Page: nil}); return nil },
		"in a command": func(context.Context) error { panic("broken") },
	} {
		t.Run(name, func(t *testing.T) {
			var screen bytes.Buffer
			a := tui.New(t.Context(), tui.Options{DB: db, Begin: breaks})
			p = tea.NewProgram(a, tea.WithContext(t.Context()), tea.WithInput(nil), tea.WithOutput(&screen), tea.WithWindowSize(80, 24))
			if _, err := p.Run(); err != nil || a.Err() == nil || strings.Contains(screen.String(), "goroutine") {
				t.Errorf("ended with %v, the bug is %v, the screen is %q", err, a.Err(), screen.String())
			}
		})
	}
}

// A key that does nothing now says why, but for esc.
func TestDisabledKeysSayWhy(t *testing.T) {
	d := tuitest.Drive(t, tuitest.Household(t), 80, 24)
	d.Press("s")
	d.Shows("sync: passbook setup")
	d.Press("f")
	d.Shows("fix: no bank needs you")
	d.Press("esc")
	d.Hides("nothing is open")
}

// A key that a page names but cannot use now says so, though the root has a use
// for it.
func TestPagesRefuseKeysOfTheRoot(t *testing.T) {
	d := tuitest.Drive(t, tuitest.Household(t), 80, 24)
	d.Press("l")
	d.Shows("passbook setup")
	d.Press("l")
	d.Shows("link: there are no keys")
}

// What goes wrong is told whole at every size, over the page where the footer has
// no room for it.
func TestLongNoticesAreWhole(t *testing.T) {
	const sentence = "RBC Royal Bank is not unlinked: it is not answering Plaid right now, and its token stays in the system keyring. " +
		"Nothing was changed; try again later, or take it out of passbook alone with passbook unlink --forget."
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.OnTab(t, tuitest.Household(t), "3", w, h)
		d.Send(ui.NoticeMsg{Text: sentence, Bad: true})
		if shown := strings.Join(strings.Fields(d.Screen()), " "); !strings.Contains(shown, sentence) {
			t.Errorf("not whole:\n%s", d.Screen())
		}
		d.Shows("--forget", "1/58")
		d.Press("j")
		d.Hides("not unlinked", "--forget")
	})
}
