package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/config"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/figures"
	"passbook/cmd/passbook/logfile"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/cmd/passbook/secrets"
	"passbook/cmd/passbook/webhooks"
	"passbook/plaidsvc"
	"passbook/plaidsvc/problem"
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
	level, _ := logfile.ReadLevel(s.values.Text("log_level")) // it was read as a setting
	logger, file := logfile.New(s.dataDir, level)
	// net/http says there what a server sent unasked: not over the dashboard.
	log.SetFlags(0)
	log.SetOutput(slog.NewLogLogger(logger.Handler(), slog.LevelWarn).Writer())
	return &session{settings: s, db: db, log: logger, now: now, closers: []io.Closer{db, file}}, nil
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
		Countries:    s.values.List("countries"),
		Language:     s.values.Text("language"),
		Products:     s.values.List("products"),
		HistoryDays:  s.values.Number("history_days"),
		Webhook:      s.values.Text("webhook_url"),
		ClientName:   "passbook",
		CacheNumbers: s.cachesNumbers(),
		Every:        every,
		LockDir:      filepath.Join(s.dataDir, "locks"),
		NoWait:       s.noWait,
		BeforeUnlink: filepath.Join(s.dataDir, "passbook.db.before-unlink"),
		Now:          s.now,
		Log:          s.log,
	}, s.db, v)
	if err != nil { // the Plaid address: the rest has been read
		return nil, exit.Wrongly(err)
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

// withOnline runs a command that may ask Plaid for a product; it opens the vault
// only then.
func withOnline(cmd *cobra.Command, do func(context.Context, online.Session) error) error {
	return withSession(cmd, func(ctx context.Context, ses *session) error {
		return do(ctx, online.Session{
			DB: ses.db, Now: ses.now, Today: ledger.DateOf(ses.now()), Dir: ses.dataDir,
			Service: sync.OnceValues(func() (*plaidsvc.Service, error) { return ses.online(ctx, cmd) }),
		})
	})
}

// withBanks runs a command about the banks on the cache.
func withBanks(cmd *cobra.Command, do func(context.Context, *storage.DB, time.Time) error) error {
	return withSession(cmd, func(ctx context.Context, ses *session) error {
		if err := do(ctx, ses.db, ses.now()); err != nil {
			return err
		}
		return ses.sayNothingLinked(ctx, cmd)
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
	if mended := ses.db.Mended(); mended != "" {
		if err := output.Say(cmd.ErrOrStderr(), "passbook: %s\n", mended); err != nil {
			return err
		}
		ses.log.Warn("open to others", "mended", mended)
	}
	if err := ses.checkOwner(cmd.Context()); err != nil {
		return err
	}
	return ses.pointElsewhere(cmd.Context(), do(cmd.Context(), ses))
}

// pointElsewhere adds to an error of a cache without a bank where banks are; what
// Plaid answered stays as it is.
func (s *session) pointElsewhere(ctx context.Context, failed error) error {
	if failed == nil || errors.As(failed, new(*problem.Error)) {
		return failed
	}
	items, err := s.db.Items(ctx)
	if err != nil || len(items) > 0 {
		return failed
	}
	if elsewhere := s.elsewhere(ctx); elsewhere != "" {
		return fmt.Errorf("%w. %s", failed, elsewhere)
	}
	return failed
}

// checkOwner fails for a cache of another environment or client, and says which
// setting stands against it where no variable does. Errors: *storage.OwnerError.
func (s *session) checkOwner(ctx context.Context) error {
	err := s.db.CheckOwner(ctx)
	var another *storage.OwnerError
	if !errors.As(err, &another) {
		return err
	}
	against := s.values.Of("client_id")
	if another.OtherEnvironment() {
		against = s.values.Of("environment")
	}
	if against.Origin == against.Variable {
		return err
	}
	return fmt.Errorf("%w; %s is from %s", err, against.Name, against.Origin)
}

// withWebhooks runs the command that receives webhooks.
func withWebhooks(cmd *cobra.Command, do func(context.Context, webhooks.Session) error) error {
	return withService(cmd, func(ctx context.Context, ses *session, svc *plaidsvc.Service) error {
		repair := func(it ledger.Item) string { return "passbook repair " + it.ID }
		return do(ctx, webhooks.Session{Service: svc, URL: ses.values.Text("webhook_url"), Repair: repair})
	})
}

// withSecrets runs a command that looks after the secrets.
func withSecrets(cmd *cobra.Command, do func(context.Context, secrets.Session) error) error {
	return withSession(cmd, func(ctx context.Context, ses *session) error {
		return do(ctx, secrets.Session{
			DB: ses.db, Dir: ses.dataDir, Env: ses.env,
			Kind: func() (string, error) {
				values, err := loadConfig(cmd)
				if err != nil {
					return "", err
				}
				return values.Text("vault"), nil
			},
			Service: func(v vault.Vault) (*plaidsvc.Service, error) {
				if err := ses.readKeys(ctx, cmd.ErrOrStderr()); err != nil {
					return nil, err
				}
				return ses.service(v, 0)
			},
			Use: func(kind string) error {
				k, err := config.Find("vault")
				if err != nil {
					return err
				}
				return config.Set(config.Path(), k, kind)
			},
		})
	})
}

// withLog runs a command on the log, which needs no cache unless a bank is named.
func withLog(cmd *cobra.Command, do func(context.Context, logfile.Place) error) error {
	s, err := readSettings(cmd)
	if err != nil {
		return err
	}
	return do(cmd.Context(), logfile.Place{
		Dir: s.dataDir, Now: clock(cmd.Context())(),
		Item: func(ctx context.Context, name string) (id string, err error) {
			err = withSession(cmd, func(ctx context.Context, ses *session) error {
				items, err := ses.db.Items(ctx)
				if err != nil {
					return err
				}
				it, err := choose.Item(items, name)
				id = it.ID
				return err
			})
			return id, err
		},
	})
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

// online gives the service with the secrets of the person's vault, which is
// asked for the Plaid secret where the environment does not give it. Errors: those
// of connect, *problem.Error for a Plaid secret that is nowhere or cannot be read.
func (s *session) online(ctx context.Context, cmd *cobra.Command) (*plaidsvc.Service, error) {
	svc, err := s.connect(ctx, cmd, func(words string) { _ = output.Say(cmd.ErrOrStderr(), "passbook: %s\n", words) })
	if err != nil || s.hasKeys() {
		return svc, err
	}
	return svc, svc.HasKeys(ctx)
}

// connect gives the service with the secrets of the person's vault, which is not
// opened yet. say is called with a sentence when the keyring lets wait. Errors: errNoKeys, exit.Misconfigured, exit.Wrongly for the Plaid address,
// *storage.OwnerError, the context's.
func (s *session) connect(ctx context.Context, cmd *cobra.Command, say func(string)) (*plaidsvc.Service, error) {
	if err := s.readKeys(ctx, cmd.ErrOrStderr()); err != nil {
		return nil, err
	}
	if !s.hasKeys() { // the vault may have the secret: from here on the client_id counts
		s.db.For(storage.Owner{Environment: s.env, Client: s.clientID})
		if err := s.checkOwner(ctx); err != nil {
			return nil, err
		}
	}
	v, err := secrets.OpenVault(ctx, cmd, s.vault, s.dataDir, s.env)
	if err != nil {
		if ctx.Err() == nil {
			err = exit.Misconfigured(err)
		}
		return nil, err
	}
	if s.vault == secrets.Keyring {
		v = vault.Patient(v, say)
	}
	return s.service(v, s.values.SyncEvery())
}

var errNoKeys = errors.New("keys of Plaid are missing")

// readKeys reads the Plaid secret, which is the vault's where it stays empty.
// Errors: errNoKeys with which key is missing, exit.Misconfigured for a secret that cannot
// be read, the context's.
func (s *session) readKeys(ctx context.Context, stderr io.Writer) error {
	var err error
	if s.secret, err = secrets.Plaid.Read(ctx, stderr); err != nil {
		return exit.Misconfigured(err)
	}
	const demo = "; passbook demo shows an invented household without any"
	switch {
	case s.clientID == "" && s.secret == "":
		return fmt.Errorf("%w: run passbook setup, or set PLAID_CLIENT_ID and PLAID_SECRET (or PLAID_SECRET_FILE)"+demo, errNoKeys)
	case s.clientID == "":
		return fmt.Errorf("%w: the secret is there, but no client_id: run passbook setup, or set PLAID_CLIENT_ID"+demo, errNoKeys)
	}
	return nil
}
