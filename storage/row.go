package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"

	"passbook/storage/ledger"
	"passbook/storage/stitching"
)

// bankColumns are the columns of transactions that hold what the bank said.
const bankColumns = `id, account, amount, currency, date, authorized, pending, merchant, bank_category,
	confidence, channel, name, original, pending_id, details`

// values gives a row in the order of bankColumns, after the id, as the driver
// takes it.
func (r *dbRow) values() []any {
	return []any{
		r.account, r.amount, r.currency, r.date, r.authorized, r.pending, r.merchant, r.category,
		r.confidence, r.channel, r.name, orNull(r.original), r.pendingID.packed(), orNull(r.details),
	}
}

func (r *dbRow) targets() []any {
	return []any{
		&r.account, &r.amount, &r.currency, &r.date, &r.authorized, &r.pending, &r.merchant, &r.category,
		&r.confidence, &r.channel, &r.name, &r.original, &r.pendingID, &r.details,
	}
}

func orNull(s sql.NullString) any {
	if !s.Valid {
		return nil
	}
	return s.String
}

func (r *dbRow) originalText() string {
	if r.original.Valid {
		return r.original.String
	}
	return r.name
}

// dbRow is a transaction as the table keeps what the bank said of it.
type dbRow struct {
	account, amount, currency, date, authorized, pending int64
	merchant, category, confidence, channel              int64
	name                                                 string
	original                                             sql.NullString // not valid: the same as name
	pendingID                                            packedID
	details                                              sql.NullString
}

// sharedDetails is what the rows of one merchant share beside its name.
type sharedDetails struct {
	Website        string                `json:"website,omitempty"`
	LogoURL        string                `json:"logo_url,omitempty"`
	Counterparties []ledger.Counterparty `json:"counterparties,omitempty"`
}

func sharedDetailsOf(t *ledger.Transaction) (string, error) {
	if t.Details == nil || t.Details.Website == "" && t.Details.LogoURL == "" && len(t.Details.Counterparties) == 0 {
		return "", nil
	}
	text, err := json.Marshal(sharedDetails{t.Details.Website, t.Details.LogoURL, t.Details.Counterparties})
	return string(text), err
}

// detailsOf is the JSON of what is kept with the row itself, invalid when the
// bank filled none of it.
func detailsOf(r *ledger.Details) (sql.NullString, error) {
	if r == nil {
		return sql.NullString{}, nil
	}
	own := *r
	own.Website, own.LogoURL, own.Counterparties = "", "", nil
	var all any = own
	if own.Datetime.IsZero() && own.AuthorizedDatetime.IsZero() && own.Code == "" && own.CheckNumber == "" &&
		own.AccountOwner == "" && own.Payment == (ledger.PaymentMeta{}) {
		if own.Location == (ledger.Location{}) {
			return sql.NullString{}, nil
		}
		all = struct { // the same text in half the time, since most rows have no more
			Location ledger.Location `json:"location"`
		}{own.Location}
	}
	text, err := json.Marshal(all)
	return sql.NullString{String: string(text), Valid: true}, err
}

// joinDetails puts the two parts together again.
func joinDetails(own, shared string) (*ledger.Details, error) {
	if own == "" && shared == "" {
		return nil, nil
	}
	var r ledger.Details
	if own != "" {
		if err := json.Unmarshal([]byte(own), &r); err != nil {
			return nil, err
		}
	}
	if shared != "" {
		var b sharedDetails
		if err := json.Unmarshal([]byte(shared), &b); err != nil {
			return nil, err
		}
		r.Website, r.LogoURL, r.Counterparties = b.Website, b.LogoURL, b.Counterparties
	}
	return &r, nil
}

// spooled is one row of the spool.
type spooled struct {
	seq     int64
	removal bool
	id      packedID
	row     dbRow
}

// packedID is a transaction id as the file keeps it. Plaid's ids are 37 letters
// and digits; a million of them twice, in the table and in its index, is a
// third of a cache. Eight such characters fit into six bytes, so an id becomes
// a BLOB of 28. An id of any other form is kept as TEXT: the two can never be
// equal.
type packedID string

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

