package figures

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"passbook/storage/ledger"
)

// period is the days that a command is asked for.
type period struct {
	month    month
	from, to day
}

// addPeriod adds --month, --from and --to to a command, of which the first goes
// without the others. Every other use of them is refused before the command runs.
func addPeriod(cmd *cobra.Command, p *period) {
	cmd.Flags().Var(&p.month, "month", "the `month` (YYYY-MM) instead of this one")
	addDays(cmd, p)
}

// addDays adds --from and --to to a command.
func addDays(cmd *cobra.Command, p *period) {
	cmd.Flags().Var(&p.from, "from", "only from this `day` on (YYYY-MM-DD)")
	cmd.Flags().Var(&p.to, "to", "only up to this `day`")
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if p.month != 0 && p.isDays() {
			return errors.New("--month goes without --from and --to")
		}
		if p.from != 0 && p.to != 0 && p.from > p.to {
			return fmt.Errorf("the days from %s to %s are none: --from is the earlier one", p.from.String(), p.to.String())
		}
		return nil
	}
	for _, name := range []string{"month", "from", "to"} {
		if cmd.Flags().Lookup(name) != nil {
			_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
		}
	}
}

// isDays reports whether the person gave days and no month.
func (p *period) isDays() bool { return p.from != 0 || p.to != 0 }

// month is the value of a flag: YYYY-MM.
type month ledger.Month

func (m *month) Set(text string) error {
	t, err := time.Parse("2006-01", text)
	if err != nil {
		return errors.New("a month is written YYYY-MM")
	}
	*m = month(ledger.DateOf(t).Month())
	return nil
}

func (m *month) Type() string   { return "month" }
func (m *month) String() string { return monthText(ledger.Month(*m)) }

// monthText writes a month as YYYY-MM; the zero month is empty.
func monthText(m ledger.Month) string {
	if m == 0 {
		return ""
	}
	return m.First().String()[:len("2006-01")]
}

// day is the value of a flag: YYYY-MM-DD.
type day ledger.Date

func (d *day) Set(text string) error {
	date, err := ledger.ParseDate(text)
	if err != nil || date == 0 {
		return errors.New("a day is written YYYY-MM-DD")
	}
	*d = day(date)
	return nil
}

func (d *day) Type() string   { return "day" }
func (d *day) String() string { return ledger.Date(*d).String() }

// choice is the value of a flag that is one of few words.
type choice struct {
	word  string
	words []string
}

// addChoice adds a flag whose value is one of some words, the first by default.
func addChoice(cmd *cobra.Command, name, about string, words ...string) *choice {
	c := &choice{words[0], words}
	cmd.Flags().Var(c, name, about)
	_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (c *choice) Set(text string) error {
	if !slices.Contains(c.words, text) {
		return errors.New("it is one of " + strings.Join(c.words, ", "))
	}
	c.word = text
	return nil
}

func (c *choice) Type() string   { return "word" }
func (c *choice) String() string { return c.word }

// count is the value of a flag: a whole number above 0.
type count int

// mostCounted is more months than anybody has kept books for.
const mostCounted = 12 * 200

func (c *count) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostCounted {
		return fmt.Errorf("it is a number from 1 to %d", mostCounted)
	}
	*c = count(n)
	return nil
}

func (c *count) Type() string   { return "number" }
func (c *count) String() string { return strconv.Itoa(int(*c)) }
