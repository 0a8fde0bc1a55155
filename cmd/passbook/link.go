package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

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
	return func(p plaidsvc.LinkProgress) {
		switch p.Step {
		case plaidsvc.LinkReady:
			if p.Why != "" {
				fmt.Fprintln(out, p.Why)
			}
			fmt.Fprintf(out, "Link your bank at\n\n  %s\n\n", p.URL)
			if p.QR != "" {
				fmt.Fprintln(out, p.QR)
			}
			if tunnel := link.Tunnel(p.URL); tunnel != "" && p.Method == plaidsvc.LinkHosted {
				fmt.Fprintf(out, "Open it on this machine. On another one, run this there first:\n\n  %s\n\n", tunnel)
			}
			if !p.Expires.IsZero() {
				fmt.Fprintf(out, "The address works until %s. Ctrl-C cancels.\n", p.Expires.Local().Format("15:04"))
			}
		case plaidsvc.LinkOpened:
			if p.Err != nil {
				fmt.Fprintln(out, "No browser could be started; open the address yourself.")
			} else {
				fmt.Fprintln(out, "Your browser was opened.")
			}
		case plaidsvc.LinkInBrowser:
			if p.Doing == "" {
				fmt.Fprintln(out, "Waiting for you in the browser…")
			} else {
				fmt.Fprintf(out, "  %s\n", p.Doing)
			}
		case plaidsvc.LinkExchanging:
			fmt.Fprintln(out, "Saving…")
		}
	}
}

// afterLink says what was linked and waits for its first transactions. A login
// that is linked already was not.
func afterLink(ctx context.Context, cmd *cobra.Command, ses *session, svc *plaidsvc.Service, r plaidsvc.LinkResult) error {
	if p := r.Pending; p != nil {
		return fmt.Errorf("%s is linked already (%s); passbook link --again links it a second time",
			text.Clean(p.Existing.Institution), text.Clean(strings.Join(p.Accounts, ", ")))
	}
	out := cmd.OutOrStdout()
	linked := "linked"
	if r.Again {
		linked = "linked again"
	}
	fmt.Fprintf(out, "%s is %s: %d accounts. Its token lies in %s.\n", text.Clean(r.Item.Institution), linked, len(r.Accounts), r.Vault)
	if r.Again {
		fmt.Fprintln(out, "It takes the place of the login that no longer works: history, notes, categories and tags stay.")
	}
	for _, a := range r.Accounts {
		fmt.Fprintf(out, "  %s %15s %s\n", text.Fit(text.Clean(accountTitle(a.Name, a.Mask)), 40), decimal(a.Balance.Current, a.Balance.Currency), a.Balance.Currency)
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
	fmt.Fprintf(out, "%d transactions so far.\n", sum.Count)
	if it.History != ledger.HistoryFull {
		fmt.Fprintln(out, "The bank is still preparing older ones; passbook sync fetches them in some minutes.")
	}
	return nil
}
