package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"passbook/storage"
)

// rawTable is the SQL of a table for the exported rows: every column is text,
// except the amount.
func rawTable() string {
	columns := columnNames()
	for i, name := range columns {
		kind := "TEXT"
		if name == "amount" {
			kind = "REAL"
		}
		columns[i] = `"` + name + `" ` + kind
	}
	return "CREATE TABLE rows (" + strings.Join(columns, ", ") + ");"
}

// rawIndexes are the indexes that the cache has for lists.
const rawIndexes = `
CREATE UNIQUE INDEX rows_by_id       ON rows (transaction_id);
CREATE        INDEX rows_by_date     ON rows (date);
CREATE        INDEX rows_by_account  ON rows (account_id, date);
CREATE        INDEX rows_by_category ON rows (detailed, date);
CREATE        INDEX rows_by_merchant ON rows (merchant_name, date);`

const loadNote = "Both sides end with the same rows and the same five indexes: id (unique), date, account and date, category and date, merchant and date. " +
	"passbook also fetches them over HTTP in pages of 500, decodes JSON, and keeps counterparties, sums by month and sums by day. " +
	"The sqlite3 shell reads them from a CSV file on the same disk, with the columns of the note on size, as texts but for the amount. Medians of alternated runs; each is the time of the whole process."

// load has the sqlite3 shell import the rows, then make the indexes, in a new
// file, and gives the seconds.
func (b *bench) load() (float64, error) {
	if err := os.RemoveAll(b.rawFile()); err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(b.ctx, "sqlite3", "-bail", b.rawFile())
	cmd.Stdin = strings.NewReader(rawTable() + "\n.import --csv " + b.csvFile() + " rows\n" + rawIndexes + "\n")
	seconds, _, err := timed(cmd)
	return seconds, err
}

// needRaw makes the raw table unless it is there.
func (b *bench) needRaw() error {
	if err := b.needCSV(); err != nil {
		return err
	}
	if _, err := os.Stat(b.rawFile()); err == nil {
		return nil
	}
	_, err := b.load()
	return err
}

// overview measures bar 8: a year by category and all balances.
func (b *bench) overview() (err error) {
	if err := errors.Join(b.needRaw(), b.need(b.rows)); err != nil {
		return err
	}
	db, err := storage.Open(b.cache(b.rows), time.Now)
	if err != nil {
		return err
	}
	defer db.Close()
	newest, err := db.Entries(b.ctx, storage.Query{Limit: 1})
	if err != nil {
		return err
	}
	last := newest[0].Date.Month()
	first := last.Add(-11)
	question := fmt.Sprintf(`SELECT substr(date, 1, 7), detailed, iso_currency_code, sum(max(amount, 0)), sum(min(amount, 0)), count(*)
		FROM rows WHERE pending = 'false' AND date BETWEEN '%s' AND '%s' GROUP BY 1, 2, 3;
		SELECT account_id, iso_currency_code, sum(amount) FROM rows GROUP BY 1, 2;`, first.First(), last.Last())
	var ours, theirs []float64
	for range b.times(5) {
		for range 20 {
			began := time.Now()
			if _, err := db.Figures(b.ctx, "USD", first, last); err != nil {
				return err
			}
			if _, err := db.Accounts(b.ctx); err != nil {
				return err
			}
			ours = append(ours, milliseconds(time.Since(began)))
		}
		seconds, _, err := timed(exec.CommandContext(b.ctx, "sqlite3", "-readonly", b.rawFile(), question))
		if err != nil {
			return err
		}
		theirs = append(theirs, seconds*1000)
	}
	b.add(line{
		Number: 8, What: "overview: twelve months by category, and all balances", Bar: 1.0 / 200,
		Ours: side{"storage.Figures and Accounts", median(ours), "ms"}, Theirs: side{"the same GROUP BY in the sqlite3 shell", median(theirs), "ms"},
		Note: "In the sqlite3 shell over the table and indexes of bar 1: " + strings.Join(strings.Fields(question), " "),
	})
	return nil
}
