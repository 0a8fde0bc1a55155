// Package accounts is the page of the accounts and their banks, and the questions
// whether a bank shall go and whether two accounts are one.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage in commands, and calls plaidsvc
// to unlink.
package accounts
