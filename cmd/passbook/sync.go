package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/plaidsvc"
	"passbook/storage/ledger"
	"passbook/tui/text"
)

// syncFields are the documented fields of --json and --csv.
var syncFields = []string{
	"item_id", "institution", "added", "modified", "removed", "posted", "history", "synced_at", "error_code", "error", "set_aside",
}

func newSync() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sync [BANK]",
		Short: "Fetch what is new from every bank, or from one",
		Long: `Fetch what is new from every bank, or from one.

--json and --csv print the fields
  ` + strings.Join(syncFields, ", ") + `
one row a bank. Without them stdout has a line for every bank that was synced and
stderr one for every bank that failed. The exit code is 3 if a bank needs you,
and then stderr says how: passbook repair "BANK".`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withService(cmd, func(ctx context.Context, ses *session, svc *plaidsvc.Service) error {
				svc.Recover(ctx)
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
	output.Flags(cmd)
	return cmd
}

// printSync prints what was synced. It fails with what was not, if anything.
func printSync(cmd *cobra.Command, results []plaidsvc.SyncResult) error {
	asJSON, _ := cmd.Flags().GetBool("json")
	asCSV, _ := cmd.Flags().GetBool("csv")
	show := saySynced
	if asJSON || asCSV {
		show = printSyncRecords
	}
	if err := show(cmd, results); err != nil {
		return err
	}
	failed := banksError{}
	for _, r := range results {
		if r.Err != nil {
			failed.add(failure(r, results), r.Err)
		}
	}
	if failed.worst != nil {
		return failed
	}
	return nil
}

// saySynced prints a line for every bank that was synced.
func saySynced(cmd *cobra.Command, results []plaidsvc.SyncResult) error {
	for _, r := range results {
		if r.Err != nil {
			continue // stderr names it
		}
		if err := output.Say(cmd.OutOrStdout(), "%s: %s\n", r.Item.Institution, brought(r)); err != nil {
			return err
		}
	}
	return nil
}

func printSyncRecords(cmd *cobra.Command, results []plaidsvc.SyncResult) error {
	w := output.New(cmd, syncFields, nil)
	for _, r := range results {
		code, words, synced := "", "", ""
		if r.Err != nil {
			words = sentence(r.Err)
			if p := r.Item.Problem; p != nil {
				code = p.Code
			}
		}
		if !r.Item.SyncedAt.IsZero() {
			synced = r.Item.SyncedAt.UTC().Format(time.RFC3339)
		}
		c := r.Changes
		record := []any{r.Item.ID, r.Item.Institution, c.Added, c.Modified, c.Removed, c.Posted, r.Item.Completeness, synced, code, words, c.SetAside}
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

// failure is why a bank was not synced, in words that name the bank once.
func failure(r plaidsvc.SyncResult, all []plaidsvc.SyncResult) string {
	name, words := text.Clean(r.Item.Institution), sentence(r.Err)
	if !strings.Contains(words, name) {
		words = name + ": " + words
	}
	if needsPerson(r.Err) {
		words += " Run: passbook repair " + argument(r.Item, all)
	}
	return text.Clean(words)
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
