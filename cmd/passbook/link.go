package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/plaidsvc"
	"passbook/plaidsvc/link"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
	"passbook/tui/text"
)

// browserFlags adds the ways to reach Link to a command.
func browserFlags(cmd *cobra.Command, o *plaidsvc.LinkOptions) *string {
	f := cmd.Flags()
	f.IntVar(&o.Port, "port", 0, "fixed `port` of the page on 127.0.0.1 (for ssh -L)")
	f.BoolVar(&o.NoBrowser, "no-browser", false, "only print the address")
	return f.String("method", "auto", "auto, localhost (a page on this machine) or hosted (an address for any device)")
}

// readLinkMethod checks what browserFlags read.
func readLinkMethod(o *plaidsvc.LinkOptions, method string) error {
	if o.Port < 0 || o.Port > 65535 {
		return usageError{fmt.Errorf("--port is a number from 1 to 65535, not %d", o.Port)}
	}
	switch method {
	case "auto":
		o.Method = plaidsvc.LinkAuto
	case "localhost":
		o.Method = plaidsvc.LinkLocalhost
	case "hosted":
		o.Method = plaidsvc.LinkHosted
	default:
		return usageError{fmt.Errorf("--method is auto, localhost or hosted, not %q", method)}
	}
	return nil
}

func newLink() *cobra.Command {
	var o plaidsvc.LinkOptions
	var institution, user, password string
	var duplicate bool
	cmd := &cobra.Command{
		Use:   "link",
		Short: "Link a bank",
		Long: `Link a bank through Plaid Link in a browser, store its token in the vault and
fetch its transactions.

With --sandbox-institution it links a test bank of Plaid's Sandbox without a
browser.`,
		Args: cobra.NoArgs,
	}
	method := browserFlags(cmd, &o)
	f := cmd.Flags()
	f.BoolVar(&duplicate, "again", false, "link a login that is linked already")
	f.StringVar(&institution, "sandbox-institution", "", "link this institution `id` of Plaid's Sandbox without a browser")
	f.StringVar(&user, "sandbox-user", "user_good", "test user for --sandbox-institution")
	f.StringVar(&password, "sandbox-password", "pass_good", "its password")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := readLinkMethod(&o, *method); err != nil {
			return err
		}
		return withService(cmd, func(ctx context.Context, ses *session, svc *plaidsvc.Service) error {
			svc.Recover(ctx) // a login that waits to be stored is not linked a second time
			out := cmd.OutOrStdout()
			var result plaidsvc.LinkResult
			var err error
			if institution != "" {
				result, err = svc.LinkSandbox(ctx, institution, user, password)
				var e *problem.Error
				if errors.As(err, &e) && e.Code == "INVALID_INSTITUTION" {
					return usageError{err}
				}
			} else {
				result, err = svc.Link(ctx, o, showLink(out))
			}
			if err == nil && result.Pending != nil && duplicate {
				result, err = result.Pending.Confirm(ctx)
			}
			if err != nil {
				return err
			}
			return afterLink(ctx, cmd, ses, svc, result)
		})
	}
	return cmd
}

// showLink prints where to go and what happens.
func showLink(out io.Writer) func(plaidsvc.LinkProgress) {
	tell := func(format string, values ...any) {
		_ = output.Say(out, format, values...) // Link goes on where nobody reads
	}
	return func(p plaidsvc.LinkProgress) {
		switch p.Step {
		case plaidsvc.LinkReady:
			if p.Why != "" {
				tell("%s\n", p.Why)
			}
			tell("Link your bank at\n\n  %s\n\n", p.URL)
			if p.QR != "" {
				fmt.Fprintln(out, p.QR) // lines of blocks, made here
			}
			if tunnel := link.Tunnel(p.URL); tunnel != "" && p.Method == plaidsvc.LinkHosted {
				tell("Open it on this machine. On another one, run this there first:\n\n  %s\n\n", tunnel)
			}
			if !p.Expires.IsZero() {
				tell("The address works until %s. Ctrl-C cancels.\n", p.Expires.Local().Format("15:04"))
			}
		case plaidsvc.LinkOpened:
			if p.Err != nil {
				tell("No browser could be started; open the address yourself.\n")
			} else {
				tell("Your browser was opened.\n")
			}
		case plaidsvc.LinkInBrowser:
			if p.Doing == "" {
				tell("Waiting for you in the browser…\n")
			} else {
				tell("  %s\n", p.Doing)
			}
		case plaidsvc.LinkExchanging:
			tell("Saving… Ctrl-C no longer cancels; this ends by itself within three minutes.\n")
		}
	}
}

// afterLink says what was linked and waits for its first transactions. It fails
// for a login that is linked already and was not linked again.
func afterLink(ctx context.Context, cmd *cobra.Command, ses *session, svc *plaidsvc.Service, r plaidsvc.LinkResult) error {
	if p := r.Pending; p != nil {
		return fmt.Errorf("%s is linked already (%s); passbook link --again links it a second time",
			text.Clean(p.Existing.Institution), text.Clean(strings.Join(p.Accounts, ", ")))
	}
	out := cmd.OutOrStdout()
	if err := sayLinked(out, r); err != nil {
		return err
	}
	results, err := syncAndShow(ctx, cmd, svc, r.Item.ID)
	if err != nil {
		return err
	}
	for _, res := range results {
		if res.Err != nil {
			return res.Err
		}
	}
	it, err := ses.db.Item(ctx, r.Item.ID)
	if err != nil {
		return err
	}
	sum, err := ses.db.Summarize(ctx, ledger.Filter{ItemID: it.ID})
	if err != nil {
		return err
	}
	if it.Completeness != ledger.HistoryFull {
		return output.Say(out, "%d transactions so far.\nThe bank is still preparing older ones; passbook sync fetches them in some minutes.\n", sum.Count)
	}
	return output.Say(out, "%d transactions so far.\n", sum.Count)
}

// linkedColumns show the accounts of a new link, indented and without titles.
var linkedColumns = []output.Column{{}, {Width: 40}, {Width: 15, Right: true}, {Width: 4}}

// sayLinked names the bank, the vault and the accounts of a new link.
func sayLinked(out io.Writer, r plaidsvc.LinkResult) error {
	format := "%s is linked: %d accounts. Its token lies in %s.\n"
	if r.Replaced {
		format = "%s is linked again: %d accounts. Its token lies in %s.\n" +
			"It takes the place of the login that no longer works: history, notes, categories and tags stay.\n"
	}
	if err := output.Say(out, format, r.Item.Institution, len(r.Accounts), r.Vault); err != nil {
		return err
	}
	w := output.Untitled(out, linkedColumns)
	for _, a := range r.Accounts {
		b := a.Balance
		if err := w.Row(nil, []string{"", output.AccountTitle(a.Name, a.Mask), output.Decimal(b.Current, b.Currency), b.Currency}); err != nil {
			return err
		}
	}
	return w.End()
}
