package banks

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/storage"
	"passbook/storage/ledger"
)

// With runs a command on the cache, at an instant in the person's zone.
type With func(cmd *cobra.Command, do func(ctx context.Context, db *storage.DB, now time.Time) error) error

// Commands gives the commands of this package.
func Commands(with With) []*cobra.Command {
	return []*cobra.Command{newBanks(with), newStitch(with)}
}

// bankFields are the documented fields of passbook banks.
var bankFields = []string{
	"item_id", "institution", "state", "turn", "error_code", "problem", "consent_ends", "consent_days", "login_ends",
	"new_accounts", "accounts", "linked_at", "synced_at", "bank_updated_at", "archived_at", "days_requested", "billed_products",
}

var bankColumns = []output.Column{
	{Title: "Institution"},
	{Title: "State"},
	{Title: "Accounts", Right: true},
	{Title: "Synced", Whole: true},
	{Title: "Bank looked", Whole: true},
	{Title: "Consent", Whole: true},
	{},
}

func newBanks(with With) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "banks",
		Short: "Print banks with the state of their logins",
		Long: `Print the linked banks with the state of their logins, and after them those that
were archived.

--json and --csv print the fields
  ` + output.FieldList(bankFields) + `
where state is ok, new (nothing fetched yet), arriving (older transactions are
on their way), waiting (it passes by itself, or with other keys), broken (it
needs you) or archived; turn is whose turn it is: person, relink, keys, wait,
bug, or null; instants are UTC; consent_days are the days until the consent
ends; login_ends is when the bank ends the login, where that was announced;
new_accounts says that the bank has accounts which are not shared yet (passbook
repair BANK --accounts); billed_products are what Plaid bills for the login.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, db *storage.DB, now time.Time) error { return printBanks(ctx, cmd, db, now) })
		},
	}
	output.Flags(cmd)
	return cmd
}

func printBanks(ctx context.Context, cmd *cobra.Command, db *storage.DB, now time.Time) error {
	items, err := db.Items(ctx)
	if err != nil {
		return err
	}
	archived, err := db.Archived(ctx)
	if err != nil {
		return err
	}
	accounts, err := db.Accounts(ctx)
	if err != nil {
		return err
	}
	count := map[string]int{}
	for _, a := range accounts {
		count[a.ItemID]++
	}
	w := output.New(cmd, bankFields, bankColumns)
	for _, it := range append(items, archived...) {
		if err := w.Row(record(it, count[it.ID], now), cells(it, count[it.ID], now)); err != nil {
			return err
		}
	}
	if err := w.End(); err != nil || !w.IsTable() {
		return err
	}
	billing, err := db.Billing(ctx)
	if err != nil {
		return err
	}
	return output.Say(cmd.OutOrStdout(), "\n%s\n", billing.Sentence())
}

// record is a bank as --json and --csv have it.
func record(it ledger.Item, accounts int, now time.Time) []any {
	turn, code, sentence := output.ProblemFields(it.Problem)
	var days any
	if n, known := it.ConsentDays(now); known {
		days = n
	}
	return []any{
		it.ID, it.Institution, state(it), turn, code, sentence, output.Instant(it.ConsentEnds), days, output.Instant(it.DisconnectsAt),
		!it.NewAccountsAt.IsZero(), accounts, output.Instant(it.LinkedAt), output.Instant(it.SyncedAt), output.Instant(it.BankUpdatedAt),
		output.Instant(it.ArchivedAt), it.DaysRequested, append([]string{}, it.BilledProducts...),
	}
}

// cells is a bank as the table shows it.
func cells(it ledger.Item, accounts int, now time.Time) []string {
	minute := func(t time.Time) string {
		if t.IsZero() {
			return "never"
		}
		return t.In(now.Location()).Format("2006-01-02 15:04")
	}
	consent, words := "", ""
	if days, known := it.ConsentDays(now); known {
		consent = strconv.Itoa(days) + " days"
	}
	switch {
	case it.Problem != nil:
		words = it.Problem.Sentence
	case !it.NewAccountsAt.IsZero():
		words = "The bank has new accounts: passbook repair --accounts shares them."
	case !it.ArchivedAt.IsZero():
		words = "Since " + minute(it.ArchivedAt) + "; linked again it goes on."
	}
	return []string{it.Institution, state(it), strconv.Itoa(accounts), minute(it.SyncedAt), minute(it.BankUpdatedAt), consent, words}
}

// state is how a login is, in a word.
func state(it ledger.Item) string {
	switch {
	case !it.ArchivedAt.IsZero():
		return "archived"
	case it.Problem.NeedsPerson():
		return "broken"
	case it.Problem != nil:
		return "waiting"
	case it.SyncedAt.IsZero():
		return "new"
	case it.Completeness != ledger.HistoryFull:
		return "arriving"
	}
	return "ok"
}