var digitOf = func() (table [256]int8) {
	for i := range table {
		table[i] = -1
	}
	for i, c := range []byte(alphabet) {
		table[c] = int8(i)
	}
	return table
}()

// tailBytes[n] is the number of bytes for n characters after the last full
// eight. 3 and 7 are not packed: they would need as many bytes as 4 and 8.
var tailBytes = [8]int{0, 1, 2, -1, 3, 4, 5, -1}

// pack gives the value to store: []byte or string.
func pack(id string) driver.Value {
	tail := tailBytes[len(id)%8]
	if id == "" || len(id) > 64 || tail < 0 {
		return id
	}
	out := make([]byte, 0, 48)
	for at := 0; at < len(id); at += 8 {
		group, size := id[at:min(at+8, len(id))], 6
		if len(group) < 8 {
			size = tail
		}
		var n uint64
		for _, c := range []byte(group) {
			d := digitOf[c]
			if d < 0 {
				return id
			}
			n = n*62 + uint64(d)
		}
		for shift := (size - 1) * 8; shift >= 0; shift -= 8 {
			out = append(out, byte(n>>shift))
		}
	}
	return out
}

// unpack is the reverse of pack for the BLOBs.
func unpack(b []byte) string {
	characters := [6]int{0, 1, 2, 4, 5, 6}
	out := make([]byte, 0, 64)
	for at := 0; at < len(b); at += 6 {
		group := b[at:min(at+6, len(b))]
		count := 8
		if len(group) < 6 {
			count = characters[len(group)]
		}
		var n uint64
		for _, c := range group {
			n = n<<8 | uint64(c)
		}
		end := len(out) + count
		out = out[:end]
		for i := end - 1; i >= end-count; i-- {
			out[i] = alphabet[n%62]
			n /= 62
		}
	}
	return string(out)
}

// Value implements driver.Valuer.
func (id packedID) Value() (driver.Value, error) { return id.packed(), nil }

// packed gives the value to store; the empty id is NULL.
func (id packedID) packed() driver.Value {
	if id == "" {
		return nil
	}
	return pack(string(id))
}

// Scan implements sql.Scanner.
func (id *packedID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ""
	case []byte:
		*id = packedID(unpack(v))
	case string:
		*id = packedID(v)
	default:
		return fmt.Errorf("read id: unexpected %T", src)
	}
	return nil
}

// EachStated streams what the bank of an Item says of two days and those between
// them, the oldest day first, without Details: what the person said and what was
// stitched changes none of it. Rows that the bank removed are left out. It stops at
// the first error of yield and gives it back.
func (db *DB) EachStated(ctx context.Context, itemID string, from, to ledger.Date, yield func(ledger.Transaction) error) error {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT t.id, a.id, t.amount, u.code, t.date, t.authorized, t.pending, t.name, t.original, m.name, c.primary_name, c.detailed_name, t.pending_id
		FROM items i CROSS JOIN accounts a ON a.item = i.rowid CROSS JOIN transactions t ON t.account = a.rowid
			CROSS JOIN currencies u ON u.rowid = t.currency CROSS JOIN merchants m ON m.rowid = t.merchant
			CROSS JOIN categories c ON c.rowid = t.bank_category
		WHERE i.id = ? AND t.date BETWEEN ? AND ? AND t.removed IN (0, ?)
		ORDER BY t.date, t.rowid`, itemID, int64(from), int64(to), stitching.AsideMark)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var t ledger.Transaction
		var id, pending packedID
		var date, authorized, isPending int64
		var original sql.NullString
		err := rows.Scan(&id, &t.AccountID, &t.Amount.Minor, &t.Amount.Currency, &date, &authorized, &isPending, &t.Name, &original,
			&t.Merchant, &t.Category, &t.CategoryDetail, &pending)
		if err != nil {
			return err
		}
		t.ID, t.PendingID = string(id), string(pending)
		t.Date, t.AuthorizedDate, t.Pending = ledger.Date(date), ledger.Date(authorized), isPending != 0
		if t.Original = original.String; !original.Valid {
			t.Original = t.Name
		}
		return yield(t)
	})
	return explain("read what the bank said", err)
}
