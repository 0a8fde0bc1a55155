package tui

import (
	"context"
	"io"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc"
	"passbook/tui/ui"
)

// EventMsg is an event of the service, as it reaches the root.
func EventMsg(event plaidsvc.Event) tea.Msg { return eventMsg{event} }

// Synced says what a sync brought.
var Synced = synced

// Top is the page that keys go to.
func (a *Model) Top() ui.Page { return a.top() }

// Everywhere are the keys of the root and of every list.
func (a *Model) Everywhere() []ui.Binding { return a.everywhere() }

// Globals are the keys of the root.
func (a *Model) Globals() []ui.Binding { return a.globals() }

// Tabs are the names of the tabs.
func (a *Model) Tabs() []string {
	var names []string
	for _, t := range a.tabs {
		names = append(names, t.short)
	}
	return names
}

// FindsClock runs the dashboard on no terminal and reports whether the clock of
// its renderer was found.
func FindsClock(ctx context.Context, o Options) bool {
	f := &frames{model: New(ctx, o)}
	f.program = tea.NewProgram(f, tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutSignalHandler())
	go func() {
		f.program.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
		f.program.Quit() // is taken once Update has had the one before
	}()
	_, err := f.program.Run()
	defer f.stop()
	return err == nil && f.ticker != nil
}
