package people

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/answers"
	"passbook/plaidsvc/holder"
	"passbook/plaidsvc/products"
	"passbook/storage/kept"
	"passbook/storage/ledger"
)

// ownerFields and matchFields are the documented fields of passbook owners.
var (
	ownerFields = []string{"account_id", "institution", "account", "mask", "owner", "names", "phones", "emails", "addresses", "fetched_at"}
	matchFields = []string{
		"account_id", "institution", "account", "mask", "name", "name_score", "phone", "phone_score", "email", "email_score",
		"address", "address_score", "part_of_name", "nickname", "business", "postal_code",
	}
)

var ownerColumns = []output.Column{
	{Title: "Institution"},
	{Title: "Account"},
	{Title: "Owner"},
	{Title: "Phones"},
	{Title: "E-mail"},
	{Title: "Addresses"},
}

var matchColumns = []output.Column{
	{Title: "Institution"},
	{Title: "Account"},
	{Title: "Name", Whole: true},
	{Title: "Phone", Whole: true},
	{Title: "E-mail", Whole: true},
	{Title: "Address", Whole: true},
	{},
}

func newOwners(with online.With) *cobra.Command {
	var match, fetch bool
	cmd := &cobra.Command{
		Use:   "owners [ACCOUNT]",
		Short: "Ask Plaid who the bank says owns each account",
		Long: `Ask Plaid who the bank says owns each account: names, telephone numbers, e-mail
and postal addresses. Some banks put every owner of a login on every account.
ACCOUNT is an account's id, its name or its last digits. Plaid bills this once
for each bank, with the first question. passbook keeps nothing of the answer,
unless you have set cache_numbers to on (passbook config): then the vault keeps
it, sealed, and it is printed from there with how old it is, until --fetch.

--match has Plaid compare your own profile (passbook profile) with the owners,
and says how well each field fits, with a score of 0 to 100: perfect is 100;
strong is 85 and more of a name, 90 and more of an address; partial is 70 and
more; less is a mismatch, or weak of an address. What your profile or the bank
lacks is not compared. Plaid bills each question of this kind.

--json and --csv print the fields
  ` + output.FieldList(ownerFields) + `
a row for each owner of each account, whose names, phones, emails and addresses
are lists, and with --match
  ` + output.FieldList(matchFields) + `
where a score is null if the field was not compared.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return with(cmd, func(ctx context.Context, s online.Session) error {
				if match {
					return printMatch(ctx, cmd, s, args)
				}
				return printOwners(ctx, cmd, s, args, fetch)
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().BoolVar(&match, "match", false, "compare your profile with the owners (billed by Plaid for each bank, each time)")
	fetchFlag(cmd, &fetch)
	return cmd
}

// contact and address are what the lists of a record hold.
type contact struct {
	Data    string `json:"data"`
	Kind    string `json:"type"`
	Primary bool   `json:"primary"`
}

type address struct {
	Street     string `json:"street"`
	City       string `json:"city"`
	Region     string `json:"region"`
	PostalCode string `json:"postal_code"`
	Country    string `json:"country"`
	Primary    bool   `json:"primary"`
}

func printOwners(ctx context.Context, cmd *cobra.Command, s online.Session, args []string, fetch bool) error {
	a := answer[holder.Owners]{
		product: kept.Owners, what: "owners, which it bills once for each bank", fields: ownerFields, columns: ownerColumns,
		ask:     (*products.Products).Owners,
		account: func(o holder.Owners) string { return o.AccountID },
		print: func(w output.Rows, it ledger.Item, of holder.Owners, at time.Time) error {
			for i, o := range of.List {
				if err := printOwner(w, it, of, i+1, o, at); err != nil {
					return err
				}
			}
			return nil
		},
	}
	if !fetch {
		a.kept = func(b answers.Bank) ([]holder.Owners, time.Time) { return b.Owners, b.OwnersAt }
	}
	return a.printAll(ctx, cmd, s, args)
}

// printOwner prints the owner of an account who stands at a place, from 1.
func printOwner(w output.Rows, it ledger.Item, a holder.Owners, place int, o holder.Owner, at time.Time) error {
	addresses, lines := []address{}, []string{}
	for _, at := range o.Addresses {
		addresses = append(addresses, address{at.Street, at.City, at.Region, at.PostalCode, at.Country, at.Primary})
		lines = append(lines, at.String())
	}
	phones, phoneWords := contacts(o.Phones)
	emails, emailWords := contacts(o.Emails)
	return w.Row(
		[]any{a.AccountID, it.Institution, a.Name, a.Mask, place, append([]string{}, o.Names...), phones, emails, addresses, output.Instant(at)},
		[]string{it.Institution, output.AccountTitle(a.Name, a.Mask), strings.Join(o.Names, ", "), phoneWords, emailWords, strings.Join(lines, "; ")},
	)
}

// contacts are the contacts of an owner as a list of a record, and in words.
func contacts(list []holder.Contact) (records []contact, words string) {
	records = []contact{}
	var each []string
	for _, c := range list {
		records = append(records, contact{c.Data, c.Kind, c.Primary})
		each = append(each, c.Data)
	}
	return records, strings.Join(each, ", ")
}

func printMatch(ctx context.Context, cmd *cobra.Command, s online.Session, args []string) error {
	svc, err := s.Service()
	if err != nil {
		return err
	}
	profile, err := svc.Products().Profile(ctx)
	if err != nil {
		return err
	}
	if profile.IsEmpty() {
		return exit.Misconfigured(errors.New("your profile is empty, so there is nothing to compare: passbook profile set name \"Your Name\" begins it"))
	}
	return answer[holder.Match]{
		product: kept.Owners, what: "your profile and the owners, which it bills each time", fields: matchFields, columns: matchColumns,
		ask: func(p *products.Products, ctx context.Context, it ledger.Item) ([]holder.Match, error) {
			return p.Match(ctx, it, profile)
		},
		account: func(m holder.Match) string { return m.AccountID },
		print:   func(w output.Rows, it ledger.Item, m holder.Match, _ time.Time) error { return printScores(w, it, m) },
	}.printAll(ctx, cmd, s, args)
}

func printScores(w output.Rows, it ledger.Item, m holder.Match) error {
	record := []any{m.AccountID, it.Institution, m.Name, m.Mask}
	cells := []string{it.Institution, output.AccountTitle(m.Name, m.Mask)}
	for _, f := range holder.Fields {
		var score any
		if n, ok := m.Scores[f]; ok {
			score = n
		}
		record = append(record, m.Word(f), score)
		cells = append(cells, m.Words(f))
	}
	return w.Row(append(record, m.PartOfName, m.Nickname, m.Business, m.PostalCode), append(cells, m.Hints()))
}
