package main

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/config"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/cmd/passbook/secrets"
	"passbook/plaidsvc/vault"
	"passbook/tui/text"
)

// valueFields are the documented fields of passbook config list.
var valueFields = []string{"key", "value", "default", "doc"}

func newConfig() *cobra.Command {
	var keys strings.Builder
	for _, k := range config.Keys() {
		about := k.Doc
		if k.Default != "" {
			about += "; " + k.Default + " by default"
		}
		keys.WriteString("\n\n  " + k.Name + " (" + k.Variable + ")\n    " + strings.Join(text.Wrap(about, 72), "\n    "))
	}
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Print and change settings",
		Long: `Print and change settings.` + keys.String() + `

They lie in passbook/config.toml in the XDG configuration folder, or in the file
that PASSBOOK_CONFIG names. The variable of a setting, in brackets above, goes
before the file, and a flag such as --data-dir before the variable. A file with
anything else in it is refused (exit code 4), with the line. Secrets are none of
them: passbook setup keeps Plaid's.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newConfigGet(), newConfigSet(), newConfigUnset(), newConfigList())
	return cmd
}

// completeKeys completes the name of a setting, and then what it may be.
func completeKeys(cmd *cobra.Command, args []string, _ string) (offers []cobra.Completion, _ cobra.ShellCompDirective) {
	if len(args) > 0 {
		if k, err := config.Find(args[0]); err == nil && len(args) == 1 && cmd.Name() == "set" {
			offers = k.Choices()
		}
		return offers, cobra.ShellCompDirectiveNoFileComp
	}
	for _, k := range config.Keys() {
		offers = append(offers, cobra.CompletionWithDesc(k.Name, k.Doc))
	}
	return offers, cobra.ShellCompDirectiveNoFileComp
}

func newConfigGet() *cobra.Command {
	return &cobra.Command{
		Use:               "get KEY",
		Short:             "Print what a setting is",
		Long:              "Print what a setting is, wherever it is from; an empty line where its default\nis no value of its own.",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeKeys,
		RunE: func(cmd *cobra.Command, args []string) error {
			k, err := config.Find(args[0])
			if err != nil {
				return exit.Wrongly(err)
			}
			values, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			return output.Say(cmd.OutOrStdout(), "%s\n", values.Text(k.Name))
		},
	}
}

func newConfigSet() *cobra.Command {
	return &cobra.Command{
		Use:               "set KEY VALUE",
		Short:             "Write a setting into the file",
		Long:              "Write a setting into the file. What else stands there, such as comments, stays.",
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: completeKeys,
		RunE: func(cmd *cobra.Command, args []string) error {
			k, err := config.Find(args[0])
			if err != nil {
				return exit.Wrongly(err)
			}
			value, err := k.Read(args[1])
			if err != nil {
				return exit.Wrongly(err)
			}
			if err := config.Set(config.Path(), k, value); err != nil {
				return err
			}
			return changed(cmd, k)
		},
	}
}

func newConfigUnset() *cobra.Command {
	return &cobra.Command{
		Use:               "unset KEY",
		Short:             "Take a setting out of the file: its default holds again",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeKeys,
		RunE: func(cmd *cobra.Command, args []string) error {
			k, err := config.Find(args[0])
			if err != nil {
				return exit.Wrongly(err)
			}
			if err := config.Unset(config.Path(), k); err != nil {
				return err
			}
			return changed(cmd, k)
		},
	}
}

// changed says that a variable goes before what was written, and does at once what
// follows from a setting.
func changed(cmd *cobra.Command, k config.Key) error {
	if value := os.Getenv(k.Variable); value != "" {
		return output.Say(cmd.ErrOrStderr(), "the variable %s goes before the file: it is %s\n", k.Variable, value)
	}
	if k.Name != "cache_numbers" {
		return nil
	}
	s, err := readSettings(cmd)
	if err != nil || s.cachesNumbers() {
		return err
	}
	if err := s.dropNumbers(cmd); err != nil {
		return output.Say(cmd.ErrOrStderr(), "passbook: numbers and owners that the vault keeps go with the next sync: %s\n", err)
	}
	return nil
}

// dropNumbers takes from the vault what Plaid said of numbers and owners. A sealed
// file that is not there is not asked for its passphrase.
func (s settings) dropNumbers(cmd *cobra.Command) error {
	if _, err := os.Stat(vault.SealedPath(s.dataDir, s.env)); s.vault == secrets.File && err != nil {
		return nil
	}
	v, err := secrets.OpenVault(cmd.Context(), cmd, s.vault, s.dataDir, s.env)
	if err != nil {
		return err
	}
	if _, err := v.Get(cmd.Context(), vault.Answers); err != nil {
		if errors.Is(err, vault.ErrNotFound) {
			return nil
		}
		return err
	}
	return v.Delete(cmd.Context(), vault.Answers)
}

func newConfigList() *cobra.Command {
	var origin bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Print all settings",
		Long: `Print all settings.

--json and --csv print the fields
  ` + output.FieldList(valueFields) + `
and with --origin also origin: default, a flag, the name of a variable, or the
file with the line.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			values, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			return printConfig(cmd, values, origin)
		},
	}
	output.Flags(cmd)
	cmd.Flags().BoolVar(&origin, "origin", false, "say where each one is from")
	return cmd
}

func printConfig(cmd *cobra.Command, values config.Values, origin bool) error {
	fields := valueFields
	columns := []output.Column{{Title: "Setting"}, {Title: "Value", Whole: true}}
	if origin {
		fields = append(fields[:len(fields):len(fields)], "origin")
		columns = append(columns, output.Column{Title: "From", Whole: true})
	}
	w := output.New(cmd, fields, columns)
	for _, v := range values {
		record, cells := []any{v.Name, v.Text, v.Default, v.Doc}, []string{v.Name, v.Text}
		if origin {
			record, cells = append(record, v.Origin), append(cells, v.Origin)
		}
		if err := w.Row(record, cells); err != nil {
			return err
		}
	}
	return w.End()
}
