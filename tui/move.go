package tui

import (
	tea "charm.land/bubbletea/v2"

	"passbook/tui/table"
)

// move moves a list by the keys that all lists share.
func move[R any](list *table.Window[R], msg tea.KeyPressMsg) bool {
	switch {
	case keyDown.is(msg):
		list.Move(1)
	case keyUp.is(msg):
		list.Move(-1)
	case keyPageDown.is(msg):
		list.Page(1)
	case keyPageUp.is(msg):
		list.Page(-1)
	case keyHalfDown.is(msg):
		list.HalfPage(1)
	case keyHalfUp.is(msg):
		list.HalfPage(-1)
	case keyFirst.is(msg):
		list.To(0)
	case keyLast.is(msg):
		list.End()
	default:
		return false
	}
	return true
}

// moveTyping moves a list by the keys that no line of text wants.
func moveTyping[R any](list *table.Window[R], msg tea.KeyPressMsg) bool {
	switch {
	case keyTypingDown.is(msg):
		list.Move(1)
	case keyTypingUp.is(msg):
		list.Move(-1)
	case keyTypingPageDown.is(msg):
		list.Page(1)
	case keyTypingPageUp.is(msg):
		list.Page(-1)
	default:
		return false
	}
	return true
}
