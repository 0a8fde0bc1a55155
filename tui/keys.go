package tui

import (
	"fmt"
	"slices"
	"strconv"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// binding is a key with its words and, where it does nothing now, the reason.
// The footer, the help overlay and the README's table of keys are made from
// the same bindings.
type binding struct {
	key.Binding
	why    string // why it is disabled
	common bool   // means the same in every list: named once, under "everywhere"
}

// bind makes a binding: how the key is written, what it does, and the keys
// themselves where they are not just how it is written.
func bind(shown, words string, keys ...string) binding {
	if len(keys) == 0 {
		keys = []string{shown}
	}
	return binding{Binding: key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, words))}
}

// together makes one binding of several, for where they are shown as one.
func together(shown, words string, of ...binding) binding {
	var keys []string
	for _, b := range of {
		keys = append(keys, b.Keys()...)
	}
	return bind(shown, words, keys...)
}

// everywhere marks a binding that means the same in every list.
func (b binding) everywhere() binding {
	b.common = true
	return b
}

// shares reports whether two bindings have a key in common.
func (b binding) shares(other binding) bool {
	return slices.ContainsFunc(b.Keys(), func(k string) bool { return slices.Contains(other.Keys(), k) })
}

// which gives the index of the key that msg presses, or -1.
func (b binding) which(msg tea.KeyPressMsg) int { return slices.Index(b.Keys(), msg.String()) }

// uncommon leaves out the bindings that mean the same in every list.
func uncommon(bindings []binding) []binding {
	return slices.DeleteFunc(slices.Clone(bindings), func(b binding) bool { return b.common })
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
	return b.why != "" && !keyBack.is(msg) && b.which(msg) >= 0
}

// The keys of the root, which every page leaves it.
var (
	keyBack    = bind("esc", "back", "esc")
	keySync    = bind("s", "sync")
	keyLink    = bind("l", "link")
	keyFix     = bind("f", "fix")
	keyDismiss = bind("D", "dismiss")
	keySyncLog = bind("H", "history of syncs")
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
	keyPane     = together("tab", "pane", keyNextPane, keyPrevPane)
)

// The same as they are shown.
var (
	keyPanes   = together("tab ⇧tab", "next, previous pane", keyNextPane, keyPrevPane).everywhere()
	keyMove    = together("j k ↑ ↓", "move", keyDown, keyUp).everywhere()
	keyScreens = together("PgDn PgUp", "a screen", keyPageDown, keyPageUp).everywhere()
	keyHalves  = together("^d ^u", "half a screen", keyHalfDown, keyHalfUp).everywhere()
	keyEnds    = together("g G", "first, last", keyFirst, keyLast).everywhere()
)

// moves are the bindings of a list, for the Keys of its page.
func moves() []binding { return []binding{keyMove, keyScreens, keyHalves, keyEnds} }

// keyTabs are the numbers of n tabs, in their order.
func keyTabs(n int) binding {
	numbers := make([]string, n)
	for i := range numbers {
		numbers[i] = strconv.Itoa(i + 1)
	}
	return bind(fmt.Sprintf("1–%d", n), "go to a page", numbers...)
}

// The keys of the accounts, and of the question whether a bank shall go.
var (
	keyUnlink  = bind("x", "unlink")
	keyFixBank = bind("f", "fix")
	keyChoose  = bind("a", "choose accounts")
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

	// On the page of one transaction.
	keyItsCategory = together("c", "category", keyCategory, keySetCategory)
	keyNeighbours  = together("j k", "next, previous", keyDown, keyUp)
)

// The keys of net worth and of spending.
var (
	keyDayBefore   = bind("←", "a day back", "left")
	keyDayAfter    = bind("→", "a day on", "right")
	keyDay         = together("←/→", "move", keyDayBefore, keyDayAfter)
	keyThirtyBack  = bind("PgUp", "a month back", "pgup")
	keyThirtyOn    = bind("PgDn", "a month on", "pgdown")
	keyMonths      = together("PgUp/PgDn", "move a month", keyThirtyBack, keyThirtyOn)
	keyZoomIn      = bind("+", "zoom in", "+", "=")
	keyZoomOut     = bind("-", "zoom out")
	keyZoom        = together("+/-", "zoom", keyZoomIn, keyZoomOut)
	keyToday       = bind("esc", "today")
	keyAssets      = bind("a", "assets")
	keyDebts       = bind("b", "debts")
	keyCurrency    = bind("c", "currency")
	keyMonthBefore = bind("←", "the month before", "left")
	keyMonthAfter  = bind("→", "the month after", "right")
	keyMonth       = together("←/→", "month", keyMonthBefore, keyMonthAfter)
	keyThisMonth   = bind("esc", "this month")
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
	keyTypingUp       = bind("↑", "up", "up", "ctrl+p")
	keyTypingDown     = bind("↓", "down", "down", "ctrl+n")
	keyTypingPageUp   = bind("PgUp", "page up", "pgup")
	keyTypingPageDown = bind("PgDn", "page down", "pgdown")
	keyTypingMove     = together("↑ ↓", "move", keyTypingUp, keyTypingDown)
	keyTypingScreens  = together("PgDn PgUp", "a screen", keyTypingPageDown, keyTypingPageUp).everywhere()

	keyPick = bind("⏎", "choose", "enter")
	keySave = bind("⏎", "save", "enter")
)
