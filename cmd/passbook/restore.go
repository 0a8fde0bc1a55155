package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/storage"
)

func newRestore() *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a copy of the cache back in place",
		Long: `Put a copy made by passbook backup back in place. The copy is checked first; the
cache that it replaces is kept beside it as passbook.db.before-restore, with a
number where that is taken. A damaged cache is kept in the same way.

A copy of another environment or of other keys than those that are set is refused.`,
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
