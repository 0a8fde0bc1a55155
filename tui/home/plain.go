package home

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
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
	if len(items) == 0 {
		if items, err = db.Archived(ctx); err != nil {
			return err
		}
	}
	w := bufio.NewWriter(out)
	if len(items) == 0 {
		fmt.Fprintln(w, "No bank is linked yet. Give passbook its Plaid keys with `passbook setup` and link one with `passbook link`, or look around with `passbook demo`.")
		return w.Flush()
	}
	accounts, err := db.Accounts(ctx)
	if err != nil {
		return err
	}
	homeCurrency, err := db.HomeCurrency(ctx)
	if err != nil {
		return err
	}
	printWorth(w, accounts, homeCurrency)
	printBalances(w, accounts)
	if err := printMonth(ctx, w, db, homeCurrency, ledger.DateOf(now)); err != nil {
		return err
	}
	if err := printRecent(ctx, w, db); err != nil {
		return err
	}
	printFreshness(w, items, now)
	return w.Flush()
}

// printWorth prints net worth, one line a currency.
func printWorth(w io.Writer, accounts []ledger.Account, homeCurrency string) {
	for _, m := range ledger.NetWorth(accounts, homeCurrency) {
		fmt.Fprintf(w, "Net worth  %s %s\n", format.Digits(m), format.Code(m.Currency))
	}
}

func printBalances(w io.Writer, accounts []ledger.Account) {
	fmt.Fprintln(w, "\nAccounts")
	for _, a := range accounts {
		if !a.GoneAt.IsZero() {
			continue
		}
		amount, note := "—", ""
		if worth, fromAvailable, known := a.Worth(); known {
			amount = format.Digits(worth)
			if fromAvailable {
				note = "  from available"
			}
		}
		fmt.Fprintf(w, "  %s  %s  %15s %s%s\n", fit(a.Institution, 22), fit(a.Name+"  "+format.Mask(a.Mask), 34), amount, format.Code(a.Balance.Currency), note)
	}
}

// printMonth prints the figures of the current month, the home currency before
// the others.
func printMonth(ctx context.Context, w io.Writer, db *storage.DB, homeCurrency string, today ledger.Date) error {
	month := db.Settings().MonthOf(today)
	all, err := db.Figures(ctx, homeCurrency, month, month)
	if err != nil {
		return err
	}
	home := all[0]
	others, err := db.OtherCurrencies(ctx, home.From, home.To, homeCurrency)
	if err != nil {
		return err
	}
	days := month.First().Time().Format("January 2006")
	if home.From != month.First() {
		days = format.Days(home.From, home.To, today)
	}
	fmt.Fprintf(w, "\nSpending in %s\n", days)
	for _, f := range append([]ledger.Figures{home}, others...) {
		printFigures(w, &f, f.Currency == homeCurrency)
	}
	return nil
}

// printFigures prints what was spent by category, the largest first, what that
// adds up to, and what stands beside it. Money out is negative. Of another
// currency than the home currency nothing is printed where there is nothing.
func printFigures(w io.Writer, f *ledger.Figures, always bool) {
	line := func(name string, minor int64) {
		fmt.Fprintf(w, "  %s  %15s %s\n", fit(name, 58), format.Digits(ledger.Money{Minor: minor, Currency: f.Currency}), format.Code(f.Currency))
	}
	for i := range f.Spends {
		if l := &f.Spends[i]; l.Minor != 0 {
			line(l.Name, -l.Minor)
		}
	}
	if always || f.Spent != 0 {
		line("Spent", -f.Spent)
	}
	if always || f.Income != 0 {
		line("Income", f.Income)
	}
	if always {
		line("Kept", f.Kept())
	}
	for _, beside := range []struct {
		name string
		sum  ledger.Sum
	}{
		{"Pending, not in it", f.Pending},
		{"Moved to or from accounts that are not linked", f.Moved},
		{"Transfers that no pair was found for", f.Unpaired},
		{"Transfers between own accounts", f.Paired},
		{"Hidden", f.Hidden},
	} {
		if beside.sum.Count > 0 {
			line(beside.name, beside.sum.Net())
		}
	}
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
			state = withoutName(it) + " (" + state + ")"
		}
		fmt.Fprintf(w, "  %s  %s\n", fit(it.Institution, 22), state)
	}
}

// withoutName is the sentence of an Item's Problem behind its bank's name.
func withoutName(it ledger.Item) string {
	name, words := text.Clean(it.Institution), text.Clean(format.OnceOver(it.Problem.Sentence))
	if rest, ok := strings.CutPrefix(words, name); ok && name != "" {
		return strings.TrimLeft(rest, ": ")
	}
	return words
}

// fit cleans a text from outside and gives it exactly w cells.
func fit(s string, w int) string { return text.Fit(text.Clean(s), w) }
