package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"passbook/cmd/passbook/config"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/secrets"
	"passbook/plaidsvc"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// patience is how long Plaid may take for an answer.
const patience = 30 * time.Second

// chooseEnvironment settles what is no key: the environment, its cache and the
// vault. Errors: *storage.OwnerError where the cache is another environment's.
func (s *setup) chooseEnvironment(ctx context.Context) (err error) {
	if s.asks {
		if err := s.say("passbook reads your banks through Plaid. dashboard.plaid.com has your keys, under Developers, Keys; those of Sandbox are free. Enter keeps what stands in brackets."); err != nil {
			return err
		}
	}
	if s.env, err = s.answer(ctx, "environment", "Environment, sandbox or production"); err != nil {
		return err
	}
	if s.db, err = storage.Open(s.folder(), s.now); err != nil {
		return err
	}
	if err := s.checkOwner(ctx); err != nil {
		return err
	}
	return s.chooseVault(ctx)
}

// folder is that of the cache.
func (s *setup) folder() string {
	if dir := s.values.Text("data_dir"); dir != "" {
		return dir
	}
	return config.FolderOf(s.env)
}

// checkOwner refuses a cache that holds the banks of another environment or client.
func (s *setup) checkOwner(ctx context.Context) error {
	s.db.For(storage.Owner{Environment: s.env, Client: s.client})
	return s.db.CheckOwner(ctx)
}

// chooseVault opens the vault. Where there is no keyring it says so, and a person
// at a terminal may have the sealed file instead.
func (s *setup) chooseVault(ctx context.Context) error {
	v := s.values.Of("vault")
	s.in = v.Text
	if err := s.staysInItsVault(ctx, v); err != nil {
		return err
	}
	err := s.openVault(ctx)
	var none *vault.UnavailableError
	if err == nil || s.in != secrets.Keyring || !errors.As(err, &none) {
		return err
	}
	if !s.asks {
		return exit.Misconfigured(fmt.Errorf("%s; for that file run passbook setup --vault file", strings.TrimSuffix(none.Sentence, ".")))
	}
	if err := s.say(none.Sentence); err != nil {
		return err
	}
	if yes, err := s.agrees(ctx, "Keep secrets in the sealed file?"); err != nil || !yes {
		return errors.Join(err, exit.Misconfigured(errors.New("there is no vault for the secret; nothing was changed")))
	}
	s.in = secrets.File
	return s.openVault(ctx)
}

// staysInItsVault refuses another vault than the one where the tokens of linked
// banks lie: it would be without them.
func (s *setup) staysInItsVault(ctx context.Context, v config.Value) error {
	was, err := config.Load(config.Path(), os.Getenv, func(string) string { return "" })
	if err != nil || was.Text("vault") == v.Text || !storage.HoldsBanks(ctx, s.folder()) {
		return err
	}
	return exit.Misconfigured(fmt.Errorf("the access tokens of the linked banks lie in the vault %s: passbook secrets move --to %s moves them, and the secret with them", was.Text("vault"), v.Text))
}

// openVault opens the vault of the kind that is chosen. Errors: exit.Misconfigured.
func (s *setup) openVault(ctx context.Context) error {
	v, err := secrets.OpenVault(ctx, s.cmd, s.in, s.folder(), s.env)
	if err == nil {
		err = v.Ready(ctx)
	}
	if err != nil && ctx.Err() == nil {
		return exit.Misconfigured(err)
	}
	s.vault = v
	return err
}

// keys gets the client_id and the secret. again: Plaid refused those that there
// are.
func (s *setup) keys(ctx context.Context, again bool) (err error) {
	id := s.values.Of("client_id")
	switch {
	case again:
		s.client, err = s.ask(ctx, id.Key, "client_id", s.client)
	default:
		s.client, err = s.answer(ctx, id.Name, "client_id")
	}
	if err != nil {
		return err
	}
	if s.client == "" {
		return exit.Wrongly(errors.New("the client_id is missing: give it with --client-id"))
	}
	if err := s.checkOwner(ctx); err != nil {
		return err
	}
	return s.getSecret(ctx, again)
}

// getSecret gets the secret: from standard input, the environment, the person, or
// the vault that has it.
func (s *setup) getSecret(ctx context.Context, again bool) (err error) {
	if s.fromStdin {
		text, err := readLine(ctx, io.LimitReader(s.cmd.InOrStdin(), longest))
		s.secret, s.newSecret = text, true
		if err == nil && text == "" {
			err = errors.New("standard input gives nothing")
		}
		if err != nil && ctx.Err() == nil {
			return exit.Wrongly(fmt.Errorf("read the secret: %w", err))
		}
		return err
	}
	if !again {
		if s.secret, err = secrets.Plaid.Read(ctx, s.cmd.ErrOrStderr()); err != nil {
			return exit.Misconfigured(err)
		}
		if s.newSecret = s.secret != ""; s.newSecret {
			return nil
		}
	}
	kept, err := s.vault.Get(ctx, vault.PlaidSecret)
	if err != nil && !errors.Is(err, vault.ErrNotFound) {
		return exit.Misconfigured(err)
	}
	if !s.asks {
		if kept == "" {
			return exit.Wrongly(fmt.Errorf("the secret of %s is missing: give it on standard input with --secret-stdin, or in PLAID_SECRET_FILE", s.env))
		}
		s.secret = kept
		return nil
	}
	return s.askSecret(ctx, kept)
}

// askSecret asks for the secret without showing it. Enter alone keeps the one that
// the vault has.
func (s *setup) askSecret(ctx context.Context, kept string) error {
	prompt := "Secret of " + s.env + " (it is not shown)"
	if kept != "" {
		prompt += " [the one in the vault]"
	}
	for {
		text, err := secrets.Ask(ctx, s.cmd, prompt+": ")
		if err != nil {
			return err
		}
		if text = strings.TrimSpace(text); text != "" {
			s.secret, s.newSecret = text, true
			return nil
		}
		if kept != "" {
			s.secret = kept
			return nil
		}
	}
}

// try asks Plaid whether it takes the keys. Where Plaid cannot be reached, the
// person may keep them all the same. Errors: *problem.Error.
func (s *setup) try(ctx context.Context) error {
	if s.unproven {
		return nil
	}
	svc, err := plaidsvc.New(plaidsvc.Config{
		ClientID: s.client, Secret: s.secret, Env: s.env, BaseURL: s.values.Text("base_url"),
		Countries: s.values.List("countries"), LockDir: filepath.Join(s.folder(), "locks"),
		Now: s.now, Log: slog.New(slog.DiscardHandler),
	}, s.db, s.vault)
	if err != nil { // the Plaid address
		return exit.Wrongly(err)
	}
	defer svc.Close()
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err = svc.TryKeys(within)
	var answer *problem.Error
	if err == nil || ctx.Err() != nil || !errors.As(err, &answer) || answer.Actor != ledger.ActorWait {
		return err
	}
	const how = "The keys are not proven, and nothing was changed. passbook setup --unproven keeps them without trying."
	if !s.asks {
		return fmt.Errorf("%w %s", err, how)
	}
	if err := s.say(answer.Sentence); err != nil {
		return err
	}
	yes, askErr := s.agrees(ctx, "Keep the keys without having tried them?")
	if askErr == nil && !yes {
		askErr = fmt.Errorf("%w %s", err, how)
	}
	s.unproven = yes
	return askErr
}

// refused reports whether Plaid answered that it does not take the keys.
func refused(err error) bool {
	var answer *problem.Error
	return errors.As(err, &answer) && answer.Actor == ledger.ActorSetup && answer.Code != ""
}
