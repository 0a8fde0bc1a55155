package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"

	"passbook/storage/ledger"
)

// interner turns much repeated texts into the rows that stand for them. It
// remembers what it has seen, within a bound.
type interner struct {
	currencies map[string]int64
	labels     map[string]int64
	categories map[[2]string]int64
	merchants  map[string]int64
	accounts   map[string]int64
	held       int // bytes of all of these, about
	item       int64
	buffer     []byte
}

// mostInterned bounds the memory of names, in bytes: a bank has a few hundred
// merchants, of 300 bytes each.
const mostInterned = 4 << 20

func newInterner(item int64) *interner {
	return &interner{
		currencies: map[string]int64{}, labels: map[string]int64{}, categories: map[[2]string]int64{},
		merchants: map[string]int64{}, accounts: map[string]int64{}, item: item,
	}
}

// lookup gives a transaction's row when all of its texts have been seen.
func (n *interner) lookup(t *ledger.Transaction) (r dbRow, all bool) {
	all = true
	look := func(v int64, ok bool) int64 { all = all && ok; return v }
	label := func(text string) int64 { v, ok := n.labels[text]; return look(v, ok) }
	v, ok := n.currencies[t.Amount.Currency]
	r.currency, r.confidence, r.channel = look(v, ok), label(t.CategoryConfidence), label(t.Channel)
	v, ok = n.accounts[t.AccountID]
	r.account = look(v, ok)
	v, ok = n.categories[[2]string{t.Category, t.CategoryDetail}]
	r.category = look(v, ok)
	n.merchantKey(t)
	v, ok = n.merchants[string(n.buffer)]
	r.merchant = look(v, ok)
	return r, all
}

// merchantKey writes into n.buffer what tells one merchant from another; each
// text is preceded by its length, so that no text can imitate two.
func (n *interner) merchantKey(t *ledger.Transaction) {
	b := n.buffer[:0]
	add := func(text string) {
		b = strconv.AppendInt(b, int64(len(text)), 10)
		b = append(append(b, ':'), text...)
	}
	add(t.Merchant)
	add(t.MerchantID)
	if t.Details != nil {
		add(t.Details.Website)
		add(t.Details.LogoURL)
		for _, c := range t.Details.Counterparties {
			add(c.Name)
			add(c.EntityID)
			add(c.Kind)
			add(c.Website)
			add(c.LogoURL)
			add(c.Confidence)
		}
	}
	n.buffer = b
}

// hold counts a text that is remembered.
func (n *interner) hold(length int) { n.held += length + 64 } // a map's own share, about

// learn finds or makes the rows of a transaction's texts.
func (n *interner) learn(ctx context.Context, tx *sql.Tx, t *ledger.Transaction) error {
	if n.held > mostInterned { // only here: what one transaction needs is remembered together
		*n = *newInterner(n.item)
	}
	if _, ok := n.currencies[t.Amount.Currency]; !ok {
		v, err := InternCurrency(ctx, tx, t.Amount.Currency)
		if err != nil {
			return err
		}
		n.currencies[t.Amount.Currency] = v
		n.hold(len(t.Amount.Currency))
	}
	for _, text := range []string{t.CategoryConfidence, t.Channel} {
		if _, ok := n.labels[text]; ok {
			continue
		}
		v, err := intern(ctx, tx, "labels", []string{"text"}, text)
		if err != nil {
			return err
		}
		n.labels[text] = v
		n.hold(len(text))
	}
	if _, ok := n.accounts[t.AccountID]; !ok {
		v, err := n.account(ctx, tx, t.AccountID)
		if err != nil {
			return err
		}
		n.accounts[t.AccountID] = v
		n.hold(len(t.AccountID))
	}
	category := [2]string{t.Category, t.CategoryDetail}
	if _, ok := n.categories[category]; !ok {
		v, err := internCategory(ctx, tx, t.Category, t.CategoryDetail)
		if err != nil {
			return err
		}
		n.categories[category] = v
		n.hold(len(t.Category) + len(t.CategoryDetail))
	}
	n.merchantKey(t)
	if _, ok := n.merchants[string(n.buffer)]; ok {
		return nil
	}
	text, err := sharedDetailsOf(t)
	if err != nil {
		return err
	}
	v, err := intern(ctx, tx, "merchants", []string{"name", "entity_id", "shared_details"}, t.Merchant, t.MerchantID, text)
	if err != nil {
		return err
	}
	n.merchants[string(n.buffer)] = v
	n.hold(len(n.buffer))
	return nil
}

