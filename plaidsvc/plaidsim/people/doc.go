// Package people generates what the test users have: user_good,
// user_transactions_dynamic and user_bulk here, the others in the packages
// below it. users.go lists who can sign in.
//
// It imports draw, wire, profile and the packages below it of ours.
package people
