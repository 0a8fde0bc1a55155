// Package spending is the page of where the money of a month went.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage in commands.
package spending
