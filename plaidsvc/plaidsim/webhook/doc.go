// Package webhook sends the ledger's events: it signs them as Plaid does, tries
// again after failures, and lets things go wrong on demand.
//
// It imports draw, wire and bank of ours.
package webhook
