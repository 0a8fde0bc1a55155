package tui

import (
	"fmt"

	"passbook/tui/ui"
)

// The smallest screen that passbook draws on.
const minWidth, minHeight = 80, 24

// layout is what the root shares out. Everything is in cells.
type layout struct {
	body  int  // height of the page
	small bool // under 80 by 24: one sentence, no page
	long  bool // long names of the tabs
}

// newLayout shares out a screen: a header, a banner where there is one, an
// empty line, the page, and the footer.
func newLayout(w, h int, banner bool) layout {
	l := layout{body: h - 3, small: w < minWidth || h < minHeight, long: w >= ui.SideBySide}
	if banner {
		l.body--
	}
	return l
}

// tooSmall is what stands on a screen that nothing fits on.
func tooSmall(w, h int) string {
	return fmt.Sprintf("passbook needs %d by %d; this is %d by %d.", minWidth, minHeight, w, h)
}
