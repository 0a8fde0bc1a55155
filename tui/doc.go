// Package tui is the dashboard: with the packages below it the only one that
// knows a terminal.
//
// It reads storage and calls plaidsvc; it never imports database/sql, net/http
// or plaid-go. All I/O runs in Bubble Tea commands, whose goroutines Bubble Tea
// starts; the questions of the first frame run side by side in goroutines that
// their command waits for. Run opens the cache's connections in one more, while
// the terminal is set up, and waits for it.
//
// This package is the root: it gives key presses to the page on top and every
// message that is not its own to every page that is on a stack and was shown,
// sets sizes after each message, draws what stands around a page, and turns a
// panic into a sentence. It knows pages by the contract of tui/ui alone; rooms.go
// is the only file that names them.
//
// A screen is a package of its own, a room: home, accounts, transactions,
// networth, spending, synclog, linkbank. Rooms never import each other, nor the
// root: one sends the person to another by a message of tui/ui. What several of
// them draw stands in ui (frames, panes, pickers), accountlist, table and
// chart, and what they write in format and text.
package tui
