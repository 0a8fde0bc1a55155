// Package statements is the page of the banks' statements: which there are, and
// which of them were downloaded.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage and Plaid in commands.
package statements
