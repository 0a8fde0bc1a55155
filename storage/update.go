package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/mattn/go-sqlite3"

	"passbook/storage/ledger"
)

// Update is one update of one Item, from the cursor that the cache has to the
// end of what the bank has to say. Its pages are spooled into a file of its
// own, so that it may be of any length and the cache is not locked while the
// network is waited for; Commit applies them all at once. It is not safe for
// use by several goroutines.
type Update struct {
	db     *DB
	itemID string
	updateBase
	pool     *sql.DB
	conn     *sql.Conn // the cache, with the spool attached
	spool    string    // the spool's file, already without a name where the system can do that
	put      *sqlite3.SQLiteStmt
	args     []driver.NamedValue // of put
	floor    int64               // the highest row of the cache when the update began
	last     int64               // the highest number in the spool, which goes on from floor
	interner *interner
	page     []spooled // the one being spooled
	requests []string
	upserts  int
	sums     sums
	ended    bool // Commit was called
}

// Page is one page of an update: an answer of Plaid's /transactions/sync.
type Page struct {
	Added, Modified []ledger.Transaction
	SetAside        []ledger.SetAside // added or modified rows that cannot be kept; no later version in the page can
	Removed         []string          // transaction ids
	RequestID       string            // of the answer; empty: none
}

// Outcome is what Commit applies beside the pages.
type Outcome struct {
	Cursor       string // empty, as a bank sends that is not ready: the cursor stays as it is
	Completeness ledger.Completeness
	Item         *ledger.Item     // what the bank says of the Item, with its Problem; nil: unchanged
	Accounts     []ledger.Account // the whole list, with balances: one that is not in it is gone; nil: unchanged
	Reconcile    bool             // a full resync: rows of the Item that it did not name are removed
}

// updateSettings differ from the writer's in that a commit does not wait for
// the disk: what a power cut takes away, the next update brings again.
var updateSettings = url.Values{
	"_synchronous":  {"NORMAL"},
	"_foreign_keys": {"0"}, // SQLite copies rows whole only without; what a row refers to is made before it
	"_busy_timeout": {"10000"},
	"_txlock":       {"immediate"},
	"_cache_size":   {"-6144"},

	"_stmt_cache_size": {"32"},
}

// BeginUpdate starts spooling an update of an Item. Close it in any case.
// ErrNotFound: there is no such Item.
func (db *DB) BeginUpdate(ctx context.Context, itemID string) (*Update, error) {
	u := &Update{db: db, itemID: itemID}
	if err := u.begin(ctx); err != nil {
		_ = u.Close() // the first error is the one that tells
		return nil, explain("begin update", err)
	}
	return u, nil
}

