package storage

import (
	"database/sql"
	"encoding/json"

	"passbook/storage/ledger"
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
