package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
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

With - for FILE the copy goes to stdout.

An earlier copy in FILE is replaced, any other file is not. With --force a
database that passbook cannot tell to be its copy is replaced too: a damaged
copy, or one of a newer passbook. The cache itself never is.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				if args[0] == "-" {
					return ses.backupTo(ctx, cmd.OutOrStdout())
				}
				if err := ses.db.FreeForBackup(ctx, args[0], force); errors.Is(err, storage.ErrTaken) {
					return exit.Wrongly(err)
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

// backupTo writes a checked copy of the cache to a stream. Errors: exit.Wrongly for
// a terminal.
func (s *session) backupTo(ctx context.Context, out io.Writer) error {
	if output.IsTerminal(out) {
		return exit.Wrongly(errors.New("a copy of the cache is no text for a terminal: name a file, or send it on with >"))
	}
	name, err := s.db.BackupAside(ctx, filepath.Join(s.dataDir, "passbook.db.for-stdout"))
	if err != nil {
		return err
	}
	defer os.Remove(name)
	copied, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read the copy of the cache: %w", err)
	}
	defer copied.Close()
	if _, err := io.Copy(out, copied); err != nil {
		return fmt.Errorf("write the copy of the cache: %w", err)
	}
	return nil
}

func newRestore() *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a copy of the cache back in place",
		Long: `Put a copy made by passbook backup back in place. The copy is checked first; the
cache that it replaces is kept beside it as passbook.db.before-restore, with a
number where that is taken. A damaged cache is kept in the same way.

A copy of another environment or of other keys than those that are set is
refused.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			kept, err := storage.Restore(cmd.Context(), s.dataDir, args[0], s.restores(), clock(cmd.Context()))
			if err != nil {
				return err
			}
			return output.Say(cmd.OutOrStdout(), "restored %s; what it replaced is %s in %s\n", args[0], filepath.Base(kept), s.dataDir)
		},
	}
}

// restores is whose copies may be restored: in the folder that an environment
// has by itself those of that one, also where the person did not say it.
func (s settings) restores() storage.Owner {
	o := s.owner()
	if s.ownFolder {
		o.Environment = s.env
	}
	return o
}
