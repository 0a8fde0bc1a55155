// Package link takes a person through Plaid Link: a page on 127.0.0.1 that
// loads Plaid's Link script, or a Hosted Link address that is polled.
package link
