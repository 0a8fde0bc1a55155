package people

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/holder"
)

func newProfile(with online.With) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "profile",
		Short: "Say who you are, for a comparison with your banks",
		Long: `Say who you are, so that passbook owners --match can have Plaid compare it with
what your banks have. The profile lies sealed in the vault, beside your access
tokens, and nowhere else. It goes to Plaid only with owners --match.`,
	}
	cmd.AddCommand(newShowProfile(with), newSetProfile(with), newClearProfile(with))
	return cmd
}

// change does something with the profile in the vault.
func change(ctx context.Context, s online.Session, edit func(holder.Profile) (holder.Profile, error)) error {
	svc, err := s.Service()
	if err != nil {
		return err
	}
	profile, err := svc.Products().Profile(ctx)
	if err == nil {
		profile, err = edit(profile)
	}
	if err != nil {
		return err
	}
	return svc.Products().KeepProfile(ctx, profile)
}

func newShowProfile(with online.With) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Print your profile",
		Long: `Print your profile.

--json and --csv print the fields
  ` + output.FieldList(holder.ProfileFields) + `
where what you did not say is null.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, s online.Session) error {
				svc, err := s.Service()
				if err != nil {
					return err
				}
				profile, err := svc.Products().Profile(ctx)
				if err != nil {
					return err
				}
				return printProfile(cmd, profile)
			})
		},
	}
	output.Flags(cmd)
	return cmd
}

func printProfile(cmd *cobra.Command, profile holder.Profile) error {
	if output.AsTable(cmd) {
		w := output.New(cmd, nil, []output.Column{{Title: "Field", Whole: true}, {Title: "Value"}})
		for _, field := range holder.ProfileFields {
			if err := w.Row(nil, []string{field, profile.Get(field)}); err != nil {
				return err
			}
		}
		return w.End()
	}
	w := output.New(cmd, holder.ProfileFields, nil)
	record := make([]any, len(holder.ProfileFields))
	for i, field := range holder.ProfileFields {
		record[i] = output.OrNull(profile.Get(field))
	}
	if err := w.Row(record, nil); err != nil {
		return err
	}
	return w.End()
}

func newSetProfile(with online.With) *cobra.Command {
	return &cobra.Command{
		Use:   "set FIELD [VALUE]",
		Short: "Set a field of your profile",
		Long: `Set a field of your profile: ` + strings.Join(holder.ProfileFields[:4], ", ") + `,
` + strings.Join(holder.ProfileFields[4:], ", ") + `. A phone number begins with + and the code
of the country; country is a code of two letters. Without VALUE a line of the
standard input is it, which no list of processes shows.`,
		Args:      cobra.RangeArgs(1, 2),
		ValidArgs: holder.ProfileFields,
		RunE: func(cmd *cobra.Command, args []string) error {
			value := ""
			if len(args) == 2 {
				value = args[1]
			} else {
				line, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
				if err != nil && !errors.Is(err, io.EOF) {
					return err
				}
				value = line
			}
			if strings.TrimSpace(value) == "" {
				return exit.Wrongly(errors.New("the value is empty: passbook profile clear " + args[0] + " takes the field away"))
			}
			return with(cmd, func(ctx context.Context, s online.Session) error {
				return change(ctx, s, func(p holder.Profile) (holder.Profile, error) {
					p, err := p.Set(args[0], value)
					if err != nil {
						err = exit.Wrongly(err)
					}
					return p, err
				})
			})
		},
	}
}

func newClearProfile(with online.With) *cobra.Command {
	return &cobra.Command{
		Use:       "clear [FIELD]",
		Short:     "Take a field of your profile away, or all of it",
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: holder.ProfileFields,
		RunE: func(cmd *cobra.Command, args []string) error {
			return with(cmd, func(ctx context.Context, s online.Session) error {
				if len(args) == 0 { // also one that cannot be read
					svc, err := s.Service()
					if err != nil {
						return err
					}
					return svc.Products().KeepProfile(ctx, holder.Profile{})
				}
				return change(ctx, s, func(p holder.Profile) (holder.Profile, error) {
					p, err := p.Set(args[0], "")
					if err != nil {
						err = exit.Wrongly(err)
					}
					return p, err
				})
			})
		},
	}
}
