package figures

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// Cache is what the commands of this package read.
type Cache struct {
	DB    *storage.DB
	Today ledger.Date // the person's
}

// With runs a command on the cache.
type With func(cmd *cobra.Command, do func(context.Context, Cache) error) error

// end ends a table. Where it has no rows, stderr says so.
func end(cmd *cobra.Command, w output.Rows, rows int) error {
	if err := w.End(); err != nil || rows > 0 || !w.IsTable() {
		return err
	}
	return output.Say(cmd.ErrOrStderr(), "passbook: there is nothing to show of these days\n")
}

// days gives the first and the last day of what a person asked for, and its
// month: without days this month, and none where there are days. A zero day is an
// open end.
func (c Cache) days(p *period) (m ledger.Month, from, to ledger.Date) {
	if p.isDays() {
		return 0, ledger.Date(p.from), ledger.Date(p.to)
	}
	settings := c.DB.Settings()
	m = cmp.Or(ledger.Month(p.month), settings.MonthOf(c.Today))
	return m, settings.First(m), settings.Last(m)
}

// figures gives the figures of some days in every currency that has rows in
// them, the home currency's first.
func (c Cache) figures(ctx context.Context, from, to ledger.Date) ([]ledger.Figures, error) {
	home, err := c.DB.HomeCurrency(ctx)
	if err != nil || home == "" {
		return nil, err
	}
	first, err := c.DB.FiguresBetween(ctx, home, from, to)
	if err != nil {
		return nil, err
	}
	others, err := c.DB.OtherCurrencies(ctx, from, to, home)
	return append([]ledger.Figures{first}, others...), err
}

// amount is minor units of a currency as a record has them, and as a table
// shows them.
func amount(minor int64, currency string) (record, cell string) {
	return output.Decimal(&minor, currency), format.Digits(ledger.Money{Minor: minor, Currency: currency})
}

// besideAmount is amount for what stands beside a figure: a table shows nothing where
// there are no rows.
func besideAmount(minor int64, count int, currency string) (record, cell string) {
	record, cell = amount(minor, currency)
	if count == 0 {
		cell = ""
	}
	return record, cell
}
