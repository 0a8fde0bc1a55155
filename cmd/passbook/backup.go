package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"passbook/storage"
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
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "wrote and checked %s (no access tokens are in it)\n", args[0])
				return err
			})
		},
	}
}

func newRestore() *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a copy of the cache back in place",
		Long: `Put a copy made by passbook backup back in place. The copy is checked first; the
cache that it replaces is kept beside it as passbook.db.before-restore, with a
number where that is taken. A damaged cache is kept in the same way.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			kept, err := storage.Restore(cmd.Context(), s.dataDir, args[0], time.Now)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "restored %s; what it replaced is %s in %s\n", args[0], filepath.Base(kept), s.dataDir)
			return err
		},
	}
}
