package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/config"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc"
	"passbook/tui"
	"passbook/tui/home"
	"passbook/tui/ui"
)

// open shows the dashboard, or the overview as text where none can be shown.
func open(ctx context.Context, cmd *cobra.Command, ses *session) error {
	if !showable(cmd, ses.values) {
		return printOverview(ctx, cmd, ses)
	}
	var svc *plaidsvc.Service
	svc, err := ses.connect(ctx, cmd, func(words string) { svc.Notify(words) })
	if err != nil && !errors.Is(err, errNoKeys) {
		return err
	}
	return dashboard(ctx, ses, svc, tui.Options{Look: lookOf(ses.values)})
}

// printOverview prints the overview as text. Where no bank is linked, it says
// where some are.
func printOverview(ctx context.Context, cmd *cobra.Command, ses *session) error {
	if err := home.PrintOverview(ctx, cmd.OutOrStdout(), ses.db, ses.now()); err != nil {
		return err
	}
	items, err := ses.db.Items(ctx)
	if err != nil || len(items) > 0 {
		return err
	}
	if elsewhere := ses.elsewhere(ctx); elsewhere != "" {
		return output.Say(cmd.OutOrStdout(), "%s\n", elsewhere)
	}
	return nil
}

// dashboard runs the terminal program until the person leaves it. svc is nil
// without keys. o has what a command adds: what to begin with, a mark.
func dashboard(ctx context.Context, ses *session, svc *plaidsvc.Service, o tui.Options) error {
	if svc != nil {
		svc.Start(ctx)
	}
	o.DB, o.Now, o.Service, o.Log = ses.db, ses.now, svc, ses.log
	o.Missing, o.DataDir, o.Elsewhere = ses.missing(), ses.dataDir, ses.elsewhere
	err := tui.Run(ctx, o)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // the terminal went away: nothing to report, and nowhere to
	}
	return err
}

// lookFlags are the flags of the commands that open the dashboard.
func lookFlags(cmd *cobra.Command) {
	theme, _ := config.Find("theme")
	cmd.Flags().String(theme.Flag(), "", "the dashboard's colours: "+strings.Join(theme.Choices(), ", "))
	cmd.Flags().String("ascii", "", "draw frames, charts and marks with ASCII alone; --ascii=off against the setting")
	cmd.Flags().String("plain", "", "print the overview in place of the dashboard; --plain=off against the setting")
	for _, name := range []string{"ascii", "plain"} {
		cmd.Flags().Lookup(name).NoOptDefVal = "on"
	}
	if err := cmd.RegisterFlagCompletionFunc(theme.Flag(), cobra.FixedCompletions(theme.Choices(), cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}

// lookOf is how the dashboard looks by the person's settings, on a terminal that
// says its background by COLORFGBG or does not say it.
func lookOf(values config.Values) ui.Look {
	return ui.Look{Theme: values.Text("theme"), Light: ui.LightBackground(os.Getenv("COLORFGBG")), ASCII: values.Text("ascii") == "on"}
}

// showable reports whether a person sits at a terminal that can show the dashboard,
// and wants that: a dumb one can only go on to the next line, as can a reader.
func showable(cmd *cobra.Command, values config.Values) bool {
	return interactive(cmd) && os.Getenv("TERM") != "dumb" && values.Text("plain") != "on"
}

// interactive reports whether a person sits at both ends.
func interactive(cmd *cobra.Command) bool {
	return output.IsTerminal(cmd.InOrStdin()) && output.IsTerminal(cmd.OutOrStdout())
}
