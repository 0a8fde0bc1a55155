package ui

import (
	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
)

// The tabs, in the order in which they stand.
const (
	TabHome = iota
	TabAccounts
	TabTransactions
	TabWorth
	TabSpending
	TabMore
)

// Room names a page beyond the tabs, as the person reads it.
type Room string

// The pages beyond the tabs.
const (
	RoomInvestments Room = "Investments"
	RoomPayment     Room = "Can I pay this?"
	RoomTransfers   Room = "Transfers"
	RoomLiabilities Room = "Liabilities"
	RoomRecurring   Room = "Recurring"
	RoomIncome      Room = "Income"
	RoomStatements  Room = "Statements"
	RoomNumbers     Room = "Account numbers"
	RoomOwners      Room = "Owners"
	RoomProducts    Room = "Products"
)

// Messages from the root to every page.
type (
	// RevisionMsg says: the cache changed, whoever changed it. Ask again.
	RevisionMsg struct{ Revision int64 }
	// RedrawMsg says: colours, the home currency or the day changed. Draw again.
	RedrawMsg struct{}
	// PoppedMsg goes to a page that left the stack, so that it can cancel
	// what it still has running.
	PoppedMsg struct{}
)

// Messages from a page to every page, by way of the root.
type (
	// ListMsg has the list of transactions take a filter and stand on a row; a
	// zero At is the first.
	ListMsg struct {
		Filter ledger.Filter
		At     ledger.Key
	}
)

// Messages from a page to the root.
type (
	// PushMsg puts a page over the current one.
	PushMsg struct{ Page Page }
	// PopMsg takes a page off its stack.
	PopMsg struct{ Page Page }
	// NoticeMsg shows a sentence in the footer; Bad: something went wrong.
	NoticeMsg struct {
		Text string
		Bad  bool
	}
	// GoMsg goes to a tab. Then, where it is set, tells every page what to show
	// there; what is open over the tab makes way, but for a flow.
	GoMsg struct {
		Tab  int
		Then tea.Msg
	}
	// ChangedMsg has the root look at once whether the cache changed.
	ChangedMsg struct{}
	// RoomMsg opens a page beyond the tabs over the current one.
	RoomMsg struct{ Room Room }
	// LinkMsg starts linking a bank, or repairing the Item that it names.
	LinkMsg struct{ ItemID string }
)

// Send gives a message as a command.
func Send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Push puts a page over the current one; esc takes it off again.
func Push(p Page) tea.Cmd { return Send(PushMsg{p}) }

// Pop takes p off its stack, wherever the person is by now.
func Pop(p Page) tea.Cmd { return Send(PopMsg{p}) }

// GoTo goes to a tab.
func GoTo(tab int) tea.Cmd { return Send(GoMsg{Tab: tab}) }

// ShowList goes to the list of transactions with a filter; at is the row to
// stand on, zero the first.
func ShowList(filter ledger.Filter, at ledger.Key) tea.Cmd {
	return Send(GoMsg{TabTransactions, ListMsg{filter, at}})
}

// Notify shows a sentence in the footer for five seconds or until a key.
func Notify(text string) tea.Cmd { return Send(NoticeMsg{Text: text}) }

// Alarm shows what went wrong, in the same place; a cancelled context shows
// nothing.
func Alarm(err error) tea.Cmd {
	if err == nil || IsCancelled(err) {
		return nil
	}
	return Send(NoticeMsg{Text: err.Error(), Bad: true})
}
