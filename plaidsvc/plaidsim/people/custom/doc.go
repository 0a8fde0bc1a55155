// Package custom generates user_custom, whose password is a JSON configuration
// of its accounts in the form that Plaid documents.
//
// It imports draw, wire, profile, people/shop and people/persona of ours.
package custom
