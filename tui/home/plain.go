package home

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
)

// PrintOverview prints the dashboard as plain text, for a reader without a
// terminal.
func PrintOverview(ctx context.Context, out io.Writer, db *storage.DB, now time.Time) error {
	items, err := db.Items(ctx)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	if len(items) == 0 {
		fmt.Fprintln(w, "No bank is linked yet. Link one with `passbook link`, or look around with `passbook demo`.")
		return w.Flush()
	}
	accounts, err := db.Accounts(ctx)
	if err != nil {
		return err
	}
	printWorth(w, accounts)
	printBalances(w, accounts)
	if err := printMonth(ctx, w, db, ledger.HomeCurrency(accounts), ledger.DateOf(now).Month()); err != nil {
		return err
	}
	if err := printRecent(ctx, w, db); err != nil {
		return err
	}
	printFreshness(w, items, now)
	return w.Flush()
}

// printWorth prints net worth, one line a currency.
func printWorth(w io.Writer, accounts []ledger.Account) {
	for _, m := range ledger.NetWorth(accounts, ledger.HomeCurrency(accounts)) {
		fmt.Fprintf(w, "Net worth  %s %s\n", format.Digits(m), format.Code(m.Currency))
	}
}

func printBalances(w io.Writer, accounts []ledger.Account) {
	fmt.Fprintln(w, "\nAccounts")
	for _, a := range accounts {
		if !a.GoneAt.IsZero() {
			continue
		}
		amount := "—"
		if a.Balance.Current != nil {
			amount = format.Digits(ledger.Money{Minor: *a.Balance.Current, Currency: a.Balance.Currency})
		}
		fmt.Fprintf(w, "  %s  %s  %15s %s\n", fit(a.Institution, 22), fit(a.Name+"  "+format.Mask(a.Mask), 34), amount, format.Code(a.Balance.Currency))
	}
}

// printMonth prints a month's spending by category, largest first, the home
// currency before the others.
func printMonth(ctx context.Context, w io.Writer, db *storage.DB, homeCurrency string, month ledger.Month) error {
	flows, err := db.Flows(ctx, month, month)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nSpending in %s\n", month.First().Time().Format("January 2006"))
	currencies := []string{homeCurrency}
	for _, m := range ledger.SpentInOtherCurrencies(flows, month, homeCurrency) {
		currencies = append(currencies, m.Currency)
	}
	for _, currency := range currencies {
		spends := ledger.FiguresOf(flows, currency).Spends
		for _, s := range spends[:min(10, len(spends))] {
			amount := ledger.Money{Minor: -s.Amount, Currency: currency}
			fmt.Fprintf(w, "  %s  %15s %s\n", fit(s.Name, 58), format.Digits(amount), format.Code(currency))
		}
	}
	return nil
}

func printRecent(ctx context.Context, w io.Writer, db *storage.DB) error {
	entries, err := db.Entries(ctx, storage.Query{Limit: 12})
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "\nRecent transactions")
	for _, e := range entries {
		pending := ""
		if e.Pending {
			pending = "  pending"
		}
		fmt.Fprintf(w, "  %s  %s  %s  %13s %s%s\n", e.Date, fit(format.Title(e), 26), fit(format.Category(e), 18),
			format.Digits(e.Amount), format.Code(e.Amount.Currency), pending)
	}
	return nil
}

func printFreshness(w io.Writer, items []ledger.Item, now time.Time) {
	fmt.Fprintln(w, "\nBanks")
	for _, it := range items {
		state := "not synced yet"
		if !it.SyncedAt.IsZero() {
			state = "synced " + format.Age(it.SyncedAt, now)
		}
		if it.Problem != nil {
			state = text.Clean(it.Problem.Sentence) + " (" + state + ")"
		}
		fmt.Fprintf(w, "  %s  %s\n", fit(it.Institution, 22), state)
	}
}

// fit cleans a text from outside and gives it exactly w cells.
func fit(s string, w int) string { return text.Fit(text.Clean(s), w) }
