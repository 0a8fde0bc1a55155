// Package liabilities is the page of what is due on cards, student loans and
// mortgages, and of when each is paid off.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage in commands, and Plaid only when
// a key is pressed that says so.
package liabilities
