package main

import (
	"context"

	"github.com/spf13/cobra"
)

func newBackup() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a checked copy of the cache to a file",
		Long: `Write a copy of the cache to a file, also while passbook is syncing. The copy is
checked before it takes the file's name. It holds everything that passbook knows
and what you wrote, but no access token: those stay in the vault.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				if err := ses.db.Backup(ctx, args[0]); err != nil {
					return err
				}
				return say(cmd.OutOrStdout(), "wrote and checked %s (no access tokens are in it)\n", args[0])
			})
		},
	}
}
