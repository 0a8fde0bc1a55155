package wealth

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
)

// Commands gives the commands of this package.
func Commands(with online.With) []*cobra.Command {
	return []*cobra.Command{newHoldings(with), newInvestments(with)}
}

// asking is how a command asks Plaid, where it is to.
type asking struct{ fetch, refresh bool }

// flags adds --fetch and --refresh to a command.
func (a *asking) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.fetch, "fetch", false, "ask Plaid first, which bills investments for each bank and month")
	cmd.Flags().BoolVar(&a.refresh, "refresh", false, "have Plaid ask the banks first, which it bills for each call, and fetch")
	cmd.MarkFlagsMutuallyExclusive("fetch", "refresh")
}

// run asks for the investments of every bank that has an investment account. A
// bank that fails does not keep another from being asked. Errors: exit.Several.
func (a asking) run(ctx context.Context, cmd *cobra.Command, s online.Session) error {
	if !a.fetch && !a.refresh {
		return nil
	}
	items, err := kept.Items(ctx, s.DB, kept.Investments)
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return errors.New("no linked bank has an investment account, so nothing was asked of Plaid")
	}
	service, err := s.Service()
	if err != nil {
		return err
	}
	var failed exit.Several
	for _, it := range items {
		words := "passbook: asking Plaid for the investments at %s; it bills them for each bank and month\n"
		ask := func() error { return service.Products().Fetch(ctx, it.ID, kept.Investments) }
		if a.refresh {
			words = "passbook: having Plaid ask %s for its investments; it bills each such call\n"
			ask = func() error { return service.Products().RefreshInvestments(ctx, it.ID) }
		}
		if err := output.Say(cmd.ErrOrStderr(), words, it.Institution); err != nil {
			return err
		}
		if err := ask(); ctx.Err() != nil {
			return ctx.Err()
		} else if err != nil {
			failed = append(failed, err)
		}
	}
	return failed.OrNil()
}

// sayNothing says why there is nothing to print, under a table.
func sayNothing(ctx context.Context, cmd *cobra.Command, s online.Session, what string) error {
	if !output.AsTable(cmd) {
		return nil
	}
	states, err := kept.States(ctx, s.DB)
	if err != nil {
		return err
	}
	words := "No " + what + " in the cache. passbook holdings --fetch asks Plaid for them, which bills investments for each bank and month."
	for _, state := range states {
		switch {
		case state.Product != kept.Investments:
		case state.Problem != nil:
			words = "No " + what + " in the cache: " + format.OnceOver(state.Problem.Sentence)
		case !state.FetchedAt.IsZero():
			words = "No " + what + " then."
		}
	}
	return output.Say(cmd.ErrOrStderr(), "%s\n", words)
}

// readDay reads a day of a flag; empty: none.
func readDay(name, value string) (ledger.Date, error) {
	day, err := ledger.ParseDate(value)
	if err != nil {
		return 0, exit.Wrongly(fmt.Errorf("--%s is a day, written YYYY-MM-DD, not %.40q", name, text.Clean(value)))
	}
	return day, nil
}

// amount is minor units of a currency as a record has them, and as a table shows
// them; nothing where they are not known.
func amount(minor int64, known bool, currency string) (record any, cell string) {
	if !known {
		return nil, ""
	}
	return output.Decimal(&minor, currency), format.Digits(ledger.Money{Minor: minor, Currency: currency})
}

// cost is amount of what need not be known.
func cost(minor *int64, currency string) (record any, cell string) {
	if minor == nil {
		return nil, ""
	}
	return amount(*minor, true, currency)
}
