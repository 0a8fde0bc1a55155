package pairing

import (
	"cmp"
	"context"
	"slices"

	"passbook/storage/ledger"
)

// Ties gives, by row, the rows of which one may be an entry's other half where it
// is not certain which: those that the person can choose among.
func Ties(ctx context.Context, q querier, entries []ledger.Entry) (map[int64][]int64, error) {
	var starts []spot
	for _, e := range entries {
		if e.Amount.Minor != 0 && e.Amount.Minor != -e.Amount.Minor && e.Date != 0 {
			starts = append(starts, spot{e.Amount.Minor, e.Date})
		}
	}
	slices.SortFunc(starts, func(a, b spot) int {
		return cmp.Or(cmp.Compare(max(a.amount, -a.amount), max(b.amount, -b.amount)), cmp.Compare(a.date, b.date))
	})
	r := &reader{q: q}
	choices := map[int64][]int64{}
	err := eachAmount(starts, func(some []spot) error {
		rows, err := r.around(ctx, some)
		if err != nil {
			return err
		}
		tied(rows, choices)
		return nil
	})
	return choices, cmp.Or(err, r.close())
}

// tied adds the choices among rows.
func tied(rows []Row, choices map[int64][]int64) {
	byRow := map[int64]ledger.PairRow{}
	var free []ledger.PairRow
	for _, r := range rows {
		if !r.said.Valid {
			free = append(free, r.PairRow)
			byRow[r.Row] = r.PairRow
		}
	}
	_, ties := ledger.Match(free)
	for _, tie := range ties {
		for _, a := range tie {
			for _, b := range tie {
				if out, in := byRow[a], byRow[b]; ledger.CanPair(out, in) {
					choices[a], choices[b] = append(choices[a], b), append(choices[b], a)
				}
			}
		}
	}
}
