// Package problem says what a failure means to the person: a code, who has to
// act, and a sentence that says what happened and what to do next.
//
// It knows Plaid's answers (advice.go) and what can go wrong on this machine or
// on the way (problem.go). Nothing in a problem is secret: no token, no key, no
// address, no body.
package problem
