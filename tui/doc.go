// Package tui is the dashboard: the only package that knows a terminal.
//
// It reads storage and calls plaidsvc; it never imports database/sql,
// net/http or plaid-go, and it starts no goroutine: all I/O runs in Bubble Tea
// commands.
package tui
