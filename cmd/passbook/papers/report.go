package papers

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
)

// reportFields are the documented fields of passbook report assets.
var reportFields = []string{"file", "bytes", "days", "item_ids", "institutions", "resumed", "removed"}

const usualReportDays = 60

func newReport(with online.With) *cobra.Command {
	cmd := &cobra.Command{Use: "report", Short: "Ask Plaid for a report, as a PDF"}
	cmd.AddCommand(newAssetReport(with))
	return cmd
}

func newAssetReport(with online.With) *cobra.Command {
	var days int
	var file string
	cmd := &cobra.Command{
		Use:   "assets [BANK...]",
		Short: "Write a report of balances and past transactions (billed by Plaid)",
		Long: fmt.Sprintf(`Have Plaid make one report of the balances, owners and past transactions of the
banks that you name (of all if you name none), and write it to a file as a PDF.
Plaid bills the report and the PDF, and more where --days is above %d.

The file is yours alone to read, and nothing is written over. A report takes
about a minute. Ctrl-C ends the waiting, not the report: the same command goes
on with it, and it is billed once. Its token is sealed in the vault meanwhile.
When the file is written, the report is removed at Plaid.

A bank that needs your consent for it gets it by passbook products add assets.

--json and --csv print the fields
  `+output.FieldList(reportFields)+`
where resumed says that the report was billed before, and removed that it is no
longer at Plaid.`, products.UsualReportDays),
		Example: "  passbook report assets -o assets.pdf",
		RunE: func(cmd *cobra.Command, args []string) error {
			if file == "" {
				return exit.Wrongly(errors.New("-o names the file of the report"))
			}
			if days < 1 || days > products.MaxReportDays {
				return exit.Wrongly(fmt.Errorf("--days is a number from 1 to %d", products.MaxReportDays))
			}
			return with(cmd, func(ctx context.Context, ses online.Session) error {
				return assetReport(ctx, cmd, ses, args, days, file)
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().IntVar(&days, "days", usualReportDays, "`N` days of history")
	cmd.Flags().StringVarP(&file, "output", "o", "", "the `file` that the PDF is written to")
	return cmd
}

func assetReport(ctx context.Context, cmd *cobra.Command, ses online.Session, names []string, days int, file string) error {
	items, err := banks(ctx, ses, names)
	if err != nil {
		return err
	}
	if file, err = filepath.Abs(file); err != nil {
		return err
	}
	if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
		return exit.Wrongly(fmt.Errorf("there is no folder %s", filepath.Dir(file)))
	}
	asked, err := productsOf(ses)
	if err != nil {
		return err
	}
	var list []string
	for _, it := range items {
		list = append(list, it.Institution)
	}
	resumed, removed := false, true
	err = asked.AssetReport(ctx, products.AssetReport{
		Items: items, Days: days, File: file,
		Wait: func(ctx context.Context, tries int) (bool, error) { return waitForReport(ctx, cmd, tries) },
		Tell: func(step products.ReportStep) error {
			resumed = resumed || step == products.ReportResumed
			removed = removed && step != products.ReportLeft
			return output.Say(cmd.ErrOrStderr(), "passbook: %s\n", reportWords(step, days, list))
		},
	})
	if errors.Is(err, fs.ErrExist) {
		return exit.Wrongly(fmt.Errorf("%s is there already: name another file", file))
	}
	if err != nil {
		return err
	}
	return printReport(cmd, items, days, file, resumed, removed)
}

// reportWords says what happens to a report.
func reportWords(step products.ReportStep, days int, banks []string) string {
	report := fmt.Sprintf("an asset report of %d days about %s", days, strings.Join(banks, ", "))
	switch step {
	case products.ReportBilled:
		if days > products.UsualReportDays {
			return fmt.Sprintf("asking Plaid for %s, which it bills, with a fee for more than %d days, and its PDF", report, products.UsualReportDays)
		}
		return "asking Plaid for " + report + ", which it bills, and its PDF"
	case products.ReportResumed:
		return "going on with " + report + " that was asked for before: it is billed once"
	case products.ReportDropped:
		return "another report, which was billed and never fetched, was removed at Plaid"
	case products.ReportKept:
		return "the report is billed and kept at Plaid: the same command goes on with it"
	default:
		return "the report could not be removed at Plaid: the next passbook report assets does it"
	}
}

// How long a report is waited for. Plaid says that it takes a few seconds to about
// a minute.
const (
	longestWait = 15 * time.Second // between two questions
	mostTries   = 60               // a quarter of an hour
)

// waitForReport waits before a report is asked for again: a second, then twice as
// long each time.
func waitForReport(ctx context.Context, cmd *cobra.Command, tries int) (again bool, err error) {
	if tries > mostTries {
		return false, nil
	}
	if tries == 1 {
		if err := output.Say(cmd.ErrOrStderr(), "passbook: Plaid is making the report, which takes about a minute; Ctrl-C ends the waiting\n"); err != nil {
			return false, err
		}
	}
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case <-time.After(min(time.Second<<min(tries-1, 10), longestWait)):
		return true, nil
	}
}

func printReport(cmd *cobra.Command, items []ledger.Item, days int, file string, resumed, removed bool) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if output.AsTable(cmd) {
		return output.Say(cmd.OutOrStdout(), "wrote the asset report to %s; only you may read it\n", file)
	}
	ids, names := []string{}, []string{}
	for _, it := range items {
		ids, names = append(ids, it.ID), append(names, it.Institution)
	}
	w := output.New(cmd, reportFields, nil)
	if err := w.Row([]any{file, info.Size(), days, ids, names, resumed, removed}, nil); err != nil {
		return err
	}
	return w.End()
}
