package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"passbook/storage/ledger"
	"passbook/storage/pairing"
)

const itemColumns = `id, institution_id, institution, cursor, completeness, days_requested,
	linked_at, synced_at, bank_updated_at, consent_ends, coalesce(problem, '')`

// Items gives every Item, by institution name.
func (db *DB) Items(ctx context.Context) ([]ledger.Item, error) {
	var items []ledger.Item
	rows, err := db.reader.QueryContext(ctx, "SELECT "+itemColumns+" FROM items ORDER BY institution COLLATE NOCASE, linked_at, rowid")
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		it, err := scanItem(rows)
		items = append(items, it)
		return err
	})
	return items, explain("list banks", err)
}

// Item gives one Item; ErrNotFound.
func (db *DB) Item(ctx context.Context, id string) (ledger.Item, error) {
	it, err := scanItem(db.reader.QueryRowContext(ctx, "SELECT "+itemColumns+" FROM items WHERE id = ?", id))
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return it, explain("read bank", err)
}

func scanItem(row scanner) (ledger.Item, error) {
	var (
		it                                   ledger.Item
		linked, synced, bankUpdated, consent int64
		problem                              string
	)
	err := row.Scan(&it.ID, &it.InstitutionID, &it.Institution, &it.Cursor, &it.Completeness, &it.DaysRequested,
		&linked, &synced, &bankUpdated, &consent, &problem)
	if err != nil {
		return ledger.Item{}, err
	}
	it.LinkedAt, it.SyncedAt = instant(linked), instant(synced)
	it.BankUpdatedAt, it.ConsentEnds = instant(bankUpdated), instant(consent)
	if problem != "" {
		var stored storedProblem
		err = json.Unmarshal([]byte(problem), &stored)
		p := ledger.Problem(stored)
		it.Problem = &p
	}
	return it, err
}

// SaveItem inserts or updates what linking and Plaid's /item/get know; it leaves
// Cursor, Completeness, SyncedAt and Problem of an existing Item alone.
// *OwnerError: the cache is another's.
func (db *DB) SaveItem(ctx context.Context, it ledger.Item) error {
	return db.write(ctx, "save bank", func(tx *sql.Tx) error { return db.saveItem(ctx, tx, it) })
}

func (db *DB) saveItem(ctx context.Context, tx *sql.Tx, it ledger.Item) error {
	if err := db.claim(ctx, tx); err != nil {
		return err
	}
	_, err := exec(ctx, tx, `
		INSERT INTO items (id, institution_id, institution, days_requested, linked_at, bank_updated_at, consent_ends)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET institution_id = excluded.institution_id, institution = excluded.institution,
			days_requested = excluded.days_requested, linked_at = excluded.linked_at,
			bank_updated_at = excluded.bank_updated_at, consent_ends = excluded.consent_ends`,
		it.ID, it.InstitutionID, it.Institution, it.DaysRequested,
		micros(it.LinkedAt), micros(it.BankUpdatedAt), micros(it.ConsentEnds))
	return err
}

// storedProblem is a Problem as the column items.problem keeps it, in JSON.
type storedProblem struct {
	Code      string       `json:"code"`
	Actor     ledger.Actor `json:"actor"`
	Sentence  string       `json:"sentence"`
	RequestID string       `json:"request_id"`
	Since     time.Time    `json:"since"`
}

// SetProblem records why an Item is not fresh; nil clears it. ErrNotFound.
func (db *DB) SetProblem(ctx context.Context, itemID string, p *ledger.Problem) error {
	return db.write(ctx, "save the state of a bank", func(tx *sql.Tx) error { return saveProblem(ctx, tx, itemID, p) })
}