func (u *Update) begin(ctx context.Context) (err error) {
	if u.pool, err = connect(filepath.Join(u.db.dir, fileName), updateSettings, 1); err != nil {
		return err
	}
	if u.conn, err = u.pool.Conn(ctx); err != nil {
		return err
	}
	if u.updateBase, err = readBase(ctx, u.conn, u.itemID); err != nil {
		return err
	}
	u.interner = newInterner(u.item)
	f, err := os.CreateTemp(u.db.dir, spoolPattern) // 0600
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	// A folder may be called file:x: SQLite takes what begins so for an address.
	if u.spool, err = filepath.Abs(f.Name()); err != nil {
		return err
	}
	for _, statement := range []string{
		"ATTACH " + quoted(u.spool) + " AS spool",
		"PRAGMA spool.journal_mode = OFF",
		"PRAGMA spool.synchronous = OFF",
		"PRAGMA spool.cache_size = -2048",
		"CREATE TABLE spool.removals (seq INTEGER PRIMARY KEY, id ANY NOT NULL) STRICT",
		"CREATE TABLE spool.asides (seq INTEGER PRIMARY KEY, id ANY NOT NULL, account TEXT NOT NULL, reason TEXT NOT NULL, content TEXT NOT NULL) STRICT",
		"CREATE INDEX spool.asides_by_id ON asides (id)",
	} {
		if _, err := u.conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	_ = os.Remove(u.spool) // it lives on while it is open; a system that cannot do that removes it in Close
	return u.spoolTable(ctx)
}

// spoolTable makes a table like the cache's, with the indexes that a bulk load
// leaves in place: between two tables of one form SQLite copies rows whole.
func (u *Update) spoolTable(ctx context.Context) error {
	if err := u.conn.QueryRowContext(ctx, "SELECT coalesce(max(rowid), 0) FROM transactions").Scan(&u.floor); err != nil {
		return err
	}
	u.last = u.floor
	var statements []string
	rows, err := u.conn.QueryContext(ctx, `
		SELECT name, sql FROM main.sqlite_schema WHERE name = 'transactions' OR name IN `+smallIndexes+` ORDER BY rowid`)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var name, text string
		err := rows.Scan(&name, &text)
		statements = append(statements, strings.Replace(text, name, "spool."+name, 1))
		return err
	})
	if err != nil {
		return err
	}
	for _, statement := range statements {
		if _, err := u.conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return u.conn.Raw(func(c any) error {
		put, err := c.(*sqlite3.SQLiteConn).PrepareContext(ctx, "INSERT INTO spool.transactions (rowid, "+bankColumns+`, category)
			VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?10)`)
		if err == nil {
			u.put = put.(*sqlite3.SQLiteStmt)
		}
		return err
	})
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// updateBase is what an update builds on.
type updateBase struct {
	item       int64 // its row
	cursor     string
	rowidEpoch int64 // of the table meta: the rowids that are spooled hold while it is the same
}

// readBase fails with ErrNotFound when there is no such Item.
func readBase(ctx context.Context, q querier, itemID string) (b updateBase, err error) {
	err = q.QueryRowContext(ctx, "SELECT i.rowid, i.cursor, m.rowid_epoch FROM items i, meta m WHERE i.id = ?", itemID).
		Scan(&b.item, &b.cursor, &b.rowidEpoch)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return b, err
}

// checkBase fails with ErrConflict when the cursor or the Item changed since
// BeginUpdate.
func (u *Update) checkBase(ctx context.Context, q querier) error {
	now, err := readBase(ctx, q, u.itemID)
	if err == nil && now != u.updateBase {
		err = ErrConflict
	}
	return err
}

// Add spools a page. It writes nothing of the page into the cache but the names
// that the cache did not have: currencies, labels, categories, merchants, and
// accounts that stay unlisted until Commit. After an error the update is of no
// use: Close it. ErrDiskFull, ErrLocked.
func (u *Update) Add(ctx context.Context, p Page) error {
	if err := u.convert(ctx, p); err != nil {
		return explain("save page", err)
	}
	if err := u.spoolPage(ctx, p); err != nil {
		return explain("save page", err)
	}
	u.upserts += len(u.page)
	if p.RequestID != "" {
		u.requests = append(u.requests, p.RequestID)
	}
	return nil
}

// convert fills u.page. It makes the rows of texts that have not been seen
// before, in one short transaction on the cache, and only when there are any.
func (u *Update) convert(ctx context.Context, p Page) error {
	var unseen []*ledger.Transaction
	var at []int
	u.page = u.page[:0]
	for _, list := range [][]ledger.Transaction{p.Added, p.Modified} {
		for i := range list {
			t := &list[i]
			r, ok, err := u.interner.rowOf(t)
			if err != nil {
				return err
			}
			if !ok {
				unseen, at = append(unseen, t), append(at, len(u.page))
			}
			u.page = append(u.page, spooled{id: packedID(t.ID), row: r})
		}
	}
	if len(unseen) == 0 {
		return nil
	}
	if err := u.db.lockWriter(ctx); err != nil {
		return err
	}
	defer u.db.unlockWriter()
	return inTransaction(ctx, u.conn, func(tx *sql.Tx) (err error) {
		for i, t := range unseen {
			if err := u.interner.learn(ctx, tx, t); err != nil {
				return err
			}
			if u.page[at[i]].row, _, err = u.interner.rowOf(t); err != nil {
				return err
			}
		}
		return nil
	})
}

// spoolPage writes to the spool alone. BEGIN by hand: database/sql would lock
// the cache as well.
func (u *Update) spoolPage(ctx context.Context, p Page) error {
	if _, err := u.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	err := u.spoolRows(ctx, p)
	end := "COMMIT"
	if err != nil {
		end = "ROLLBACK"
	}
	_, ended := u.conn.ExecContext(context.WithoutCancel(ctx), end)
	if err != nil {
		return err
	}
	return ended
}

func (u *Update) spoolRows(ctx context.Context, p Page) error {
	// Not through database/sql, which takes as long as SQLite does.
	err := u.conn.Raw(func(any) error {
		for i := range u.page {
			if err := u.spoolRow(&u.page[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, a := range p.SetAside {
		// An earlier version of the row is no longer what the bank says.
		if err := u.spoolRemoval(ctx, a.ID); err != nil {
			return err
		}
		_, err := u.conn.ExecContext(ctx, "INSERT INTO spool.asides VALUES (?, ?, ?, ?, ?)", u.last, packedID(a.ID), a.AccountID, a.Reason, a.Content)
		if err != nil {
			return err
		}
	}
	for _, id := range p.Removed {
		if err := u.spoolRemoval(ctx, id); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (u *Update) spoolRemoval(ctx context.Context, id string) error {
	u.last++
	_, err := u.conn.ExecContext(ctx, "INSERT INTO spool.removals VALUES (?, ?)", u.last, packedID(id))
	return err
}

func (u *Update) spoolRow(s *spooled) error {
	u.sums.add(&s.row, 1)
	u.last++
	u.args = append(u.args[:0], driver.NamedValue{Ordinal: 1, Value: u.last}, driver.NamedValue{Ordinal: 2, Value: s.id.packed()})
	for i, v := range s.row.values() {
		if v != nil { // what is not bound is NULL
			u.args = append(u.args, driver.NamedValue{Ordinal: i + 3, Value: v})
		}
	}
	// With a context that can end, each row would cost a goroutine.
	_, err := u.put.ExecContext(context.Background(), u.args)
	return err
}

// Restart drops the spooled pages: the next one that is added is the first again.
func (u *Update) Restart(ctx context.Context) error {
	u.requests, u.upserts, u.last, u.sums = nil, 0, u.floor, sums{}
	_, err := u.conn.ExecContext(ctx, "DELETE FROM spool.transactions; DELETE FROM spool.removals; DELETE FROM spool.asides")
	return explain("start the update again", err)
}

// Close ends the update and drops whatever was not committed. It may be called
// more than once.
func (u *Update) Close() error {
	if u.put != nil {
		_ = u.put.Close() // its connection is closed next
	}
	if u.conn != nil {
		_ = u.conn.Close()
	}
	if u.pool == nil {
		return nil
	}
	err := u.pool.Close()
	if u.spool != "" {
		_ = os.Remove(u.spool) // gone already on most systems
	}
	u.pool, u.conn, u.put = nil, nil, nil
	return explain("end update", err)
}

// alikeRows are the rows of an account ?1 that are in the account c too, each as
// often as it is there.
const alikeRows = `
	SELECT rowid FROM (SELECT t.rowid, t.date, t.amount, t.currency, t.pending, t.name,
			row_number() OVER (PARTITION BY date, amount, currency, pending, name ORDER BY rowid) AS place
		FROM transactions t WHERE account = ?1 AND removed = 0) old
	WHERE place <= (SELECT count(*) FROM transactions t WHERE t.account = c.rowid AND t.removed = 0
		AND (t.date, t.amount, t.currency, t.pending, t.name) = (old.date, old.amount, old.currency, old.pending, old.name))`

// dropPassing finds the successor of accounts that came and went within one sync,
// which rows name and no list ever did: it is the one account that this sync lists
// for the first time and that has more than half of their rows too. Those go.
func (a *applying) dropPassing(ctx context.Context) error {
	passing, err := a.rowids(ctx, "SELECT rowid FROM accounts WHERE item = ? AND kind = '' AND gone_at <> 0 AND successor IS NULL", a.item)
	if err != nil {
		return err
	}
	for _, row := range passing {
		found, err := a.rowids(ctx, `
			SELECT c.rowid FROM accounts c
			WHERE c.item = ?2 AND c.kind <> '' AND c.gone_at = 0 AND NOT EXISTS (SELECT 1 FROM balances WHERE account = c.rowid)
				AND 2 * (SELECT count(*) FROM (`+alikeRows+`)) > (SELECT count(*) FROM transactions WHERE account = ?1 AND removed = 0)`, row, a.item)
		if err != nil {
			return err
		}
		if len(found) != 1 {
			continue
		}
		if _, err := exec(ctx, a.tx, "UPDATE accounts SET successor = ? WHERE rowid = ?", found[0], row); err != nil {
			return err
		}
		twice, err := a.rowids(ctx, "SELECT again.rowid FROM accounts c CROSS JOIN transactions again WHERE c.rowid = ?2 AND again.rowid IN ("+alikeRows+")", row, found[0])
		if err != nil {
			return err
		}
		for _, t := range twice {
			if err := a.removeRow(ctx, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// rowids reads the numbers that a question gives.
func (a *applying) rowids(ctx context.Context, question string, args ...any) (found []int64, err error) {
	rows, err := a.tx.QueryContext(ctx, question, args...)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var row int64
		err := rows.Scan(&row)
		found = append(found, row)
		return err
	})
	return found, err
}
