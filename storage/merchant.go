package storage

import (
	"context"
	"database/sql"

	"passbook/storage/ledger"
)

// MerchantVisit is a past transaction with the same merchant.
type MerchantVisit struct {
	Date   ledger.Date
	Amount ledger.Money
}

// MerchantVisits gives an entry's merchant's transactions since a day, newest
// first. An entry without a merchant has none.
func (db *DB) MerchantVisits(ctx context.Context, id string, since ledger.Date) ([]MerchantVisit, error) {
	rows, err := db.reader.QueryContext(ctx, `
		WITH own AS (SELECT m.name, m.entity_id FROM transactions t JOIN merchants m ON m.rowid = t.merchant WHERE t.id = ?),
			same AS (SELECT m.rowid FROM merchants m, own WHERE m.name <> '' AND m.name = own.name
				OR m.entity_id <> '' AND m.entity_id = own.entity_id)
		SELECT t.date, t.amount, u.code FROM same CROSS JOIN transactions t ON t.merchant = same.rowid
			CROSS JOIN currencies u ON u.rowid = t.currency
		WHERE t.removed = 0 AND t.date >= ? ORDER BY t.date DESC, t.rowid DESC`, packedID(id), since)
	var visits []MerchantVisit
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var v MerchantVisit
		err := rows.Scan(&v.Date, &v.Amount.Minor, &v.Amount.Currency)
		visits = append(visits, v)
		return err
	})
	return visits, explain("list a merchant's transactions", err)
}
