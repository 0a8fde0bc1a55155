// Package investments is the page of what the investment accounts hold, and over
// it the page of one holding with its transactions and its days.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage in commands, and Plaid only by
// a key that says what it bills.
package investments
