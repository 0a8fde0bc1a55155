package tui

import (
	"context"
	"log/slog"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc"
	"passbook/storage"
	"passbook/storage/ledger"
)

// page is one screen: a tab, or something pushed over it.
//
// A key press goes to the page on top, if an enabled binding of its Keys names
// the key or it says Typing; what is pasted goes to the page on top. Any other
// message that is not for the root goes to every page that was ever shown. A
// page draws into a cached string in Update and SetSize, so that View costs
// nothing.
type page interface {
	// Init runs when the page is first shown.
	Init() tea.Cmd
	Update(msg tea.Msg) tea.Cmd
	// View gives exactly the width and height of the last SetSize.
	View() string
	// SetSize is called after every message, unless the screen is too small to
	// show a page. A page returns at once where nothing changed.
	SetSize(w, h int)
	// Title names the page in the window title and the help overlay.
	Title() string
	// Keys lists every key that the page does something with now, most useful
	// first: the footer shows the first ones, the help overlay all but those
	// that are the same everywhere. A key that an enabled binding names goes to
	// the page, any other to the root; one whose binding is disabled says why.
	Keys() []binding
	// Status stands at the bottom right: "3/214".
	Status() string
	// Typing says that the page wants every key, even q and ?, but for ctrl-c
	// and ctrl-z.
	Typing() bool
}

// Flow is a page that takes the person through something that goes on outside
// of passbook, like linking a bank. There is one at a time, and it stays where
// it is when another page goes to its tab.
type Flow interface {
	page
	// UnderWay reports whether it is not over.
	UnderWay() bool
}

// env is what every page is made with.
type env struct {
	ctx          context.Context
	DB           *storage.DB
	service      *plaidsvc.Service // nil: no Plaid keys, the cache only
	now          func() time.Time
	log          *slog.Logger
	theme        *theme
	homeCurrency string // the home currency; amounts in any other carry their code
	dataDir      string
	filling      bool // the cache is being filled as the screen comes up

	// after gives a message after a while.
	after func(time.Duration, tea.Msg) tea.Cmd
}

// The tabs, in the order in which they stand.
const (
	tabHome = iota
	tabAccounts
	tabTransactions
	tabWorth
	tabSpending
)

// Messages from the root to every page.
type (
	// revisionMsg: the cache changed, whoever changed it. Ask again.
	revisionMsg struct{ revision int64 }
	// redrawMsg: colours, the home currency or the day changed. Draw again.
	redrawMsg struct{}
	// poppedMsg goes to a page that left the stack, so that it can cancel
	// what it still has running.
	poppedMsg struct{}
)

// Messages from a page to every page, by way of the root.
type (
	// listMsg has the list of transactions take a filter and stand on a row; a
	// zero at is the first.
	listMsg struct {
		filter ledger.Filter
		at     ledger.Key
	}
	// monthMsg has the page of spending show a month.
	monthMsg struct{ month ledger.Month }
)

// Messages from a page to the root.
type (
	pushMsg   struct{ page page }
	popMsg    struct{ page page }
	noticeMsg struct {
		text string
		bad  bool
	}
	// goMsg goes to a tab. then, where it is set, tells every page what to show
	// there; what is open over the tab makes way, but for a flow.
	goMsg struct {
		tab  int
		then tea.Msg
	}
	// linkMsg starts linking a bank, or repairing the Item that it names.
	linkMsg struct{ itemID string }
)

// send gives a message as a command.
func send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// push puts a page over the current one; esc takes it off again.
func push(p page) tea.Cmd { return send(pushMsg{p}) }

// pop takes p off its stack, wherever the person is by now.
func pop(p page) tea.Cmd { return send(popMsg{p}) }

// visit goes to a tab.
func visit(tab int) tea.Cmd { return send(goMsg{tab: tab}) }

// showList goes to the list of transactions with a filter; at is the row to
// stand on, zero the first.
func showList(filter ledger.Filter, at ledger.Key) tea.Cmd {
	return send(goMsg{tabTransactions, listMsg{filter, at}})
}

// showMonth goes to the spending of a month.
func showMonth(m ledger.Month) tea.Cmd { return send(goMsg{tabSpending, monthMsg{m}}) }

// notify shows a sentence in the footer for five seconds or until a key.
func notify(text string) tea.Cmd { return send(noticeMsg{text: text}) }

// alarm shows what went wrong, in the same place; a cancelled context shows
// nothing.
func alarm(err error) tea.Cmd {
	if err == nil || isCancelled(err) {
		return nil
	}
	return send(noticeMsg{text: err.Error(), bad: true})
}
