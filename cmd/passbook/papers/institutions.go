package papers

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/spf13/cobra"

	"passbook/cmd/passbook/config"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
	"passbook/tui/text"
)

// institutionFields are the documented fields of passbook institutions.
var institutionFields = []string{
	"institution_id", "name", "country_codes", "products", "oauth", "url", "primary_color", "routing_numbers", "health", "incidents",
}

// productNames are the products that a bank can be searched by, as Plaid names
// them (Products of plaid-go's OpenAPI document).
var productNames = []string{
	"assets", "auth", "balance", "identity", "identity_match", "income_verification", "investments", "investments_auth", "liabilities",
	"payment_initiation", "recurring_transactions", "signal", "statements", "transactions", "transactions_refresh", "transfer",
}

// institutionID is what Plaid's ids of banks look like.
var institutionID = regexp.MustCompile(`^ins_[0-9]+$`)

func newInstitutions(with online.With) *cobra.Command {
	var country, product string
	var oauth bool
	cmd := &cobra.Command{
		Use:     "institutions WORD",
		Aliases: []string{"institution"},
		Short:   "Look up banks that Plaid can link, and how each one works",
		Long: `Look up the banks that Plaid can link: at most ten whose names hold the words,
or all that Plaid says of the one with an id such as ins_109508: how its
services work lately, whether its logins go through its own page (OAuth), its
products, its address and its colour. Plaid bills nothing for it, and is asked
each time.
--json and --csv print the fields
  ` + output.FieldList(institutionFields) + `
of which the last five are there for an id alone. health is a list of
{service, status, since, success, error_institution, error_plaid,
refresh_interval}, in parts of 1; null is what Plaid does not say.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			q := products.InstitutionQuery{Words: strings.Join(args, " ")}
			if err := readQuery(cmd, &q, country, product, oauth); err != nil {
				return exit.Wrongly(err)
			}
			return with(cmd, func(ctx context.Context, ses online.Session) error { return printInstitutions(ctx, cmd, ses, q) })
		},
	}
	output.Flags(cmd)
	cmd.Flags().StringVar(&country, "country", "", "look in these `countries`, such as US,CA (default: those of your settings)")
	cmd.Flags().StringVar(&product, "product", "", "only banks that have all of these `products`, such as statements,auth")
	cmd.Flags().BoolVar(&oauth, "oauth", false, "only banks whose logins go through their own page; --oauth=false: only others")
	return cmd
}

// readQuery reads the flags of a search.
func readQuery(cmd *cobra.Command, q *products.InstitutionQuery, country, product string, oauth bool) error {
	if strings.TrimSpace(q.Words) == "" {
		return errors.New("the words to look for are empty")
	}
	if country != "" {
		countries, err := config.Find("countries")
		if err != nil {
			return err
		}
		read, err := countries.Read(country)
		if err != nil {
			return err
		}
		q.Countries = strings.Split(read, ",")
	}
	if cmd.Flags().Changed("oauth") {
		q.OAuth = &oauth
	}
	if product == "" {
		return nil
	}
	for name := range strings.SplitSeq(product, ",") {
		if name = strings.ToLower(strings.TrimSpace(name)); !slices.Contains(productNames, name) {
			near := config.Nearest(name, productNames)
			if near != "" {
				near = "; the nearest is " + near
			}
			return fmt.Errorf("there is no product %.40q%s; Plaid has %s", name, near, strings.Join(productNames, ", "))
		}
		q.Products = append(q.Products, name)
	}
	return nil
}

func printInstitutions(ctx context.Context, cmd *cobra.Command, ses online.Session, q products.InstitutionQuery) error {
	asked, err := productsOf(ses)
	if err != nil {
		return err
	}
	if institutionID.MatchString(q.Words) {
		bank, err := asked.Institution(ctx, q.Words, q.Countries)
		if err != nil {
			return err
		}
		return printInstitution(cmd, ses, bank)
	}
	found, err := asked.SearchInstitutions(ctx, q)
	if err != nil {
		return err
	}
	w := output.New(cmd, institutionFields, []output.Column{{Title: "Id", Whole: true}, {Title: "Name"}, {Title: "Countries"}, {Title: "Signing in"}, {Title: "Products", Extra: true}})
	for _, b := range found {
		record := []any{b.ID, b.Name, b.Countries, b.Products, b.OAuth, nil, nil, nil, nil, nil}
		if err := w.Row(record, []string{b.ID, b.Name, strings.Join(b.Countries, " "), signingIn(b), strings.Join(b.Products, " ")}); err != nil {
			return err
		}
	}
	if err := w.End(); err != nil || !w.IsTable() {
		return err
	}
	switch len(found) {
	case 0:
		return output.Say(cmd.OutOrStdout(), "Plaid lists no such bank there. --country looks in other countries.\n")
	case mostFound:
		return output.Say(cmd.OutOrStdout(), "\nPlaid gives ten at most: more words find fewer.\n")
	}
	return nil
}

// mostFound is the number of banks that Plaid gives at most
// (/institutions/search).
const mostFound = 10

func signingIn(b products.Institution) string {
	if b.OAuth {
		return "on the bank's page"
	}
	return "in Plaid's page"
}

// service is the health of one of Plaid's services at a bank, as a record has it.
type service struct {
	Service    string   `json:"service"`
	Status     string   `json:"status"`
	Since      any      `json:"since"`
	Success    *float64 `json:"success"`
	FailedBank *float64 `json:"error_institution"`
	FailedOurs *float64 `json:"error_plaid"`
	Refresh    any      `json:"refresh_interval"`
}

// incident is a trouble at a bank, as a record has it.
type incident struct {
	Title string `json:"title"`
	Began any    `json:"start_date"`
	Ended any    `json:"end_date"`
}

// printInstitution prints all of one bank.
func printInstitution(cmd *cobra.Command, ses online.Session, b products.Institution) error {
	if !output.AsTable(cmd) {
		health, incidents := []service{}, []incident{}
		for _, h := range b.Health {
			health = append(health, service{h.Service, h.Status, output.Instant(h.Since), h.Success, h.FailedBank, h.FailedPlaid, output.OrNull(h.Refresh)})
		}
		for _, i := range b.Incidents {
			incidents = append(incidents, incident{i.Title, output.Instant(i.Began), output.Instant(i.Ended)})
		}
		w := output.New(cmd, institutionFields, nil)
		record := []any{b.ID, b.Name, b.Countries, b.Products, b.OAuth, output.OrNull(b.URL), output.OrNull(b.Color), b.Routing, health, incidents}
		if err := w.Row(record, nil); err != nil {
			return err
		}
		return w.End()
	}
	out := cmd.OutOrStdout()
	w := output.Untitled(out, []output.Column{{Whole: true}, {}})
	rows := [][2]string{
		{"Name", b.Name},
		{"Id", b.ID},
		{"Countries", strings.Join(b.Countries, " ")},
		{"Signing in", signingIn(b)},
		{"Address", b.URL},
		{"Routing numbers", strings.Join(b.Routing, " ")},
	}
	for i, line := range text.Wrap(strings.Join(b.Products, ", "), 60) {
		rows = append(rows, [2]string{[]string{"Products", ""}[min(i, 1)], line})
	}
	for _, h := range b.Health {
		rows = append(rows, [2]string{serviceName(h.Service), inWords(h, ses)})
	}
	for _, i := range b.Incidents {
		rows = append(rows, [2]string{"Incident", i.Title + ", since " + ledger.DateOf(i.Began.In(ses.Now().Location())).String()})
	}
	for _, r := range rows {
		if r[1] == "" {
			continue
		}
		if err := w.Row(nil, r[:]); err != nil {
			return err
		}
	}
	if err := w.End(); err != nil || b.Color == "" {
		return err
	}
	return showColour(cmd, b.Color)
}

// showColour prints the colour of a bank's logo, on a terminal as a swatch too
// where it has colours.
func showColour(cmd *cobra.Command, colour string) error {
	swatch := ""
	if output.IsTerminal(cmd.OutOrStdout()) {
		swatch = lipgloss.NewStyle().Background(lipgloss.Color(colour)).Render("      ") + " "
	}
	_, err := lipgloss.Fprintln(cmd.OutOrStdout(), "Colour           "+swatch+colour)
	return err
}

// serviceNames are Plaid's services as a person calls them.
var serviceNames = map[string]string{
	"item_logins": "Logins", "transactions_updates": "Transactions", "auth": "Account numbers", "identity": "Owners",
	"investments": "Investments", "investments_updates": "Holdings' news", "liabilities": "Loans and cards", "liabilities_updates": "Their news",
}

func serviceName(service string) string {
	if name, ok := serviceNames[service]; ok {
		return name
	}
	return service
}

// inWords says how a service works at a bank lately.
func inWords(h products.Health, ses online.Session) string {
	words := map[string]string{"HEALTHY": "works", "DEGRADED": "has trouble", "DOWN": "does not work"}[h.Status]
	if words == "" {
		words = strings.ToLower(h.Status)
	}
	if h.Success != nil {
		words += ", " + percent(*h.Success) + " of the requests succeed"
	}
	if h.FailedBank != nil && *h.FailedBank > 0 && h.Status != "HEALTHY" {
		words += ", " + percent(*h.FailedBank) + " fail at the bank"
	}
	switch h.Refresh {
	case "DELAYED":
		words += ", what is new comes late"
	case "STOPPED":
		words += ", nothing new comes"
	}
	if !h.Since.IsZero() && h.Status != "HEALTHY" {
		words += ", since " + ledger.DateOf(h.Since.In(ses.Now().Location())).String()
	}
	return words
}

// percent writes a part of 1, without decimals: it is an estimate.
func percent(part float64) string { return fmt.Sprintf("%.0f %%", 100*part) }
