package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc"
	"passbook/plaidsvc/link"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/text"
)

// browserFlags adds the ways to reach Link to a command.
func browserFlags(cmd *cobra.Command, o *plaidsvc.LinkOptions) *string {
	f := cmd.Flags()
	f.IntVar(&o.Port, "port", 0, "fixed `port` of the page on 127.0.0.1 (for ssh -L)")
	f.BoolVar(&o.NoBrowser, "no-browser", false, "only print the address")
	method := f.String("method", "auto", "auto, localhost (a page on this machine) or hosted (an address for any device)")
	_ = cmd.RegisterFlagCompletionFunc("method", cobra.FixedCompletions([]string{"auto", "localhost", "hosted"}, cobra.ShellCompDirectiveNoFileComp))
	return method
}

// readLinkMethod checks what browserFlags read.
func readLinkMethod(o *plaidsvc.LinkOptions, method string) error {
	if o.Port < 0 || o.Port > 65535 {
		return exit.Wrongly(fmt.Errorf("--port is a number from 1 to 65535, not %d", o.Port))
	}
	switch method {
	case "auto":
		o.Method = plaidsvc.LinkAuto
	case "localhost":
		o.Method = plaidsvc.LinkLocalhost
	case "hosted":
		o.Method = plaidsvc.LinkHosted
	default:
		return exit.Wrongly(fmt.Errorf("--method is auto, localhost or hosted, not %q", method))
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
			recoverAll(ctx, cmd, svc) // a login that waits to be stored is not linked a second time
			bills, err := ses.db.Billing(ctx)
			if err == nil {
				err = output.Say(cmd.OutOrStdout(), "%s\n", bills.Sentence())
			}
			if err != nil {
				return err
			}
			var result plaidsvc.LinkResult
			if institution != "" {
				stop := whileExchanging(cmd)
				result, err = svc.LinkSandbox(ctx, institution, user, password)
				stop()
				var e *problem.Error
				if errors.As(err, &e) && e.Code == "INVALID_INSTITUTION" {
					return exit.Wrongly(err)
				}
			} else {
				progress, stop := followLink(cmd)
				result, err = svc.Link(ctx, o, progress)
				stop()
			}
			if err == nil && result.Pending != nil {
				result, err = linkTwice(ctx, cmd, result.Pending, duplicate)
			}
			if err != nil {
				return err
			}
			return afterLink(ctx, cmd, ses, svc, result)
		})
	}
	return cmd
}

// newIncomeLink makes the command of passbook income that goes through Link.
func newIncomeLink() *cobra.Command {
	var o plaidsvc.LinkOptions
	var payroll bool
	var institution, user, password string
	cmd := &cobra.Command{
		Use:   "link",
		Short: "Show Plaid a bank or an employer for your income",
		Long: `Show Plaid a bank whose accounts your income comes to or, with --payroll, an
employer's payroll, in a browser through Plaid Link. Nothing is fetched by that:
passbook income --fetch does. Plaid bills income once for each bank or employer
that is linked for it, and under some contracts each time that it is asked for.

With --sandbox-institution it takes a test login of Plaid's Sandbox without a
browser.`,
		Args: cobra.NoArgs,
	}
	method := browserFlags(cmd, &o)
	f := cmd.Flags()
	f.BoolVar(&payroll, "payroll", false, "an employer, for pay stubs")
	f.StringVar(&institution, "sandbox-institution", "", "take this institution `id` of Plaid's Sandbox without a browser")
	f.StringVar(&user, "sandbox-user", "user_good", "test user for --sandbox-institution")
	f.StringVar(&password, "sandbox-password", "pass_good", "its password")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := readLinkMethod(&o, *method); err != nil {
			return err
		}
		return withService(cmd, func(ctx context.Context, _ *session, svc *plaidsvc.Service) error {
			out := cmd.OutOrStdout()
			if err := output.Say(out, "%s\n", products.IncomeBilling); err != nil {
				return err
			}
			var err error
			if institution != "" {
				err = svc.LinkSandboxIncome(ctx, payroll, institution, user, password)
			} else {
				err = svc.LinkIncome(ctx, payroll, o, showLink(out))
			}
			if err != nil {
				return err
			}
			return output.Say(out, "Plaid reads your income now: passbook income --fetch asks for it.\n")
		})
	}
	return cmd
}

