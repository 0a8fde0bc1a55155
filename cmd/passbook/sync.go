package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"passbook/plaidsvc"
	"passbook/storage/ledger"
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
one row a bank. The exit code is 3 if a bank needs you, and then
stderr says how: passbook repair "BANK".`,
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

func printSync(cmd *cobra.Command, results []plaidsvc.SyncResult) error {
	failed := banksError{}
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
			failed.add(r, results)
		}
		if w == nil {
			if err := say(cmd.OutOrStdout(), "%s\n", syncLine(r)); err != nil {
				return err
			}
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
	if failed.worst != nil {
		return failed
	}
	return nil
}

// add takes in what failed at one of the banks. A bank that needs its owner is
// worse than what needs another set-up, and that than anything else.
func (e *banksError) add(r plaidsvc.SyncResult, all []plaidsvc.SyncResult) {
	line := syncLine(r)
	if needsPerson(r.Err) {
		line = text.Clean(r.Item.Institution) + " needs you: passbook repair " + argument(r.Item, all)
	}
	e.lines = append(e.lines, line)
	if e.worst == nil || needsPerson(r.Err) || needsSetup(r.Err) && !needsPerson(e.worst) {
		e.worst = r.Err
	}
}

// argument names an Item to a command, fit for a shell: in quotes by its
// institution's name where that is the only one and harmless, else by its id.
func argument(it ledger.Item, all []plaidsvc.SyncResult) string {
	for _, other := range all {
		if other.Item.ID != it.ID && strings.EqualFold(other.Item.Institution, it.Institution) {
			return it.ID
		}
	}
	for _, r := range it.Institution {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" &'.,()+/-", r) {
			return it.ID
		}
	}
	if it.Institution == "" {
		return it.ID
	}
	return `"` + it.Institution + `"`
}

// syncLine is what a sync of one bank did, in words.
func syncLine(r plaidsvc.SyncResult) string {
	name := text.Clean(r.Item.Institution)
	if r.Err != nil {
		return name + ": " + strings.TrimPrefix(sentence(r.Err), name+": ") // the sentence may name the bank
	}
	if r.Changes.Count() == 0 && r.Item.History == ledger.HistoryNone {
		return name + ": the bank is still preparing the history; try again in a minute"
	}
	return name + ": " + r.Changes.Words(strconv.Itoa)
}
