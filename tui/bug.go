package tui

import (
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
)

// bugMsg is a panic, in Update or in a command.
type bugMsg struct {
	value any
	stack []byte
}

// guard turns a panic in a command, or in one of a batch, into a bugMsg.
func guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				msg = bugMsg{r, debug.Stack()}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = guard(batch[i])
			}
		}
		return msg
	}
}
