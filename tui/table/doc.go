// Package table shows a list of any length through a window of its rows: it
// keeps the rows around the visible part, says which ones to fetch next, and
// draws lines of cells. It does no I/O, knows no terminal and imports nothing
// of passbook but tui/text.
package table