func saveProblem(ctx context.Context, tx *sql.Tx, itemID string, p *ledger.Problem) error {
	var problem any
	if p != nil {
		text, err := json.Marshal(storedProblem(*p))
		if err != nil {
			return err
		}
		problem = string(text)
	}
	n, err := exec(ctx, tx, "UPDATE items SET problem = ? WHERE id = ?", problem, itemID)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// RemoveItem removes an Item, everything that the bank said of it, and what
// the person wrote on its transactions. An Item that is not there is no error.
func (db *DB) RemoveItem(ctx context.Context, itemID string) error {
	return db.writeMatched(ctx, "remove bank", func(tx *sql.Tx, m *pairing.Matching) error {
		item, err := itemRow(ctx, tx, itemID)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := m.Forget(ctx, item); err != nil {
			return err
		}
		restore, err := dropObjects(ctx, tx, "trigger")
		if err != nil {
			return err
		}
		// Everything else goes with these two by its foreign keys.
		for _, statement := range []string{
			"DELETE FROM transactions WHERE account IN (SELECT rowid FROM accounts WHERE item = ?)",
			"DELETE FROM items WHERE rowid = ?",
		} {
			if _, err := exec(ctx, tx, statement, item); err != nil {
				return err
			}
		}
		for _, statement := range []string{
			"DELETE FROM edits WHERE rowid NOT IN (SELECT edit FROM edit_rows)",
			"DELETE FROM merchants WHERE rowid NOT IN (SELECT merchant FROM transactions)",
			"UPDATE meta SET rowid_epoch = rowid_epoch + 1",
		} {
			if _, err := exec(ctx, tx, statement); err != nil {
				return err
			}
		}
		return restore(ctx)
	})
}

// ReplaceItem puts a newly linked Item in the place of one that is beyond
// repair, in one transaction. The old one's accounts stay, with their
// transactions, their balances and what the person wrote; one that has a
// successor among the new accounts is shown and counted as that one from now on.
// The old id is remembered until ForgetReplaced. ErrNotFound: there is no such
// old Item.
func (db *DB) ReplaceItem(ctx context.Context, oldID string, by ledger.Item, accounts []ledger.Account) error {
	return db.writeMatched(ctx, "replace bank", func(tx *sql.Tx, _ *pairing.Matching) error {
		item, err := itemRow(ctx, tx, oldID)
		if err != nil {
			return err
		}
		_, err = exec(ctx, tx, "UPDATE items SET id = ?, cursor = '', completeness = '', synced_at = 0, problem = NULL WHERE rowid = ?", by.ID, item)
		if err != nil {
			return err
		}
		if err := db.saveItem(ctx, tx, by); err != nil {
			return err
		}
		_, err = exec(ctx, tx, "UPDATE accounts SET retired = 1, gone_at = CASE gone_at WHEN 0 THEN ? ELSE gone_at END WHERE item = ?", micros(db.now()), item)
		if err != nil {
			return err
		}
		if _, err := exec(ctx, tx, "DELETE FROM rows_set_aside WHERE item = ?", item); err != nil {
			return err // the new login has other ids
		}
		if _, err := exec(ctx, tx, "INSERT OR IGNORE INTO items_to_remove VALUES (?)", oldID); err != nil {
			return err
		}
		return db.listAccounts(ctx, tx, item, accounts)
	})
}

// Replaced gives the ids of the Items that ReplaceItem took the place of and
// that are not forgotten yet.
func (db *DB) Replaced(ctx context.Context) (ids []string, err error) {
	rows, err := db.reader.QueryContext(ctx, "SELECT id FROM items_to_remove ORDER BY id")
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, explain("list replaced banks", err)
}

// ForgetReplaced says that nothing is left of a replaced Item, neither at Plaid
// nor in the vault.
func (db *DB) ForgetReplaced(ctx context.Context, id string) error {
	return db.write(ctx, "forget a replaced bank", func(tx *sql.Tx) error {
		_, err := exec(ctx, tx, "DELETE FROM items_to_remove WHERE id = ?", id)
		return err
	})
}

// SaveAccounts stores the whole list of an Item's accounts with their
// balances: upserts, one balance snapshot per account, day and source; those
// not in the list are marked gone. ErrNotFound: there is no such Item.
func (db *DB) SaveAccounts(ctx context.Context, itemID string, accounts []ledger.Account) error {
	return db.writeMatched(ctx, "save accounts", func(tx *sql.Tx, _ *pairing.Matching) error {
		item, err := itemRow(ctx, tx, itemID)
		if err != nil {
			return err
		}
		return db.listAccounts(ctx, tx, item, accounts)
	})
}

// listAccounts stores the whole list of an Item's accounts.
func (db *DB) listAccounts(ctx context.Context, tx *sql.Tx, item int64, accounts []ledger.Account) error {
	if err := db.saveAccounts(ctx, tx, item, accounts); err != nil {
		return err
	}
	if err := db.markGone(ctx, tx, item, accounts); err != nil {
		return err
	}
	if err := db.carryOverAfter(ctx, tx, item); err != nil {
		return err
	}
	return db.saveBalances(ctx, tx, accounts)
}

// saveAccounts stores what the bank says of accounts, without their balances.
func (db *DB) saveAccounts(ctx context.Context, tx *sql.Tx, item int64, accounts []ledger.Account) error {
	for _, a := range accounts {
		_, err := exec(ctx, tx, `
			INSERT INTO accounts (id, item, name, official_name, mask, kind, subtype, persistent_id, holder, listed)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, official_name = excluded.official_name,
				mask = excluded.mask, kind = excluded.kind, subtype = excluded.subtype,
				persistent_id = excluded.persistent_id, holder = excluded.holder, listed = 1, gone_at = 0, successor = NULL, retired = 0`,
			a.ID, item, a.Name, a.OfficialName, a.Mask, a.Kind, a.Subtype, a.PersistentID, a.Holder)
		if err != nil {
			return err
		}
	}
	return nil
}

// markGone marks the Item's accounts that the list does not name.
func (db *DB) markGone(ctx context.Context, tx *sql.Tx, item int64, listed []ledger.Account) error {
	names := make(map[string]bool, len(listed))
	for _, a := range listed {
		names[a.ID] = true
	}
	var gone []int64
	rows, err := tx.QueryContext(ctx, "SELECT rowid, id FROM accounts WHERE item = ? AND gone_at = 0", item)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var row int64
		var id string
		err := rows.Scan(&row, &id)
		if !names[id] {
			gone = append(gone, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, row := range gone {
		if _, err := exec(ctx, tx, "UPDATE accounts SET gone_at = ? WHERE rowid = ?", micros(db.now()), row); err != nil {
			return err
		}
	}
	return nil
}

// saveBalances stores the balances of accounts that are stored, with what their
// posted rows add up to: after the rows that came with them.
func (db *DB) saveBalances(ctx context.Context, tx *sql.Tx, accounts []ledger.Account) error {
	for _, a := range accounts {
		if err := db.saveBalance(ctx, tx, a.ID, a.Balance); err != nil {
			return err
		}
	}
	return nil
}

// saveBalance keeps the last figure of each local day and source; one of a clock
// that was ahead gives way. A bank that gives no figure at all leaves the last
// one standing.
func (db *DB) saveBalance(ctx context.Context, tx *sql.Tx, accountID string, b ledger.Balance) error {
	if b.Current == nil && b.Available == nil && b.Limit == nil {
		return nil
	}
	fetched := b.FetchedAt
	if fetched.IsZero() {
		fetched = db.now()
	}
	source := b.Source
	if source == "" {
		source = ledger.Cached
	}
	currency, err := internCurrency(ctx, tx, b.Currency)
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `
		INSERT INTO balances (account, date, source, currency, current, available, credit_limit, fetched_at, bank_at, posted, complete)
		SELECT a.rowid, ?, ?, ?, ?, ?, ?, ?, ?,
			coalesce((SELECT `+sumOf("d.posted")+` FROM accounts o CROSS JOIN daily_totals d ON d.account = o.rowid
				WHERE a.rowid IN (o.rowid, o.successor) AND d.currency = ?), 0),
			i.completeness = ?
		FROM accounts a JOIN items i ON i.rowid = a.item WHERE a.id = ?
		ON CONFLICT DO UPDATE SET currency = excluded.currency, current = excluded.current, available = excluded.available,
			credit_limit = excluded.credit_limit, fetched_at = excluded.fetched_at, bank_at = excluded.bank_at,
			posted = excluded.posted, complete = excluded.complete
		WHERE excluded.fetched_at >= fetched_at OR fetched_at > ?`,
		db.day(fetched), source, b.Currency, b.Current, b.Available, b.Limit, micros(fetched), micros(b.BankAt),
		currency, ledger.HistoryFull, accountID, micros(db.now()))
	return err
}

func itemRow(ctx context.Context, tx *sql.Tx, itemID string) (row int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT rowid FROM items WHERE id = ?", itemID).Scan(&row)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return row, err
}

// For says for whom passbook runs. It is called before anything else is: from
// then on CheckOwner holds the cache against it, and an Item that is saved makes
// the cache this owner's or is refused.
func (db *DB) For(owner Owner) { db.owner = owner }

// CheckOwner fails with *OwnerError where the cache holds Items of another owner
// than the one passbook runs for. A cache without an Item is anybody's.
func (db *DB) CheckOwner(ctx context.Context) error {
	if db.owner == (Owner{}) {
		return nil
	}
	has, err := readOwner(ctx, db.reader)
	if err != nil {
		return explain("look whose the cache is", err)
	}
	return db.held(has)
}

// held fails with *OwnerError where the owner of the cache contradicts the one
// that passbook runs for.
func (db *DB) held(has Owner) error {
	if has.contradicts(db.owner) {
		return &OwnerError{Dir: db.dir, Has: has, Wants: db.owner}
	}
	return nil
}

// readOwner gives the owner of a cache's Items; where there are none, nobody.
func readOwner(ctx context.Context, q querier) (o Owner, err error) {
	err = q.QueryRowContext(ctx, "SELECT environment, client FROM meta WHERE EXISTS (SELECT 1 FROM items)").Scan(&o.Environment, &o.Client)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return o, err
}

// claim makes the cache its own of whom passbook runs for, as an Item is saved
// that Plaid has just told of under these keys. It writes nothing without keys,
// nor where the cache is this owner's already.
func (db *DB) claim(ctx context.Context, tx *sql.Tx) error {
	if db.owner.Environment == "" || db.owner.Client == "" {
		return nil
	}
	has, err := readOwner(ctx, tx)
	if err != nil || has == db.owner {
		return err
	}
	if err := db.held(has); err != nil {
		return err
	}
	_, err = exec(ctx, tx, "UPDATE meta SET environment = ?, client = ?", db.owner.Environment, db.owner.Client)
	return err
}
