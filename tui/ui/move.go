package ui

import tea "charm.land/bubbletea/v2"

// mover is what the keys move in: a table.Window, or a Pane on the screen.
type mover interface {
	Move(n int)     // lines
	Page(n int)     // screens
	HalfPage(n int) // half screens
	First()
	End()
}

// Move moves a list by the keys that all lists share; false where the key is
// not one of those.
func Move(list mover, msg tea.KeyPressMsg) bool {
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
		list.First()
	case KeyLast.Is(msg):
		list.End()
	default:
		return false
	}
	return true
}

// MoveTyping moves a list by the keys that no line of text wants; false where the
// key is not one of those.
func MoveTyping(list mover, msg tea.KeyPressMsg) bool {
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
