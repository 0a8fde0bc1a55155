package papers

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/papers"
	"passbook/tui/format"
)

// statementFields are the documented fields of passbook statements list, and with
// the last two of passbook statements download.
var statementFields = []string{
	"item_id", "institution", "account_id", "account", "statement_id", "month", "date_posted", "sha256", "file", "new",
}

const aboutStatements = `A bank has statements for passbook where it was linked with statements among the
products of your settings (passbook config set products statements), or where
passbook products add statements added them. Plaid bills for statements.`

func newStatements(with online.With) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "statements",
		Short: "List your banks' statements, and download what is new",
		Long:  "List the statements of your banks (PDF), and download those that are new.\n" + aboutStatements,
	}
	cmd.AddCommand(newListStatements(with), newDownloadStatements(with))
	return cmd
}

func newListStatements(with online.With) *cobra.Command {
	var account string
	cmd := &cobra.Command{
		Use:   "list [BANK]",
		Short: "Ask the banks which statements they have (billed by Plaid)",
		Long: `Ask a bank (all of them if you name none) which statements it has.
` + aboutStatements + `
--json and --csv print the fields
  ` + output.FieldList(statementFields[:8]) + `
where sha256 is null for one that was never downloaded.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return with(cmd, func(ctx context.Context, ses online.Session) error {
				listed, err := listStatements(ctx, cmd, ses, args, account)
				if err != nil {
					return err
				}
				return printStatements(cmd, listed)
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().StringVar(&account, "account", "", "only of this `account`: its id, name or last digits")
	return cmd
}

func newDownloadStatements(with online.With) *cobra.Command {
	var account, folder string
	cmd := &cobra.Command{
		Use:   "download [BANK]",
		Short: "Download the statements that a folder has not (billed by Plaid)",
		Long: `Download the statements of a bank (of all if you name none) into a folder,
under names such as "First Platypus Bank - Plaid Checking 0000 - 2026-10.pdf".
Only you may read the files. A statement that lies there already, under whatever
name, is not downloaded again, which its SHA-256 tells; nothing is written over.
Each download is held against the SHA-256 that Plaid sends with it.
` + aboutStatements + `
--json and --csv print the fields
  ` + output.FieldList(statementFields) + `
where new is false for what was there.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if folder == "" {
				return exit.Wrongly(errors.New("--to names the folder of the statements"))
			}
			return with(cmd, func(ctx context.Context, ses online.Session) error {
				return downloadStatements(ctx, cmd, ses, args, account, folder)
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().StringVar(&account, "account", "", "only of this `account`: its id, name or last digits")
	cmd.Flags().StringVar(&folder, "to", "", "the `folder` of the statements; it is made where it is not there")
	return cmd
}

// listed is what some banks have in statements.
type listed struct {
	items      []ledger.Item // those that answered
	statements []papers.Statement
	account    string // the one that is asked for; empty: all
}

// listStatements asks the banks that a person names, or all, for their statements.
// What one of several says instead stands on stderr; where none of them has any it
// is the error.
func listStatements(ctx context.Context, cmd *cobra.Command, ses online.Session, names []string, account string) (l listed, err error) {
	items, err := banks(ctx, ses, names)
	if err != nil {
		return l, err
	}
	if account != "" {
		accounts, err := ses.DB.Accounts(ctx)
		if err != nil {
			return l, err
		}
		accounts = slices.DeleteFunc(accounts, func(a ledger.Account) bool {
			return !slices.ContainsFunc(items, func(it ledger.Item) bool { return it.ID == a.ItemID })
		})
		if l.account, err = choose.Account(accounts, account); err != nil {
			return l, err
		}
	}
	asked, err := productsOf(ses)
	if err != nil {
		return l, err
	}
	var failures []error
	for _, it := range items {
		err := asked.Fetch(ctx, it.ID, kept.Statements)
		switch {
		case err == nil:
			l.items = append(l.items, it)
		case errors.As(err, new(*problem.Error)) && ctx.Err() == nil:
			failures = append(failures, err)
		default:
			return l, err
		}
	}
	if len(l.items) == 0 {
		return l, errors.Join(failures...)
	}
	for _, failed := range failures {
		if err := output.Say(cmd.ErrOrStderr(), "passbook: %s\n", failed.Error()); err != nil {
			return l, err
		}
	}
	all, err := papers.List(ctx, ses.DB)
	for _, s := range all {
		for _, it := range l.items {
			if s.ItemID == it.ID && (l.account == "" || s.AccountID == l.account) {
				l.statements = append(l.statements, s)
			}
		}
	}
	return l, err
}

func statementColumns(last string) []output.Column {
	return []output.Column{{Title: "Bank"}, {Title: "Account"}, {Title: "Month", Whole: true}, {Title: "Posted", Whole: true}, {Title: last}}
}

// record is a statement as records have it.
func record(s papers.Statement) []any {
	return []any{
		s.ItemID, s.Institution, output.OrNull(s.AccountID), output.AccountTitle(s.AccountName, s.Mask), s.ID,
		monthOf(s.Month.First()), output.OrNull(s.Posted.String()), output.OrNull(s.SHA256),
	}
}

// cells is a statement as a table has it.
func cells(s papers.Statement, last string) []string {
	return []string{s.Institution, output.AccountTitle(s.AccountName, s.Mask), monthOf(s.Month.First()), s.Posted.String(), last}
}

func printStatements(cmd *cobra.Command, l listed) error {
	w := output.New(cmd, statementFields[:8], statementColumns("Downloaded"))
	for _, s := range l.statements {
		downloaded := "no"
		if s.SHA256 != "" {
			downloaded = "yes"
		}
		if err := w.Row(record(s), cells(s, downloaded)); err != nil {
			return err
		}
	}
	if err := w.End(); err != nil || !w.IsTable() || len(l.statements) > 0 {
		return err
	}
	return output.Say(cmd.OutOrStdout(), noStatement+"\n")
}

func downloadStatements(ctx context.Context, cmd *cobra.Command, ses online.Session, names []string, account, folder string) error {
	l, err := listStatements(ctx, cmd, ses, names, account)
	if err != nil {
		return err
	}
	asked, err := productsOf(ses)
	if err != nil {
		return err
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return err
	}
	w := output.New(cmd, statementFields, statementColumns("File"))
	fresh, there := 0, 0
	for _, it := range l.items {
		err := asked.DownloadStatements(ctx, it.ID, products.Download{
			Folder:  folder,
			Wanted:  func(s papers.Statement) bool { return l.account == "" || s.AccountID == l.account },
			Limited: func(ctx context.Context) error { return waitAMinute(ctx, cmd, it.Institution+": ") },
			Done: func(f products.StatementFile) error {
				words := f.Name
				if f.New {
					fresh++
				} else {
					there++
					words += " (was there)"
				}
				return w.Row(append(record(f.Statement), f.Name, f.New), cells(f.Statement, words))
			},
		})
		if err != nil {
			return errors.Join(err, w.End())
		}
	}
	if err := w.End(); err != nil || !w.IsTable() {
		return err
	}
	if fresh+there == 0 {
		return output.Say(cmd.OutOrStdout(), noStatement+"\n")
	}
	return output.Say(cmd.OutOrStdout(), "\n%s downloaded to %s, %s there already.\n", format.Count(fresh, "statement", "statements"), folder, format.Number(there))
}

const noStatement = "There is no statement yet. Banks post them a few days after a month ends."
