package webhooks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc"
	"passbook/storage/ledger"
)

// Session is what the command works with.
type Session struct {
	Service *plaidsvc.Service
	URL     string                   // the setting webhook_url; empty: none
	Repair  func(ledger.Item) string // the command that mends a bank that needs its owner
}

// With runs a command that talks to Plaid.
type With func(cmd *cobra.Command, do func(context.Context, Session) error) error

// flags are those of the command.
type flags struct {
	listen, url       string
	noRegister, quiet bool
}

// New makes the command.
func New(with With) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "webhooks",
		Short: "Sync a bank when Plaid says that it has something new",
		Long: `Receive Plaid's webhooks, and sync the bank that one is about.

For those who run a tunnel or a server: Plaid sends to the address of --url,
which your tunnel or server leads to --listen. The path of --url is what
webhooks come to; a long random one keeps others away. At the start Plaid is
told the address for every bank that has another one, unless --no-register is
given. A bank that you link is linked with it if you set it: passbook config set
webhook_url URL.

Only what Plaid has signed within five minutes is read. However many webhooks
come, one sync of a bank runs and at most one more waits. At the start every
bank is synced once, and later as in the dashboard where no webhook comes:
nothing is lost while this does not run. stdout has a line for every sync, with
--quiet only where something is new; stderr has what failed, and what was
refused.

It runs until a signal ends it, and then the exit code is 0.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, s Session) error { return f.serve(ctx, cmd, s) })
		},
	}
	cmd.Flags().StringVar(&f.listen, "listen", "127.0.0.1:4011", "`address` to listen on; port 0 takes a free one")
	cmd.Flags().StringVar(&f.url, "url", "", "`address` that Plaid sends webhooks to: https://…; by default the setting webhook_url")
	cmd.Flags().BoolVar(&f.noRegister, "no-register", false, "do not tell Plaid the address")
	cmd.Flags().BoolVar(&f.quiet, "quiet", false, "print a line only where something is new, and where a bank fails")
	return cmd
}

// serve receives webhooks until the context ends.
func (f flags) serve(ctx context.Context, cmd *cobra.Command, s Session) error {
	if f.url == "" {
		f.url = s.URL
	}
	if err := checkURL(f.url); err != nil {
		return exit.Wrongly(err)
	}
	host, port, err := net.SplitHostPort(f.listen)
	if _, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || host == "" {
		return exit.Wrongly(fmt.Errorf("--listen is an address and a port such as 127.0.0.1:4011, or 0.0.0.0:4011 to be reached from other machines, not %.60q", f.listen))
	}
	listener, err := net.Listen("tcp", f.listen)
	if err != nil {
		return exit.Misconfigured(fmt.Errorf("cannot listen on %s: choose another address with --listen: %w", f.listen, withoutAddress(err)))
	}
	stdout, stderr := cmd.OutOrStdout(), cmd.ErrOrStderr()
	if !listener.Addr().(*net.TCPAddr).IP.IsLoopback() {
		say(stderr, "passbook: %s can be reached from other machines\n", listener.Addr().String())
	}
	if !f.quiet {
		say(stdout, "listening on %s\n", listener.Addr().String())
	}
	return s.Service.ServeWebhooks(ctx, listener, f.options(stdout, stderr, s))
}

// checkURL fails for an address that Plaid cannot send webhooks to, or would send
// them to in the clear; one of this machine is for passbook plaidsim.
func checkURL(address string) error {
	u, err := url.Parse(address)
	switch {
	case address == "":
		return errors.New("where does Plaid send webhooks? Give --url https://…, or set webhook_url")
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http":
		return errors.New("--url is not an address of the form https://host/path")
	case u.Scheme == "http" && u.Hostname() != "localhost" && !net.ParseIP(u.Hostname()).IsLoopback():
		return errors.New("--url must begin with https://: http is only for this machine")
	}
	return nil
}

// withoutAddress is what the system said of an address that was named already.
func withoutAddress(err error) error {
	if op := (*net.OpError)(nil); errors.As(err, &op) {
		return op.Err
	}
	return err
}

// say prints a line. Whoever reads it may be gone: webhooks are received all the
// same.
func say(out io.Writer, format string, values ...any) { _ = output.Say(out, format, values...) }
