package tui

import (
	"fmt"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
)

// bugMsg is a panic, in Update or in a command.
type bugMsg struct {
	value any
	stack []byte
}

// guard turns a panic in a command, or in one of a batch, into a bugMsg.
func (a *Model) guard(cmd tea.Cmd) tea.Cmd {
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
				batch[i] = a.guard(batch[i])
			}
		}
		return msg
	}
}

// broke puts a panic into the log; the person gets a sentence and their
// terminal back.
func (a *Model) broke(msg bugMsg) tea.Cmd {
	a.env.Log.Error("panic", "value", msg.value, "stack", string(msg.stack))
	a.bug = fmt.Errorf("passbook has a bug, and its log says where: %v", msg.value)
	return tea.Quit
}
