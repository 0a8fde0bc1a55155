package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/storage"
)

func newBackup() *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a checked copy of the cache to a file",
		Long: `Write a copy of the cache to a file, also while passbook is syncing. The copy is
checked before it takes the file's name. It holds everything that passbook knows
and what you wrote, but no access token: those stay in the vault.

An earlier copy in FILE is replaced, any other file is not. With --force a
database that passbook cannot tell to be its copy is replaced too: a damaged
copy, or one of a newer passbook. The cache itself never is.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				if err := ses.db.FreeForBackup(ctx, args[0], force); errors.Is(err, storage.ErrTaken) {
					return usageError{err}
				} else if err != nil {
					return err
				}
				if err := ses.db.Backup(ctx, args[0]); err != nil {
					return err
				}
				return output.Say(cmd.OutOrStdout(), "wrote and checked %s (no access tokens are in it)\n", args[0])
			})
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace a damaged copy, or one of a newer passbook")
	return cmd
}
