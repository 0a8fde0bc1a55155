package main

import (
	"context"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
)

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
