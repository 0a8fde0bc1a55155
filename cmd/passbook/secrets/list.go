package secrets

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// What is said of a secret.
const (
	isHeld      = "held"      // in the vault in use, and it opens
	isOrphan    = "orphan"    // as held, and no bank of the cache is its
	isElsewhere = "elsewhere" // only in the vault that is not in use
	isDifferent = "different" // as held; the other vault has another one of the same name
	isClosed    = "closed"    // it is there and does not open
	isMissing   = "missing"   // a bank without a token
)

// finding is one secret, or one that is missing.
type finding struct {
	name       string // in a vault; empty: not in one
	bank       string
	lies, also string // in which vault, or what gives it; which other vault has it
	state      string
	turn       ledger.Actor // who has to act; empty: nobody
	about      string       // what it means and what to do, where it is not held
}

// findFields are the documented fields of secrets list and secrets verify.
var findFields = []string{"secret", "bank", "item_id", "lies_in", "also_in", "state", "turn", "about"}

func newList(with With) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Print where each secret lies, and whether it opens",
		Long: `Print where each secret lies, and whether it opens. The vault that is not in use
is looked into where that needs no more than the vault in use: a sealed file is
opened with its passphrase.

--json and --csv print the fields
  ` + output.FieldList(findFields) + `
A secret is access_token, plaid_secret, profile (of passbook profile),
income_user (of passbook income), asset_report (of passbook report assets,
billed and not yet removed at Plaid), numbers (with owners, where cache_numbers
is on) or exchange (what a link or a rotation that is under way or was cut off
began with). It lies in keyring, file or the variable that gives it, and its
state is held, orphan (of no bank in the cache), elsewhere (only in the vault
that is not in use), different (the other vault has another one), closed (it
does not open) or missing.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, s Session) error {
				found, _, err := find(ctx, cmd, s)
				if err != nil {
					return err
				}
				return printFindings(cmd, found)
			})
		},
	}
	output.Flags(cmd)
	return cmd
}

// find looks into both vaults, and gives what they hold, banks first, with the
// vault in use. Errors: that the vault in use cannot be opened (exit code 4), and
// storage's. That the other one cannot be opened is said on stderr.
func find(ctx context.Context, cmd *cobra.Command, s Session) ([]finding, place, error) {
	items, err := s.DB.Items(ctx)
	if err != nil {
		return nil, place{}, err
	}
	kind, err := s.Kind()
	if err != nil {
		return nil, place{}, err
	}
	used := look(ctx, cmd, s, kind)
	if used.closed != nil {
		return nil, used, exit.Misconfigured(used.closed)
	}
	spare := look(ctx, cmd, s, other(kind))
	if ctx.Err() != nil {
		return nil, used, ctx.Err()
	}
	if spare.closed != nil {
		if err := output.Say(cmd.ErrOrStderr(), "passbook: not looked into %s: %s\n", words(spare.kind), format.OnceOver(spare.closed.Error())); err != nil {
			return nil, used, err
		}
	}
	banks := map[string]string{}
	for _, it := range items {
		banks[it.ID] = it.Institution
	}
	names := slices.Collect(maps.Keys(banks))
	for _, p := range []place{used, spare} {
		for name := range p.held {
			if _, known := banks[name]; !known && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	var found []finding
	for _, name := range names {
		found = append(found, findOne(name, banks, used, spare))
	}
	slices.SortFunc(found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.bank, b.bank), cmp.Compare(a.name, b.name))
	})
	if way, err := Plaid.given(); err == nil && way != nil {
		found = append(found, finding{name: vault.PlaidSecret, lies: way.name, state: isHeld})
	}
	return found, used, nil
}

// rank sorts banks before tokens of none, and what is no token last.
func rank(f finding) int {
	switch {
	case vault.IsOwn(f.name):
		return 2
	case f.bank == "":
		return 1
	}
	return 0
}

// findOne says where one secret lies.
func findOne(name string, banks map[string]string, used, spare place) finding {
	bank, known := banks[name]
	f := finding{name: name, bank: bank, lies: used.kind, state: isHeld}
	closed, here := used.held[name]
	_, there := spare.held[name]
	if here && there {
		f.also = spare.kind
	}
	switch {
	case !here && !there:
		f.lies, f.state, f.turn = "", isMissing, ledger.ActorSetup
		f.about = "In neither vault: set environment, data folder and vault as they were when it was linked, or link the bank again."
	case !here:
		f.lies, f.state, f.turn = spare.kind, isElsewhere, ledger.ActorSetup
		f.about = "Not in the vault in use: passbook secrets move --to " + used.kind
	case closed != nil:
		f.state, f.turn, f.about = isClosed, ledger.ActorSetup, format.OnceOver(closed.Error())
	case there && spare.held[name] == nil && spare.values[name] != used.values[name]:
		f.state = isDifferent
		f.about = "The other vault has another one, which is not used."
	case vault.IsExchange(name):
		f.about = "What a link or a rotation began with: it is under way, or passbook sync or the dashboard finishes it."
	case name == vault.AssetReport:
		f.about = "A report that Plaid has billed and still has: passbook report assets goes on with it, and removes it there."
	case !known && !vault.IsOwn(name):
		f.state = isOrphan
		f.about = "Of no bank in this cache: passbook sync or the dashboard makes a bank of it, or drops it where Plaid ended it."
	}
	return f
}

// owned are the secrets that a vault keeps at most one of: their kind in JSON, and
// their words in a row and in a sentence.
var owned = map[string]struct{ kind, word, who string }{
	vault.PlaidSecret: {"plaid_secret", "Plaid secret", "the Plaid secret"},
	vault.Profile:     {"profile", "your profile", "your profile"},
	vault.IncomeUser:  {"income_user", "user of income", "the user of your income"},
	vault.AssetReport: {"asset_report", "asset report", "an asset report"},
	vault.Answers:     {"numbers", "numbers and owners", "the numbers and owners"},
}

// printFindings prints a row for each secret.
func printFindings(cmd *cobra.Command, found []finding) error {
	w := output.New(cmd, findFields, []output.Column{
		{Title: "Secret"},
		{Title: "Bank"},
		{Title: "Lies in"},
		{Title: "Also in"},
		{Title: "State"},
		{Title: ""},
	})
	for _, f := range found {
		kind, word, item := "access_token", "access token", f.name
		if own, is := owned[f.name]; is {
			kind, word, item = own.kind, own.word, ""
		} else if vault.IsExchange(f.name) {
			kind, word, item = "exchange", "exchange", ""
		}
		bank := cmp.Or(f.bank, item)
		if err := w.Row([]any{kind, f.bank, item, f.lies, f.also, f.state, output.Turn(f.turn), f.about},
			[]string{word, bank, f.lies, f.also, f.state, f.about}); err != nil {
			return err
		}
	}
	return w.End()
}
