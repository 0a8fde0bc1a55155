// Package synclog is the pages of what syncs did: the log of the syncs, and the
// changes of each row that one of them brought.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage in commands.
package synclog
