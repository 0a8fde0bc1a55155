// Package payment is the page that asks whether an account can pay an amount, and
// how likely a debit of it comes back. Both are asked of Plaid at a key that says
// what is billed.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage, and Plaid by the service, in
// commands. Its words are those of the commands too.
package payment
