// Package networth is the page of net worth over time and what it is made of.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It asks storage in commands.
package networth
