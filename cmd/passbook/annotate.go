package main

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/storage"
	"passbook/storage/ledger"
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
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				err := ses.db.Annotate(ctx, ids, edit)
				if errors.Is(err, storage.ErrNotFound) {
					return errors.New("there is no such transaction: passbook transactions --json prints the ids")
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
				return output.Say(cmd.OutOrStdout(), "undone on %d transaction(s)\n", len(ids))
			})
		},
	}
}
