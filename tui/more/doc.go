// Package more is the page that leads to what Plaid knows beyond transactions: a
// line for each page, with how fresh it is.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage in commands.
package more
