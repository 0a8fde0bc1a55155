package link

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"rsc.io/qr"
)

// ErrPending is what a poll of WaitHosted returns while the person is not done.
var ErrPending = errors.New("linking is not done yet")

// pollFailures is how many polls in a row may fail before WaitHosted gives up:
// a network that is gone for a minute ends nothing.
const pollFailures = 20

// WaitHosted asks poll (which calls /link/token/get) until it gives a result
// or an exit. Poll returns ErrPending while the session is open, *ExitError
// when the person left, and any other error when it could not ask. Errors:
// *ExitError, ErrExpired, the context's, or poll's last one.
func WaitHosted(ctx context.Context, expires time.Time, every time.Duration, poll func(context.Context) (Result, error)) (Result, error) {
	inTime, cancel := context.WithDeadline(ctx, expires)
	defer cancel()
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	failures := 0
	for {
		result, err := poll(inTime)
		_, exited := errors.AsType[*ExitError](err)
		switch {
		case err == nil || exited:
			return result, err
		case ctx.Err() != nil:
			return Result{}, ctx.Err()
		case inTime.Err() != nil:
			return Result{}, ErrExpired
		case errors.Is(err, ErrPending):
			failures = 0
		default:
			if failures++; failures == pollFailures {
				return Result{}, fmt.Errorf("ask how linking went: %w", err)
			}
		}
		select {
		case <-ticker.C:
		case <-inTime.Done():
		}
	}
}

// Tunnel gives the command that lets a browser on another machine open an
// address that leads only to this one, such as that of a plaidsim beside
// passbook; empty for any other address.
func Tunnel(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if !isLocal(u) {
		return ""
	}
	port := cmp.Or(u.Port(), "80")
	return "ssh -L " + port + ":" + net.JoinHostPort(u.Hostname(), port) + " HOST"
}

// quiet is the width of the margin around a QR code, in modules. The standard
// asks for four; two are enough for cameras, and four more lines are dear on a
// terminal of 24.
const quiet = 2

// QR draws text as a QR code in half blocks, two modules to a line. Filled
// blocks are the light modules: draw it white on black, or plain on a terminal
// with a dark background.
func QR(text string) (string, error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return "", fmt.Errorf("draw the QR code: %w", err)
	}
	light := func(x, y int) bool { return !code.Black(x, y) } // outside of the code is white
	var b strings.Builder
	for y := -quiet; y < code.Size+quiet; y += 2 {
		if y > -quiet {
			b.WriteByte('\n')
		}
		for x := -quiet; x < code.Size+quiet; x++ {
			switch top, bottom := light(x, y), y+1 < code.Size+quiet && light(x, y+1); {
			case top && bottom:
				b.WriteString("█")
			case top:
				b.WriteString("▀")
			case bottom:
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
	}
	return b.String(), nil
}
