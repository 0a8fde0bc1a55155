// Package transactions is the list of all transactions: the filter over it, the
// details of a row, and what the person writes on it.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage in commands.
package transactions
