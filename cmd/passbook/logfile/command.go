package logfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
)

// levels are the names of the levels, the fewest lines first.
var levels = []string{"error", "warn", "info", "debug"}

// Place is where a log lies, and what its lines are compared with.
type Place struct {
	Dir string
	Now time.Time // in the person's zone

	// Item gives the id of the linked bank that a person names.
	Item func(ctx context.Context, name string) (id string, err error)
}

// With runs a command on the log.
type With func(cmd *cobra.Command, do func(context.Context, Place) error) error

// wanted says which lines are shown, and how.
type wanted struct {
	level  levelFlag
	since  sinceFlag
	bank   string
	lines  int
	follow bool
	asJSON bool
}

// Command makes the command log.
func Command(with With) *cobra.Command {
	w := wanted{level: levelFlag(slog.LevelDebug)}
	cmd := &cobra.Command{
		Use:   "log",
		Short: "Print the log",
		Long: `Print the end of the log: what every sync and link did, with Plaid's request ids
and codes. No token, no key and no answer of a bank is in it.

The setting log_level says what is written: error, warn, info (the default) or
debug, which also has a line for every sync that brought nothing. The file is
passbook.log beside the cache; at 1 MiB a new one is begun, and three old ones
are kept.

--since takes a time such as 90m, 2h or 3d, or a day. --json prints a JSON
object a line with the fields
  time, level, message, fields
where fields is an object. --follow goes on until Ctrl-C, and ends with 130.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, p Place) error { return w.print(ctx, cmd.OutOrStdout(), p) })
		},
	}
	flags := cmd.Flags()
	flags.Var(&w.level, "level", "lines of this `level` and above: "+strings.Join(levels, ", "))
	flags.Var(&w.since, "since", "lines of the last `time`, or since a day")
	flags.StringVar(&w.bank, "bank", "", "lines about a bank: its `name`, or the id of its Item, also after it was unlinked")
	flags.IntVarP(&w.lines, "lines", "n", 50, "the last `N` lines; 0 prints all")
	flags.BoolVarP(&w.follow, "follow", "f", false, "go on with what is written from now on")
	flags.BoolVar(&w.asJSON, "json", false, "print a JSON object a line")
	return cmd
}

// pollEvery is how often a log that is followed is looked at.
const pollEvery = 250 * time.Millisecond

// print prints the last lines, and those that come.
func (w *wanted) print(ctx context.Context, out io.Writer, p Place) error {
	from := w.since.before(p.Now)
	item, unknown := w.bank, error(nil)
	if w.bank != "" {
		if id, err := p.Item(ctx, w.bank); err == nil {
			item = id
		} else {
			unknown = err // unless the log knows it
		}
	}
	shown := func(l Line) bool {
		switch {
		case l.At.IsZero(): // no line of the log's: it is shown where all are
			return w.level == levelFlag(slog.LevelDebug) && from.IsZero() && item == ""
		}
		return l.Level >= slog.Level(w.level) && !l.At.Before(from) && (item == "" || l.about(item))
	}
	r := newReader(p.Dir)
	defer r.Close()
	last, err := w.last(ctx, r, shown)
	if err != nil {
		return fmt.Errorf("read the log in %s: %w", p.Dir, err)
	}
	if len(last) == 0 && unknown != nil {
		return unknown
	}
	for _, l := range last {
		if err := w.printLine(out, l, p.Now.Location()); err != nil {
			return err
		}
	}
	if !w.follow {
		return nil
	}
	return w.printNew(ctx, out, r, p, shown)
}

// Tail gives the last lines of the log in a folder, of all levels.
func Tail(ctx context.Context, dir string, lines int) ([]Line, error) {
	r := newReader(dir)
	defer r.Close()
	w := wanted{lines: lines}
	return w.last(ctx, r, func(Line) bool { return true })
}

// last reads to the end and gives the last lines that are shown.
func (w *wanted) last(ctx context.Context, r *reader, shown func(Line) bool) (last []Line, err error) {
	for {
		text, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return last, nil
		case err != nil:
			return nil, err
		case ctx.Err() != nil:
			return nil, ctx.Err()
		}
		if l := read(text); shown(l) {
			if w.lines > 0 && len(last) == w.lines {
				last = append(last[:0], last[1:]...)
			}
			last = append(last, l)
		}
	}
}

// printNew prints lines as they are written, until the context ends.
func (w *wanted) printNew(ctx context.Context, out io.Writer, r *reader, p Place, shown func(Line) bool) error {
	look := time.NewTicker(pollEvery)
	defer look.Stop()
	for {
		text, err := r.next()
		switch {
		case err == nil:
			if l := read(text); shown(l) {
				if err := w.printLine(out, l, p.Now.Location()); err != nil {
					return err
				}
			}
			continue
		case !errors.Is(err, io.EOF):
			return fmt.Errorf("read the log in %s: %w", p.Dir, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
		}
	}
}

// printLine prints one line.
func (w *wanted) printLine(out io.Writer, l Line, zone *time.Location) error {
	if w.asJSON {
		return l.printJSON(out)
	}
	if l.At.IsZero() {
		return output.Say(out, "%s\n", l.Message)
	}
	var b strings.Builder
	b.WriteString(l.Message)
	for _, f := range l.Fields {
		value := f.Value
		if value == "" || strings.ContainsAny(value, " \t\n=\"") {
			value = strconv.Quote(value)
		}
		b.WriteString(" " + f.Name + "=" + value)
	}
	return output.Say(out, "%s  %-5s  %s\n", l.At.In(zone).Format("2006-01-02 15:04:05"), l.Level.String(), b.String())
}

func (l Line) printJSON(out io.Writer) error {
	record := struct {
		Time    *time.Time        `json:"time"`
		Level   string            `json:"level"`
		Message string            `json:"message"`
		Fields  map[string]string `json:"fields"`
	}{Message: l.Message, Fields: map[string]string{}}
	if !l.At.IsZero() {
		at := l.At.UTC()
		record.Time, record.Level = &at, strings.ToLower(l.Level.String())
	}
	for _, f := range l.Fields {
		record.Fields[f.Name] = f.Value
	}
	text, err := output.JSON(record)
	if err == nil {
		_, err = out.Write(append(text, '\n'))
	}
	return err
}

// levelFlag is a level as a flag.
type levelFlag slog.Level

func (f *levelFlag) String() string { return strings.ToLower(slog.Level(*f).String()) }
func (f *levelFlag) Type() string   { return "level" }

func (f *levelFlag) Set(text string) error {
	level, err := ReadLevel(text)
	*f = levelFlag(level)
	return err
}

// ReadLevel reads the name of a level: error, warn, info or debug.
func ReadLevel(text string) (level slog.Level, err error) {
	for _, name := range levels {
		if strings.EqualFold(text, name) {
			return level, level.UnmarshalText([]byte(name))
		}
	}
	return 0, fmt.Errorf("a level is one of %s, not %.20q", strings.Join(levels, ", "), text)
}

// sinceFlag is how far back lines are shown: a time, or since the begin of a
// day. Zero: all of them.
type sinceFlag struct {
	text string
	ago  time.Duration
	day  time.Time // in UTC
}

func (f *sinceFlag) String() string { return f.text }
func (f *sinceFlag) Type() string   { return "time" }

func (f *sinceFlag) Set(text string) error {
	f.text = text
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		f.day = day
		return nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n > 0 && n < 100_000 {
			f.ago = time.Duration(n) * 24 * time.Hour
			return nil
		}
	}
	ago, err := time.ParseDuration(text)
	if err != nil || ago <= 0 {
		return errors.New("a time is such as 90m, 2h or 3d, or a day as YYYY-MM-DD")
	}
	f.ago = ago
	return nil
}

// before gives the first instant that is shown, in now's zone; zero: all are.
func (f *sinceFlag) before(now time.Time) time.Time {
	switch {
	case !f.day.IsZero():
		return time.Date(f.day.Year(), f.day.Month(), f.day.Day(), 0, 0, 0, 0, now.Location())
	case f.ago > 0:
		return now.Add(-f.ago)
	}
	return time.Time{}
}
