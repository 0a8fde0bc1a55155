package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/secrets"
	"passbook/tui/format"
	"passbook/tui/text"
)

func main() {
	secrets.KeepOutOfDumps()
	os.Exit(run(os.Args[1:], time.Now, os.Stdin, os.Stdout, os.Stderr))
}

// run is main without the process: SIGINT, SIGTERM and SIGHUP cancel what is
// running, so that every command tidies up after itself. now tells the time in
// the person's zone.
func run(args []string, now func() time.Time, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// A reader that goes away (| head) is an ordinary write error, not the end
	// of the process: a demo still removes its folder.
	signal.Ignore(syscall.SIGPIPE)

	cmd := newRoot()
	cmd.SetArgs(args)
	cmd.SetIn(stdin)
	cmd.SetOut(stdout)
	cmd.SetErr(stderr)
	err := cmd.ExecuteContext(context.WithValue(ctx, clockKey{}, now))
	if err == nil || errors.Is(err, syscall.EPIPE) {
		return exitDone
	}
	interrupted := ctx.Err() != nil
	var failed exit.Several
	switch several := (banksError{}); {
	case interrupted && errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "passbook: interrupted")
	case errors.As(err, &several):
		for _, line := range several.lines {
			fmt.Fprintln(stderr, "passbook: "+line)
		}
	case errors.As(err, &failed):
		for _, line := range failed.Sentences() {
			fmt.Fprintln(stderr, "passbook: "+text.Clean(format.OnceOver(line)))
		}
	default:
		fmt.Fprintln(stderr, "passbook: "+sentence(usedFlags(err)))
	}
	if interrupted {
		return exitInterrupted
	}
	return exitCode(err)
}
