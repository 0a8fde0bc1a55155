package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/figures"
	"passbook/plaidsvc"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// session is what a command works with.
type session struct {
	settings
	db     *storage.DB
	log    *slog.Logger
	now    func() time.Time // in the person's zone: every command's today is this one's day
	noWait bool             // a bank that another process works on is not waited for

	closers []io.Closer // closed in reverse
}

// clockKey is the key of a command's clock in its context.
type clockKey struct{}

// clock is what tells a command that run runs the time.
func clock(ctx context.Context) func() time.Time { return ctx.Value(clockKey{}).(func() time.Time) }

// openSession opens the cache and the log file beside it.
func openSession(s settings, now func() time.Time) (*session, error) {
	db, err := storage.Open(s.dataDir, now)
	if err != nil {
		return nil, err // it names the folder
	}
	db.Use(s.values.Figures())
	db.For(s.owner())
	ses := &session{settings: s, db: db, log: slog.New(slog.DiscardHandler), now: now, closers: []io.Closer{db}}
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
	svc, err := plaidsvc.New(plaidsvc.Config{
		ClientID:     s.clientID,
		Secret:       s.secret,
		Env:          s.env,
		BaseURL:      s.baseURL,
		Countries:    s.countries,
		ClientName:   "passbook",
		Every:        every,
		LockDir:      filepath.Join(s.dataDir, "locks"),
		NoWait:       s.noWait,
		BeforeUnlink: filepath.Join(s.dataDir, "passbook.db.before-unlink"),
		Now:          s.now,
		Log:          s.log,
	}, s.db, v)
	if err != nil { // the Plaid address: the rest has been read
		return nil, usageError{err}
	}
	s.closers = append(s.closers, svc)
	return svc, nil
}

// withFigures runs a command that prints figures on the cache.
func withFigures(cmd *cobra.Command, do func(context.Context, figures.Cache) error) error {
	return withSession(cmd, func(ctx context.Context, ses *session) error {
		return do(ctx, figures.Cache{DB: ses.db, Today: ledger.DateOf(ses.now())})
	})
}

// withSession runs a command on the cache. Errors: *storage.OwnerError where it
// is not the cache of the environment and the keys that the person set.
func withSession(cmd *cobra.Command, do func(context.Context, *session) error) (err error) {
	s, err := readSettings(cmd)
	if err != nil {
		return err
	}
	ses, err := openSession(s, clock(cmd.Context()))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ses.close()) }()
	if err := ses.db.CheckOwner(cmd.Context()); err != nil {
		return err
	}
	return do(cmd.Context(), ses)
}

// openVault gives the vault that the environment chooses. It is opened when it
// is first needed, unless the person is asked for its passphrase. Errors:
// setupError, the context's.
func openVault(ctx context.Context, cmd *cobra.Command, s settings) (vault.Vault, error) {
	if s.vault != "file" {
		return vault.Later(func(ctx context.Context) (vault.Vault, error) {
			return vault.OpenKeyring(ctx, s.dataDir, s.env)
		}), nil
	}
	key, err := passphrase.read(ctx, cmd.ErrOrStderr())
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil && key == "" && canAsk(cmd):
		return askToOpen(ctx, cmd, s)
	}
	return vault.Later(func(context.Context) (vault.Vault, error) {
		if err != nil {
			return nil, &vault.UnavailableError{Sentence: err.Error(), Err: err}
		}
		return vault.OpenSealed(s.dataDir, s.env, key)
	}), nil
}

// withService runs a command that talks to Plaid.
func withService(cmd *cobra.Command, do func(context.Context, *session, *plaidsvc.Service) error) error {
	return withSession(cmd, func(ctx context.Context, ses *session) error {
		svc, err := ses.online(ctx, cmd)
		if err != nil {
			return err
		}
		return do(ctx, ses, svc)
	})
}

// online gives the service with the tokens of the person's vault. Errors:
// errNoKeys, setupError, usageError for the Plaid address.
func (s *session) online(ctx context.Context, cmd *cobra.Command) (*plaidsvc.Service, error) {
	if err := s.readKeys(ctx, cmd.ErrOrStderr()); err != nil {
		return nil, err
	}
	v, err := openVault(ctx, cmd, s.settings)
	if err != nil {
		return nil, err
	}
	return s.service(v, 0)
}
