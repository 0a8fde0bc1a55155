package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"passbook/cmd/passbook/config"
	"passbook/storage"
	"passbook/tui/text"
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
	secret    string // of Plaid; readKeys reads it
	env       string // sandbox or production
	envSaid   bool   // the person said env
	baseURL   string
	countries []string // whose banks Link offers
	vault     string   // keyring or file
	values    config.Values
}

// countryCode is the form of ISO 3166-1 alpha-2.
var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)

// readSettings reads the environment and the person's file; --data-dir overrides
// its variable. Errors: usageError for a value that there is not, and those of
// loadConfig.
func readSettings(cmd *cobra.Command) (settings, error) {
	s := settings{
		dataDir:  os.Getenv("PASSBOOK_DATA_DIR"),
		clientID: os.Getenv("PLAID_CLIENT_ID"),
		baseURL:  os.Getenv("PLAID_BASE_URL"),
	}
	if dir, _ := cmd.Flags().GetString("data-dir"); dir != "" {
		s.dataDir = dir
	}
	var err error
	if s.env, err = choice("PLAID_ENV", sandbox, production); err != nil {
		return s, err
	}
	s.envSaid = os.Getenv("PLAID_ENV") != ""
	if s.vault, err = choice("PASSBOOK_VAULT", "keyring", "file"); err != nil {
		return s, err
	}
	if list := os.Getenv("PLAID_COUNTRIES"); list != "" {
		s.countries = strings.Split(list, ",")
	}
	for _, code := range s.countries {
		if !countryCode.MatchString(code) {
			return s, usageError{fmt.Errorf("PLAID_COUNTRIES is a list of countries, such as US,CA, and has no %q", code)}
		}
	}
	if s.dataDir == "" {
		s.dataDir, s.ownFolder = folderOf(s.env), true
	}
	for _, wanted := range []secret{plaidSecret, passphrase} {
		if _, err := wanted.given(); err != nil {
			return s, err
		}
	}
	s.values, err = loadConfig()
	return s, err
}

// choice reads a variable that is one of two words, in whatever case; the first
// is the default. Errors: usageError, with the word that was meant where it can
// be told.
func choice(variable, first, second string) (string, error) {
	said := os.Getenv(variable)
	word := strings.ToLower(strings.TrimSpace(said))
	switch {
	case word == "" || word == first:
		return first, nil
	case word == second:
		return second, nil
	}
	hint := ""
	for _, one := range []string{first, second} {
		if strings.HasPrefix(one, word) {
			hint = fmt.Sprintf(": set %s=%s", variable, one)
		}
	}
	return "", usageError{fmt.Errorf("%s is %s or %s, not %q%s", variable, first, second, said, hint)}
}

// folderOf is the data folder of an environment where the person names none:
// each has its own, so that invented money never stands beside real money.
func folderOf(env string) string {
	dir := filepath.Join(xdg.DataHome, "passbook")
	if env == sandbox {
		dir += "-sandbox"
	}
	return dir
}

// owner is for whom passbook runs, as far as the person says it: without keys and
// without PLAID_ENV it shows any cache.
func (s settings) owner() storage.Owner {
	var o storage.Owner
	if s.envSaid || s.hasKeys() {
		o.Environment = s.env
	}
	if s.hasKeys() {
		o.Client = s.clientID
	}
	return o
}

// elsewhere says where the banks of the other environment lie; empty: there are
// none, or the person chose the folder. It is for a folder without a bank.
func (s settings) elsewhere(ctx context.Context) string {
	other := sandbox
	if s.env == sandbox {
		other = production
	}
	dir := folderOf(other)
	if !s.ownFolder || !storage.HoldsBanks(ctx, dir) {
		return ""
	}
	return fmt.Sprintf("Banks linked with PLAID_ENV=%s lie in %s: set PLAID_ENV=%s to see them.", other, text.Clean(dir), other)
}

// loadConfig gives the person's settings. Errors: usageError for a variable that
// holds what its setting cannot be, *config.FileError for the file.
func loadConfig() (config.Values, error) {
	values, err := config.Load(config.Path(), os.Getenv)
	if variable := new(config.EnvError); errors.As(err, &variable) {
		return nil, usageError{err}
	}
	return values, err
}

// hasKeys reports whether both Plaid keys are given, though the secret may not be
// read yet.
func (s settings) hasKeys() bool {
	secret, err := plaidSecret.given()
	return s.clientID != "" && (s.secret != "" || err == nil && secret != nil)
}
