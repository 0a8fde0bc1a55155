// Package persona generates the users of Plaid's Sandbox that have a life in
// outline: income, bills, and shops where the rest is spent.
//
// It imports draw, profile and people/shop of ours.
package persona
