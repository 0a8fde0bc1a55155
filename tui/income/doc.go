// Package income is the page of the person's income: from whom it comes, what it
// made this year and last, and what pay stubs say.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage in commands, and Plaid only when
// a key is pressed that says so.
package income
