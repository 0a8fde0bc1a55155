package tui_test

import (
	"testing"

	"passbook/tui"
	"passbook/tui/tuitest"
)

// TestTheRendererCanRest: Bubble Tea still has the clock that an idle dashboard
// slows down. Without it an idle dashboard takes a hundredth of a processor.
func TestTheRendererCanRest(t *testing.T) {
	if !tui.FindsClock(t.Context(), tui.Options{DB: tuitest.Household(t)}) {
		t.Error("tea.Program has no ticker any more: look for what tui/frames.go slows down")
	}
}
