// Package link takes the person through Plaid Link in a browser and says how
// it ended.
//
// There are two ways. Serve runs a one-shot server on this machine whose page
// loads Plaid's Link script and posts the outcome back. WaitHosted polls a
// Hosted Link session of Plaid's, which works over SSH and on a phone. Both
// end in the same Result, or in ErrCancelled, ErrExpired or *ExitError.
//
// The package knows nothing of plaid-go: link tokens come from the caller.
package link
