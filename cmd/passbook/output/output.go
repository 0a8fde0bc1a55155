// Package output prints what commands give: words, tables, JSON and CSV. Every
// text among it may come from a bank, and none of it is obeyed by a terminal.
package output

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
)

// IsTerminal reports whether what a command reads or writes is a terminal.
func IsTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}

// Say prints words of passbook's own. Every string among the values is cleaned:
// it may come from a bank, and a terminal would obey what is in it.
func Say(out io.Writer, words string, values ...any) error {
	for i, v := range values {
		if s, ok := v.(string); ok {
			values[i] = text.Clean(s)
		}
	}
	_, err := fmt.Fprintf(out, words, values...)
	return err
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

// FieldList is a list of fields for a help text, in lines of at most 78 cells.
func FieldList(fields []string) string {
	return strings.Join(text.Wrap(strings.Join(fields, ", "), 76), "\n  ")
}

// Limit adds --limit N to a command, which prints at most N rows, and all with 0.
func Limit(cmd *cobra.Command, limit *int, usual int) {
	*limit = usual
	cmd.Flags().Var((*count)(limit), "limit", "print at most `N`; 0 prints all")
}

// count is a flag's number that is not below zero.
type count int

func (c *count) String() string { return strconv.Itoa(int(*c)) }
func (c *count) Type() string   { return "N" }

func (c *count) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return errors.New("it is a number, and not below zero")
	}
	*c = count(n)
	return nil
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
	t := newTable(cmd.OutOrStdout(), columns)
	for _, c := range columns {
		t.titles = append(t.titles, c.Title)
	}
	return t
}

// Untitled gives the writer of a table whose columns have no titles.
func Untitled(out io.Writer, columns []Column) Rows { return newTable(out, columns) }

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

// JSON gives what json.Marshal does, with every character escaped that a terminal
// would obey or not show.
func JSON(v any) ([]byte, error) { return appendJSON(nil, v) }

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

// plain is a value of a record as the text of one CSV cell.
func plain(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
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

// Figure gives an amount in minor units as tables have it, with a comma between
// thousands; empty where there is none.
func Figure(minor *int64, currency string) string {
	if minor == nil {
		return ""
	}
	return format.Digits(ledger.Money{Minor: *minor, Currency: currency})
}

// OrNull is a field of a record that is not known where it is empty: null in
// JSON, an empty cell in CSV.
func OrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// Instant is a time as records have it: UTC, and null where it is not known.
func Instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}
