package papers

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
)

// Bounds of a file of rows. Plaid bills each row: a file beyond them is a mistake.
const (
	mostEnrichBytes    = 32 << 20
	mostEnrichRows     = 50_000
	longestDescription = 1000 // characters
)

// enrichRow is a row of a file.
type enrichRow struct {
	products.RowToEnrich        // its ID is the number of the row, from 1
	id                   string // in the file; empty: it has none
}

// readEnrichFile reads the rows of a CSV file, - for stdin. Errors: a sentence that
// names the file and, where a row is wrong, its line.
func readEnrichFile(name string, stdin io.Reader) ([]enrichRow, error) {
	from, called := stdin, "stdin"
	if name != "-" {
		called = text.Clean(name)
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("%s cannot be opened: %w", called, errors.Unwrap(err))
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return nil, fmt.Errorf("%s is a folder, and not a CSV file", called)
		}
		from = f
	}
	body, err := io.ReadAll(io.LimitReader(from, mostEnrichBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", called, err)
	case len(body) > mostEnrichBytes:
		return nil, fmt.Errorf("%s is longer than %d MiB: split it, and enrich what you need", called, mostEnrichBytes>>20)
	case bytes.IndexByte(body, 0) >= 0 || !utf8.Valid(body):
		return nil, fmt.Errorf("%s is no CSV file in UTF-8", called)
	case len(bytes.TrimSpace(body)) == 0:
		return nil, fmt.Errorf("%s is empty", called)
	}
	rows, err := readEnrichRows(bytes.TrimPrefix(body, []byte("\ufeff")))
	if err != nil {
		return nil, fmt.Errorf("%s%w", called, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s has a header line and no row", called)
	}
	return rows, nil
}

// lineError is what is wrong in a line of a file.
type lineError struct {
	line int
	why  string
}

func (e *lineError) Error() string { return fmt.Sprintf(", line %d: %s", e.line, e.why) }

func readEnrichRows(body []byte) (rows []enrichRow, err error) {
	r := csv.NewReader(bufio.NewReader(bytes.NewReader(body)))
	header, err := r.Read()
	if err != nil {
		return nil, malformed(err)
	}
	r.ReuseRecord = true
	columns, err := readEnrichColumns(header)
	if err != nil {
		return nil, err
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, malformed(err)
		}
		if len(rows) == mostEnrichRows {
			return nil, fmt.Errorf(" has more than %s: split it, and enrich what you need", format.Count(mostEnrichRows, "row", "rows"))
		}
		row, why := columns.row(record)
		if why != "" {
			line, _ := r.FieldPos(0)
			return nil, &lineError{line, why}
		}
		row.ID = strconv.Itoa(len(rows) + 1)
		rows = append(rows, row)
	}
}

// malformed says where a file is no CSV.
func malformed(err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return fmt.Errorf(": %w", err)
	}
	why := "it is no CSV"
	switch {
	case errors.Is(parse.Err, csv.ErrFieldCount):
		why = "it has not as many cells as the header line"
	case errors.Is(parse.Err, csv.ErrQuote), errors.Is(parse.Err, csv.ErrBareQuote):
		why = "a quotation mark is out of place"
	}
	return &lineError{parse.Line, why}
}

// enrichColumns are the places of the columns that are read; -1: not there.
type enrichColumns struct{ id, date, description, original, name, amount, direction, currency int }

func readEnrichColumns(header []string) (c enrichColumns, err error) {
	titles := make([]string, len(header))
	for i, title := range header {
		titles[i] = strings.ToLower(strings.TrimSpace(title))
		if titles[i] != "" && slices.Contains(titles[:i], titles[i]) {
			return c, fmt.Errorf(" has two columns %q", text.Clean(titles[i]))
		}
	}
	at := func(names ...string) int {
		return slices.IndexFunc(titles, func(title string) bool { return slices.Contains(names, title) })
	}
	c = enrichColumns{
		id: at("id"), date: at("date"), description: at("description"), original: at("original"), name: at("name"),
		amount: at("amount"), direction: at("direction"), currency: at("currency", "iso_currency_code"),
	}
	var missing []string
	for _, needed := range []struct {
		name string
		at   int
	}{{"date", c.date}, {"description", max(c.description, c.original, c.name)}, {"amount", c.amount}, {"currency", c.currency}} {
		if needed.at < 0 {
			missing = append(missing, needed.name)
		}
	}
	if len(missing) > 0 {
		return c, fmt.Errorf(" has no column %s: its first line names date, description, amount and currency", strings.Join(missing, ", "))
	}
	return c, nil
}

// isoCode is the form of ISO 4217's codes.
var isoCode = regexp.MustCompile(`^[A-Z]{3}$`)

// directions are the words for where money goes.
var directions = map[string]int64{"OUTFLOW": -1, "OUT": -1, "INFLOW": 1, "IN": 1}

// row reads a record; why says what is wrong with it.
func (c enrichColumns) row(record []string) (row enrichRow, why string) {
	cell := func(at int) string {
		if at < 0 {
			return ""
		}
		return strings.TrimSpace(record[at])
	}
	row.id = cell(c.id)
	date, err := ledger.ParseDate(cell(c.date))
	if err != nil || date == 0 {
		return row, fmt.Sprintf("date is %.40q, and a day is written YYYY-MM-DD", cell(c.date))
	}
	currency := strings.ToUpper(cell(c.currency))
	if !isoCode.MatchString(currency) {
		return row, fmt.Sprintf("currency is %.40q, and not a code such as USD", cell(c.currency))
	}
	amount, err := ledger.ParseMoney(strings.TrimPrefix(cell(c.amount), "+"), currency)
	switch {
	case errors.Is(err, ledger.ErrTooLarge) || err == nil && amount.IsTooLarge():
		return row, fmt.Sprintf("amount is %.40q, which is larger than passbook can keep", cell(c.amount))
	case err != nil:
		return row, fmt.Sprintf("amount is %.40q, and a number is written as 1234.50", cell(c.amount))
	}
	if c.direction >= 0 {
		sign, known := directions[strings.ToUpper(cell(c.direction))]
		if !known {
			return row, fmt.Sprintf("direction is %.40q, and not inflow or outflow", cell(c.direction))
		}
		if amount.Minor < 0 {
			return row, "amount is negative, which says what direction says already"
		}
		amount.Minor *= sign
	}
	description := cell(c.description)
	for _, other := range []int{c.original, c.name} {
		if description == "" {
			description = cell(other)
		}
	}
	description = strings.Join(strings.Fields(text.Clean(description)), " ")
	switch {
	case description == "":
		return row, "it has no description"
	case utf8.RuneCountInString(description) > longestDescription:
		return row, fmt.Sprintf("its description has more than %d characters", longestDescription)
	}
	row.Date, row.Amount, row.Description = date, amount, description
	return row, ""
}
