// Package products asks Plaid for what it knows of a person's money beyond
// transactions: one file for each product. Nothing here is asked for unless the
// person asks for it, or said that syncs are to bring it.
package products