// linkTwice links a login that is linked already, as again says or the person on
// the terminal, whose way through Link is not thrown away unasked.
func linkTwice(ctx context.Context, cmd *cobra.Command, p *plaidsvc.PendingLink, again bool) (plaidsvc.LinkResult, error) {
	bank, accounts := text.Clean(p.Existing.Institution), text.Clean(strings.Join(p.Accounts, ", "))
	if !again {
		if !interactive(cmd) {
			return plaidsvc.LinkResult{}, fmt.Errorf("%s is linked already (%s); passbook link --again links it a second time", bank, accounts)
		}
		err := output.Say(cmd.OutOrStdout(), "%s is linked already: %s.\nLinked a second time they count twice, and Plaid bills the login twice.\n", bank, accounts)
		if err == nil {
			err = output.Confirm(ctx, cmd, "Type y to link it all the same")
		}
		if err != nil {
			return plaidsvc.LinkResult{}, err
		}
	}
	defer whileExchanging(cmd)()
	return p.Confirm(ctx)
}

// followLink shows how far a link is; stop ends that.
func followLink(cmd *cobra.Command) (progress func(plaidsvc.LinkProgress), stop func()) {
	show, exchanged := showLink(cmd.OutOrStdout()), func() {}
	return func(p plaidsvc.LinkProgress) {
		if p.Step == plaidsvc.LinkExchanging && !p.Update {
			exchanged = whileExchanging(cmd)
		}
		show(p)
	}, func() { exchanged() }
}

// cutWithin is how soon a request has ended that a signal cuts.
const cutWithin = 300 * time.Millisecond

// whileExchanging answers Ctrl-C while Plaid exchanges a token, which nothing
// cuts: the first one with what is waited for, the second by ending passbook as
// a kill would. stop goes back to the usual.
func whileExchanging(cmd *cobra.Command) (stop func()) {
	signals, done := make(chan os.Signal, 2), make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	tell := func(words string) { _ = output.Say(cmd.ErrOrStderr(), "passbook: %s\n", words) }
	go func() {
		for told := false; ; told = true {
			select {
			case <-done:
				return
			case <-signals:
			}
			if told {
				tell("ended. Plaid may hold a login whose token passbook does not have: the next start of passbook keeps it or ends it, and my.plaid.com lists it")
				os.Exit(exitInterrupted)
			}
			select {
			case <-done: // the signal cut what was under way: no exchange
				return
			case <-time.After(cutWithin):
			}
			tell("waiting for Plaid's answer: it brings the only access token, which would be lost. It takes three minutes at most; Ctrl-C once more ends passbook all the same")
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}

// recoverAll finishes what a crash left, and says what became of links and
// exchanges that were cut off.
func recoverAll(ctx context.Context, cmd *cobra.Command, svc *plaidsvc.Service) {
	for _, sentence := range svc.Recover(ctx) {
		_ = output.Say(cmd.ErrOrStderr(), "%s\n", sentence)
	}
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
			tell("Saving…\n")
		}
	}
}

// afterLink says what was linked and waits for its first transactions.
func afterLink(ctx context.Context, cmd *cobra.Command, ses *session, svc *plaidsvc.Service, r plaidsvc.LinkResult) error {
	out := cmd.OutOrStdout()
	if err := sayLinked(out, r); err != nil {
		return err
	}
	if err := sayTwice(ctx, out, ses.db); err != nil {
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

// sayTwice says that accounts may count twice, where two logins list them.
func sayTwice(ctx context.Context, out io.Writer, db *storage.DB) error {
	stitches, err := db.Stitches(ctx)
	if err != nil {
		return err
	}
	for _, s := range stitches {
		if s.TwoLogins && s.State == ledger.StitchQuestion {
			return output.Say(out, "Accounts of two logins look like one and may count twice: passbook stitch shows them and makes them one.\n")
		}
	}
	return nil
}

// linkedColumns show the accounts of a new link, indented and without titles.
var linkedColumns = []output.Column{{}, {}, {Right: true}, {}}

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
		if err := w.Row(nil, []string{"", output.AccountTitle(a.Name, a.Mask), output.Figure(b.Current, b.Currency), b.Currency}); err != nil {
			return err
		}
	}
	return w.End()
}
