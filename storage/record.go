package storage

import (
	"context"
	"encoding/json"
	"strconv"

	"passbook/storage/ledger"
)

// FieldChange is one field of a changed row, as text: dates as YYYY-MM-DD,
// amounts as decimals with their currency.
type FieldChange struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// record notes what happened to a row that was there before the update. A
// second change of the same row keeps the first one's old values.
func (r *syncRecord) record(ctx context.Context, entry int64, kind ChangeKind, diff []FieldChange) error {
	text, err := json.Marshal(diff)
	if err != nil {
		return err
	}
	err = r.run(ctx, `
		INSERT INTO sync_changes (sync, transaction_row, kind, diff) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET kind = excluded.kind, diff = (
			SELECT json_group_array(json_object('field', coalesce(a.value ->> 'field', b.value ->> 'field'),
				'old', coalesce(a.value ->> 'old', b.value ->> 'old'), 'new', coalesce(b.value ->> 'new', a.value ->> 'new')))
			FROM json_each(sync_changes.diff) a FULL JOIN json_each(excluded.diff) b ON a.value ->> 'field' = b.value ->> 'field')`,
		r.changes.SyncID, entry, kind, string(text))
	return err
}

// diff names the fields in which two rows differ.
func (r *syncRecord) diff(ctx context.Context, old, now dbRow) ([]FieldChange, error) {
	var (
		out   = []FieldChange{}
		first error
	)
	add := func(field, before, after string) {
		if before != after {
			out = append(out, FieldChange{field, before, after})
		}
	}
	lookup := func(field, query string, before, after int64) {
		if before != after && first == nil {
			var b, n string
			b, first = r.text(ctx, query, before)
			if first == nil {
				n, first = r.text(ctx, query, after)
			}
			add(field, b, n)
		}
	}
	money := func(row dbRow) (string, error) {
		currency, err := r.text(ctx, "SELECT code FROM currencies WHERE rowid = ?", row.currency)
		return ledger.Money{Minor: row.amount, Currency: currency}.Decimal() + " " + currency, err
	}
	if old.amount != now.amount || old.currency != now.currency {
		before, err := money(old)
		if err != nil {
			return nil, err
		}
		after, err := money(now)
		if err != nil {
			return nil, err
		}
		add("amount", before, after)
	}
	add("date", ledger.Date(old.date).String(), ledger.Date(now.date).String())
	add("authorized_date", ledger.Date(old.authorized).String(), ledger.Date(now.authorized).String())
	add("pending", strconv.FormatBool(old.pending != 0), strconv.FormatBool(now.pending != 0))
	add("name", old.name, now.name)
	add("original", old.originalText(), now.originalText())
	add("pending_id", string(old.pendingID), string(now.pendingID))
	add("details", old.details.String, now.details.String)
	lookup("account", "SELECT id FROM accounts WHERE rowid = ?", old.account, now.account)
	lookup("merchant", "SELECT name FROM merchants WHERE rowid = ?", old.merchant, now.merchant)
	lookup("merchant_id", "SELECT entity_id FROM merchants WHERE rowid = ?", old.merchant, now.merchant)
	lookup("merchant_details", "SELECT shared_details FROM merchants WHERE rowid = ?", old.merchant, now.merchant)
	lookup("category", "SELECT primary_name FROM categories WHERE rowid = ?", old.category, now.category)
	lookup("category_detail", "SELECT detailed_name FROM categories WHERE rowid = ?", old.category, now.category)
	lookup("category_confidence", "SELECT text FROM labels WHERE rowid = ?", old.confidence, now.confidence)
	lookup("channel", "SELECT text FROM labels WHERE rowid = ?", old.channel, now.channel)
	return out, first
}

func (r *dbRow) originalText() string {
	if r.original.Valid {
		return r.original.String
	}
	return r.name
}

func (r *syncRecord) text(ctx context.Context, query string, row int64) (text string, err error) {
	err = r.get(ctx, query, []any{&text}, row)
	return text, err
}
