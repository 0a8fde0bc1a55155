// Package figurelist draws the figures of a period as the lines of a pane: what
// was spent, what came in and what was kept, and what stands beside them. Enter on
// a line lists the rows that make its figure.
//
// It imports storage/ledger, tui/format, tui/text and tui/ui; the dashboard and
// the page of spending import it.
package figurelist
