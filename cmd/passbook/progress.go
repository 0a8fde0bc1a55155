package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/plaidsvc"
)

// syncAndShow syncs and, on a terminal, shows how far it is.
func syncAndShow(ctx context.Context, cmd *cobra.Command, svc *plaidsvc.Service, ids ...string) ([]plaidsvc.SyncResult, error) {
	errOut, ok := cmd.ErrOrStderr().(*os.File)
	if !ok || !term.IsTerminal(errOut.Fd()) {
		return svc.Sync(ctx, ids...)
	}
	done := make(chan struct{})
	shown := make(chan struct{})
	go func() {
		defer close(shown)
		showProgress(errOut, svc.Events(), done)
	}()
	results, err := svc.Sync(ctx, ids...)
	close(done)
	<-shown
	return results, err
}

// showProgress draws one line that says what has arrived, once a sync has
// taken a second. /transactions/sync never says how much is to come, so there
// is a count and no percentage.
func showProgress(out io.Writer, events <-chan plaidsvc.Event, done <-chan struct{}) {
	counts := map[string]int{}
	waiting := ""
	quiet := time.NewTimer(time.Second)
	defer quiet.Stop()
	started := false
	for {
		select {
		case <-done:
			if started {
				fmt.Fprint(out, "\r\x1b[K")
			}
			return
		case <-quiet.C:
			started = true
		case e, ok := <-events:
			if !ok {
				events = nil
			}
			if p, isProgress := e.(plaidsvc.SyncProgress); isProgress {
				counts[p.ItemID] = p.Transactions
				waiting = p.Waiting
			}
		}
		if started {
			total := 0
			for _, n := range counts {
				total += n
			}
			_ = output.Say(out, "\r\x1b[Ksyncing…  %d transactions  %s", total, waiting)
		}
	}
}
