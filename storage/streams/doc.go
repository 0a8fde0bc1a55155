// Package streams keeps the recurring streams that Plaid finds in the rows of
// banks: what comes back at regular intervals, when it is expected next, and what
// it makes a month.
//
// It talks to the cache through storage's Read and Write alone. Amounts are signed
// as those of transactions: money out is negative.
package streams
