package papers

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// auditFields are the documented fields of passbook audit.
var auditFields = []string{
	"item_id", "institution", "account_id", "account", "month", "transaction_id", "kind", "field", "here", "plaid",
	"date", "pending", "amount", "currency", "name",
}

func newAudit(with online.With) *cobra.Command {
	var from, to day
	cmd := &cobra.Command{
		Use:   "audit [BANK]",
		Short: "Hold the cache against what the banks say now, row by row",
		Long: `Hold the cache against what the banks say now: every row between two days (all
of them if you name none) is asked for in another way than syncs do, and
compared by id. What a row's differences are stands in
  ` + output.FieldList(auditFields) + `
where kind is missing (the bank has it, the cache has not), extra (the cache
has it, the bank has not) or differs, with field and what both say of it;
category is the bank's, not your own. What changed at the bank since the last
sync is no difference, and is told in a sentence, like rows that no cache can
keep and those of accounts that you no longer share. Nothing is changed. Plaid
bills nothing for it. The exit code is 0 where all is equal and 5 where
something differs.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if from != 0 && to != 0 && to < from {
				return exit.Wrongly(errors.New("--to is before --from"))
			}
			return with(cmd, func(ctx context.Context, ses online.Session) error {
				return audit(ctx, cmd, ses, args, ledger.Date(from), ledger.Date(to))
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().Var(&from, "from", "the first `day`, YYYY-MM-DD")
	cmd.Flags().Var(&to, "to", "the last `day`, YYYY-MM-DD")
	return cmd
}

// day is a flag's day, YYYY-MM-DD; zero: it was not given.
type day ledger.Date

func (d *day) Set(s string) error {
	read, err := ledger.ParseDate(s)
	if err != nil || read == 0 {
		return errors.New("a day is written YYYY-MM-DD")
	}
	*d = day(read)
	return nil
}

func (d *day) Type() string   { return "day" }
func (d *day) String() string { return ledger.Date(*d).String() }

// auditor prints what the audits of some Items find.
type auditor struct {
	w      output.Rows
	names  map[string]string               // of accounts, by id
	months map[string]map[ledger.Month]int // differences by account id
}

func audit(ctx context.Context, cmd *cobra.Command, ses online.Session, names []string, from, to ledger.Date) error {
	items, err := banks(ctx, ses, names)
	if err != nil {
		return err
	}
	asked, err := productsOf(ses)
	if err != nil {
		return err
	}
	accounts, err := ses.DB.Accounts(ctx)
	if err != nil {
		return err
	}
	a := &auditor{names: map[string]string{}, months: map[string]map[ledger.Month]int{}}
	for _, acc := range accounts {
		a.names[acc.ID] = output.AccountTitle(acc.Name, acc.Mask)
	}
	a.w = output.New(cmd, auditFields, []output.Column{
		{Title: "Date", Whole: true}, {Title: "Account"}, {Title: "Difference"}, {Title: "Name"}, {Title: "Here"}, {Title: "Bank"},
	})
	var said []string
	different := 0
	for _, it := range items {
		done, err := asked.Audit(ctx, it.ID, products.Audit{
			From: from, To: to,
			Differs: func(d products.Difference) error { return a.print(it, d) },
			Limited: func(ctx context.Context) error { return waitAMinute(ctx, cmd, it.Institution+": ") },
		})
		if err != nil {
			return err
		}
		different += done.Different + done.Pending
		said = append(said, a.sentences(it, done)...)
	}
	if err := a.w.End(); err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if !a.w.IsTable() {
		out = cmd.ErrOrStderr()
	}
	for _, words := range said {
		if err := output.Say(out, "%s\n", words); err != nil {
			return err
		}
	}
	if different > 0 {
		return exit.Unmet(fmt.Errorf("the cache and the bank differ in %s", format.Count(different, "place", "places")))
	}
	return nil
}

// waitAMinute waits until Plaid's limit of requests a minute is over, and says so,
// about a bank or nothing.
func waitAMinute(ctx context.Context, cmd *cobra.Command, about string) error {
	if err := output.Say(cmd.ErrOrStderr(), "passbook: %sPlaid's limit of requests a minute is reached; waiting a minute\n", about); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Minute):
		return nil
	}
}

func (a *auditor) account(id string) string {
	if name := a.names[id]; name != "" {
		return name
	}
	return id
}

// print prints one difference.
func (a *auditor) print(it ledger.Item, d products.Difference) error {
	t := d.Row
	if a.months[t.AccountID] == nil {
		a.months[t.AccountID] = map[ledger.Month]int{}
	}
	a.months[t.AccountID][t.Date.Month()]++
	name := t.Name
	if t.Merchant != "" {
		name = t.Merchant
	}
	here, plaid := d.Here, d.Plaid
	words := map[products.Kind]string{products.Missing: "missing here", products.Extra: "only here", products.Differs: d.Field + " differs"}[d.Kind]
	amount := format.Digits(t.Amount) + " " + t.Amount.Currency
	switch d.Kind {
	case products.Missing:
		plaid = amount
	case products.Extra:
		here = amount
	}
	switch d.Field {
	case "account":
		here, plaid = a.account(d.Here), a.account(d.Plaid)
	case "amount":
		here, plaid = format.Exact(d.Here), format.Exact(d.Plaid) // each with its currency behind it
	}
	if t.Pending {
		words += " (pending)"
	}
	record := []any{
		it.ID, it.Institution, t.AccountID, a.account(t.AccountID), monthOf(t.Date), t.ID, string(d.Kind), output.OrNull(d.Field), output.OrNull(d.Here), output.OrNull(d.Plaid),
		t.Date.String(), t.Pending, output.Decimal(&t.Amount.Minor, t.Amount.Currency), t.Amount.Currency, t.Name,
	}
	return a.w.Row(record, []string{t.Date.String(), a.account(t.AccountID), words, name, here, plaid})
}

// monthOf writes the calendar month of a day.
func monthOf(d ledger.Date) string { return d.String()[:len("2026-11")] }

// sentences say what was compared at a bank, an account in a line, and what stands
// beside it.
func (a *auditor) sentences(it ledger.Item, done products.Audited) []string {
	var said []string
	rows := 0
	for _, id := range slices.SortedFunc(maps.Keys(done.Compared), func(x, y string) int { return strings.Compare(a.account(x), a.account(y)) }) {
		rows += done.Compared[id]
		words := "equal"
		if months := a.months[id]; len(months) > 0 {
			var each []string
			for _, m := range slices.Sorted(maps.Keys(months)) {
				each = append(each, monthOf(m.First())+": "+format.Number(months[m]))
			}
			words = "different in " + strings.Join(each, ", ")
		}
		said = append(said, fmt.Sprintf("%s, %s: %s, %s", it.Institution, a.account(id), format.Count(done.Compared[id], "row", "rows"), words))
	}
	if rows == 0 {
		said = append(said, it.Institution+": the bank has no row there")
	}
	if done.Pending > 0 {
		said = append(said, it.Institution+": "+format.Count(done.Pending, "difference is", "differences are")+" of pending rows, which a bank may change or drop")
	}
	if done.Waiting > 0 {
		said = append(said, it.Institution+": "+format.Count(done.Waiting, "row has", "rows have")+" changed at the bank since the last sync, which is no difference: passbook sync brings that")
	}
	if done.SetAside > 0 {
		said = append(said, it.Institution+": "+format.Count(done.SetAside, "row", "rows")+" of the bank's cannot be kept: passbook check names them")
	}
	for _, id := range slices.Sorted(maps.Keys(done.NotShared)) {
		said = append(said, it.Institution+", "+a.account(id)+": not shared any more, so that "+format.Count(done.NotShared[id], "row", "rows")+" of the cache cannot be compared")
	}
	return said
}
