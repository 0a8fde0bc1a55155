package plaidsvc

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"passbook/plaidsvc/plaidsim"
	"passbook/storage"
	"passbook/storage/ledger"
)

// downgrade makes a new cache of schema 3 from the bench's, as a build with
// CLDR's digits kept it: RSD without hundredths. The bench goes on with it.
func (b *bench) downgrade(url string) {
	b.t.Helper()
	must := func(err error) {
		b.t.Helper()
		if err != nil {
			b.t.Fatal(err)
		}
	}
	must(b.svc.Close())
	must(b.db.Close())
	newer := b.dir + "/passbook.db"
	dir := b.t.TempDir()
	older, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "passbook.db"))
	must(err)
	older.SetMaxOpenConns(1)
	provider, err := goose.NewProvider(goose.DialectSQLite3, older, os.DirFS("../storage/migrations"), goose.WithDisableVersioning(true))
	must(err)
	for version := range int64(3) {
		_, err := provider.ApplyVersion(context.Background(), version+1, true)
		must(err)
	}
	_, err = older.Exec("ATTACH '" + newer + "' AS newer")
	must(err)
	for _, table := range []string{"labels", "merchants", "categories", "currencies", "items", "accounts", "syncs", "transactions", "annotations"} {
		var columns string
		must(older.QueryRow("SELECT group_concat(name) FROM pragma_table_info(?, 'main')", table).Scan(&columns))
		_, err := older.Exec("INSERT INTO " + table + " (" + columns + ") SELECT " + columns + " FROM newer." + table)
		must(err)
	}
	for _, statement := range []string{
		"UPDATE transactions SET amount = CAST(round(amount / 100.0) AS INTEGER) WHERE currency = (SELECT rowid FROM currencies WHERE code = 'RSD')",
		"UPDATE currencies SET digits = 0 WHERE code = 'RSD'",
	} {
		_, err := older.Exec(statement)
		must(err)
	}
	must(older.Close())
	b.dir = dir
	b.db, err = storage.Open(dir, time.Now)
	must(err)
	b.t.Cleanup(func() { b.db.Close() })
	b.svc = b.open(url)
}

// TestWhatWasRoundedOffComesBack: a cache that kept RSD without hundredths has
// them after the next sync, with what the person wrote, and without the rows that
// the bank dropped meanwhile.
func TestWhatWasRoundedOffComesBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	_, it, account := linkDynamic(b)
	dinars := func(amount, name string) object {
		return object{"do": "add", "transaction": object{
			"account_id": account.ID, "amount": json.Number(amount), "iso_currency_code": "RSD", "date": "2026-03-01", "name": name,
		}}
	}
	ids := b.change(it.ID, dinars("1234.56", "Kafana"), dinars("-70", "Povrat"), dinars("9.99", "dropped"))
	b.sync(it.ID)
	err := b.db.Annotate(t.Context(), ids[:1], func(a *ledger.Annotation) { a.Note = "with Mina" })
	if err != nil {
		t.Fatal(err)
	}
	count := len(b.entries())
	b.downgrade(b.svc.deps.plaid.Host)
	for i, want := range []int64{-123500, 7000, -1000} {
		if e := b.entry(ids[i]); e.Amount != (ledger.Money{Minor: want, Currency: "RSD"}) {
			t.Errorf("after the migration %s is %+v", e.Name, e.Amount)
		}
	}
	b.change(it.ID, object{"do": "remove", "transaction_id": ids[2]})
	r := b.sync(it.ID)
	if c := r.Changes; c.Added != 0 || c.Modified != 1 || c.Removed != 1 || c.Unchanged != count-2 {
		t.Errorf("the next sync: %+v of %d", c, count)
	}
	if e := b.entry(ids[0]); e.Amount.Decimal() != "-1234.56" || e.Annotation.Note != "with Mina" {
		t.Errorf("%+v", e)
	}
	if e := b.entry(ids[1]); e.Amount.Decimal() != "70.00" {
		t.Errorf("%+v", e.Amount)
	}
	if n := len(b.entries()); n != count-1 {
		t.Errorf("%d transactions, %d before", n, count)
	}
	b.change(it.ID, dinars("0.01", "later"))
	if c := b.sync(it.ID).Changes; c.Added != 1 || c.Modified+c.Removed+c.Unchanged != 0 {
		t.Errorf("the sync after that: %+v", c)
	}
}

// TestARowThatCannotBeKeptStopsNothing: the bank goes on syncing, and the row is
// told until the bank corrects it.
func TestARowThatCannotBeKeptStopsNothing(t *testing.T) {
	t.Parallel()
	b, it, account := lenient(t)
	row := func(amount, day string) object {
		return object{"do": "add", "transaction": object{
			"account_id": account.ID, "amount": json.Number(amount), "date": day, "name": "Row of " + day, "iso_currency_code": "USD",
		}}
	}
	ids := b.change(it.ID, row("1e30", "2026-03-01"), row("5", "0001-01-01"), row("7", "2026-03-02"))
	if c := b.sync(it.ID).Changes; c.Added != 1 || c.SetAside != 2 {
		t.Errorf("%+v", c)
	}
	rows, all, err := b.db.RowsSetAside(t.Context(), 10)
	if err != nil || all != 2 || rows[0].AccountName != account.Name || rows[0].Institution != it.Institution {
		t.Fatal(all, rows, err)
	}
	b.change(it.ID,
		object{"do": "modify", "transaction_id": ids[0], "transaction": object{"amount": 30}},
		object{"do": "remove", "transaction_id": ids[1]})
	if c := b.sync(it.ID).Changes; c.Added != 1 || c.SetAside != 0 {
		t.Errorf("after the correction: %+v", c)
	}
	if rows, all, err := b.db.RowsSetAside(t.Context(), 10); err != nil || all != 0 {
		t.Error(all, rows, err)
	}
	if e := b.entry(ids[0]); e.Amount.Minor != -3000 {
		t.Errorf("%+v", e)
	}
}

// TestCategoriesAreOfTheSecondTaxonomy: every sync asks for it, and what a bank
// still sends of the first one is converted.
func TestCategoriesAreOfTheSecondTaxonomy(t *testing.T) {
	t.Parallel()
	b, it, account := dynamic(t)
	var asked []string
	b.front.on("/transactions/sync", func(_ int, _ http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		var in struct {
			Options struct {
				Version string `json:"personal_finance_category_version"`
			}
		}
		_ = json.Unmarshal(body, &in)
		asked = append(asked, in.Options.Version)
		return false
	})
	row := func(primary, detailed string) object {
		return object{"do": "add", "transaction": object{
			"account_id": account.ID, "amount": -5, "date": "2026-03-01", "name": detailed,
			"personal_finance_category": object{"primary": primary, "detailed": detailed, "confidence_level": "HIGH"},
		}}
	}
	ids := b.change(it.ID, row("INCOME", "INCOME_WAGES"), row("INCOME", "INCOME_OTHER_INCOME"), row("TRANSFER_IN", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS"))
	b.sync(it.ID)
	for i, want := range []string{"INCOME_SALARY", "INCOME_OTHER", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS"} { // the last became several
		if got := b.entry(ids[i]).CategoryDetail; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if !slices.Equal(asked, []string{"v2"}) {
		t.Errorf("asked for versions %q", asked)
	}
}
