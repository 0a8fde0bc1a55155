// Package products is the page with what of Plaid's products each bank has, may
// have and was allowed, how Plaid bills each, and which syncs bring.
package products
