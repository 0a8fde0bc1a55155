package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/storage"
)

// historyFields are the documented fields of a list of syncs.
var historyFields = []string{
	"sync", "at", "institution", "item_id", "added", "posted", "modified", "removed", "unchanged", "request_ids", "set_aside",
}

var historyColumns = []output.Column{
	{Title: "Sync", Width: 6, Right: true},
	{Title: "When", Width: 16},
	{Title: "Institution", Width: 26},
	{Title: "Added", Width: 7, Right: true},
	{Title: "Posted", Width: 7, Right: true},
	{Title: "Changed", Width: 7, Right: true},
	{Title: "Removed", Width: 7, Right: true},
	{Title: "Set aside", Width: 9, Right: true},
}

// changeFields are the documented fields of what one sync did.
var changeFields = []string{
	"sync", "kind", "id", "date", "account", "account_id", "name", "amount", "currency", "fields",
}

var changeColumns = []output.Column{
	{Title: "Kind", Width: 8},
	{Title: "Date", Width: 10},
	{Title: "Name", Width: 34},
	{Title: "Amount", Width: 14, Right: true},
	{Title: "Cur", Width: 4},
	{Title: "What changed", Width: 100},
}

func newHistory() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "history [SYNC]",
		Short: "Print what every sync brought, or every change of one",
		Long: `Print what every sync brought, newest first, or with the number of a sync every
change that it made: what was added, posted, changed (old value to new), removed.

--json and --csv print the fields
  ` + strings.Join(historyFields, ", ") + `
or, for one sync,
  ` + strings.Join(changeFields, ", ") + `
where fields is a list of {field, old, new}.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var id int64
			if len(args) == 1 {
				var err error
				if id, err = strconv.ParseInt(args[0], 10, 64); err != nil || id <= 0 {
					return usageError{fmt.Errorf("a sync has a number, as in the first column of `passbook history`; %q is none", args[0])}
				}
			}
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				if id == 0 {
					return printSyncs(ctx, cmd, ses.db, limit)
				}
				return printChanges(ctx, cmd, ses.db, id, limit)
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().IntVar(&limit, "limit", 50, "print at most `N`; 0 prints all")
	return cmd
}

// portion is how many rows are read at a time: memory does not grow with them.
const portion = 500

func printSyncs(ctx context.Context, cmd *cobra.Command, db *storage.DB, limit int) error {
	w := output.New(cmd, historyFields, historyColumns)
	printed := 0
	for before := int64(0); ; {
		syncs, err := db.Syncs(ctx, "", before, next(limit, printed))
		if err != nil {
			return err
		}
		for _, s := range syncs {
			if err := w.Row(
				[]any{
					s.SyncID, s.At.UTC().Format(time.RFC3339), s.Institution, s.ItemID,
					s.Added, s.Posted, s.Modified, s.Removed, s.Unchanged, strings.Join(s.RequestIDs, " "), s.SetAside,
				},
				[]string{
					fmt.Sprint(s.SyncID), s.At.Local().Format("2006-01-02 15:04"), s.Institution,
					fmt.Sprint(s.Added), fmt.Sprint(s.Posted), fmt.Sprint(s.Modified), fmt.Sprint(s.Removed), fmt.Sprint(s.SetAside),
				},
			); err != nil {
				return err
			}
			before = s.SyncID
		}
		printed += len(syncs)
		if len(syncs) == 0 || printed == limit {
			return w.End()
		}
	}
}

func printChanges(ctx context.Context, cmd *cobra.Command, db *storage.DB, sync int64, limit int) error {
	w := output.New(cmd, changeFields, changeColumns)
	printed := 0
	for before := int64(0); ; {
		changes, err := db.SyncChanges(ctx, sync, before, next(limit, printed))
		if err != nil {
			return err
		}
		for _, c := range changes {
			if err := w.Row(changeRecord(sync, c)); err != nil {
				return err
			}
			before = c.Entry.Key.Row
		}
		printed += len(changes)
		if len(changes) == 0 || printed == limit {
			return w.End()
		}
	}
}

func changeRecord(sync int64, c storage.Change) (record []any, cells []string) {
	e := c.Entry
	words := make([]string, len(c.Fields))
	for i, f := range c.Fields {
		words[i] = fmt.Sprintf("%s: %s → %s", f.Field, orNone(f.Old), orNone(f.New))
	}
	fields := c.Fields
	if fields == nil {
		fields = []storage.FieldChange{}
	}
	record = []any{
		sync, c.Kind, e.ID, e.Date.String(), e.AccountName, e.AccountID, e.Name, e.Amount.Decimal(), e.Amount.Currency, fields,
	}
	cells = []string{
		string(c.Kind), e.Date.String(), e.Title(), e.Amount.Decimal(), e.Amount.Currency, strings.Join(words, "; "),
	}
	return record, cells
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}

// next is how many rows to ask for when printed of limit are done.
func next(limit, printed int) int {
	if limit == 0 {
		return portion
	}
	return min(portion, limit-printed)
}
