package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"passbook/cmd/passbook/config"
)

// settings are what flags, the environment and the person's file say.
type settings struct {
	dataDir   string
	clientID  string
	secret    string // of Plaid; readKeys reads it
	env       string
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
		env:      os.Getenv("PLAID_ENV"),
		baseURL:  os.Getenv("PLAID_BASE_URL"),
		vault:    os.Getenv("PASSBOOK_VAULT"),
	}
	if dir, _ := cmd.Flags().GetString("data-dir"); dir != "" {
		s.dataDir = dir
	}
	if s.env == "" {
		s.env = "sandbox"
	}
	if s.vault == "" {
		s.vault = "keyring"
	}
	if s.env != "sandbox" && s.env != "production" {
		return s, usageError{fmt.Errorf("PLAID_ENV is sandbox or production, not %q", s.env)}
	}
	if list := os.Getenv("PLAID_COUNTRIES"); list != "" {
		s.countries = strings.Split(list, ",")
	}
	for _, code := range s.countries {
		if !countryCode.MatchString(code) {
			return s, usageError{fmt.Errorf("PLAID_COUNTRIES is a list of countries, such as US,CA, and has no %q", code)}
		}
	}
	if s.vault != "keyring" && s.vault != "file" {
		return s, usageError{fmt.Errorf("PASSBOOK_VAULT is keyring or file, not %q", s.vault)}
	}
	for _, wanted := range []secret{plaidSecret, passphrase} {
		if _, err := wanted.given(); err != nil {
			return s, err
		}
	}
	if s.dataDir == "" { // invented money never stands beside real money
		s.dataDir = filepath.Join(xdg.DataHome, "passbook")
		if s.env == "sandbox" {
			s.dataDir += "-sandbox"
		}
	}
	var err error
	s.values, err = loadConfig()
	return s, err
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
