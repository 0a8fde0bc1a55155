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
)

// Messages from the root to every page.
type (
	// revisionMsg: the cache changed, whoever changed it. Ask again.
	RevisionMsg struct{ Revision int64 }
	// redrawMsg: colours, the home currency or the day changed. Draw again.
	RedrawMsg struct{}
	// PoppedMsg goes to a page that left the stack, so that it can cancel
	// what it still has running.
	PoppedMsg struct{}
)

// Messages from a page to every page, by way of the root.
type (
	// ListMsg has the list of transactions take a filter and stand on a row; a
	// zero at is the first.
	ListMsg struct {
		Filter ledger.Filter
		At     ledger.Key
	}
	// MonthMsg has the page of spending show a month.
	MonthMsg struct{ Month ledger.Month }
)

// Messages from a page to the root.
type (
	PushMsg   struct{ Page Page }
	PopMsg    struct{ Page Page }
	NoticeMsg struct {
		Text string
		Bad  bool
	}
	// GoMsg goes to a tab. then, where it is set, tells every page what to show
	// there; what is open over the tab makes way, but for a flow.
	GoMsg struct {
		Tab  int
		Then tea.Msg
	}
	// LinkMsg starts linking a bank, or repairing the Item that it names.
	LinkMsg struct{ ItemID string }
)

// Send gives a message as a command.
func Send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Push puts a page over the current one; esc takes it off again.
func Push(p Page) tea.Cmd { return Send(PushMsg{p}) }

// Pop takes p off its stack, wherever the person is by now.
func Pop(p Page) tea.Cmd { return Send(PopMsg{p}) }

// Visit goes to a tab.
func Visit(tab int) tea.Cmd { return Send(GoMsg{Tab: tab}) }

// ShowList goes to the list of transactions with a filter; at is the row to
// stand on, zero the first.
func ShowList(filter ledger.Filter, at ledger.Key) tea.Cmd {
	return Send(GoMsg{TabTransactions, ListMsg{filter, at}})
}

// ShowMonth goes to the spending of a month.
func ShowMonth(m ledger.Month) tea.Cmd { return Send(GoMsg{TabSpending, MonthMsg{m}}) }

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

type ChangedMsg struct{} // the cache changed: read it now
