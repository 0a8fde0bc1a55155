// Package selection finds what a query asks of a cache: the accounts, categories,
// currencies and rows that its names and states stand for, and which of its parts
// bound what has to be looked at at all.
package selection
