package tui

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// binding is a key with its words and, where it does nothing now, the reason.
// The footer, the help overlay and the README's table of keys are made from
// the same bindings.
type binding struct {
	key.Binding
	why string // why it is disabled
}

// bind makes a binding: how the key is written, what it does, and the keys
// themselves where they are not just how it is written.
func bind(shown, words string, keys ...string) binding {
	if len(keys) == 0 {
		keys = []string{shown}
	}
	return binding{Binding: key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, words))}
}

// unless disables the binding for a reason; an empty reason leaves it enabled.
func (b binding) unless(why string) binding {
	b.why = why
	b.SetEnabled(why == "")
	return b
}

// is reports whether msg presses the binding and it is enabled.
func (b binding) is(msg tea.KeyPressMsg) bool { return key.Matches(msg, b.Binding) }

// refuses reports whether msg presses the binding while it is disabled. Esc is
// pressed without a purpose: it asks for no answer.
func (b binding) refuses(msg tea.KeyPressMsg) bool {
	return b.why != "" && msg.String() != "esc" && slices.Contains(b.Keys(), msg.String())
}

// The keys of the root, which every page leaves it.
var (
	keyBack    = bind("esc", "back", "esc")
	keySync    = bind("s", "sync")
	keyLink    = bind("l", "link")
	keyFix     = bind("f", "fix")
	keyDismiss = bind("D", "dismiss")
	keyHistory = bind("H", "history of syncs")
	keyHelp    = bind("?", "help")
	keyQuit    = bind("q", "quit")
	keyAbort   = bind("ctrl-c", "quit", "ctrl+c")
	keySuspend = bind("ctrl-z", "suspend", "ctrl+z")
)

// The keys that move in lists and between panes.
var (
	keyUp       = bind("k", "up", "k", "up")
	keyDown     = bind("j", "down", "j", "down")
	keyPageUp   = bind("PgUp", "page up", "pgup", "ctrl+b")
	keyPageDown = bind("PgDn", "page down", "pgdown", "ctrl+f", "space")
	keyHalfUp   = bind("ctrl-u", "half a page up", "ctrl+u")
	keyHalfDown = bind("ctrl-d", "half a page down", "ctrl+d")
	keyFirst    = bind("g", "first", "g", "home")
	keyLast     = bind("G", "last", "G", "end")
	keyOpen     = bind("⏎", "open", "enter")
	keyNextPane = bind("tab", "next pane", "tab")
	keyPrevPane = bind("⇧tab", "previous pane", "shift+tab")
	keyPane     = bind("tab", "pane", "tab", "shift+tab")
)

// The keys as the help names those that lists and the root share.
var (
	keyPanes   = bind("tab ⇧tab", "next, previous pane")
	keyMove    = bind("j k ↑ ↓", "move")
	keyScreens = bind("PgDn PgUp", "a screen")
	keyHalves  = bind("^d ^u", "half a screen")
	keyEnds    = bind("g G", "first, last")
)

// keyTabs are the numbers of n tabs.
func keyTabs(n int) binding { return bind(fmt.Sprintf("1–%d", n), "go to a page") }

// The keys of the accounts, and of the question whether a bank shall go.
var (
	keyUnlink  = bind("x", "unlink")
	keyFixBank = bind("f", "fix")
	keyChoose  = bind("f", "choose accounts")
	keyList    = bind("⏎", "transactions", "enter")
	keyYes     = bind("y", "unlink")
	keyNo      = bind("esc", "keep it", "esc", "n")
)

// The keys of the transactions.
var (
	keyFind        = bind("/", "find")
	keyFound       = bind("⏎", "done", "enter")
	keyClear       = bind("esc", "clear")
	keyDetails     = bind("⏎", "details", "enter")
	keyCategory    = bind("c", "category")
	keyAccount     = bind("o", "account")
	keyDates       = bind("d", "dates")
	keyTakenBack   = bind("B", "what the bank took back")
	keySetCategory = bind("C", "change category")
	keyNote        = bind("n", "note")
	keyTags        = bind("t", "tags")
	keyHide        = bind("h", "hide from spending")
	keyUndo        = bind("u", "undo")
	keyCopy        = bind("y", "copy")
	keyNeighbours  = bind("j k", "next, previous", "j", "k", "down", "up")
)

// The keys of net worth and of spending.
var (
	keyDay       = bind("←/→", "move", "left", "right")
	keyMonths    = bind("PgUp/PgDn", "move a month", "pgup", "pgdown")
	keyZoom      = bind("+/-", "zoom", "+", "=", "-")
	keyToday     = bind("esc", "today")
	keyAssets    = bind("a", "assets")
	keyDebts     = bind("b", "debts")
	keyCurrency  = bind("c", "currency")
	keyMonth     = bind("←/→", "month", "left", "right")
	keyThisMonth = bind("esc", "this month")
)

// The keys of linking a bank.
var (
	keyOpenAgain = bind("⏎", "open again", "enter")
	keyAddress   = bind("y", "copy address")
	keyCancel    = bind("esc", "cancel")
	keyAnyway    = bind("⏎", "link it again", "enter")
	keyDrop      = bind("esc", "leave it")
	keyRetry     = bind("⏎", "try again", "enter")
	keyClose     = bind("esc", "close")
	keyDone      = bind("⏎", "done", "enter", "esc")
	keyAnother   = bind("l", "link another")
)

// The keys while a line is typed.
var (
	keyTypingMove = bind("↑ ↓", "move", "up", "down")
	keyPick       = bind("⏎", "choose", "enter")
	keySave       = bind("⏎", "save", "enter")
)
