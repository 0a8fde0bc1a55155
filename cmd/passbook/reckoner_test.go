package main

import (
	"cmp"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// This is the second reckoner: money.md's rules for matching and sorting,
// written down once more, without a look at storage or storage/ledger. It reads
// the raw rows of a cache; hledger adds them up.

// rawRow is a transaction as the bank and the person said it.
type rawRow struct {
	row      int64
	id       string
	account  string // its successor's id, where it has one
	kind     string
	currency string
	digits   int
	minor    int64
	day      time.Time
	pending  bool
	hidden   bool
	primary  string // of the category in force
	category string // its code: the detailed one where there is one
	said     sql.NullInt64

	pair  *rawRow
	tied  bool
	class string // spending, income, people, moved, unpaired, paired
	code  string // the line of spending or income
	fee   int64  // of an unpaired row: what of it is spending after all
}

// rawBooks are all rows of a cache, and what the banks say of the accounts.
type rawBooks struct {
	rows     []*rawRow
	balances []rawBalance
	cards    map[string]bool // currencies in which a card is linked
}

// readBooks reads the rows of a cache with SQL of its own.
func readBooks(t *testing.T, dir string) *rawBooks {
	t.Helper()
	pool := openRaw(t, dir)
	books := &rawBooks{cards: map[string]bool{}}
	rows, err := pool.Query(`
		SELECT t.rowid, a.id, a.kind, u.code, u.digits, t.amount, t.date, t.pending, coalesce(n.hidden, 0),
			c.primary_name, coalesce(nullif(c.detailed_name, ''), c.primary_name), n.pair
		FROM transactions t JOIN accounts o ON o.rowid = t.account JOIN accounts a ON a.rowid = coalesce(o.successor, o.rowid)
			JOIN currencies u ON u.rowid = t.currency LEFT JOIN annotations n ON n.transaction_row = t.rowid
			JOIN categories c ON c.rowid = coalesce(n.category, t.bank_category)
		WHERE t.removed = 0 ORDER BY t.rowid`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		r, date := &rawRow{}, 0
		if err := rows.Scan(&r.row, &r.account, &r.kind, &r.currency, &r.digits, &r.minor, &date, &r.pending, &r.hidden,
			&r.primary, &r.category, &r.said); err != nil {
			t.Fatal(err)
		}
		r.day = time.Date(date/10000, time.Month(date/100%100), date%100, 0, 0, 0, 0, time.UTC)
		books.rows = append(books.rows, r)
	}
	if err := rows.Err(); err != nil || len(books.rows) == 0 {
		t.Fatal(len(books.rows), err)
	}
	books.readIDs(t, pool)
	books.balances = readBalances(t, pool)
	for _, a := range books.balances {
		if a.kind == "credit" {
			books.cards[a.currency] = true
		}
	}
	books.match()
	books.sort()
	return books
}

// readIDs reads the ids of the rows from the view that unpacks them.
func (b *rawBooks) readIDs(t *testing.T, pool *sql.DB) {
	t.Helper()
	rows, err := pool.Query("SELECT id FROM ledger")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	newest := slices.SortedFunc(slices.Values(b.rows), func(x, y *rawRow) int {
		return cmp.Or(y.day.Compare(x.day), cmp.Compare(y.row, x.row))
	})
	for _, r := range newest {
		if !rows.Next() {
			t.Fatal("the view has fewer rows", rows.Err())
		}
		if err := rows.Scan(&r.id); err != nil {
			t.Fatal(err)
		}
	}
}

func openRaw(t *testing.T, dir string) *sql.DB {
	t.Helper()
	pool, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "passbook.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	return pool
}

// rawBalance is what the bank says of a listed account.
type rawBalance struct {
	account, kind, currency string
	digits                  int
	minor                   int64
	day                     time.Time // of the bank's word
}

// readBalances reads the only snapshot of every account.
func readBalances(t *testing.T, pool *sql.DB) (all []rawBalance) {
	t.Helper()
	rows, err := pool.Query(`
		SELECT a.id, a.kind, b.currency, u.digits, b.current, b.date
		FROM accounts a JOIN balances b ON b.account = a.rowid JOIN currencies u ON u.code = b.currency
		WHERE a.listed = 1 AND a.successor IS NULL ORDER BY a.id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		a, date := rawBalance{}, 0
		if err := rows.Scan(&a.account, &a.kind, &a.currency, &a.digits, &a.minor, &date); err != nil {
			t.Fatal(err)
		}
		a.day = time.Date(date/10000, time.Month(date/100%100), date%100, 0, 0, 0, 0, time.UTC)
		all = append(all, a)
	}
	return all
}

// opens gives what an account had before all of its rows, and the first day on
// which its balance is known: that of its first row where rows explain the
// balance, and then not before the last row in another currency, else the day of
// the bank's word.
func (a *rawBalance) opens(rows []*rawRow) (minor int64, known time.Time) {
	minor, known = a.minor, a.day
	if a.kind == "investment" {
		return minor, known
	}
	foreign := time.Time{}
	for _, r := range rows {
		switch {
		case r.account != a.account || r.pending:
		case r.currency == a.currency:
			minor -= r.minor
			known = earlier(known, r.day)
		case r.day.After(foreign):
			foreign = r.day
		}
	}
	if known.Before(foreign) {
		known = foreign
	}
	return minor, known
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// match finds the pairs: first what the person said, then the nearest days
// first. Rows of one account, day, amount and category stand for one another.
func (b *rawBooks) match() {
	byRow := map[int64]*rawRow{}
	for _, r := range b.rows {
		byRow[r.row] = r
	}
	for _, r := range b.rows {
		if r.said.Valid && r.said.Int64 != 0 {
			r.pair = byRow[r.said.Int64]
		}
	}
	for far := range 6 {
		b.matchAt(far)
	}
}

// alike are rows of one account, day, amount and category: any of them will do.
type alike struct {
	rows []*rawRow
	fits []*alike // what they could be paired with at one distance
}

// matchAt pairs what is so many days apart: where nothing else fits, or where
// all that fits is alike and enough for everyone. Everything else is a tie.
func (b *rawBooks) matchAt(far int) {
	kinds := map[string]*alike{}
	kindOf := func(r *rawRow) *alike {
		key := fmt.Sprint(r.account, r.day, r.minor, r.primary, r.category)
		if kinds[key] == nil {
			kinds[key] = &alike{}
		}
		if k := kinds[key]; !slices.Contains(k.rows, r) {
			k.rows = append(k.rows, r)
		}
		return kinds[key]
	}
	for _, out := range b.rows {
		for _, in := range b.rows {
			if out.minor != -in.minor || !out.free() || !in.free() || !fit(out, in, far) {
				continue
			}
			o, i := kindOf(out), kindOf(in)
			if !slices.Contains(o.fits, i) {
				o.fits, i.fits = append(o.fits, i), append(i.fits, o)
			}
		}
	}
	for len(kinds) > 0 {
		var together []*alike // all that hang together
		for grown := true; grown; {
			grown = false
			for key, k := range kinds {
				if len(together) == 0 || slices.ContainsFunc(k.fits, func(o *alike) bool { return slices.Contains(together, o) }) {
					together, grown = append(together, k), true
					delete(kinds, key)
				}
			}
		}
		settle(together)
	}
}

// settle pairs what hangs together, in order of arrival, or leaves it open.
func settle(together []*alike) {
	for _, one := range together {
		var others []*rawRow
		for _, o := range one.fits {
			others = append(others, o.rows...)
		}
		if len(one.fits) != len(together)-1 || len(together) > 2 && len(others) > len(one.rows) {
			continue
		}
		slices.SortFunc(others, func(x, y *rawRow) int { return cmp.Compare(x.row, y.row) })
		for n := range min(len(others), len(one.rows)) {
			one.rows[n].pair, others[n].pair = others[n], one.rows[n]
		}
		return
	}
	for _, k := range together {
		for _, r := range k.rows {
			r.tied = true
		}
	}
}

// free is a row that may still be matched.
func (r *rawRow) free() bool { return !r.pending && r.pair == nil && !r.tied && !r.said.Valid }

// fit says whether two rows are the sides of one transfer, so many days apart.
func fit(out, in *rawRow, far int) bool {
	days := int(in.day.Sub(out.day) / (24 * time.Hour))
	return out.minor < 0 && in.minor == -out.minor && out.currency == in.currency && out.account != in.account &&
		(days == far || days == -far && far == 1) &&
		(out.transfers() || in.transfers() || in.owed())
}

func (r *rawRow) transfers() bool {
	return slices.Contains([]string{"TRANSFER_IN", "TRANSFER_OUT", "LOAN_PAYMENTS", "LOAN_DISBURSEMENTS"}, r.primary)
}

func (r *rawRow) owed() bool { return r.kind == "credit" || r.kind == "loan" }

// renamed are the categories that Plaid's second taxonomy calls otherwise.
var renamed = map[string]string{"INCOME_WAGES": "INCOME_SALARY", "INCOME_OTHER_INCOME": "INCOME_OTHER"}

// sort says of every row what it counts as.
func (b *rawBooks) sort() {
	for _, r := range b.rows {
		r.category = cmp.Or(renamed[r.category], r.category)
		r.class, r.code = b.sorted(r)
	}
	b.advances()
}

func (b *rawBooks) sorted(r *rawRow) (class, code string) {
	ends := func(list ...string) bool {
		return slices.ContainsFunc(list, func(end string) bool { return strings.HasSuffix(r.category, end) })
	}
	transfer := r.primary == "TRANSFER_IN" || r.primary == "TRANSFER_OUT"
	switch {
	case r.pair != nil:
		return "paired", ""
	case r.owed() && r.minor > 0 && (r.category == "" || r.transfers() || r.primary == "INCOME"):
		return "unpaired", ""
	case r.owed() && r.minor > 0:
		return "spending", r.category
	case r.category == "" && r.minor > 0:
		return "income", "UNCATEGORISED_IN"
	case r.category == "":
		return "spending", "UNCATEGORISED_OUT"
	case r.primary == "LOAN_DISBURSEMENTS" || r.category == "TRANSFER_IN_CASH_ADVANCES_AND_LOANS":
		return "unpaired", ""
	case r.category == "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT" && b.cards[r.currency]:
		return "unpaired", ""
	case r.category == "TRANSFER_OUT_WITHDRAWAL":
		return "spending", r.category
	case r.category == "TRANSFER_IN_DEPOSIT":
		return "income", r.category
	case transfer && ends("_ACCOUNT_TRANSFER", "_SAVINGS", "_INVESTMENT_AND_RETIREMENT_FUNDS", "_CRYPTO"):
		return "moved", ""
	case transfer:
		return "people", "PEOPLE"
	case r.primary == "INCOME":
		return "income", r.category
	}
	return "spending", r.category
}

// advances are paid back out of what was advanced before, of one day first; only
// more than that is a fee.
func (b *rawBooks) advances() {
	var them []*rawRow
	for _, r := range b.rows {
		if !r.pending && !r.hidden && r.pair == nil && !r.owed() && (strings.HasSuffix(r.category, "_EWA") || strings.HasSuffix(r.category, "_CASH_ADVANCES")) {
			them = append(them, r)
		}
	}
	slices.SortStableFunc(them, func(x, y *rawRow) int { return cmp.Or(x.day.Compare(y.day), cmp.Compare(y.minor, x.minor)) })
	open := map[string]int64{}
	for _, r := range them {
		of := r.currency + strings.TrimPrefix(r.category, r.primary)
		if r.primary == "LOAN_DISBURSEMENTS" {
			open[of] += r.minor
			continue
		}
		back := min(-r.minor, open[of])
		open[of] -= back
		r.fee = -r.minor - back
		if back > 0 {
			r.class = "unpaired"
		}
	}
}
