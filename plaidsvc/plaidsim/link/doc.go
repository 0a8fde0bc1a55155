// Package link is Link: link tokens, sessions, the panes that a browser shows
// (in page/), Hosted Link, and the page of an OAuth bank.
//
// It imports draw, wire, profile and bank of ours.
package link
