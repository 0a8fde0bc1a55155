// Package plaidsvc is everything between Plaid and the cache: linking banks,
// syncing their transactions, keeping access tokens in the vault, and saying
// what went wrong in words.
//
// It is the only package that imports plaid-go, and the only one that starts
// goroutines. Signs and decimals of Plaid are turned into passbook's in
// convert.go and nowhere else.
package plaidsvc
