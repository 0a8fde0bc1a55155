// Package investments keeps the holdings and the investment transactions of the
// Items in the cache: what an account held on each day on which it was asked for,
// and the transactions of up to 24 months. An account that has a successor is
// part of that one, and what both list counts once.
package investments
