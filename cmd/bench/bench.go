package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// bench is one run.
type bench struct {
	ctx    context.Context
	dir    string // of everything that it makes, removed at the end
	rows   int
	quick  bool
	only   []int // the bars asked for; empty: all
	result result
}

// few is the size that a large cache is compared with.
const few = 10_000

// times is how often a measurement is repeated.
func (b *bench) times(n int) int {
	if b.quick {
		return max(1, n/5)
	}
	return n
}

// say tells on stderr how far the run is.
func (b *bench) say(format string, a ...any) { fmt.Fprintf(os.Stderr, format+"\n", a...) }

// add records a line and prints it at once.
func (b *bench) add(l line) {
	l.Ratio = l.Ours.Value / l.Theirs.Value
	l.Met = l.Ratio <= l.Bar
	b.result.Lines = append(b.result.Lines, l)
	slices.SortStableFunc(b.result.Lines, func(x, y line) int { return x.Number - y.Number })
	b.say("%d %s: %s against %s: %s (%s)", l.Number, l.What, l.Ours, l.Theirs, ratioText(l.Ratio), l.verdict())
}

// program is where a built program lies.
func (b *bench) program(name string) string { return filepath.Join(b.dir, "bin", name) }

// cache is the folder of a cache of n rows.
func (b *bench) cache(n int) string { return filepath.Join(b.dir, fmt.Sprintf("cache-%d", n)) }

// csvFile is where the rows of the large cache lie as CSV, without a header
// line.
func (b *bench) csvFile() string { return filepath.Join(b.dir, fmt.Sprintf("rows-%d.csv", b.rows)) }

// rawFile is the database that the sqlite3 shell made of the rows.
func (b *bench) rawFile() string { return filepath.Join(b.dir, "raw.db") }
