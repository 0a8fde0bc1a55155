// Package transferevents is the pages of what became of transfers that were made
// through Plaid: the transfers, and the steps of one of them.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage, and Plaid by the service, in
// commands.
package transferevents
