// Package setup is the command that gives passbook its keys: it asks for them,
// tries them at Plaid, and puts the secret into the vault and the rest into the
// file of settings.
package setup
