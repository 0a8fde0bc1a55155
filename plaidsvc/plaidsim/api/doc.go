// Package api answers Plaid's endpoints: one file per product, one function per
// endpoint, which reads a request and looks at the bank's Items. The table in
// the root package says which path is whose.
//
// It imports draw, wire, profile, people/shop and bank of ours.
package api
