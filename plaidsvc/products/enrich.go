package products

import (
	"context"
	"errors"
	"net"
	"slices"

	"passbook/plaidsvc/plaidapi"
	"passbook/storage/ledger"
)

type (
	// RowToEnrich is a row of no Item.
	RowToEnrich = plaidapi.RowToEnrich
	// Enrichment is what Plaid makes of one.
	Enrichment = plaidapi.Enrichment
)

// Enriched is a row with what Plaid makes of it; nil: Plaid says nothing of it.
type Enriched struct {
	Row  RowToEnrich
	Said *Enrichment
}

// Enrich is what Products.Enrich is to do.
type Enrich struct {
	Kind    ledger.AccountKind              // of the rows' accounts: ledger.Depository or ledger.Credit
	Rows    []RowToEnrich                   // with ids that differ
	Got     func([]Enriched) error          // is told each batch, in the order of Rows, when it came; its error ends it
	Limited func(ctx context.Context) error // waits until Plaid's limit of requests a minute is over
}

// Asked is how far Enrich came, in numbers of rows.
type Asked struct {
	Done int // were told, the first ones of all
	Lost int // after those: Plaid was asked, and may bill them, but no answer came
}

// Enrich asks Plaid, which bills each row, what rows are about that no Item has:
// plaidapi.MostEnriched at a time. What came is told whatever fails after it, and
// a request that is on its way is waited for where ctx ends. Errors: *problem.Error,
// those of Got and Limited.
func (p *Products) Enrich(ctx context.Context, e Enrich) (asked Asked, err error) {
	for batch := range slices.Chunk(e.Rows, plaidapi.MostEnriched) {
		if ctx.Err() != nil {
			return asked, p.Explain("", ctx.Err())
		}
		var made []Enrichment
		err := waitOut(ctx, e.Limited, p.Now, func() (err error) {
			made, err = p.Plaid.Enrich(context.WithoutCancel(ctx), e.Kind, batch)
			return err
		})
		if err != nil {
			if !isRefusal(err) {
				asked.Lost = len(batch)
			}
			return asked, p.Explain("", err)
		}
		if err := e.Got(joined(batch, made)); err != nil {
			return asked, err
		}
		asked.Done += len(batch)
	}
	return asked, nil
}

// isRefusal reports whether a question was not answered and costs nothing: Plaid
// refused it, or never got it.
func isRefusal(err error) bool {
	var answer *plaidapi.Error
	var op *net.OpError
	return errors.As(err, &answer) && answer.Status/100 == 4 || errors.As(err, &op) && op.Op == "dial"
}

// joined gives each row with what Plaid makes of it.
func joined(rows []RowToEnrich, made []Enrichment) []Enriched {
	all := make([]Enriched, len(rows))
	for i, r := range rows {
		all[i].Row = r
		if at := slices.IndexFunc(made, func(m Enrichment) bool { return m.ID == r.ID }); at >= 0 {
			all[i].Said = &made[at]
		}
	}
	return all
}
