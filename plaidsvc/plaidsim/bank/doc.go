// Package bank is the ledger of the simulated banks: institutions, clients,
// Items, accounts, the history of transactions with its cursors, and the passing
// of time. What Plaid reports by webhook it emits as events; it knows no
// HTTP but the headers that keys come in.
//
// A client's lock guards everything below it. It imports draw, wire, profile and
// people of ours.
package bank
