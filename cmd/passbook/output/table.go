package output

import (
	"bufio"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"

	"passbook/tui/text"
)

// Column is one column of a command's table.
type Column struct {
	Title string
	Right bool // aligned; never cut: a figure that is cut is a wrong one
	Whole bool // never cut: a day or a time
	Extra bool // left out where the terminal has no room for it
}

const (
	between   = "  "
	fewest    = 6   // cells that a column is not cut below
	firstRows = 500 // that the widths of the columns follow
)

// tableWriter prints a table that fits the terminal. What is no terminal gets
// every cell whole, with a tab between two.
type tableWriter struct {
	out     *bufio.Writer
	columns []Column
	width   int // of the terminal in cells; 0: it is none
	first   [][]string
	widths  []int    // of the columns, once they are chosen; -1: left out
	titles  []string // not printed yet: they come with the first row
}

func newTable(out io.Writer, columns []Column) *tableWriter {
	return &tableWriter{out: bufio.NewWriterSize(out, 64<<10), columns: columns, width: TerminalWidth(out)}
}

// TerminalWidth is how many cells a line of a terminal has; 0: it is none.
func TerminalWidth(out io.Writer) int {
	f, ok := out.(*os.File)
	if !ok || !term.IsTerminal(f.Fd()) {
		return 0
	}
	width, _, err := term.GetSize(f.Fd())
	if err != nil || width <= 0 {
		return 80
	}
	return width
}

func (w *tableWriter) IsTable() bool { return true }

func (w *tableWriter) Row(_ []any, cells []string) error {
	if titles := w.titles; titles != nil {
		w.titles = nil
		if err := w.Row(nil, titles); err != nil {
			return err
		}
	}
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = text.Clean(c)
	}
	switch {
	case w.width == 0:
		_, err := w.out.WriteString(strings.Join(row, "\t") + "\n")
		return err
	case w.widths != nil:
		return w.line(row)
	}
	if w.first = append(w.first, row); len(w.first) < firstRows {
		return nil
	}
	return w.layOut()
}

func (w *tableWriter) End() error {
	if w.widths == nil {
		if err := w.layOut(); err != nil {
			return err
		}
	}
	return w.out.Flush()
}

// layOut chooses the widths of the columns by the first rows, and prints those.
func (w *tableWriter) layOut() error {
	w.widths = make([]int, len(w.columns))
	for _, row := range w.first {
		for i, cell := range row {
			w.widths[i] = max(w.widths[i], text.Width(cell))
		}
	}
	w.fit()
	for _, row := range w.first {
		if err := w.line(row); err != nil {
			return err
		}
	}
	w.first = nil
	return nil
}

// fit leaves out columns and narrows the widest ones until a line fits.
func (w *tableWriter) fit() {
	for i := len(w.columns) - 1; i >= 0 && w.tooWide() > 0; i-- {
		if w.columns[i].Extra {
			w.widths[i] = -1
		}
	}
	for over := w.tooWide(); over > 0; over-- {
		widest := -1
		for i, c := range w.columns {
			if !c.Right && !c.Whole && w.widths[i] > fewest && (widest < 0 || w.widths[i] > w.widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		w.widths[widest]--
	}
}

// tooWide is by how many cells a line is wider than the terminal.
func (w *tableWriter) tooWide() int {
	sum := -len(between)
	for _, width := range w.widths {
		if width >= 0 {
			sum += width + len(between)
		}
	}
	return sum - w.width
}

func (w *tableWriter) line(row []string) error {
	var b strings.Builder
	for i, cell := range row {
		width := w.widths[i]
		switch {
		case width < 0:
			continue
		case b.Len() > 0:
			b.WriteString(between)
		}
		if w.columns[i].Right {
			b.WriteString(text.FitRight(cell, max(width, text.Width(cell))))
		} else {
			b.WriteString(fitName(cell, width))
		}
	}
	_, err := w.out.WriteString(strings.TrimRight(b.String(), " ") + "\n")
	return err
}

// fitName cuts a name, but not the digits of an account at its end, which tell
// two of one name apart.
func fitName(cell string, width int) string {
	at := strings.LastIndex(cell, maskBefore)
	if room := width - text.Width(cell[max(at, 0):]); at > 0 && room > 1 && text.Width(cell) > width {
		return text.Fit(cell[:at], room) + cell[at:]
	}
	return text.Fit(cell, width)
}

// maskBefore stands between an account's name and the digits of its number.
const maskBefore = " ··"

// AccountTitle is an account's name with its mask.
func AccountTitle(name, mask string) string {
	if mask == "" {
		return name
	}
	return name + maskBefore + mask
}