// account finds an account by its id, or makes one that stays unseen until the
// update is applied.
func (n *interner) account(ctx context.Context, tx *sql.Tx, id string) (row int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT rowid FROM accounts WHERE id = ?", id).Scan(&row)
	if errors.Is(err, sql.ErrNoRows) {
		err = tx.QueryRowContext(ctx, "INSERT INTO accounts (id, item) VALUES (?, ?) RETURNING rowid", id, n.item).Scan(&row)
	}
	return row, err
}

// InternCurrency gives the row of a currency. Where there is none it makes one,
// with the decimals that amounts in it have.
func InternCurrency(ctx context.Context, tx *sql.Tx, code string) (row int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT rowid FROM currencies WHERE code = ?", code).Scan(&row)
	if errors.Is(err, sql.ErrNoRows) {
		err = tx.QueryRowContext(ctx, "INSERT INTO currencies (code, digits) VALUES (?, ?) RETURNING rowid", code, ledger.Digits(code)).Scan(&row)
	}
	return row, err
}

func internCategory(ctx context.Context, tx *sql.Tx, primary, detailed string) (int64, error) {
	return intern(ctx, tx, "categories", []string{"primary_name", "detailed_name"}, primary, detailed)
}

// intern gives the row of a table of texts that holds these texts, made when
// there is none.
func intern(ctx context.Context, tx *sql.Tx, table string, columns []string, texts ...any) (row int64, err error) {
	where, into, marks := columns[0]+" = ?", columns[0], "?"
	for _, column := range columns[1:] {
		where, into, marks = where+" AND "+column+" = ?", into+", "+column, marks+", ?"
	}
	err = tx.QueryRowContext(ctx, "SELECT rowid FROM "+table+" WHERE "+where, texts...).Scan(&row)
	if errors.Is(err, sql.ErrNoRows) {
		err = tx.QueryRowContext(ctx, "INSERT INTO "+table+" ("+into+") VALUES ("+marks+") RETURNING rowid", texts...).Scan(&row)
	}
	return row, err
}

// rowOf gives a transaction as the table keeps it. It reports false when a
// text has to be learnt first.
func (n *interner) rowOf(t *ledger.Transaction) (r dbRow, ok bool, err error) {
	r, ok = n.lookup(t)
	if !ok {
		return r, false, nil
	}
	r.amount, r.date, r.authorized = t.Amount.Minor, int64(t.Date), int64(t.AuthorizedDate)
	if t.Pending {
		r.pending = 1
	}
	r.name, r.pendingID = t.Name, packedID(t.PendingID)
	r.original = sql.NullString{String: t.Original, Valid: t.Original != t.Name}
	if !r.original.Valid {
		r.original.String = ""
	}
	r.details, err = detailsOf(t.Details)
	return r, true, err
}

// currentName gives a category that the person named as it is called today.
func currentName(category string) string {
	_, name := ledger.CurrentCategory("", category)
	return name
}

// categoryNamed gives the row of a category by the one name that the person
// sees: a detailed one, a primary one, or a name of the person's own, which is
// its own primary.
func categoryNamed(ctx context.Context, tx *sql.Tx, name string) (int64, error) {
	if slices.Contains(ledger.Primaries, name) {
		return internCategory(ctx, tx, name, "")
	}
	return internCategory(ctx, tx, ledger.PrimaryCategory(name), name)
}
