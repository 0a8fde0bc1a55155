package storage

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"passbook/storage/ledger"
	"passbook/storage/pairing"
	"passbook/storage/stitching"
)

const itemColumns = `id, institution_id, institution, cursor, completeness, days_requested,
	linked_at, synced_at, bank_updated_at, consent_ends, coalesce(problem, ''),
	billed_products, disconnects_at, new_accounts_at, repaired_at, archived_at`

// Items gives every Item that is linked, by institution name: not the archived
// ones.
func (db *DB) Items(ctx context.Context) ([]ledger.Item, error) {
	return db.itemsThat(ctx, "archived_at = 0")
}

// Archived gives the Items that were archived, by institution name.
func (db *DB) Archived(ctx context.Context) ([]ledger.Item, error) {
	return db.itemsThat(ctx, "archived_at <> 0")
}

func (db *DB) itemsThat(ctx context.Context, condition string) ([]ledger.Item, error) {
	var items []ledger.Item
	rows, err := db.reader.QueryContext(ctx, "SELECT "+itemColumns+" FROM items WHERE "+condition+" ORDER BY institution COLLATE NOCASE, linked_at, rowid")
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
		it                                           ledger.Item
		linked, synced, bankUpdated, consent         int64
		disconnects, newAccounts, repaired, archived int64
		problem, billed                              string
	)
	err := row.Scan(&it.ID, &it.InstitutionID, &it.Institution, &it.Cursor, &it.Completeness, &it.DaysRequested,
		&linked, &synced, &bankUpdated, &consent, &problem, &billed, &disconnects, &newAccounts, &repaired, &archived)
	if err != nil {
		return ledger.Item{}, err
	}
	it.LinkedAt, it.SyncedAt = Instant(linked), Instant(synced)
	it.BankUpdatedAt, it.ConsentEnds = Instant(bankUpdated), Instant(consent)
	it.DisconnectsAt, it.NewAccountsAt = Instant(disconnects), Instant(newAccounts)
	it.RepairedAt, it.ArchivedAt = Instant(repaired), Instant(archived)
	it.BilledProducts = strings.Fields(billed)
	it.Problem, err = ReadProblem(problem)
	return it, err
}

// SaveItem inserts or updates what linking and Plaid's /item/get know; it leaves
// Cursor, Completeness, SyncedAt, Problem and ArchivedAt of an existing Item alone.
// *OwnerError: the cache is another's.
func (db *DB) SaveItem(ctx context.Context, it ledger.Item) error {
	return db.Write(ctx, "save bank", func(tx *sql.Tx) error { return db.saveItem(ctx, tx, it) })
}

func (db *DB) saveItem(ctx context.Context, tx *sql.Tx, it ledger.Item) error {
	if err := db.claim(ctx, tx); err != nil {
		return err
	}
	if _, err := exec(ctx, tx, "UPDATE meta SET items_linked = items_linked + 1 WHERE NOT EXISTS (SELECT 1 FROM items WHERE id = ?)", it.ID); err != nil {
		return err
	}
	_, err := exec(ctx, tx, `
		INSERT INTO items (id, institution_id, institution, days_requested, linked_at, bank_updated_at, consent_ends,
			billed_products, disconnects_at, new_accounts_at, repaired_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET institution_id = excluded.institution_id, institution = excluded.institution,
			days_requested = excluded.days_requested, linked_at = excluded.linked_at,
			bank_updated_at = excluded.bank_updated_at, consent_ends = excluded.consent_ends,
			billed_products = excluded.billed_products, disconnects_at = excluded.disconnects_at,
			new_accounts_at = excluded.new_accounts_at, repaired_at = excluded.repaired_at`,
		it.ID, it.InstitutionID, it.Institution, it.DaysRequested,
		Micros(it.LinkedAt), Micros(it.BankUpdatedAt), Micros(it.ConsentEnds),
		strings.Join(it.BilledProducts, " "), Micros(it.DisconnectsAt), Micros(it.NewAccountsAt), Micros(it.RepairedAt))
	return err
}

// Repaired records that the person has signed in again at an Item: its problem is
// over, and so is what Plaid announced before. ErrNotFound.
func (db *DB) Repaired(ctx context.Context, itemID string) error {
	return db.Write(ctx, "save the state of a bank", func(tx *sql.Tx) error {
		n, err := exec(ctx, tx, "UPDATE items SET problem = NULL, disconnects_at = 0, new_accounts_at = 0, repaired_at = ? WHERE id = ?", Micros(db.now()), itemID)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		return err
	})
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
		if err := stitching.Leave(ctx, tx, item); err != nil {
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
		if err := restore(ctx); err != nil {
			return err
		}
		return stitching.Follow(ctx, tx, 0) // three logins may have listed one account
	})
}

