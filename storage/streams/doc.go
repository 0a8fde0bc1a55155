// Package streams has what comes back at regular intervals in the rows of banks,
// when it is expected next, and what it makes a month and a year: the recurring
// streams that Plaid finds, which it keeps, and those that passbook finds itself.
//
// It talks to the cache through storage's Read and Write alone. Amounts are signed
// as those of transactions: money out is negative.
package streams
