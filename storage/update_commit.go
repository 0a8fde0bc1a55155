package storage

import (
	"context"
	"database/sql"
	"errors"
	"strconv"

	"passbook/storage/ledger"
	"passbook/storage/pairing"
	"passbook/storage/stitching"
)

// Commit applies the spooled pages, the state of the Item, its accounts with
// their balances, the cursor and the record of the sync in one transaction: a
// reader sees all of it or nothing, and so does whoever comes after a crash. An
// outcome without a cursor drops the pages, and stores the rest. ErrConflict:
// another process updated the Item meanwhile; ErrNotFound: it was removed. After
// an error nothing has changed, and the update has ended: begin another.
func (u *Update) Commit(ctx context.Context, o Outcome) (Changes, error) {
	if u.ended {
		return Changes{}, explain("apply update", errors.New("it has ended"))
	}
	u.ended = true
	if err := u.db.lockWriter(ctx); err != nil {
		return Changes{}, explain("apply update", err)
	}
	defer u.db.unlockWriter()
	var done Changes
	err := inTransaction(ctx, u.conn, func(tx *sql.Tx) error {
		a := applying{syncRecord: newSyncRecord(u.db, tx, u.item, u.requests), update: u}
		err := matching(ctx, tx, func(m *pairing.Matching) error {
			a.matching = m
			return a.apply(ctx, o)
		})
		done = a.changes
		return err
	})
	if err != nil {
		return Changes{}, explain("apply update", err)
	}
	return done, nil
}

// applying is the work of one Commit.
type applying struct {
	syncRecord
	update   *Update
	matching *pairing.Matching
	bulk     bool // rows after base have the spool's numbers, plus shift
}

// shift is how many rows other updates added meanwhile.
func (a *applying) shift() int64 { return a.base - a.update.floor }

func (a *applying) apply(ctx context.Context, o Outcome) error {
	if err := a.update.checkBase(ctx, a.tx); err != nil {
		return err
	}
	if err := a.saveState(ctx, o); err != nil {
		return err
	}
	if o.Cursor == "" {
		if o.Accounts == nil {
			return nil
		}
		return a.db.listAccounts(ctx, a.tx, a.item, o.Accounts)
	}
	renewed, err := a.renewAccounts(ctx, o.Accounts)
	if err != nil {
		return err
	}
	// Not those of an update that failed.
	_, err = exec(ctx, a.tx, "UPDATE accounts SET listed = 1 WHERE item = ? AND listed = 0 AND rowid IN (SELECT account FROM spool.transactions)", a.item)
	if err != nil {
		return err
	}
	if err := a.startRecord(ctx); err != nil {
		return err
	}
	if err := a.applyRows(ctx); err != nil {
		return err
	}
	if o.Reconcile {
		if err := a.reconcile(ctx); err != nil {
			return err
		}
	}
	if err := a.setAside(ctx, o.Reconcile); err != nil {
		return err
	}
	if err := a.linkPosted(ctx); err != nil {
		return err
	}
	if err := a.dropPassing(ctx); err != nil {
		return err
	}
	if err := a.carryOverRows(ctx, renewed); err != nil {
		return err
	}
	if err := a.removeRetired(ctx, o.Completeness); err != nil {
		return err
	}
	if err := a.finish(ctx); err != nil {
		return err
	}
	if err := a.saveCursor(ctx, o); err != nil {
		return err
	}
	if err := stitching.Follow(ctx, a.tx, a.base); err != nil {
		return err
	}
	return a.db.saveBalances(ctx, a.tx, o.Accounts)
}

// saveState stores what the bank says of the Item.
func (a *applying) saveState(ctx context.Context, o Outcome) error {
	if o.Item == nil {
		return nil
	}
	if err := a.db.saveItem(ctx, a.tx, *o.Item); err != nil {
		return err
	}
	return saveProblem(ctx, a.tx, o.Item.ID, o.Item.Problem)
}

// renewAccounts stores the whole list of accounts without their balances, and
// reports whether one came back under another id. nil: there is no list.
func (a *applying) renewAccounts(ctx context.Context, list []ledger.Account) (renewed bool, err error) {
	if list == nil {
		return false, nil
	}
	if err := a.db.saveAccounts(ctx, a.tx, a.item, list); err != nil {
		return false, err
	}
	if err := a.db.markGone(ctx, a.tx, a.item, list); err != nil {
		return false, err
	}
	return a.db.findSuccessors(ctx, a.tx, a.item)
}

func (a *applying) applyRows(ctx context.Context) error {
	if a.update.upserts < bulkAtLeast || int64(a.update.upserts) < a.base/4 {
		return a.oneByOne(ctx, "1")
	}
	fresh, err := a.findExisting(ctx)
	if err != nil {
		return err
	}
	if fresh < bulkAtLeast || int64(fresh) < a.base/4 {
		return a.oneByOne(ctx, "1")
	}
	if err := a.allAtOnce(ctx, fresh); err != nil {
		return err
	}
	return a.oneByOne(ctx, "rowid IN (SELECT rowid FROM spool.existing)")
}