// ArchiveItem keeps an Item that ended at Plaid for its history: its accounts
// count until today and no longer, as closed ones do, and nothing asks for it any
// more. Its transactions and what the person wrote stay. An account that another
// login lists too goes on there. ErrNotFound.
func (db *DB) ArchiveItem(ctx context.Context, itemID string) error {
	return db.writeMatched(ctx, "archive bank", func(tx *sql.Tx, _ *pairing.Matching) error {
		item, err := itemRow(ctx, tx, itemID)
		if err != nil {
			return err
		}
		now := Micros(db.now())
		for _, statement := range []string{
			"UPDATE items SET archived_at = ?1, problem = NULL, disconnects_at = 0, new_accounts_at = 0 WHERE rowid = ?2",
			"UPDATE accounts SET gone_at = ?1 WHERE item = ?2 AND gone_at = 0",
		} {
			if _, err := exec(ctx, tx, statement, now, item); err != nil {
				return err
			}
		}
		return stitching.Follow(ctx, tx, 0)
	})
}

// ReplaceItem puts a newly linked Item in the place of one that is beyond
// repair, in one transaction. The old one's accounts stay, with their
// transactions, their balances and what the person wrote; one that has a
// successor among the new accounts is shown and counted as that one from now on.
// The old id is remembered until ForgetReplaced, unless the old Item was archived:
// then Plaid has ended it. ErrNotFound: there is no such
// old Item.
func (db *DB) ReplaceItem(ctx context.Context, oldID string, by ledger.Item, accounts []ledger.Account) error {
	return db.writeMatched(ctx, "replace bank", func(tx *sql.Tx, _ *pairing.Matching) error {
		item, err := itemRow(ctx, tx, oldID)
		if err != nil {
			return err
		}
		if _, err := exec(ctx, tx, "INSERT OR IGNORE INTO items_to_remove SELECT id FROM items WHERE rowid = ? AND archived_at = 0", item); err != nil {
			return err
		}
		_, err = exec(ctx, tx, `
			UPDATE items SET id = ?, cursor = '', completeness = '', synced_at = 0, problem = NULL,
				disconnects_at = 0, new_accounts_at = 0, repaired_at = 0, archived_at = 0 WHERE rowid = ?`, by.ID, item)
		if err != nil {
			return err
		}
		if _, err := exec(ctx, tx, "UPDATE meta SET items_linked = items_linked + 1"); err != nil {
			return err
		}
		if err := db.saveItem(ctx, tx, by); err != nil {
			return err
		}
		_, err = exec(ctx, tx, "UPDATE accounts SET retired = 1, gone_at = CASE gone_at WHEN 0 THEN ? ELSE gone_at END WHERE item = ?", Micros(db.now()), item)
		if err != nil {
			return err
		}
		if _, err := exec(ctx, tx, "DELETE FROM rows_set_aside WHERE item = ?", item); err != nil {
			return err // the new login has other ids
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
	return db.Write(ctx, "forget a replaced bank", func(tx *sql.Tx) error {
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
				persistent_id = excluded.persistent_id, holder = excluded.holder, listed = 1, gone_at = 0, retired = 0,
				successor = CASE WHEN rowid IN (SELECT account FROM stitches WHERE same = 1)
					OR (SELECT s.item FROM accounts s WHERE s.rowid = accounts.successor) <> item THEN successor END`,
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
		if _, err := exec(ctx, tx, "UPDATE accounts SET gone_at = ? WHERE rowid = ?", Micros(db.now()), row); err != nil {
			return err
		}
	}
	return nil
}

func itemRow(ctx context.Context, tx *sql.Tx, itemID string) (row int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT rowid FROM items WHERE id = ?", itemID).Scan(&row)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return row, err
}

// Billing says what Plaid bills for.
func (db *DB) Billing(ctx context.Context) (ledger.Billing, error) {
	items, err := db.Items(ctx)
	if err != nil {
		return ledger.Billing{}, err
	}
	var ever int
	err = db.reader.QueryRowContext(ctx, "SELECT items_linked FROM meta").Scan(&ever)
	return ledger.BillingOf(items, ever, db.owner.Environment == "sandbox"), explain("count banks", err)
}
