// Package pairing keeps the internal transfers of the cache: which row of money
// out and which row of money in are one sum that moved between two of the
// person's own accounts. ledger.Match decides that; this package finds the rows
// that a change can have a bearing on, so that the rest need not be read, and
// writes what became different. It works within the SQL transaction of whoever
// changes rows and knows nothing of Items, updates or screens.
package pairing
