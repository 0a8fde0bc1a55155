package payments

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/storage/risk"
	"passbook/tui/text"
)

// decisions are Plaid's words for what can be decided, by the words of the flag.
var decisions = map[string]string{
	"approve": "APPROVE", "review": "REVIEW", "reject": "REJECT", "other": "TAKE_OTHER_RISK_MEASURES", "none": "NOT_EVALUATED",
}

// returnCode is the form of ACH return codes.
var returnCode = regexp.MustCompile(`^R[0-9]{2}$`)

// report is what the person tells of a debit.
type report struct {
	decision, code, day string
	notInitiated        bool
}

func newRiskReport(with online.With) *cobra.Command {
	var r report
	cmd := &cobra.Command{
		Use:   "report ID",
		Short: "Tell Plaid what became of a debit",
		Long: `Tell Plaid what was decided of a debit that passbook risk asked about, or that
it came back. Plaid learns from it and bills nothing. The id is that of passbook
risk list, or its beginning.`,
		Example: `  passbook risk report 7K2M --decision approve
  passbook risk report 7K2M --return R01 --on 2026-11-20`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := r.check(); err != nil {
				return exit.Wrongly(err)
			}
			return with(cmd, func(ctx context.Context, s online.Session) error { return r.send(ctx, cmd, s, args[0]) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&r.decision, "decision", "", "approve, review, reject, other (another measure) or none (it was not judged)")
	f.BoolVar(&r.notInitiated, "not-initiated", false, "with --decision: the debit is not sent to the bank")
	f.StringVar(&r.code, "return", "", "it came back with this ACH `code`, such as R01")
	f.StringVar(&r.day, "on", "", "with --return: the `day` on which it came back")
	cmd.MarkFlagsMutuallyExclusive("decision", "return")
	cmd.MarkFlagsOneRequired("decision", "return")
	_ = cmd.RegisterFlagCompletionFunc("decision", cobra.FixedCompletions([]string{"approve", "review", "reject", "other", "none"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// check says what is wrong with the flags.
func (r *report) check() error {
	switch {
	case r.decision != "" && decisions[r.decision] == "":
		return fmt.Errorf("--decision is approve, review, reject, other or none, not %.40q", r.decision)
	case r.code != "" && !returnCode.MatchString(strings.ToUpper(r.code)):
		return fmt.Errorf("--return is an ACH code such as R01, not %.40q", r.code)
	case r.day != "" && r.code == "":
		return errors.New("--on says when a debit came back: it goes with --return")
	case r.notInitiated && r.decision == "":
		return errors.New("--not-initiated goes with --decision")
	}
	if _, err := r.returned(); err != nil {
		return errors.New("--on is a day such as 2026-11-20")
	}
	return nil
}

// returned is the day of --on, zero without one.
func (r *report) returned() (time.Time, error) {
	if r.day == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.DateOnly, r.day)
}

func (r *report) send(ctx context.Context, cmd *cobra.Command, s online.Session, id string) error {
	check, err := findCheck(ctx, s, id)
	if err != nil {
		return err
	}
	svc, err := s.Service()
	if err != nil {
		return err
	}
	what := "the decision " + r.decision
	if r.code == "" {
		err = svc.Products().ReportDecision(ctx, check.ID, !r.notInitiated, decisions[r.decision])
	} else {
		at, _ := r.returned() // it was checked
		what = "the return " + strings.ToUpper(r.code)
		err = svc.Products().ReportReturn(ctx, check.ID, strings.ToUpper(r.code), at)
	}
	if err != nil {
		return err
	}
	return output.Say(cmd.OutOrStdout(), "Plaid knows %s of the debit %s\n", what, check.ID)
}

// findCheck finds a debit by its id or the beginning of it. Errors: exit.Wrongly
// where not exactly one has it.
func findCheck(ctx context.Context, s online.Session, id string) (risk.Check, error) {
	checks, err := risk.List(ctx, s.DB)
	if err != nil {
		return risk.Check{}, err
	}
	var found []risk.Check
	for _, c := range checks {
		if strings.HasPrefix(c.ID, strings.ToUpper(id)) {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return risk.Check{}, exit.Wrongly(fmt.Errorf("%d debits have an id that begins with %q: passbook risk list prints them", len(found), text.Clean(id)))
	}
	return found[0], nil
}
