package main

import (
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/storage"
)

// release is the version of a build outside a checkout, which git tells nothing:
// -ldflags '-X main.release=v0.1.0'.
var release string

// version is the version, as far as the build knows it.
func version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// versionFields are the documented fields of passbook version.
var versionFields = []string{"version", "commit", "commit_at", "changed", "go", "sqlite", "system"}

func newVersion() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version, and what it was built of",
		Long: `Print the version of passbook, the commit that it was built of and when that was
made, the versions of Go and SQLite in it, and the system that it is for.

--json and --csv print the fields
  ` + output.FieldList(versionFields) + `
where commit_at is UTC, and changed says that the files were not those of the
commit. What the build does not know is null in JSON.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			built := map[string]string{}
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, s := range info.Settings {
					built[s.Key] = s.Value
				}
			}
			commit, system := built["vcs.revision"], runtime.GOOS+"/"+runtime.GOARCH
			at, _ := time.Parse(time.RFC3339, built["vcs.time"]) // zero where it is not known
			if output.AsTable(cmd) {
				words := []string{"passbook " + version()}
				if commit != "" {
					words = append(words, "commit "+commit+" of "+at.UTC().Format(time.DateOnly))
				}
				words = append(words, runtime.Version(), "SQLite "+storage.SQLiteVersion(), system)
				return output.Say(cmd.OutOrStdout(), "%s\n", strings.Join(words, ", "))
			}
			var changed any
			if commit != "" {
				changed = built["vcs.modified"] == "true"
			}
			w := output.New(cmd, versionFields, nil)
			record := []any{version(), output.OrNull(commit), output.Instant(at), changed, runtime.Version(), storage.SQLiteVersion(), system}
			if err := w.Row(record, nil); err != nil {
				return err
			}
			return w.End()
		},
	}
	output.Flags(cmd)
	return cmd
}
