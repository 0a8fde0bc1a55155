package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/config"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/secrets"
	"passbook/storage"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// The environments of Plaid's.
const (
	sandbox    = "sandbox"
	production = "production"
)

// settings are what flags, the environment and the person's file say.
type settings struct {
	dataDir   string
	ownFolder bool // dataDir is the one that env has where the person names none
	clientID  string
	secret    string // of Plaid, where the environment gives it: readKeys reads it
	env       string // sandbox or production
	baseURL   string
	vault     string // keyring or file
	values    config.Values
}

// readSettings reads what flags, the environment and the person's file say.
// Errors: those of loadConfig, and exit.Wrongly for a secret that is given twice.
func readSettings(cmd *cobra.Command) (settings, error) {
	values, err := loadConfig(cmd)
	if err != nil {
		return settings{}, err
	}
	for _, wanted := range []secrets.Secret{secrets.Plaid, secrets.Passphrase} {
		if _, err := wanted.Given(); err != nil {
			return settings{}, exit.Wrongly(err)
		}
	}
	return settingsOf(values), nil
}

// settingsOf gives the settings that values say.
func settingsOf(values config.Values) settings {
	return settings{
		dataDir: values.DataDir(), ownFolder: !values.Of("data_dir").Said(), clientID: values.Text("client_id"), env: values.Text("environment"),
		baseURL: values.Text("base_url"), vault: values.Text("vault"), values: values,
	}
}

// owner is for whom passbook runs, as far as the person says it: who names neither
// an environment nor a client, and gives no secret, is shown any cache.
func (s settings) owner() storage.Owner {
	o := storage.Owner{Client: s.clientID}
	if s.values.Of("environment").Said() || s.hasKeys() {
		o.Environment = s.env
	}
	return o
}

// cachesNumbers reports whether the vault keeps numbers and owners that were asked
// for.
func (s settings) cachesNumbers() bool { return s.values.Text("cache_numbers") == "on" }

// elsewhere says where the banks of the other environment lie; empty: there are
// none, or the person chose the folder. It is for a folder without a bank.
func (s settings) elsewhere(ctx context.Context) string {
	other := sandbox
	if s.env == sandbox {
		other = production
	}
	dir := config.FolderOf(other)
	if !s.ownFolder || !storage.HoldsBanks(ctx, dir) {
		return ""
	}
	return fmt.Sprintf("Banks linked with PLAID_ENV=%s lie in %s: set PLAID_ENV=%s to see them.", other, text.Clean(dir), other)
}

// loadConfig gives the person's settings. Errors: exit.Wrongly for a flag or a
// variable that holds what its setting cannot be, *config.FileError for the file.
func loadConfig(cmd *cobra.Command) (config.Values, error) {
	values, err := config.Load(config.Path(), os.Getenv, func(name string) string {
		if flag := cmd.Flags().Lookup(name); flag != nil {
			return flag.Value.String()
		}
		return ""
	})
	if errors.As(err, new(*config.SaidError)) {
		return nil, exit.Wrongly(err)
	}
	return values, err
}

// hasKeys reports whether the environment gives both Plaid keys, though the secret
// may not be read yet.
func (s settings) hasKeys() bool {
	given, err := secrets.Plaid.Given()
	return s.clientID != "" && (s.secret != "" || err == nil && given)
}

// missing gives which Plaid keys are missing, as far as that is known without
// opening the vault.
func (s settings) missing() (keys []string) {
	if s.clientID == "" {
		keys = append(keys, ui.ClientID)
	}
	if given, err := secrets.Plaid.Given(); s.secret == "" && (err != nil || !given) {
		keys = append(keys, ui.Secret)
	}
	return keys
}
