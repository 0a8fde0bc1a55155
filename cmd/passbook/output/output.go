// Package output prints what commands give: words, tables, JSON and CSV. Every
// text among it may come from a bank, and none of it is obeyed by a terminal.
package output

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"passbook/storage/ledger"
	"passbook/tui/text"
)

// Say prints words of passbook's own. Every string among the values is cleaned:
// it may come from a bank, and a terminal would obey what is in it.
func Say(out io.Writer, format string, values ...any) error {
	for i, v := range values {
		if s, ok := v.(string); ok {
			values[i] = text.Clean(s)
		}
	}
	_, err := fmt.Fprintf(out, format, values...)
	return err
}

// Column is one column of a command's table.
type Column struct {
	Title string
	Width int
	Right bool // aligned
}

// Rows prints rows as they come, so that memory does not grow with them. End
// comes after the last one.
// A row is given twice: record is what --json and --csv print, cells is what the
// table shows. Where there are very many rows, the one that IsTable makes useless
// may be nil. Neither is kept.
type Rows interface {
	IsTable() bool
	Row(record []any, cells []string) error
	End() error
}

// Flags adds --json and --csv to a command.
func Flags(cmd *cobra.Command) {
	cmd.Flags().Bool("json", false, "print a JSON array")
	cmd.Flags().Bool("csv", false, "print CSV with a header line")
	cmd.MarkFlagsMutuallyExclusive("json", "csv")
}

// AsTable reports whether the flags ask for a table.
func AsTable(cmd *cobra.Command) bool {
	asJSON, _ := cmd.Flags().GetBool("json")
	asCSV, _ := cmd.Flags().GetBool("csv")
	return !asJSON && !asCSV
}

// New gives the writer that the flags ask for. fields name the
// elements of a record.
func New(cmd *cobra.Command, fields []string, columns []Column) Rows {
	out := bufio.NewWriterSize(cmd.OutOrStdout(), 64<<10)
	asJSON, _ := cmd.Flags().GetBool("json")
	asCSV, _ := cmd.Flags().GetBool("csv")
	switch {
	case asJSON:
		return newJSONWriter(out, fields)
	case asCSV:
		w := csv.NewWriter(out)
		return &csvWriter{csv: w, out: out, err: w.Write(fields)}
	}
	t := &tableWriter{out: out, columns: columns}
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.Title
	}
	t.err = t.line(titles)
	return t
}

// Untitled gives the writer of a table whose columns have no titles.
func Untitled(out io.Writer, columns []Column) Rows {
	return &tableWriter{out: bufio.NewWriter(out), columns: columns}
}

// jsonWriter prints one object a row, its keys in the order of the fields.
type jsonWriter struct {
	out  *bufio.Writer
	keys []string // each with what stands before it and after it
	line []byte
	rows int
}

func newJSONWriter(out *bufio.Writer, fields []string) *jsonWriter {
	w := &jsonWriter{out: out}
	for i, f := range fields {
		before := ","
		if i == 0 {
			before = "{"
		}
		w.keys = append(w.keys, fmt.Sprintf("%s%q:", before, f))
	}
	return w
}

func (w *jsonWriter) IsTable() bool { return false }

func (w *jsonWriter) Row(record []any, _ []string) (err error) {
	before := ",\n"
	if w.rows == 0 {
		before = "[\n"
	}
	w.rows++
	w.line = append(w.line[:0], before...)
	for i, key := range w.keys {
		w.line = append(w.line, key...)
		if w.line, err = appendJSON(w.line, record[i]); err != nil {
			return fmt.Errorf("print %s: %w", key, err)
		}
	}
	_, err = w.out.Write(append(w.line, '}'))
	return err
}

// appendJSON appends what json.Marshal gives, with every character escaped that
// a terminal would obey or not show. Most values are plain texts, which stand
// in JSON as they are: writing those here is ten times faster.
func appendJSON(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case bool:
		return strconv.AppendBool(b, v), nil
	case string:
		if isPlain(v) && !strings.ContainsAny(v, `"\<>&`) {
			return append(append(append(b, '"'), v...), '"'), nil
		}
	case []string:
		if v != nil && len(v) == 0 {
			return append(b, "[]"...), nil
		}
	}
	text, err := json.Marshal(v)
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if isUnseen(r) {
			for _, unit := range utf16.AppendRune(nil, r) {
				b = fmt.Appendf(b, `\u%04x`, unit)
			}
		} else {
			b = append(b, text[:size]...)
		}
		text = text[size:]
	}
	return b, err
}

// isUnseen reports whether a character is a control character (of seven bits or
// of eight) or a format character, such as one that turns the direction of
// writing.
func isUnseen(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) }

// isPlain reports whether a text is printable ASCII.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func (w *jsonWriter) End() error {
	if w.rows == 0 {
		w.out.WriteString("[")
	}
	w.out.WriteString("\n]\n")
	return w.out.Flush()
}

// csvWriter prints RFC 4180 with a header line. Control and format characters,
// which a terminal would obey or not show, are left out.
type csvWriter struct {
	csv    *csv.Writer
	out    *bufio.Writer
	record []string
	err    error // of the header
}

func (w *csvWriter) IsTable() bool { return false }

func (w *csvWriter) Row(record []any, _ []string) error {
	if w.err != nil {
		return w.err
	}
	w.record = w.record[:0]
	for _, v := range record {
		cell := plain(v)
		if !isPlain(cell) {
			cell = strings.Map(withoutControl, cell)
		}
		w.record = append(w.record, cell)
	}
	return w.csv.Write(w.record)
}

func withoutControl(r rune) rune {
	if isUnseen(r) && r != '\n' && r != '\t' {
		return -1
	}
	return r
}

func (w *csvWriter) End() error {
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return err
	}
	return w.out.Flush()
}

// tableWriter prints columns of fixed width.
type tableWriter struct {
	out     *bufio.Writer
	columns []Column
	err     error // of the header
}

func (w *tableWriter) IsTable() bool { return true }

func (w *tableWriter) Row(_ []any, cells []string) error {
	if w.err != nil {
		return w.err
	}
	return w.line(cells)
}

func (w *tableWriter) End() error { return w.out.Flush() }

func (w *tableWriter) line(cells []string) error {
	var b strings.Builder
	for i, c := range w.columns {
		if i > 0 {
			b.WriteString("  ")
		}
		cell := text.Clean(cells[i])
		if c.Right { // a figure that is cut is a wrong one
			b.WriteString(text.FitRight(cell, max(c.Width, text.Width(cell))))
		} else {
			b.WriteString(text.Fit(cell, c.Width))
		}
	}
	_, err := io.WriteString(w.out, strings.TrimRight(b.String(), " ")+"\n")
	return err
}

// plain is a value of a record as the text of one CSV cell.
func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case []string:
		if v != nil && len(v) == 0 {
			return "[]"
		}
	}
	switch reflect.ValueOf(v).Kind() {
	case reflect.Slice, reflect.Struct, reflect.Map:
		text, err := json.Marshal(v)
		if err != nil {
			return err.Error()
		}
		return string(text)
	}
	return fmt.Sprint(v)
}

// AccountTitle is an account's name with its mask.
func AccountTitle(name, mask string) string {
	if mask == "" {
		return name
	}
	return name + " ··" + mask
}

// Decimal gives an amount in minor units as decimal text; empty where there is
// none, and "too large" for a sum that 64 bits do not hold.
func Decimal(minor *int64, currency string) string {
	if minor == nil {
		return ""
	}
	m := ledger.Money{Minor: *minor, Currency: currency}
	if m.IsTooLarge() {
		return "too large"
	}
	return m.Decimal()
}
