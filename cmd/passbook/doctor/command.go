package doctor

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/tui/text"
)

// With runs the command with what the program knows.
type With func(cmd *cobra.Command, do func(context.Context, Given) error) error

// fields are the documented fields of --json and --csv.
var fields = []string{"check", "verdict", "sentence", "next", "turn"}

// Command makes the command doctor.
func Command(with With) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look for what is wrong, and say what to do about it",
		Long: `Look at settings, keys, vault, network, clock, disk, cache and every bank, and
say of each what is wrong and what to do about it. Nothing is changed, what is
asked of Plaid costs nothing, and a check that hangs is given up after 20
seconds.

--full reads the whole cache, as passbook check does. --offline asks Plaid
nothing. --bundle writes a file for a bug report: what doctor found, the schema
and the number of rows of the cache, the last syncs and the end of the log.
Names, account numbers, ids, amounts, paths of yours and secrets are replaced in
it; read it before you send it.

--json and --csv print the fields
  ` + output.FieldList(fields) + `
where verdict is ok, warning, problem or skipped, and turn says of a bank that
does not work who has to act: person, relink, keys, wait, bug; else it is null.

Exit codes: 0 where there is no problem, though there may be warnings, and 5
where there is one. Nothing that doctor is there to find keeps it from running.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, g Given) error { return diagnose(ctx, cmd, g, o) })
		},
	}
	output.Flags(cmd)
	cmd.Flags().BoolVar(&o.full, "full", false, "check every row of the cache")
	cmd.Flags().BoolVar(&o.offline, "offline", false, "ask Plaid nothing")
	cmd.Flags().StringVar(&o.bundle, "bundle", "", "write a redacted bundle for a bug report to `FILE` (.tar.gz)")
	return cmd
}

// diagnose runs all checks, prints what they found, and writes the bundle. Errors:
// exit.Unmet where there is a problem.
func diagnose(ctx context.Context, cmd *cobra.Command, g Given, o options) error {
	if o.bundle != "" {
		if err := mayWrite(o.bundle); err != nil {
			return exit.Wrongly(err)
		}
	}
	p := open(ctx, g, o)
	defer p.close()
	p.stdout, _ = cmd.OutOrStdout().(*os.File)
	found := runAll(ctx, p.checks())
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := print(cmd, found); err != nil {
		return err
	}
	if o.bundle != "" {
		inside, err := p.writeBundle(ctx, o.bundle, found)
		if err != nil {
			return fmt.Errorf("write the bundle: %w", err)
		}
		if err := sayBundle(cmd.ErrOrStderr(), o.bundle, inside); err != nil {
			return err
		}
	}
	problems := 0
	for _, f := range found {
		if f.Verdict == Problem {
			problems++
		}
	}
	switch problems {
	case 0:
		return nil
	case 1:
		return exit.Unmet(fmt.Errorf("there is a problem"))
	}
	return exit.Unmet(fmt.Errorf("there are %d problems", problems))
}

// checks are all that is looked at, in the order in which it is told.
func (p *opened) checks() []check {
	return []check{
		{"program", p.checkVersions},
		{"settings", p.checkSettings},
		{"environment", p.checkEnvironment},
		{"folders", p.checkFolders},
		{"permissions", p.checkPermissions},
		{"disk", p.checkDisk},
		{"cache", p.checkCache},
		{"vault", p.checkVault},
		{"plaid", p.checkPlaid},
		{"banks", p.checkBanks},
		{"oauth", p.checkOAuth},
		{"terminal", p.checkTerminal},
	}
}

// print prints what was found.
func print(cmd *cobra.Command, found []Finding) error {
	if output.AsTable(cmd) {
		for _, f := range found {
			if err := f.print(cmd.OutOrStdout()); err != nil {
				return err
			}
		}
		return nil
	}
	w := output.New(cmd, fields, nil)
	for _, f := range found {
		if err := w.Row([]any{f.Check, string(f.Verdict), f.Sentence, f.Next, output.Turn(f.Turn)}, nil); err != nil {
			return err
		}
	}
	return w.End()
}

const (
	verdictWidth = 8
	checkWidth   = 12
	beforeText   = verdictWidth + checkWidth + 4
	textWidth    = 76 // at most: longer lines are hard to read
)

// print prints a finding for a person: what is wrong, and below it what to do.
func (f Finding) print(out io.Writer) error {
	width := textWidth
	if terminal := output.TerminalWidth(out); terminal > 0 {
		width = min(width, max(terminal-beforeText, 20))
	}
	lines := wrap(text.Clean(f.Sentence), width)
	if f.Next != "" {
		for i, l := range wrap(text.Clean(f.Next), width-2) {
			if i == 0 {
				l = "→ " + l
			} else {
				l = "  " + l
			}
			lines = append(lines, l)
		}
	}
	verdict, name := string(f.Verdict), f.Check
	for _, l := range lines {
		if _, err := fmt.Fprintf(out, "%-*s  %-*s  %s\n", verdictWidth, verdict, checkWidth, name, l); err != nil {
			return err
		}
		verdict, name = "", ""
	}
	return nil
}

// wrap breaks a text between words alone, so that a path or a command can be
// copied.
func wrap(s string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && text.Width(line)+1+text.Width(word) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
