// Package linkbank is the flow that links a bank, or that has the person sign in
// again at one.
//
// It is a room: it imports no other page of the dashboard, nor its root, and
// answers to the contract ui.Page. It calls plaidsvc, whose steps reach it through
// a channel that a command reads.
package linkbank
