package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"passbook/plaidsvc"
	"passbook/storage"
	"passbook/tui/text"
)

// syncFields are the documented fields of --json and --csv.
var syncFields = []string{
	"item_id", "institution", "added", "modified", "removed", "posted", "history", "synced_at", "error_code", "error",
}

func newSync() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sync [BANK]",
		Short: "Fetch what is new from every bank, or from one",
		Long: `Fetch what is new from every bank, or from one.

--json and --csv print the fields
  ` + strings.Join(syncFields, ", ") + `
one row a bank. The exit code is 3 if a bank needs you to sign in again.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withService(cmd, func(ctx context.Context, ses *session, svc *plaidsvc.Service) error {
				svc.Mend(ctx)
				items, err := ses.db.Items(ctx)
				if err != nil {
					return err
				}
				if len(items) == 0 {
					return fmt.Errorf("no bank is linked yet: passbook link")
				}
				var ids []string
				if len(args) == 1 {
					it, err := chooseItem(items, args[0])
					if err != nil {
						return err
					}
					ids = []string{it.ID}
				}
				results, err := syncAndShow(ctx, cmd, svc, ids...)
				if err != nil {
					return err
				}
				return printSync(cmd, results)
			})
		},
	}
	outputFlags(cmd)
	return cmd
}

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
func showProgress(out io.Writer, events <-chan any, done <-chan struct{}) {
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
			fmt.Fprintf(out, "\r\x1b[Ksyncing…  %d transactions  %s", total, text.Clean(waiting))
		}
	}
}

func printSync(cmd *cobra.Command, results []plaidsvc.SyncResult) error {
	failed := error(nil)
	asJSON, _ := cmd.Flags().GetBool("json")
	asCSV, _ := cmd.Flags().GetBool("csv")
	var w rowWriter
	if asJSON || asCSV {
		w = newRowWriter(cmd, syncFields, nil)
	}
	for _, r := range results {
		code, words := "", ""
		if r.Err != nil {
			words = sentence(r.Err)
			if p := r.Item.Problem; p != nil {
				code = p.Code
			}
			if failed == nil || needsPerson(r.Err) {
				failed = r.Err
			}
		}
		if w == nil {
			fmt.Fprintln(cmd.OutOrStdout(), syncLine(r))
			continue
		}
		synced := ""
		if !r.Item.SyncedAt.IsZero() {
			synced = r.Item.SyncedAt.UTC().Format(time.RFC3339)
		}
		c := r.Changes
		record := []any{r.Item.ID, r.Item.Institution, c.Added, c.Modified, c.Removed, c.Posted, r.Item.History, synced, code, words}
		if err := w.row(record, nil); err != nil {
			return err
		}
	}
	if w != nil {
		if err := w.end(); err != nil {
			return err
		}
	}
	if needsPerson(failed) {
		return errPerson
	}
	return failed
}

// syncLine is what a sync of one bank did, in words.
func syncLine(r plaidsvc.SyncResult) string {
	name := text.Clean(r.Item.Institution)
	if r.Err != nil {
		return name + ": " + strings.TrimPrefix(sentence(r.Err), name+": ") // the sentence may name the bank
	}
	c := r.Changes
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{c.Added, "new"}, {c.Posted, "posted"}, {c.Modified, "changed"}, {c.Removed, "removed"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	switch {
	case len(parts) > 0:
		return fmt.Sprintf("%s: %s", name, strings.Join(parts, ", "))
	case r.Item.History == storage.HistoryNone:
		return name + ": the bank is still preparing the history; try again in a minute"
	}
	return name + ": nothing new"
}
