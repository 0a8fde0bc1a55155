package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/storage"
	"passbook/tui/format"
)

// historyFields are the documented fields of a list of syncs.
var historyFields = []string{
	"sync", "at", "institution", "item_id", "added", "posted", "modified", "removed", "unchanged", "request_ids", "set_aside",
	"times", "last_at", "error_code", "error", "turn",
}

var historyColumns = []output.Column{
	{Title: "Sync", Right: true},
	{Title: "When", Whole: true},
	{Title: "Institution"},
	{Title: "Added", Right: true},
	{Title: "Posted", Right: true},
	{Title: "Changed", Right: true},
	{Title: "Removed", Right: true},
	{Title: "Set aside", Right: true},
	{Title: "Failed"},
}

// changeFields are the documented fields of what one sync did.
var changeFields = []string{
	"sync", "kind", "id", "date", "account", "account_id", "name", "amount", "currency", "fields",
}

var changeColumns = []output.Column{
	{Title: "Kind"},
	{Title: "Date", Whole: true},
	{Title: "Name"},
	{Title: "Amount", Right: true},
	{Title: "Cur"},
	{Title: "What changed"},
}

// historyFlags say which syncs are printed.
type historyFlags struct {
	limit   int // 0: all
	bank    string
	changed bool
}

func newHistory() *cobra.Command {
	var o historyFlags
	cmd := &cobra.Command{
		Use:   "history [SYNC]",
		Short: "Print what syncs brought or why they failed, or one's changes",
		Long: `Print what every sync brought, newest first, or with the number of a sync every
change that it made: what was added, posted, changed (old value to new),
removed.

A sync that failed is there too, with Plaid's code and the request ids that its
support asks for. Several that failed alike one after another are one line with
how often and since when. One that brought nothing has no line.

--json and --csv print the fields
  ` + output.FieldList(historyFields) + `
where at and last_at are UTC, and turn says who has to act: person, relink,
keys, wait or bug; error_code, error and turn are null where nothing failed. For
one sync they print

  ` + output.FieldList(changeFields) + `
where fields is a list of {field, old, new}.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var id int64
			if len(args) == 1 {
				var err error
				if id, err = strconv.ParseInt(args[0], 10, 64); err != nil || id <= 0 {
					return exit.Wrongly(fmt.Errorf("a sync has a number, as in the first column of `passbook history`; %q is none", args[0]))
				}
				if cmd.Flags().Changed("bank") || o.changed {
					return exit.Wrongly(errors.New("--bank and --changed choose among the syncs, and not among the changes of one"))
				}
			}
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				if id == 0 {
					return o.printSyncs(ctx, cmd, ses.db)
				}
				return printChanges(ctx, cmd, ses.db, id, o.limit)
			})
		},
	}
	output.Flags(cmd)
	output.Limit(cmd, &o.limit, 50)
	cmd.Flags().StringVar(&o.bank, "bank", "", "only the syncs of `BANK`")
	cmd.Flags().BoolVar(&o.changed, "changed", false, "only the syncs that changed something")
	return cmd
}

// portion is how many rows are read at a time: memory does not grow with them.
const portion = 500

func (o historyFlags) printSyncs(ctx context.Context, cmd *cobra.Command, db *storage.DB) error {
	filter := storage.SyncFilter{Changed: o.changed}
	if cmd.Flags().Changed("bank") {
		items, err := db.Items(ctx)
		if err != nil {
			return err
		}
		it, err := choose.Item(items, o.bank)
		if err != nil {
			return err
		}
		filter.ItemID = it.ID
	}
	w := output.New(cmd, historyFields, historyColumns)
	printed := 0
	for before := int64(0); ; {
		syncs, err := db.Syncs(ctx, filter, before, next(o.limit, printed))
		if err != nil {
			return err
		}
		for _, s := range syncs {
			if err := w.Row(syncRecord(s)); err != nil {
				return err
			}
			before = s.SyncID
		}
		printed += len(syncs)
		if len(syncs) == 0 || printed == o.limit {
			return w.End()
		}
	}
}

func syncRecord(s storage.Sync) (record []any, cells []string) {
	turn, code, words := output.ProblemFields(s.Problem)
	failed := ""
	if p := s.Problem; p != nil {
		failed = cmp.Or(p.Code, format.OnceOver(p.Sentence))
		if s.Times > 1 {
			failed = fmt.Sprintf("%d times since %s: %s", s.Times, s.At.Local().Format(minute), failed)
		}
	}
	record = []any{
		s.SyncID, output.Instant(s.At), s.Institution, s.ItemID,
		s.Added, s.Posted, s.Modified, s.Removed, s.Unchanged, append([]string{}, s.RequestIDs...), s.SetAside,
		s.Times, output.Instant(s.LastAt), code, words, turn,
	}
	cells = []string{
		fmt.Sprint(s.SyncID), s.LastAt.Local().Format(minute), s.Institution,
		fmt.Sprint(s.Added), fmt.Sprint(s.Posted), fmt.Sprint(s.Modified), fmt.Sprint(s.Removed), fmt.Sprint(s.SetAside), failed,
	}
	return record, cells
}

// minute is how a table writes an instant.
const minute = "2006-01-02 15:04"

// sayFailure prints what is known of a sync that failed.
func sayFailure(out io.Writer, s storage.Sync) error {
	when := s.At.Local().Format(minute)
	if s.Times > 1 {
		when = fmt.Sprintf("%d times from %s to %s", s.Times, when, s.LastAt.Local().Format(minute))
	}
	return output.Say(out, "%s: failed %s.\n%s\ncode: %s\nrequests: %s\n", s.Institution, when,
		format.OnceOver(s.Problem.Sentence), orNone(s.Problem.Code), orNone(strings.Join(s.RequestIDs, " ")))
}

func printChanges(ctx context.Context, cmd *cobra.Command, db *storage.DB, sync int64, limit int) error {
	records, err := db.Syncs(ctx, storage.SyncFilter{SyncID: sync}, 0, 1)
	switch {
	case err != nil:
		return err
	case len(records) == 0:
		return fmt.Errorf("there is no sync %d", sync)
	case records[0].Problem != nil && output.AsTable(cmd):
		return sayFailure(cmd.OutOrStdout(), records[0])
	}
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
		string(c.Kind), e.Date.String(), e.Title(), format.Digits(e.Amount), e.Amount.Currency, strings.Join(words, "; "),
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
