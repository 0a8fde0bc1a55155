// Package home is the dashboard: net worth, accounts, the spending of the month,
// cash flow and the newest transactions, and the same as plain text for a
// reader without a terminal.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage in commands.
package home
