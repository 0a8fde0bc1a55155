package exit

import (
	"errors"
	"strings"

	"passbook/plaidsvc/problem"
)

// Several is what failed at several banks, each of which was asked all the same.
// For the exit code it is the one that the person mends, else the first.
type Several []error

// Error gives the sentences one after the other.
func (s Several) Error() string { return strings.Join(s.Sentences(), " ") }

// Sentences gives what failed, each sentence once: without a network it is the same
// of every bank.
func (s Several) Sentences() (all []string) {
	seen := map[string]bool{}
	for _, err := range s {
		if words := err.Error(); !seen[words] {
			seen[words] = true
			all = append(all, words)
		}
	}
	return all
}

// Unwrap gives the error that the exit code is of.
func (s Several) Unwrap() error {
	for _, err := range s {
		var said *problem.Error
		if errors.As(err, &said) && said.NeedsPerson() {
			return err
		}
	}
	return s[0]
}

// OrNil is the error, and nil where nothing failed.
func (s Several) OrNil() error {
	if len(s) == 0 {
		return nil
	}
	return s
}
