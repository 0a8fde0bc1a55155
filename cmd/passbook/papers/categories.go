package papers

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/storage/ledger"
)

// categoryFields are the documented fields of passbook categories.
var categoryFields = []string{"taxonomy", "primary", "primary_name", "category", "name"}

func newCategories(with online.With) *cobra.Command {
	version := taxonomy(ledger.TaxonomyV2)
	cmd := &cobra.Command{
		Use:   "categories",
		Short: "Print Plaid's categories by the names that the screens show",
		Long: `Print Plaid's categories by the names that the screens show. Behind them stand
those that your transactions have and Plaid's lists do not: your own, and what
Plaid has added since, as it sends them. Nothing is asked of Plaid.
--json and --csv print the fields
  ` + output.FieldList(categoryFields) + `
where taxonomy is null for what is on neither of Plaid's lists.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, ses online.Session) error {
				return printCategories(ctx, cmd, ses, ledger.Taxonomy(version))
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().Var(&version, "taxonomy", "the `version` of Plaid's list, v1 or v2; passbook keeps v2")
	return cmd
}

// taxonomy is the value of a flag: a version of Plaid's list.
type taxonomy ledger.Taxonomy

func (t *taxonomy) Set(s string) error {
	if len(ledger.Taxonomy(s).Categories()) == 0 {
		return errors.New("it is v1 or v2")
	}
	*t = taxonomy(s)
	return nil
}

func (t *taxonomy) Type() string   { return "version" }
func (t *taxonomy) String() string { return string(*t) }

func printCategories(ctx context.Context, cmd *cobra.Command, ses online.Session, version ledger.Taxonomy) error {
	w := output.New(cmd, categoryFields, []output.Column{{Title: "Group"}, {Title: "Name"}, {Title: "As Plaid writes it"}})
	row := func(taxonomy any, code string) error {
		primary := ledger.PrimaryCategory(code)
		group, name := ledger.CategoryName(primary), ledger.CategoryName(code)
		return w.Row([]any{taxonomy, primary, group, code, name}, []string{group, name, code})
	}
	for _, code := range version.Categories() {
		if err := row(string(version), code); err != nil {
			return err
		}
	}
	used, err := ses.DB.Categories(ctx)
	if err != nil {
		return err
	}
	for _, code := range used {
		if ledger.TaxonomyV1.Has(code) || ledger.TaxonomyV2.Has(code) || slices.Contains(ledger.Primaries, code) {
			continue
		}
		if err := row(nil, code); err != nil {
			return err
		}
	}
	return w.End()
}
