package ui

import (
	tea "charm.land/bubbletea/v2"

	"passbook/tui/table"
)

// Move moves a list by the keys that all lists share.
func Move[R any](list *table.Window[R], msg tea.KeyPressMsg) bool {
	switch {
	case keyDown.Is(msg):
		list.Move(1)
	case keyUp.Is(msg):
		list.Move(-1)
	case keyPageDown.Is(msg):
		list.Page(1)
	case keyPageUp.Is(msg):
		list.Page(-1)
	case keyHalfDown.Is(msg):
		list.HalfPage(1)
	case keyHalfUp.Is(msg):
		list.HalfPage(-1)
	case KeyFirst.Is(msg):
		list.To(0)
	case KeyLast.Is(msg):
		list.End()
	default:
		return false
	}
	return true
}

// MoveTyping moves a list by the keys that no line of text wants.
func MoveTyping[R any](list *table.Window[R], msg tea.KeyPressMsg) bool {
	switch {
	case keyTypingDown.Is(msg):
		list.Move(1)
	case keyTypingUp.Is(msg):
		list.Move(-1)
	case keyTypingPageDown.Is(msg):
		list.Page(1)
	case keyTypingPageUp.Is(msg):
		list.Page(-1)
	default:
		return false
	}
	return true
}
