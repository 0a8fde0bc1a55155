package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Binding is a key with its words and, where it does nothing now, the reason.
// The footer, the help overlay and the README's table of keys are made from
// the same bindings.
type Binding struct {
	key.Binding
	Why    string // why it is disabled
	common bool   // means the same in every list: named once, under "everywhere"
}

// bind makes a binding: how the key is written, what it does, and the keys
// themselves where they are not just how it is written.
func bind(shown, words string, keys ...string) Binding {
	if len(keys) == 0 {
		keys = []string{shown}
	}
	return Binding{Binding: key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, words))}
}

// together makes one binding of several, for where they are shown as one.
func together(shown, words string, of ...Binding) Binding {
	var keys []string
	for _, b := range of {
		keys = append(keys, b.Keys()...)
	}
	return bind(shown, words, keys...)
}

// everywhere marks a binding that means the same in every list.
func (b Binding) everywhere() Binding {
	b.common = true
	return b
}

// Name is how the key is written: ⏎, esc, j k.
func (b Binding) Name() string { return b.Help().Key }

// keyWords are the keys whose signs ASCII has not.
var keyWords = strings.NewReplacer("⏎", "enter", "⇧", "shift+", "←", "left", "→", "right", "↑", "up", "↓", "down")

// Key is how a key is written on the screen: ⏎, or enter where it is to be ASCII.
func (t *Theme) Key(b Binding) string {
	if t.ASCII {
		return keyWords.Replace(b.Name())
	}
	return b.Name()
}

// Words say what the key does: sync.
func (b Binding) Words() string { return b.Help().Desc }

// Shares reports whether two bindings have a key in common.
func (b Binding) Shares(other Binding) bool {
	return slices.ContainsFunc(b.Keys(), func(k string) bool { return slices.Contains(other.Keys(), k) })
}

// Which gives the index of the key that msg presses, or -1.
func (b Binding) Which(msg tea.KeyPressMsg) int { return slices.Index(b.Keys(), msg.String()) }

// Uncommon leaves out the bindings that mean the same in every list.
func Uncommon(bindings []Binding) []Binding {
	return slices.DeleteFunc(slices.Clone(bindings), func(b Binding) bool { return b.common })
}

// Unless disables the binding for a reason; an empty reason leaves it enabled.
func (b Binding) Unless(why string) Binding {
	b.Why = why
	b.SetEnabled(why == "")
	return b
}

// Is reports whether msg presses the binding and it is enabled.
func (b Binding) Is(msg tea.KeyPressMsg) bool { return key.Matches(msg, b.Binding) }

// Refuses reports whether msg presses the binding while it is disabled for a
// reason. It is never said of esc, which people press without a purpose.
func (b Binding) Refuses(msg tea.KeyPressMsg) bool {
	return b.Why != "" && !KeyBack.Is(msg) && b.Which(msg) >= 0
}

// The keys of the root, which every page leaves it.
var (
	KeyBack    = bind("esc", "back", "esc")
	KeySync    = bind("s", "sync")
	KeyLink    = bind("l", "link")
	KeyFix     = bind("f", "fix")
	KeyDismiss = bind("D", "dismiss")
	KeySyncLog = bind("H", "history of syncs")
	KeyHelp    = bind("?", "help")
	KeyQuit    = bind("q", "quit")
	KeyAbort   = bind("ctrl-c", "quit", "ctrl+c")
	KeySuspend = bind("ctrl-z", "suspend", "ctrl+z")
)

// The keys that move in lists and between panes.
var (
	keyUp       = bind("k", "up", "k", "up")
	keyDown     = bind("j", "down", "j", "down")
	keyPageUp   = bind("PgUp", "page up", "pgup", "ctrl+b")
	keyPageDown = bind("PgDn", "page down", "pgdown", "ctrl+f", "space")
	keyHalfUp   = bind("ctrl-u", "half a page up", "ctrl+u")
	keyHalfDown = bind("ctrl-d", "half a page down", "ctrl+d")
	KeyFirst    = bind("g", "first", "g", "home")
	KeyLast     = bind("G", "last", "G", "end")
	KeyOpen     = bind("⏎", "open", "enter")
	KeyNextPane = bind("tab", "next pane", "tab")
	KeyPrevPane = bind("⇧tab", "previous pane", "shift+tab")
	KeyPane     = together("tab", "pane", KeyNextPane, KeyPrevPane)
)

// The same as they are shown.
var (
	KeyPanes   = together("tab ⇧tab", "next, previous pane", KeyNextPane, KeyPrevPane).everywhere()
	KeyMove    = together("j k ↑ ↓", "move", keyDown, keyUp).everywhere()
	KeyScreens = together("PgDn PgUp", "a screen", keyPageDown, keyPageUp).everywhere()
	KeyHalves  = together("^d ^u", "half a screen", keyHalfDown, keyHalfUp).everywhere()
	KeyEnds    = together("g G", "first, last", KeyFirst, KeyLast).everywhere()
)

// Moves are the bindings of a list, for the Keys of its page.
func Moves() []Binding { return []Binding{KeyMove, KeyScreens, KeyHalves, KeyEnds} }

// KeyTabs are the numbers of n tabs, in their order.
func KeyTabs(n int) Binding {
	numbers := make([]string, n)
	for i := range numbers {
		numbers[i] = strconv.Itoa(i + 1)
	}
	return bind(fmt.Sprintf("1–%d", n), "go to a page", numbers...)
}

