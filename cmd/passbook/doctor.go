package main

import (
	"context"
	"os"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/config"
	"passbook/cmd/passbook/doctor"
	"passbook/cmd/passbook/secrets"
	"passbook/plaidsvc"
)

// secretFor is how long a file or a command may take to give doctor the Plaid
// secret.
const secretFor = 10 * time.Second

// withDoctor runs passbook doctor with what can be read of the settings and the
// keys, whatever is wrong with the rest.
func withDoctor(cmd *cobra.Command, do func(context.Context, doctor.Given) error) error {
	s, settingsErr := readSettings(cmd)
	if settingsErr != nil {
		s = settingsOf(readableSettings())
		if dir, _ := cmd.Flags().GetString("data-dir"); dir != "" {
			s.dataDir, s.ownFolder = dir, false
		}
	}
	ctx := cmd.Context()
	ses := &session{settings: s}
	soon, cancel := context.WithTimeout(ctx, secretFor)
	keysErr := ses.readKeys(soon, cmd.ErrOrStderr())
	cancel()
	v, vaultErr := secrets.OpenVault(ctx, cmd, s.vault, s.dataDir, s.env)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	now := clock(ctx)
	return do(ctx, doctor.Given{
		Version: version(), Values: s.values, SettingsErr: settingsErr, DataDir: s.dataDir,
		Folders: map[string]string{sandbox: config.FolderOf(sandbox), production: config.FolderOf(production)}, Owner: s.owner(),
		Plaid: plaidsvc.Config{
			ClientID: s.clientID, Secret: ses.secret, Env: s.env, BaseURL: s.baseURL,
			Countries: s.values.List("countries"), ClientName: "passbook", Now: now,
		},
		KeysErr: keysErr, Vault: v, VaultErr: vaultErr, Now: now,
		Secrets: []string{ses.secret, os.Getenv("PLAID_SECRET"), os.Getenv("PASSBOOK_PASSPHRASE")},
	})
}

// readableSettings gives the settings without the file, or where a variable is
// wrong the defaults.
func readableSettings() config.Values {
	none := func(string) string { return "" }
	for _, env := range []func(string) string{os.Getenv, none} {
		if values, err := config.Load("", env, none); err == nil {
			return values
		}
	}
	return nil
}
