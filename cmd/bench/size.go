package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// size measures bar 10: the size of the cache.
func (b *bench) size() error {
	if err := errors.Join(b.needCSV(), b.need(b.rows)); err != nil {
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
		Note:   "The CSV has no header line and these columns: " + strings.Join(columnNames(), ", ") + ". The cache keeps each row's counterparties as well.",
	})
	return nil
}