// The keys of the accounts, and of the question whether a bank shall go.
var (
	KeyUnlink         = bind("x", "unlink")
	KeyChoose         = bind("a", "choose accounts")
	KeyList           = bind("⏎", "transactions", "enter")
	KeyAccountDetails = bind("d", "details")
	KeyYes            = bind("y", "unlink")
	KeyArchive        = bind("a", "archive")
	KeyNo             = bind("esc", "keep it", "esc", "n")
)

// The keys of the question whether two accounts are one.
var (
	KeyDecide       = bind("⏎", "decide", "enter")
	KeyOne          = bind("y", "one account")
	KeyTwo          = bind("n", "two accounts")
	KeyNextQuestion = bind("tab", "next question")
	KeyLater        = bind("esc", "later")
)

// The keys of account numbers, owners and products.
var (
	KeyReveal  = bind("⏎", "show for 20 s", "enter")
	KeyMatch   = bind("m", "compare with your profile (billed by Plaid)")
	KeyBySyncs = bind("K", "have syncs bring it (billed by Plaid)")
	KeyNoSyncs = bind("K", "have syncs bring it no longer")
)

// The keys of the transactions.
var (
	KeyFind        = bind("/", "find")
	KeyFound       = bind("⏎", "done", "enter")
	KeyClear       = bind("esc", "clear")
	KeyDetails     = bind("⏎", "details", "enter")
	KeyCategory    = bind("c", "category")
	KeyAccount     = bind("o", "account")
	KeyDates       = bind("d", "dates")
	KeyTakenBack   = bind("B", "what the bank took back")
	KeySetCategory = bind("C", "change category")
	KeyNote        = bind("n", "note")
	KeyTags        = bind("t", "tags")
	KeyHide        = bind("h", "hide from spending")
	KeyPair        = bind("p", "pair")
	KeyUnpair      = bind("p", "unpair")
	KeyUndo        = bind("u", "undo")
	KeyCopy        = bind("y", "copy")

	// On the page of one transaction.
	KeyOtherSide   = bind("⏎", "the other side", "enter")
	KeyItsCategory = together("c", "category", KeyCategory, KeySetCategory)
	KeyNeighbours  = together("j k", "next, previous", keyDown, keyUp)
)

// The keys of net worth and of spending.
var (
	KeyDayBefore   = bind("←", "a day back", "left")
	KeyDayAfter    = bind("→", "a day on", "right")
	KeyDay         = together("←/→", "move", KeyDayBefore, KeyDayAfter)
	KeyThirtyBack  = bind("PgUp", "a month back", "pgup")
	KeyThirtyOn    = bind("PgDn", "a month on", "pgdown")
	KeyMonths      = together("PgUp/PgDn", "move a month", KeyThirtyBack, KeyThirtyOn)
	KeyZoomIn      = bind("+", "zoom in", "+", "=")
	KeyZoomOut     = bind("-", "zoom out")
	KeyZoom        = together("+/-", "zoom", KeyZoomIn, KeyZoomOut)
	KeyToday       = bind("esc", "today")
	KeyAssets      = bind("a", "assets")
	KeyDebts       = bind("b", "debts")
	KeyCurrency    = bind("c", "currency")
	KeyMonthBefore = bind("←", "the month before", "left")
	KeyMonthAfter  = bind("→", "the month after", "right")
	KeyMonth       = together("←/→", "month", KeyMonthBefore, KeyMonthAfter)
	KeyThisMonth   = bind("esc", "this month")
)

// The keys of what Plaid knows beyond transactions. It bills what KeyFetch asks
// for, so that it is no key that a hand strikes by mistake.
var (
	KeyDownload    = bind("d", "download what is new (billed by Plaid)")
	KeyFetch       = bind("F", "fetch (billed by Plaid)")
	KeyRefresh     = bind("R", "refresh and fetch (billed by Plaid)")
	KeyFetchEvents = bind("F", "fetch (not billed)")
	KeyAmount      = bind("⏎", "amount", "enter")
	KeyFunds       = bind("F", "can it be paid (billed by Plaid)")
	KeyRisk        = bind("R", "does it come back (billed by Plaid)")
	KeyGrouping    = bind("b", "group by")
	KeyKeep        = bind("K", "keep fetching daily (billed by Plaid)")
	KeyUnkeep      = bind("K", "stop fetching daily")
)

// The keys of linking a bank.
var (
	KeyOpenAgain = bind("⏎", "open again", "enter")
	KeyAddress   = bind("y", "copy address")
	KeyCancel    = bind("esc", "cancel")
	KeyConfirm   = bind("⏎", "link it again", "enter")
	KeyDrop      = bind("esc", "leave it as it is")
	KeyRetry     = bind("⏎", "try again", "enter")
	KeyClose     = bind("esc", "close")
	KeyDone      = bind("⏎", "done", "enter", "esc")
	KeyAnother   = bind("l", "link another")
)

// The keys while a line is typed.
var (
	keyTypingUp       = bind("↑", "up", "up", "ctrl+p")
	keyTypingDown     = bind("↓", "down", "down", "ctrl+n")
	keyTypingPageUp   = bind("PgUp", "page up", "pgup")
	keyTypingPageDown = bind("PgDn", "page down", "pgdown")
	KeyTypingMove     = together("↑ ↓", "move", keyTypingUp, keyTypingDown)
	KeyTypingScreens  = together("PgDn PgUp", "a screen", keyTypingPageDown, keyTypingPageUp).everywhere()

	keyPick = bind("⏎", "choose", "enter")
	keySave = bind("⏎", "save", "enter")
)
