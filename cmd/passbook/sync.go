package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
)

// syncFields are the documented fields of --json and --csv.
var syncFields = []string{
	"item_id", "institution", "added", "modified", "removed", "posted", "history", "synced_at", "error_code", "error", "turn", "set_aside",
}

// syncFlags say which banks a sync asks, for how long, and what it prints.
type syncFlags struct {
	quiet, noWait    bool
	ifOlder, timeout time.Duration // 0: every bank, and as long as it takes
}

func newSync() *cobra.Command {
	var o syncFlags
	cmd := &cobra.Command{
		Use:   "sync [BANK]",
		Short: "Fetch what is new from every bank, or from one",
		Long: `Fetch what is new from every bank, or from one.

--json and --csv print the fields
  ` + output.FieldList(syncFields) + `
one row a bank, where turn says who has to act: person (sign in again), relink
(link it again), keys (keys, vault or configuration), wait (it passes), bug, or
null where nobody has to. Without them stdout has a line for every bank that was
synced and stderr one for every bank that failed. The exit code is 3 if a bank
needs you, and then stderr says how: passbook repair "BANK".

For cron: --quiet prints a line only for a bank that has something new, and what
failed on stderr; --if-older 6h asks only banks whose last sync is that long
ago; --timeout 60s ends the sync, and the exit code is 1 if a bank was not done,
whose data stays as it was; --no-wait fails where another process is at work on
a bank, which is waited for up to ten minutes otherwise. Without a terminal
stderr says what is waited for, but not with --quiet.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range []string{"if-older", "timeout"} {
				if d, _ := cmd.Flags().GetDuration(name); d <= 0 && cmd.Flags().Changed(name) {
					return exit.Wrongly(fmt.Errorf("--%s is a duration such as 60s or 6h, not %s", name, d))
				}
			}
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				ses.noWait = o.noWait
				svc, err := ses.online(ctx, cmd)
				if err != nil {
					return err
				}
				return o.sync(ctx, cmd, ses, svc, args)
			})
		},
	}
	output.Flags(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.quiet, "quiet", false, "print nothing where nothing is new; failures stay on stderr")
	f.DurationVar(&o.ifOlder, "if-older", 0, "only banks whose last sync is this `duration` ago or longer, such as 6h")
	f.DurationVar(&o.timeout, "timeout", 0, "end the sync after this `duration`, such as 60s")
	f.BoolVar(&o.noWait, "no-wait", false, "do not wait for a bank that another process is at work on")
	cmd.MarkFlagsMutuallyExclusive("quiet", "json")
	cmd.MarkFlagsMutuallyExclusive("quiet", "csv")
	return cmd
}

// errTimedOut is the error of a bank that --timeout left undone.
var errTimedOut = &problem.Error{Problem: ledger.Problem{
	Code: "TIMEOUT", Actor: ledger.ActorWait, Sentence: "--timeout ended the sync before it was done with this bank. Cached data stays.",
}}

// sync syncs the banks that the flags and args choose, and prints what came of it.
func (o syncFlags) sync(ctx context.Context, cmd *cobra.Command, ses *session, svc *plaidsvc.Service, args []string) error {
	limited, cancel := ctx, context.CancelFunc(func() {})
	if o.timeout > 0 {
		limited, cancel = context.WithTimeout(ctx, o.timeout)
	}
	defer cancel()
	recoverAll(limited, cmd, svc)
	items, err := ses.db.Items(ctx)
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return fmt.Errorf("no bank is linked yet: passbook link")
	}
	asked := items
	if len(args) == 1 {
		it, err := choose.Item(items, args[0])
		if err != nil {
			return err
		}
		asked = []ledger.Item{it}
	}
	due, fresh := o.due(asked, ses.now())
	results, err := o.ask(limited, cmd, svc, due)
	if o.timeout > 0 && ctx.Err() == nil && isEnded(limited.Err()) {
		results, err = timedOut(due, results), nil
	}
	if err != nil {
		return err
	}
	return o.print(cmd, items, results, fresh, ses.now())
}

// due parts Items into those that a sync is to ask and those that --if-older
// spares. One that was synced after now was synced under a wrong clock.
func (o syncFlags) due(items []ledger.Item, now time.Time) (due, fresh []ledger.Item) {
	for _, it := range items {
		if age := now.Sub(it.SyncedAt); age >= 0 && age < o.ifOlder {
			fresh = append(fresh, it)
		} else {
			due = append(due, it)
		}
	}
	return due, fresh
}

// ask syncs Items, and tells how far it is unless that is not wanted.
func (o syncFlags) ask(ctx context.Context, cmd *cobra.Command, svc *plaidsvc.Service, due []ledger.Item) ([]plaidsvc.SyncResult, error) {
	if len(due) == 0 {
		return nil, nil
	}
	ids := make([]string, len(due))
	for i, it := range due {
		ids[i] = it.ID
	}
	if o.quiet {
		return svc.Sync(ctx, ids...)
	}
	return syncAndShow(ctx, cmd, svc, ids...)
}

// timedOut gives the results of a sync that --timeout ended; there are none where
// it had not begun.
func timedOut(due []ledger.Item, results []plaidsvc.SyncResult) []plaidsvc.SyncResult {
	if results == nil {
		for _, it := range due {
			results = append(results, plaidsvc.SyncResult{Item: it, Err: errTimedOut})
		}
	}
	for i := range results {
		if isEnded(results[i].Err) {
			results[i].Err = errTimedOut
		}
	}
	return results
}

// isEnded reports whether an error is that of a context that ended.
func isEnded(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// print prints what was synced, and what --if-older spared. It fails with what
// was not synced, if anything, and where it cannot print. items are all there are.
func (o syncFlags) print(cmd *cobra.Command, items []ledger.Item, results []plaidsvc.SyncResult, fresh []ledger.Item, now time.Time) error {
	var err error
	if output.AsTable(cmd) {
		err = o.say(cmd.OutOrStdout(), results, fresh, now)
	} else {
		err = printSyncRecords(cmd, results, fresh)
	}
	failed, late := banksError{}, []string(nil)
	for _, r := range results {
		switch {
		case errors.Is(r.Err, errTimedOut):
			late = append(late, text.Clean(r.Item.Institution))
		case r.Err != nil:
			failed.add(failure(r.Item, r.Err, items), r.Err)
		}
	}
	if late != nil {
		failed.add(fmt.Sprintf("--timeout ended the sync after %s, before it was done with %s. Cached data stays.",
			o.timeout, strings.Join(late, ", ")), errTimedOut)
	}
	switch {
	case failed.worst == nil:
		return err
	case err != nil && !errors.Is(err, syscall.EPIPE):
		failed.add(sentence(err), err)
	}
	return failed
}

// say prints a line for every bank that was synced or spared; with --quiet only
// for one that has something new.
func (o syncFlags) say(out io.Writer, results []plaidsvc.SyncResult, fresh []ledger.Item, now time.Time) error {
	for _, r := range results {
		if r.Err != nil || o.quiet && r.Changes.Count() == 0 {
			continue // stderr names what failed
		}
		if err := output.Say(out, "%s: %s\n", r.Item.Institution, brought(r)); err != nil {
			return err
		}
	}
	for _, it := range fresh {
		if o.quiet {
			continue
		}
		if err := output.Say(out, "%s: not asked: synced %s\n", it.Institution, format.Age(it.SyncedAt, now)); err != nil {
			return err
		}
	}
	return nil
}

// printSyncRecords prints a record for every bank, also for one that was spared.
func printSyncRecords(cmd *cobra.Command, results []plaidsvc.SyncResult, fresh []ledger.Item) error {
	for _, it := range fresh {
		results = append(results, plaidsvc.SyncResult{Item: it})
	}
	w := output.New(cmd, syncFields, nil)
	for _, r := range results {
		turn, code, words := output.ProblemFields(r.Item.Problem)
		if r.Err != nil {
			if e := (*problem.Error)(nil); errors.As(r.Err, &e) {
				turn, code, _ = output.ProblemFields(&e.Problem)
			}
			words = sentence(r.Err)
		}
		c := r.Changes
		record := []any{r.Item.ID, r.Item.Institution, c.Added, c.Modified, c.Removed, c.Posted, r.Item.Completeness, output.Instant(r.Item.SyncedAt), code, words, turn, c.SetAside}
		if err := w.Row(record, nil); err != nil {
			return err
		}
	}
	return w.End()
}

// brought is what a sync of one bank brought, in words.
func brought(r plaidsvc.SyncResult) string {
	if r.Changes.Count() == 0 && r.Item.Completeness == ledger.HistoryNone {
		return "the bank is still preparing the history; try again in a minute"
	}
	return r.Changes.Words(strconv.Itoa)
}

// failure is why one bank of all was not synced, in words that name it once.
func failure(it ledger.Item, err error, all []ledger.Item) string {
	name, words := text.Clean(it.Institution), sentence(err)
	if !strings.Contains(words, beginning(name)) {
		words = name + ": " + words
	}
	if needsPerson(err) {
		words += " Run: passbook repair " + choose.Argument(it, all)
	}
	return text.Clean(words)
}

// beginning is what a sentence keeps of a bank's name, however long that is.
func beginning(name string) string {
	if r := []rune(name); len(r) > 60 {
		return string(r[:60])
	}
	return name
}
