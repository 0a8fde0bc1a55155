// Package recurring is the page of what comes back: bills, subscriptions and pay,
// as Plaid and passbook find them in the transactions.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage in commands, and Plaid only when
// a key is pressed that says so.
package recurring
