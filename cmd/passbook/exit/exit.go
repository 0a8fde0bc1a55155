// Package exit holds the errors with which a command outside of package main
// chooses the exit code that passbook ends with.
package exit

// The exit codes that a command chooses. The others follow from its error.
const (
	Usage  = 2 // used wrongly
	Setup  = 4 // keys, vault or configuration
	NotMet = 5 // what the command was asked about is not so
)

// Error is an error that ends passbook with a code of its own.
type Error struct {
	Code int
	Err  error
}

func (e *Error) Error() string { return e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

// Wrongly is the error of a command that ran and found itself used wrongly.
func Wrongly(err error) error { return &Error{Usage, err} }

// Misconfigured is an error that another configuration mends: a secret that
// cannot be read.
func Misconfigured(err error) error { return &Error{Setup, err} }

// Unmet is the error of a command that did what it was asked for, and found that
// what it was asked about is not so.
func Unmet(err error) error { return &Error{NotMet, err} }
