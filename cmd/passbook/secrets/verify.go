package secrets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// What Plaid says of a token, beside held.
const (
	wrongKeys        = "keys"        // Plaid does not take the keys: nothing is known of the token
	wrongEnvironment = "environment" // the token is of other keys or of another environment
	isGone           = "gone"        // Plaid ended the Item
	isUnknown        = "unknown"     // Plaid could not be asked
)

func newVerify(with With) *cobra.Command {
	var offline bool
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Open every secret and ask Plaid whether each token holds",
		Long: `Open every secret of the vault in use, and ask Plaid for the Item of each token,
which costs nothing.

--json and --csv print the fields of passbook secrets list, and state can also
be keys (Plaid does not take the keys), environment (the token is of other keys
or another environment), gone (Plaid ended the Item) or unknown (Plaid could not
be asked).

Exit codes: 5 when a secret does not open or a token does not hold, 4 when the
vault cannot be opened or Plaid does not take the keys, 1 when Plaid could not
be asked.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, s Session) error { return verify(ctx, cmd, s, offline) })
		},
	}
	output.Flags(cmd)
	cmd.Flags().BoolVar(&offline, "offline", false, "open the secrets and do not ask Plaid")
	return cmd
}

func verify(ctx context.Context, cmd *cobra.Command, s Session, offline bool) error {
	found, used, err := find(ctx, cmd, s)
	if err != nil {
		return err
	}
	if !offline && used.vault != nil {
		svc, err := s.Service(used.vault)
		if err != nil {
			return err
		}
		for i, f := range found {
			if f.lies == used.kind && f.state != isClosed && !vault.IsOwn(f.name) && !vault.IsExchange(f.name) {
				f.ask(ctx, svc)
				found[i] = f
			}
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := printFindings(cmd, found); err != nil {
		return err
	}
	return verdict(found)
}

// ask has Plaid say whether a token holds.
func (f *finding) ask(ctx context.Context, svc *plaidsvc.Service) {
	err := svc.CheckToken(ctx, f.name)
	if err == nil {
		f.about = cmp.Or(f.about, "Plaid takes it.")
		return
	}
	f.state, f.about = isUnknown, format.OnceOver(err.Error())
	var answer *problem.Error
	if !errors.As(err, &answer) {
		return
	}
	f.turn = answer.Actor
	switch {
	case answer.Code == plaidsvc.CodeUnknownToken:
		f.state = wrongEnvironment
	case answer.Actor == ledger.ActorRelink:
		f.state = isGone
	case answer.Actor == ledger.ActorSetup && answer.Code != "":
		f.state = wrongKeys
	}
}

// verdict is the error of what was found: nil where every secret opens and every
// token holds.
func verdict(found []finding) error {
	var bad, unknown []string
	for _, f := range found {
		who := f.bank
		if who == "" {
			who = "a token of no bank"
		}
		if own, is := owned[f.name]; is {
			who = own.who
		} else if vault.IsExchange(f.name) {
			who = "what a link began with"
		}
		switch f.state {
		case isHeld, isOrphan, isDifferent:
		case wrongKeys:
			return exit.Misconfigured(errors.New(f.about))
		case isUnknown:
			unknown = append(unknown, who)
		default:
			bad = append(bad, who)
		}
	}
	switch {
	case len(bad) > 0:
		return exit.Unmet(fmt.Errorf("these do not hold: %s", strings.Join(bad, ", ")))
	case len(unknown) > 0:
		return fmt.Errorf("plaid could not be asked about: %s", strings.Join(unknown, ", "))
	}
	return nil
}
