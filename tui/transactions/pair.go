package transactions

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// pairKey pairs a transaction, or takes it out of the pair that it is in.
func pairKey(e ledger.Entry) ui.Binding {
	switch {
	case e.PairID != "":
		return ui.KeyUnpair
	case e.Pending:
		return ui.KeyPair.Unless("the row is pending and may still change")
	case !e.RemovedAt.IsZero():
		return ui.KeyPair.Unless("the bank took the row back")
	}
	return ui.KeyPair
}

// pair asks for the rows that could be the other side of a transfer.
func (e *edit) pair(current ledger.Entry) tea.Cmd {
	e.pairing = current
	return e.others.Ask(e.env, current.ID, func(ctx context.Context, id string) ([]ledger.Entry, error) {
		return e.env.DB.PairCandidates(ctx, id)
	})
}

// update offers the rows that could be the other side.
func (e *edit) update(msg tea.Msg) tea.Cmd {
	others, ok, err := e.others.Answer(msg)
	switch {
	case err != nil:
		return ui.Alarm(err)
	case !ok:
		return nil
	case len(others) == 0:
		return ui.Notify("No row of another account could be the other side of this one.")
	}
	today := ledger.DateOf(e.env.Now())
	var options []ui.Option
	for _, o := range others {
		day, amount := format.ShortDay(o.Date, today), format.Signed(o.Amount, e.env.HomeCurrency)
		name := text.Fit(day, 10) + text.FitRight(amount, 12) + "  " + accountOf(o) + "  " + format.Title(o)
		options = append(options, ui.Option{Name: name, Value: o.ID})
	}
	p := ui.NewPicker(e.env, "The other side of "+format.Title(e.pairing), options, "")
	p.Hint = "a pair is money moved between your own accounts"
	id := e.pairing.ID
	return e.ask(p, func(other string) tea.Cmd {
		return e.write("paired; "+takesBack, func(ctx context.Context) error { return e.env.DB.Pair(ctx, id, other) })
	})
}

func (e *edit) unpair(id string) tea.Cmd {
	return e.write("no longer a pair; "+takesBack, func(ctx context.Context) error { return e.env.DB.Unpair(ctx, id) })
}

// accountOf names the account of a row.
func accountOf(e ledger.Entry) string {
	return strings.TrimSpace(text.Clean(e.AccountName) + " " + format.Mask(e.AccountMask))
}

// transfer says where the other side of a pair is: to Savings ··7710, Nov 18.
func transfer(e, other ledger.Entry, today ledger.Date) string {
	way := "to "
	if e.Amount.Minor > 0 {
		way = "from "
	}
	if other.ID != e.PairID { // it is not fetched yet
		return way + text.Clean(e.PairAccount)
	}
	return way + accountOf(other) + ", " + format.ShortDay(other.Date, today)
}
