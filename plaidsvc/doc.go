// Package plaidsvc is everything between Plaid and the cache: linking banks,
// syncing their transactions, keeping access tokens in the vault, and saying
// what went wrong in words.
//
// Service is the way in: its methods hand on to a syncer, a linker, an unlinker,
// the background work and the recovery from a crash. Package plaidapi speaks with
// Plaid, and package problem says what a failure means to the person.
//
// A sync fetches an update page by page into a spool, and commits everything
// that the bank says in one transaction of the cache. An Item is worked on under
// its lock, which other processes respect. Whatever runs ends with Close.
package plaidsvc
