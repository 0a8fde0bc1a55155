// Package shop lists merchants, makes purchases at them, and recognises them in
// a bank's text as Plaid does.
//
// It imports draw and profile of ours.
package shop