// reconcile removes the Item's rows that a full resync did not name. Those of
// accounts that the bank does not list any more stay: it would not name them.
func (a *applying) reconcile(ctx context.Context) error {
	if _, err := exec(ctx, a.tx, "CREATE INDEX spool.by_id ON transactions (id)"); err != nil {
		return err
	}
	for _, stands := range []string{notRemoved, "t.removed <> 0 AND t.removed = " + strconv.Itoa(stitching.AsideMark)} {
		err := a.removeAll(ctx, `
			SELECT t.rowid FROM transactions t JOIN accounts a ON a.rowid = t.account
			WHERE a.item = ? AND a.gone_at = 0 AND `+stands+`
				AND NOT EXISTS (SELECT 1 FROM spool.transactions s WHERE s.id = t.id)`, a.item)
		if err != nil {
			return err
		}
	}
	_, err := exec(ctx, a.tx, "DROP INDEX spool.by_id")
	return err
}

// saveCursor notes in the Item up to where it is synced.
func (a *applying) saveCursor(ctx context.Context, o Outcome) error {
	_, err := exec(ctx, a.tx, `
		UPDATE items SET cursor = ?, completeness = CASE ? WHEN '' THEN completeness ELSE ?2 END, synced_at = ? WHERE rowid = ?`,
		o.Cursor, o.Completeness, Micros(a.db.now()), a.item)
	return err
}

// carryOverRows is carryOver when this update renewed an account, or added or
// changed rows in a successor: a row that the bank corrects may be a twin from
// then on, as a new one is.
func (a *applying) carryOverRows(ctx context.Context, renewed bool) error {
	if renewed {
		return a.carryOver(ctx)
	}
	var some bool
	err := a.tx.QueryRowContext(ctx, `SELECT EXISTS (
		SELECT 1 FROM (SELECT DISTINCT `+nextInLogin+` AS row FROM accounts a WHERE a.item = ?1 AND a.successor IS NOT NULL) next
			CROSS JOIN spool.transactions s ON s.account = next.row)`, a.item).Scan(&some)
	if err != nil || !some {
		return err
	}
	return a.carryOver(ctx)
}

// removeRetired removes, once the whole history of an Item that replaced another
// has arrived, the rows of the replaced accounts that lie within it. Plaid no
// longer reports on the old login, so its pending rows would never be removed.
func (a *applying) removeRetired(ctx context.Context, now ledger.Completeness) error {
	return a.removeAll(ctx, `
		SELECT t.rowid FROM accounts a CROSS JOIN transactions t ON t.account = a.rowid
		WHERE a.item = ?1 AND a.retired = 1 AND t.removed = 0
			AND t.date > (SELECT min(date) FROM transactions n WHERE n.account = `+nextInLogin+` AND n.removed = 0)
			AND ?2 IN (?3, (SELECT completeness FROM items WHERE rowid = a.item))`, a.item, now, ledger.HistoryFull)
}

// linkPosted joins the posted rows of the update to the pending rows that they
// name. The bank's word is taken only where it can be true: a pending row of
// the same account and the same sign that no other row has replaced. What the
// person wrote moves to the posted row.
func (a *applying) linkPosted(ctx context.Context) error {
	type pair struct{ posted, pending int64 }
	var pairs []pair
	rows, err := a.tx.QueryContext(ctx, `
		SELECT DISTINCT t.rowid, p.rowid
		FROM spool.transactions s
		CROSS JOIN transactions t ON t.id = s.id
		CROSS JOIN transactions p ON p.id = s.pending_id
		WHERE s.pending_id IS NOT NULL AND t.pending_id = s.pending_id
			AND t.removed = 0 AND t.pending = 0 AND t.replaces_row IS NULL
			AND p.pending = 1 AND p.account = t.account AND p.currency = t.currency
			AND (t.amount >= 0 AND p.amount >= 0 OR t.amount <= 0 AND p.amount <= 0)
			AND NOT EXISTS (SELECT 1 FROM transactions other WHERE other.replaces_row = p.rowid)
		ORDER BY t.rowid`)
	taken := map[int64]bool{}
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var p pair
		err := rows.Scan(&p.posted, &p.pending)
		if !taken[p.pending] {
			taken[p.pending] = true
			pairs = append(pairs, p)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if err := a.replaceRow(ctx, p.posted, p.pending); err != nil {
			return err
		}
		a.changes.Posted++
		if p.posted > a.base {
			a.changes.Added--
		}
		if err := a.recordPosted(ctx, p.posted, p.pending); err != nil {
			return err
		}
	}
	return nil
}

// recordPosted makes one change of the two rows: posted, with the fields that
// differ.
func (a *applying) recordPosted(ctx context.Context, posted, pending int64) error {
	if err := a.run(ctx, "DELETE FROM sync_changes WHERE sync = ? AND transaction_row = ? AND kind = 'removed'", a.changes.SyncID, pending); err != nil {
		return err
	}
	var rows [2]dbRow
	for i, row := range []int64{pending, posted} {
		var id packedID
		err := a.get(ctx, "SELECT "+bankColumns+" FROM transactions WHERE rowid = ?", append([]any{&id}, rows[i].targets()...), row)
		if err != nil {
			return err
		}
	}
	diff, err := a.diff(ctx, rows[0], rows[1])
	if err != nil {
		return err
	}
	return a.record(ctx, posted, ChangePosted, diff)
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

func (r *syncRecord) text(ctx context.Context, query string, row int64) (text string, err error) {
	err = r.get(ctx, query, []any{&text}, row)
	return text, err
}
