// Package accountlist draws accounts as the lines of a pane, for the pages that
// list them: groups, columns as far as there is room, how fresh the data is.
//
// It imports storage, and tui's format, text and ui; never a room.
package accountlist
