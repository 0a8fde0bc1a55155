package storage

import (
	"context"
	"database/sql"

	"passbook/storage/ledger"
)

// sums is what spooled rows add up to, in the form of the tables summaries and
// days. Adding up while the pages arrive is free; sorting a million rows for a
// GROUP BY at the end takes two seconds.
type sums struct {
	months map[monthKey]*monthSum
	days   map[dayKey]*daySum
}

type (
	monthKey struct{ month, account, category, currency int64 }
	monthSum struct{ entries, pending, counted, in, out int64 }
	dayKey   struct{ account, date, currency int64 }
	daySum   struct{ entries, posted int64 }
)

// add counts a row n times: 1, or -1 to take it back. Rows of a spool are not
// hidden.
func (s *sums) add(r *dbRow, n int64) {
	if s.months == nil {
		s.months, s.days = map[monthKey]*monthSum{}, map[dayKey]*daySum{}
	}
	mk, dk := monthKey{r.date / 100, r.account, r.category, r.currency}, dayKey{r.account, r.date, r.currency}
	m, d := s.months[mk], s.days[dk]
	if m == nil {
		m = new(monthSum)
		s.months[mk] = m
	}
	if d == nil {
		d = new(daySum)
		s.days[dk] = d
	}
	m.entries, d.entries = m.entries+n, d.entries+n
	if r.pending != 0 {
		m.pending += n
		return
	}
	m.counted += n
	m.in, m.out = ledger.AddUp(m.in, n*max(r.amount, 0)), ledger.AddUp(m.out, n*min(r.amount, 0))
	d.posted = ledger.AddUp(d.posted, n*r.amount)
}

func (s *sums) save(ctx context.Context, tx *sql.Tx) error {
	months, err := tx.PrepareContext(ctx, `
		INSERT INTO monthly_totals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, pending = pending + excluded.pending,
			counted = counted + excluded.counted, money_in = money_in + excluded.money_in, money_out = money_out + excluded.money_out`)
	if err != nil {
		return err
	}
	defer months.Close()
	for k, m := range s.months {
		if m.entries == 0 {
			continue
		}
		if _, err := months.ExecContext(ctx, k.month, k.account, k.category, k.currency, m.entries, m.pending, m.counted, m.in, m.out); err != nil {
			return err
		}
	}
	days, err := tx.PrepareContext(ctx, `
		INSERT INTO daily_totals VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, posted = posted + excluded.posted`)
	if err != nil {
		return err
	}
	defer days.Close()
	for k, d := range s.days {
		if d.entries == 0 {
			continue
		}
		if _, err := days.ExecContext(ctx, k.account, k.date, k.currency, d.entries, d.posted); err != nil {
			return err
		}
	}
	return nil
}
