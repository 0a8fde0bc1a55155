package ui

import tea "charm.land/bubbletea/v2"

// Page is one screen: a tab, or something pushed over it.
//
// A key press goes to the page on top, if an enabled binding of its Keys names
// the key or it says Typing; what is pasted goes to the page on top. Any other
// message that is not for the root goes to every page that is on a stack and
// was shown. A page draws into a cached string in Update and SetSize, so that
// View costs nothing.
type Page interface {
	// Init runs when the page is first shown.
	Init() tea.Cmd
	// Update handles a message, and gives what is to be done because of it.
	Update(msg tea.Msg) tea.Cmd
	// View gives exactly the width and height of the last SetSize.
	View() string
	// SetSize is called after every message once the page was shown, unless the
	// screen is too small to show a page. A page returns at once where nothing
	// changed.
	SetSize(w, h int)
	// Title names the page in the window title and the help overlay.
	Title() string
	// Keys lists every key that the page does something with now, but for those
	// that a line of text takes, most useful first: the footer shows the first
	// ones, the help overlay all but those that are the same everywhere. A key
	// that an enabled binding names goes to the page. One whose binding is off
	// does nothing and says why, unless it is esc. Any other goes to the root.
	Keys() []Binding
	// Status stands at the bottom right: "3/214".
	Status() string
	// Typing says that the page wants every key, even q and ?, but for ctrl-c
	// and ctrl-z.
	Typing() bool
}

// Flow is a page that takes the person through something that goes on outside
// of passbook, like linking a bank. One is under way at a time, and it stays
// where it is when another page goes to its tab.
type Flow interface {
	Page
	// UnderWay reports whether it is not over.
	UnderWay() bool
}

// Explained is a page of which more is told elsewhere: the help over it says
// where.
type Explained interface {
	Page
	// Explained is that place, in a line.
	Explained() string
}

// FiguresExplained is the line of every page of figures.
const FiguresExplained = "What counts as what: docs/money.md"
