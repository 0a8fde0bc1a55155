package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"passbook/storage"
)

// exportColumns are the columns of the rows as CSV: what the cache keeps of
// every transaction, with money in minor units and texts written out.
const exportColumns = "id, account_id, pending_id, amount, currency, date, authorized_date, pending, name, merchant, merchant_id, original, category, category_detail, category_confidence, channel"

// csvFile is where the rows of the large cache lie as CSV, without a header
// line.
func (b *bench) csvFile() string { return filepath.Join(b.dir, fmt.Sprintf("rows-%d.csv", b.rows)) }

// needCSV exports the large cache unless that is done, and keeps the words
// that the search is tried with.
func (b *bench) needCSV() error {
	if err := b.need(b.rows); err != nil {
		return err
	}
	if _, err := os.Stat(b.csvFile()); err == nil {
		return nil
	}
	db, err := storage.Open(b.cache(b.rows), time.Now)
	if err != nil {
		return err
	}
	return errors.Join(b.export(db), db.Close())
}

func (b *bench) export(db *storage.DB) error {
	f, err := os.Create(b.csvFile())
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(f, 1<<20)
	w := csv.NewWriter(out)
	err = db.EachEntry(b.ctx, storage.Filter{}, 0, func(e storage.Entry) error {
		return w.Write([]string{
			e.ID, e.AccountID, e.PendingID, strconv.FormatInt(e.Amount.Minor, 10), e.Amount.Currency,
			e.Date.String(), e.AuthorizedDate.String(), strconv.FormatBool(e.Pending),
			e.Name, e.Merchant, e.MerchantID, e.Original,
			e.Category, e.CategoryDetail, e.CategoryConfidence, e.Channel,
		})
	})
	w.Flush()
	return errors.Join(err, w.Error(), out.Flush(), f.Close())
}

// size is bar 10.
func (b *bench) size() error {
	if err := b.needCSV(); err != nil {
		return err
	}
	rows, err := os.Stat(b.csvFile())
	if err != nil {
		return err
	}
	cache, err := os.Stat(filepath.Join(b.cache(b.rows), "passbook.db"))
	if err != nil {
		return err
	}
	b.add(line{
		Number: 10, What: "size of the cache, indexes and sums included", Bar: 1,
		Ours:   side{"passbook.db", float64(cache.Size()) / (1 << 20), "MiB"},
		Theirs: side{fmt.Sprintf("the rows as CSV (%d bytes a row)", rows.Size()/int64(b.rows)), float64(rows.Size()) / (1 << 20), "MiB"},
		Note:   "The columns of the CSV: " + exportColumns + ". What few banks fill (place, payment, counterparties) is in the cache and not in the CSV.",
	})
	return nil
}
