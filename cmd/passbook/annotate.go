package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/config"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

func newAnnotate() *cobra.Command {
	var category, note string
	var tags, untags []string
	var hide, show bool
	cmd := &cobra.Command{
		Use:   "annotate ID...",
		Short: "Write a note, tags or a category of your own on transactions",
		Long: `Write a note, tags or a category of your own on transactions, or hide them from
spending and income. An empty note or category takes it off. What you write
outlives every sync, and moves along when a pending transaction posts. It is one
step for passbook undo.

The ids are those of passbook transactions --json.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, ids []string) error {
			f := cmd.Flags()
			edit := func(a *ledger.Annotation) {
				if f.Changed("category") {
					a.Category = category
				}
				if f.Changed("note") {
					a.Note = note
				}
				for _, tag := range tags {
					if !slices.Contains(a.Tags, tag) {
						a.Tags = append(a.Tags, tag)
					}
				}
				a.Tags = slices.DeleteFunc(a.Tags, func(tag string) bool { return slices.Contains(untags, tag) })
				a.Hidden = hide || a.Hidden && !show
			}
			for _, tag := range tags {
				if strings.TrimSpace(tag) == "" {
					return exit.Wrongly(errors.New("the tag is empty"))
				}
			}
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				if err := sayUnknownCategory(ctx, cmd, ses, category); err != nil {
					return err
				}
				err := ses.db.Annotate(ctx, ids, edit)
				if errors.Is(err, storage.ErrNotFound) {
					return exit.Wrongly(errors.New("there is no such transaction: passbook transactions --json prints the ids"))
				}
				return err
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&category, "category", "", "a `category` in place of the bank's, such as FOOD_AND_DRINK_COFFEE or a name of your own")
	f.StringVar(&note, "note", "", "a `note`")
	f.StringArrayVar(&tags, "tag", nil, "add a `tag`; may be given several times")
	f.StringArrayVar(&untags, "untag", nil, "take a `tag` off; may be given several times")
	f.BoolVar(&hide, "hide", false, "leave out of spending and income")
	f.BoolVar(&show, "show", false, "count again")
	cmd.MarkFlagsOneRequired("category", "note", "tag", "untag", "hide", "show")
	cmd.MarkFlagsMutuallyExclusive("hide", "show")
	return cmd
}

// sayUnknownCategory says that a category looks like one of Plaid's and is none
// that a bank has sent: most likely it is mistyped.
func sayUnknownCategory(ctx context.Context, cmd *cobra.Command, ses *session, category string) error {
	if ledger.PrimaryCategory(category) == category {
		return nil // a name of the person's own
	}
	codes, err := ses.db.Categories(ctx)
	if err != nil || slices.Contains(codes, category) {
		return err
	}
	hint := ""
	if near := config.Nearest(category, codes); near != "" {
		hint = "; the nearest is " + near
	}
	return output.Say(cmd.ErrOrStderr(), "passbook: no bank has sent the category %s%s. It is kept as one of your own, and passbook undo takes it back.\n", category, hint)
}

func newUndo() *cobra.Command {
	return &cobra.Command{
		Use:   "undo",
		Short: "Take your last edit of transactions back",
		Long: `Take your last edit of transactions back. It works after a restart and after a
sync, also when a pending transaction has posted since.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				ids, err := ses.db.Undo(ctx)
				if err != nil {
					return err
				}
				return sayUndone(ctx, cmd, ses, ids)
			})
		},
	}
}

// mostNamed bounds how many transactions an undo names.
const mostNamed = 10

// sayUndone says what an undo was of, and what stands there now.
func sayUndone(ctx context.Context, cmd *cobra.Command, ses *session, ids []string) error {
	out := cmd.OutOrStdout()
	if err := output.Say(out, "undone on %s:\n", format.Count(len(ids), "transaction", "transactions")); err != nil {
		return err
	}
	for i, id := range ids {
		if i == mostNamed {
			return output.Say(out, "  and %d more\n", len(ids)-i)
		}
		e, err := ses.db.Entry(ctx, id)
		if err != nil {
			return err
		}
		a := e.Annotation
		hidden := "counted"
		if a.Hidden {
			hidden = "hidden"
		}
		err = output.Say(out, "  %s %s %s %s: %s, note %q, tags %q, %s\n", e.Date.String(), e.Title(), format.Digits(e.Amount), e.Amount.Currency,
			format.CategoryName(e.EffectiveCategory()), a.Note, strings.Join(a.Tags, ", "), hidden)
		if err != nil {
			return err
		}
	}
	return nil
}
