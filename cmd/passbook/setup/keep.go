package setup

import (
	"context"
	"os"
	"strings"

	"passbook/cmd/passbook/config"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/cmd/passbook/secrets"
	"passbook/plaidsvc/vault"
)

// keep puts the secret into the vault and the rest into the file of settings: the
// secret first, so that a file that names the keys never stands without it.
func (s *setup) keep(ctx context.Context) error {
	if s.newSecret {
		if err := s.vault.Set(ctx, vault.PlaidSecret, s.secret); err != nil {
			return exit.Misconfigured(err)
		}
	}
	for _, k := range config.Keys() {
		value := s.values.Of(k.Name)
		text, keep := value.Text, false
		switch k.Name {
		case "environment":
			text, keep = s.env, true
		case "client_id":
			text, keep = s.client, true
		case "vault":
			text, keep = s.in, true
		case "base_url", "data_dir":
			keep = value.Said()
		}
		if !keep {
			continue
		}
		if err := config.Set(config.Path(), k, text); err != nil {
			return err
		}
	}
	return s.report(ctx)
}

// report says what is set, what still stands before it, and what is next.
func (s *setup) report(ctx context.Context) error {
	out := s.cmd.OutOrStdout()
	proof := "Plaid takes the keys."
	if s.unproven {
		proof = "The keys were not tried at Plaid."
	}
	if err := output.Say(out, "%s\n\nenvironment  %s\nclient_id    %s\nsecret       in %s\nsettings     in %s\ncache        in %s\n",
		proof, s.env, s.client, s.vault.Where(), config.Path(), s.folder()); err != nil {
		return err
	}
	if address := s.values.Text("base_url"); address != "" {
		if err := output.Say(out, "Plaid        at %s\n", address); err != nil {
			return err
		}
	}
	var before []string
	for _, name := range []string{"PLAID_ENV", "PLAID_CLIENT_ID", "PLAID_SECRET", "PLAID_SECRET_FILE", "PLAID_BASE_URL", "PASSBOOK_VAULT", "PASSBOOK_DATA_DIR"} {
		if os.Getenv(name) != "" {
			before = append(before, name)
		}
	}
	if len(before) > 0 {
		if err := output.Say(out, "\nNo longer needed, though they still go before: %s\n", strings.Join(before, ", ")); err != nil {
			return err
		}
	}
	if s.in == secrets.File {
		if err := output.Say(out, "\nThe file is sealed: passbook asks for its passphrase on a terminal. Where nobody\nsits at one, PASSBOOK_PASSPHRASE_FILE or PASSBOOK_PASSPHRASE_COMMAND gives it.\n"); err != nil {
			return err
		}
	}
	items, err := s.db.Items(ctx)
	if err != nil {
		return err
	}
	next := "passbook link links your first bank."
	if len(items) > 0 {
		next = "passbook shows your money, and passbook sync brings it up to date."
	}
	return output.Say(out, "\nNext: %s\n", next)
}
