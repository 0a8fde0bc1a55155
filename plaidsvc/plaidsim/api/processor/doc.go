// Package processor answers what Plaid's partners ask with a processor token: an
// Item's own endpoints, about the one account that the token is for.
package processor
