package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"passbook/plaidsvc/plaidsim"
)

func newPlaidsim() *cobra.Command {
	var listen string
	var o plaidsim.Options
	cmd := &cobra.Command{
		Use:   "plaidsim",
		Short: "Serve the embedded Plaid to any Plaid client",
		Long: `Serve the embedded Plaid, a simulator of Plaid's Sandbox, to any Plaid client.

Point a client's base URL at the address that it prints. Any client_id and
secret will do; different keys see different Items.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Taxonomy != "v1" && o.Taxonomy != "v2" {
				return fmt.Errorf("--taxonomy must be v1 or v2, not %q", o.Taxonomy)
			}
			return servePlaidsim(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), listen, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&listen, "listen", "127.0.0.1:4010", "`address` to listen on; port 0 takes a free one")
	f.Uint64Var(&o.Seed, "seed", 1, "the same seed gives the same data")
	f.IntVar(&o.Transactions, "transactions", 10_000, "transactions of the test user user_bulk")
	f.DurationVar(&o.Initial, "initial", 500*time.Millisecond, "from an Item's creation until its last 30 days are ready")
	f.DurationVar(&o.Historical, "historical", 1500*time.Millisecond, "until all of its history is ready")
	f.DurationVar(&o.Live, "live", time.Minute, "how often a new transaction arrives at a live test user; 0 for never")
	f.BoolVar(&o.Relogin, "relogin", false, "Items ask for a new login after 30 days, as the Sandbox's do")
	f.BoolVar(&o.Outside, "webhooks-anywhere", false, "send webhooks to other machines too")
	f.BoolVar(&o.Limits, "limits", false, "limit calls as the Sandbox does: 50 syncs of an Item a minute, and so on")
	f.StringVar(&o.Taxonomy, "taxonomy", "v2", "`version` of the categories of a client that asks for none: v1 as before December 2025, or v2")
	f.DurationVar(&o.Latency, "latency", 0, "a pause before every answer")
	return cmd
}

// servePlaidsim serves until ctx is cancelled, then lets running answers end.
func servePlaidsim(ctx context.Context, out, warn io.Writer, addr string, o plaidsim.Options) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", addr, err)
	}
	if ip := ln.Addr().(*net.TCPAddr).IP; !ip.IsLoopback() {
		fmt.Fprintf(warn, "plaidsim: %s can be reached from other machines\n", ln.Addr())
	}
	srv, stop := simServer(o)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	fmt.Fprintf(out, "plaidsim listening on http://%s\n", ln.Addr())
	select {
	case err := <-done:
		return fmt.Errorf("serve on %s: %w", ln.Addr(), err)
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := srv.Shutdown(stopping); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

// simServer is the embedded Plaid as an HTTP server; stop ends it, and its
// webhooks.
func simServer(o plaidsim.Options) (srv *http.Server, stop func()) {
	sim := plaidsim.New(o)
	srv = &http.Server{Handler: sim, ReadHeaderTimeout: 10 * time.Second}
	return srv, func() {
		srv.Close()
		sim.Close()
	}
}
