package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/config"
	"passbook/cmd/passbook/exit"
	"passbook/plaidsvc"
	"passbook/plaidsvc/link"
	"passbook/plaidsvc/problem"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/storage/private"
	"passbook/tui/format"
	"passbook/tui/text"
)

// Exit codes. Scripts rely on them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = exit.Usage
	exitPerson      = 3 // a bank needs its owner: passbook repair
	exitSetup       = exit.Setup
	exitNotMet      = exit.NotMet
	exitInterrupted = 130 // Ctrl-C, or another signal to end
)

// ranError is an error of a command that ran.
type ranError struct{ error }

func (e ranError) Unwrap() error { return e.error }

// banksError says what failed at which banks, a line each. It is the worst of
// their errors.
type banksError struct {
	lines []string
	worst error
}

// add takes in what failed at one of the banks, and its line. An error that the
// owner mends is worse than one that another set-up mends, and that than any
// other.
func (e *banksError) add(line string, err error) {
	e.lines = append(e.lines, line)
	if e.worst == nil || needsPerson(err) || needsSetup(err) && !needsPerson(e.worst) {
		e.worst = err
	}
}

func (e banksError) Error() string { return strings.Join(e.lines, "; ") }
func (e banksError) Unwrap() error { return e.worst }

// exitCode gives the exit code of an error; it is not called without one.
func exitCode(err error) int {
	var ran ranError
	var chosen *exit.Error
	switch {
	case errors.As(err, &ran) && errors.As(err, &chosen):
		return chosen.Code
	case !errors.As(err, &ran):
		return exitUsage
	case needsPerson(err):
		return exitPerson
	case needsSetup(err):
		return exitSetup
	}
	return exitFailed
}

// needsPerson reports whether an error is mended by its owner's signing in or
// linking again.
func needsPerson(err error) bool {
	var failure *problem.Error
	return errors.As(err, &failure) && failure.NeedsPerson()
}

// needsSetup reports whether an error is mended by other keys, another vault or
// another configuration. A full or damaged disk is not.
func needsSetup(err error) bool {
	var chosen *exit.Error
	if errors.Is(err, errNoKeys) || errors.As(err, &chosen) && chosen.Code == exit.Setup ||
		errors.As(err, new(*config.FileError)) || errors.As(err, new(*storage.OwnerError)) || errors.As(err, new(*private.Error)) {
		return true
	}
	for _, disk := range []error{storage.ErrDiskFull, storage.ErrReadOnly, storage.ErrCorrupt} {
		if errors.Is(err, disk) {
			return false
		}
	}
	var failure *problem.Error
	return errors.As(err, &failure) && failure.Actor == ledger.ActorSetup
}

// sentence is an error in words for the terminal.
func sentence(err error) string {
	var typed *choose.QueryError
	switch {
	case errors.As(err, &typed):
		return typed.Error() + "\n" + typed.Pointed()
	case errors.As(err, new(*link.ClosedError)):
		return "nothing was linked: the page was closed before Link's last button was pressed; link once more, and press that button"
	case errors.Is(err, plaidsvc.ErrLinkCancelled), errors.Is(err, context.Canceled):
		return "cancelled; nothing was changed"
	case errors.Is(err, plaidsvc.ErrLinkExpired):
		return "the time for linking ran out; run the command again"
	case errors.Is(err, context.DeadlineExceeded) && !errors.As(err, new(*problem.Error)): // that has a sentence of its own
		return "it took too long (" + time.Now().Format("15:04") + "); try again"
	}
	return text.Clean(format.OnceOver(err.Error()))
}
