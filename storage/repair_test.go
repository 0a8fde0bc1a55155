package storage

import (
	"fmt"
	"strings"
	"testing"

	"passbook/storage/ledger"
)

// writeVersion3 writes a cache of schema 3 with an Item "home" at First
// Platypus, an Item "away" and an account of each, and runs statements on it.
func writeVersion3(t *testing.T, dir string, statements ...string) {
	t.Helper()
	writeSchema(t, dir, 3, append([]string{
		"INSERT INTO labels VALUES (1, 'HIGH')",
		"INSERT INTO merchants VALUES (1, 'Shop', '', '')",
		"INSERT INTO categories VALUES (1, 'FOOD_AND_DRINK', 'FOOD_AND_DRINK_COFFEE')",
		`INSERT INTO items VALUES (1, 'home', 'ins_1', 'First Platypus', 'c1', 'full', 730, 1700000000000000, 1790000000000000, 0, 0, NULL),
			(2, 'away', 'ins_2', 'Houndstooth', 'c2', 'full', 730, 1700000000000000, 1790000000000000, 0, 0, NULL)`,
		`INSERT INTO accounts (rowid, id, item, name, kind, listed) VALUES (1, 'checking', 1, 'Checking', 'depository', 1), (2, 'card', 2, 'Card', 'credit', 1)`,
		"INSERT INTO syncs (rowid, item, at, request_ids) VALUES (1, 1, 1790000000000000, '[]')",
	}, statements...))
}

// row3 inserts a transaction into a cache of schema 3.
func row3(row, account int, amount int64, currency, category int, more string) string {
	return fmt.Sprintf(`INSERT INTO transactions (rowid, id, account, amount, currency, date, authorized, pending, merchant, bank_category,
			confidence, channel, name, category, hidden, removed)
		SELECT %[1]d, 'row-%[1]d', %[2]d, %[3]d, %[4]d, 20260301, 0, pending, 1, %[5]d, 1, 1, 'Row %[1]d', %[5]d, hidden, removed
		FROM (SELECT '%[6]s' = 'pending' AS pending, '%[6]s' = 'hidden' AS hidden, '%[6]s' = 'removed' AS removed)`,
		row, account, amount, currency, category, more)
}

// TestWrongDigitsAreRepaired: amounts that older builds kept in CLDR's digits
// read as before, sums with them, and their Items are asked for all rows again.
func TestWrongDigitsAreRepaired(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeVersion3(t, dir,
		"INSERT INTO currencies VALUES (1, 'USD', 2), (2, 'RSD', 0), (3, 'IQD', 0), (4, 'SLE', 8), (5, 'CNH', 2), (6, 'SOL', 8), (7, 'JPY', 0), (8, 'BTC', 8), (9, 'UYW', 8)",
		row3(1, 1, -1235, 2, 1, ""),
		row3(2, 1, 77, 2, 1, "pending"),
		row3(3, 1, -10, 2, 1, "hidden"),
		row3(4, 1, 5, 2, 1, "removed"),
		row3(5, 1, -12, 3, 1, ""),
		row3(6, 1, 123500000, 4, 1, ""), // 1.235, a half
		row3(7, 1, -124500001, 4, 1, ""),
		row3(8, 1, 150, 5, 1, ""),
		row3(9, 1, 123456789, 6, 1, ""),
		row3(10, 1, 1500, 7, 1, ""),
		row3(11, 1, 42, 8, 1, ""),
		row3(12, 1, 100000000000000000, 2, 1, ""), // beyond 64 bits in hundredths
		row3(13, 1, -100000000000000000, 2, 1, ""),
		row3(14, 2, -999, 1, 1, ""),
		row3(15, 1, -123456789, 9, 1, ""),
		`INSERT INTO balances VALUES (1, 20260301, 'cached', 'RSD', 5000, NULL, 12, 1772323200000000, 0),
			(1, 20260302, 'cached', 'SOL', -7, 7, NULL, 1772409600000000, 0), (2, 20260301, 'cached', 'USD', -999, NULL, NULL, 1772323200000000, 0)`,
	)
	db, err := Open(dir, afterThem)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	same(t, "digits", []string{"BTC|8", "CNH|8", "IQD|3", "JPY|0", "RSD|2", "SLE|2", "SOL*|8", "USD|2", "UYW|4"},
		texts(t, db.reader, "SELECT code, digits FROM currencies ORDER BY code"))
	same(t, "rows", []string{
		"1|-123500|RSD|0", "2|7700|RSD|0", "3|-1000|RSD|0", "4|500|RSD|1", "5|-12000|IQD|0", "6|124|SLE|0", "7|-125|SLE|0", "8|150000000|CNH|0",
		"9|123456789|SOL*|0", "10|1500|JPY|0", "11|42|BTC|0", "12|9223372036854775807|RSD|0", "13|-9223372036854775808|RSD|0", "14|-999|USD|0", "15|-12346|UYW|0",
	}, texts(t, db.reader, "SELECT t.rowid, amount, code, removed FROM transactions t JOIN currencies u ON u.rowid = t.currency ORDER BY t.rowid"))
	same(t, "balances", []string{"1|RSD|500000||1200", "1|SOL*|-7|7|", "2|USD|-999||"},
		texts(t, db.reader, "SELECT account, currency, current, available, credit_limit FROM balances ORDER BY account, date"))
	same(t, "months", []string{"CNH|0|1|150000000|0", "IQD|0|1|0|-12000", "RSD|1|1|7700|0", "RSD|2|1|0|-1000", "SLE|0|2|124|-125"},
		texts(t, db.reader, `SELECT code, state, entries, money_in, money_out FROM monthly_totals m JOIN currencies u ON u.rowid = m.currency
			WHERE code IN ('RSD', 'IQD', 'SLE', 'CNH') AND NOT (code = 'RSD' AND state = 0) ORDER BY 1, 2`))
	same(t, "days", []string{"CNH|1|150000000", "IQD|1|-12000", "SLE|2|-1"},
		texts(t, db.reader, `SELECT code, entries, posted FROM daily_totals d JOIN currencies u ON u.rowid = d.currency WHERE code IN ('IQD', 'SLE', 'CNH') ORDER BY 1`))
	same(t, "cursors", []string{"home|", "away|c2"}, texts(t, db.reader, "SELECT id, cursor FROM items ORDER BY rowid"))
}

