package wealth

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/storage/investments"
	"passbook/storage/portfolio"
	"passbook/tui/format"
)

// holdingFields are the documented fields of passbook holdings; partFields those
// of --by.
var (
	holdingFields = []string{
		"date", "institution", "account", "account_id", "security", "ticker", "type", "terms", "quantity", "price", "price_date",
		"value", "cost", "gain", "currency", "security_id", "isin", "cusip", "fetched_at",
	}
	partFields = []string{"by", "name", "value", "share", "cost", "gain", "currency", "holdings", "cost_known", "id"}
)

func newHoldings(with online.With) *cobra.Command {
	var ask asking
	var by, on string
	cmd := &cobra.Command{
		Use:   "holdings",
		Short: "Print what the investment accounts hold",
		Long: `Print what the investment accounts hold, as of the last time that Plaid was
asked for it, or on a day: each fetch keeps the holdings of its day. With --by
type, account or security, print how they are spread.

Nothing is asked of Plaid without --fetch or --refresh: investments are billed,
by the bank and month, and a refresh by the call. passbook products keep
investments has each sync that is due bring them, at most once a day.

--json and --csv print the fields
  ` + output.FieldList(holdingFields) + `
where quantity and price are exact, value is what the bank says, cost is of the
whole holding, gain is value less cost, and both are null where the bank does
not say the cost. An option's quantity counts options. With --by they print
  ` + output.FieldList(partFields) + `
where cost and gain are of those holdings whose cost is known (cost_known of
them), and shares add up to 100%.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			day, err := readDay("on", on)
			if err != nil {
				return err
			}
			switch portfolio.By(by) {
			case "", portfolio.ByType, portfolio.ByAccount, portfolio.BySecurity:
			default:
				return exit.Wrongly(errors.New("--by is one of type, account, security"))
			}
			return with(cmd, func(ctx context.Context, s online.Session) error {
				failed := ask.run(ctx, cmd, s)
				list, err := investments.Holdings(ctx, s.DB, cmp.Or(day, s.Today), s.Now())
				switch {
				case err != nil:
				case by == "":
					err = printHoldings(cmd, list)
				default:
					err = printParts(ctx, cmd, s, list, portfolio.By(by))
				}
				if err == nil && failed == nil && len(list) == 0 {
					err = sayNothing(ctx, cmd, s, "holdings")
				}
				return errors.Join(failed, err)
			})
		},
	}
	output.Flags(cmd)
	ask.flags(cmd)
	cmd.Flags().StringVar(&by, "by", "", "how they are spread, by `type`, account or security")
	cmd.Flags().StringVar(&on, "on", "", "as of the last fetch up to this `day` (YYYY-MM-DD)")
	_ = cmd.RegisterFlagCompletionFunc("by", cobra.FixedCompletions([]string{"type", "account", "security"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("on", cobra.NoFileCompletions)
	return cmd
}

func printHoldings(cmd *cobra.Command, list []portfolio.Holding) error {
	w := output.New(cmd, holdingFields, []output.Column{
		{Title: "Account"},
		{Title: "Security"},
		{Title: "Quantity", Right: true},
		{Title: "Price", Right: true},
		{Title: "of", Whole: true, Extra: true},
		{Title: "Value", Right: true},
		{Title: "Gain", Right: true},
		{Title: "Cur"},
		{Title: "As of", Whole: true},
		{Title: "Terms", Extra: true},
	})
	for _, h := range list {
		code := h.Value.Currency
		value, valueCell := amount(h.Value.Minor, true, code)
		paid, _ := cost(h.Cost, code)
		gain, known := h.Gain()
		gained, gainCell := amount(gain, known, code)
		err := w.Row(
			[]any{
				h.Date.String(), h.Institution, h.AccountName, h.AccountID, h.Security.Title(), output.OrNull(h.Security.Ticker), output.OrNull(h.Security.Type),
				output.OrNull(h.Security.Terms()), h.Quantity, output.OrNull(h.Price), output.OrNull(h.PricedOn.String()), value, paid, gained, code,
				h.Security.ID, output.OrNull(h.Security.ISIN), output.OrNull(h.Security.CUSIP), output.Instant(h.FetchedAt),
			},
			[]string{
				output.AccountTitle(h.AccountName, h.Mask), h.Security.Title(), format.Exact(h.Quantity), format.Exact(h.Price), h.PricedOn.String(),
				valueCell, gainCell, format.Code(code), h.Date.String(), h.Security.Terms(),
			})
		if err != nil {
			return err
		}
	}
	return w.End()
}

func printParts(ctx context.Context, cmd *cobra.Command, s online.Session, list []portfolio.Holding, by portfolio.By) error {
	home, err := s.DB.HomeCurrency(ctx)
	if err != nil {
		return err
	}
	w := output.New(cmd, partFields, []output.Column{
		{Title: "By " + string(by)},
		{Title: "Value", Right: true},
		{Title: "Share", Right: true},
		{Title: "Gain", Right: true},
		{Title: "Cur"},
		{Title: "Holdings", Right: true},
		{},
	})
	parts := portfolio.Allocate(list, by, home)
	for _, p := range parts {
		if err := printPart(w, by, p); err != nil {
			return err
		}
	}
	if w.IsTable() {
		for _, currency := range portfolio.Currencies(parts) {
			if err := printPart(w, by, portfolio.Total(parts, currency)); err != nil {
				return err
			}
		}
	}
	return w.End()
}

func printPart(w output.Rows, by portfolio.By, p portfolio.Part) error {
	value, valueCell := amount(p.Value, true, p.Currency)
	paid, _ := amount(p.Cost, p.Known > 0, p.Currency)
	gain, gainCell := amount(p.Gain, p.Known > 0, p.Currency)
	note := ""
	if p.Known > 0 && p.Known < p.Holdings {
		note = fmt.Sprintf("gain of %d of %d", p.Known, p.Holdings)
	}
	return w.Row([]any{string(by), p.Name, value, output.OrNull(p.Share), paid, gain, p.Currency, p.Holdings, p.Known, output.OrNull(p.Key)},
		[]string{p.Name, valueCell, p.Share, gainCell, format.Code(p.Currency), fmt.Sprint(p.Holdings), note})
}
