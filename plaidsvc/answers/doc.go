// Package answers keeps what Plaid said of the numbers and the owners of accounts,
// where the person wants it kept: sealed in the vault, by Item, and nowhere else.
package answers