// TestOldCategoriesAreRenamed: what Plaid only renamed in its second taxonomy
// has the new name, in the bank's words, in the person's, and in what they undo.
func TestOldCategoriesAreRenamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeVersion3(t, dir,
		"INSERT INTO currencies VALUES (1, 'USD', 2)",
		`INSERT INTO categories VALUES (2, 'INCOME', 'INCOME_WAGES'), (3, 'INCOME', 'INCOME_SALARY'), (4, 'INCOME', 'INCOME_OTHER_INCOME'),
			(5, 'TRANSFER_IN', 'TRANSFER_IN_CASH_ADVANCES_AND_LOANS'), (6, 'Wages', 'INCOME_WAGES')`,
		row3(1, 1, 100, 1, 2, ""), row3(2, 1, 200, 1, 3, ""), row3(3, 1, 300, 1, 4, ""), row3(4, 1, 400, 1, 5, ""), row3(5, 1, 500, 1, 6, ""), row3(6, 1, 600, 1, 1, ""),
		"INSERT INTO annotations VALUES (2, 4, 'mine', '[]', 0), (6, 2, '', '[]', 0)",
		"INSERT INTO edits (rowid, at) VALUES (1, 1790000000000000)",
		`INSERT INTO edit_rows VALUES (1, 2, '{"category":"INCOME_WAGES","note":"","tags":null,"hidden":false}')`,
	)
	db, err := Open(dir, afterThem)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	rows := func() []string {
		return texts(t, db.reader, `SELECT t.rowid, b.primary_name, b.detailed_name, c.detailed_name FROM transactions t
			JOIN categories b ON b.rowid = t.bank_category JOIN categories c ON c.rowid = t.category ORDER BY t.rowid`)
	}
	same(t, "rows", []string{
		"1|INCOME|INCOME_SALARY|INCOME_SALARY",
		"2|INCOME|INCOME_SALARY|INCOME_OTHER",
		"3|INCOME|INCOME_OTHER|INCOME_OTHER",
		"4|TRANSFER_IN|TRANSFER_IN_CASH_ADVANCES_AND_LOANS|TRANSFER_IN_CASH_ADVANCES_AND_LOANS",
		"5|INCOME|INCOME_SALARY|INCOME_SALARY",
		"6|FOOD_AND_DRINK|FOOD_AND_DRINK_COFFEE|INCOME_SALARY",
	}, rows())
	same(t, "months", []string{"INCOME_OTHER|2|500", "INCOME_SALARY|3|1200", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS|1|400"},
		texts(t, db.reader, "SELECT detailed_name, entries, money_in FROM monthly_totals m JOIN categories c ON c.rowid = m.category ORDER BY 1"))
	same(t, "old names", []string{"0"}, texts(t, db.reader, "SELECT count(*) FROM categories WHERE detailed_name IN ('INCOME_WAGES', 'INCOME_OTHER_INCOME')"))
	if _, err := db.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if e := entry(t, db, "row-2"); e.Annotation.Category != "INCOME_SALARY" {
		t.Errorf("undone: %+v", e.Annotation)
	}
}

// TestOldCategoryNamesAreUnderstood: a person may type a name of the first
// taxonomy, to file a row and to find it.
func TestOldCategoryNamesAreUnderstood(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", 100), tx("b", "2026-03-01", 100)}})
	note(t, db, func(a *ledger.Annotation) { a.Category = "INCOME_WAGES" }, "a")
	if got := entry(t, db, "a").Annotation.Category; got != "INCOME_SALARY" {
		t.Errorf("filed as %q", got)
	}
	note(t, db, func(a *ledger.Annotation) { a.Category = "INCOME_WAGES" }, "a") // no change: no step to undo
	for _, name := range []string{"INCOME_WAGES", "INCOME_SALARY"} {
		for _, f := range []ledger.Filter{{Category: name}, {Category: name, Query: "coffee"}, {Query: "category:" + strings.ToLower(name)}} {
			if got := all(t, db, f); len(got) != 1 || got[0].ID != "a" {
				t.Errorf("%+v finds %+v", f, got)
			}
			if s, err := db.Summarize(t.Context(), f); err != nil || s.Count != 1 {
				t.Errorf("%+v counts %+v, %v", f, s, err)
			}
		}
	}
	if _, err := db.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := entry(t, db, "a").Annotation.Category; got != "" {
		t.Errorf("undone: %q", got)
	}
}
