package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"passbook/plaidsvc"
	"passbook/plaidsvc/vault"
	"passbook/storage"
)

// settings are what flags and the environment say.
type settings struct {
	dataDir  string
	clientID string
	secret   string
	env      string
	baseURL  string
	vault    string // keyring or file
}

// readSettings reads the environment; --data-dir overrides its variable. Errors:
// usageError for a value that there is not.
func readSettings(cmd *cobra.Command) (settings, error) {
	s := settings{
		dataDir:  os.Getenv("PASSBOOK_DATA_DIR"),
		clientID: os.Getenv("PLAID_CLIENT_ID"),
		secret:   os.Getenv("PLAID_SECRET"),
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
	if s.vault != "keyring" && s.vault != "file" {
		return s, usageError{fmt.Errorf("PASSBOOK_VAULT is keyring or file, not %q", s.vault)}
	}
	if s.dataDir == "" { // invented money never stands beside real money
		s.dataDir = filepath.Join(xdg.DataHome, "passbook")
		if s.env == "sandbox" {
			s.dataDir += "-sandbox"
		}
	}
	return s, nil
}

// hasKeys reports whether there are Plaid keys to talk to Plaid with.
func (s settings) hasKeys() bool { return s.clientID != "" && s.secret != "" }

var errNoKeys = errors.New("there are no Plaid keys: set PLAID_CLIENT_ID, PLAID_SECRET and PLAID_ENV (sandbox or production), or look around with `passbook demo`")

// session is what a command works with.
type session struct {
	settings
	db  *storage.DB
	log *slog.Logger

	closers []io.Closer // closed in reverse
}

// openSession opens the cache and the log file beside it.
func openSession(s settings) (*session, error) {
	db, err := storage.Open(s.dataDir, time.Now)
	if err != nil {
		return nil, fmt.Errorf("open the cache in %s: %w", s.dataDir, err)
	}
	ses := &session{settings: s, db: db, log: slog.New(slog.DiscardHandler), closers: []io.Closer{db}}
	file, err := os.OpenFile(filepath.Join(s.dataDir, "passbook.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil { // a full disk must not keep anybody from reading the cache
		ses.closers = append(ses.closers, file)
		ses.log = slog.New(slog.NewTextHandler(file, nil))
	}
	return ses, nil
}

// close closes what the session opened, the last first.
func (s *session) close() error {
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i].Close())
	}
	return errors.Join(errs...)
}

// service makes the service that talks to Plaid, with tokens in v. It is
// closed with the session.
func (s *session) service(v vault.Vault, every time.Duration) (*plaidsvc.Service, error) {
	if !s.hasKeys() {
		return nil, errNoKeys
	}
	svc, err := plaidsvc.New(plaidsvc.Config{
		ClientID:     s.clientID,
		Secret:       s.secret,
		Env:          s.env,
		BaseURL:      s.baseURL,
		ClientName:   "passbook",
		Every:        every,
		LockDir:      filepath.Join(s.dataDir, "locks"),
		BeforeUnlink: filepath.Join(s.dataDir, "passbook.db.before-unlink"),
		Now:          time.Now,
		Log:          s.log,
	}, s.db, v)
	if err != nil { // the Plaid address: the rest has been read
		return nil, usageError{err}
	}
	s.closers = append(s.closers, svc)
	return svc, nil
}

// withSession runs a command on the cache.
func withSession(cmd *cobra.Command, do func(context.Context, *session) error) (err error) {
	s, err := readSettings(cmd)
	if err != nil {
		return err
	}
	ses, err := openSession(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ses.close()) }()
	return do(cmd.Context(), ses)
}
