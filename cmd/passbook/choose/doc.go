// Package choose finds what a person names on the command line: a bank, an account
// or a category. It also gives the name by which a command finds a bank again.
package choose
