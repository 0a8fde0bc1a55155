package home

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"sort"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
)

// PrintOverview prints the home screen as plain text, for a reader without a
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
	if err := printMonth(ctx, w, db, ledger.DateOf(now).Month()); err != nil {
		return err
	}
	if err := printRecent(ctx, w, db); err != nil {
		return err
	}
	printFreshness(w, items, now)
	return w.Flush()
}

// printWorth adds up what counts, one line a currency.
func printWorth(w io.Writer, accounts []ledger.Account) {
	worth := map[string]int64{}
	for _, a := range accounts {
		if a.CountsAsWorth() {
			worth[a.Balance.Currency] = ledger.AddMinor(worth[a.Balance.Currency], *a.Balance.Current)
		}
	}
	for _, currency := range sortedKeys(worth) {
		fmt.Fprintf(w, "Net worth  %s %s\n", format.Digits(ledger.Money{Minor: worth[currency], Currency: currency}), format.Code(currency))
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

// printMonth prints the month's spending by category, largest first.
func printMonth(ctx context.Context, w io.Writer, db *storage.DB, month ledger.Month) error {
	flows, err := db.Flows(ctx, month, month)
	if err != nil {
		return err
	}
	kept := flows[:0]
	for _, f := range flows {
		if f.Out != 0 && !ledger.IsTransfer(f.Category) {
			kept = append(kept, f)
		}
	}
	sort.Slice(kept, func(i, j int) bool { return kept[i].Out < kept[j].Out })
	fmt.Fprintf(w, "\nSpending in %s\n", month.First().Time().Format("January 2006"))
	for _, f := range kept[:min(10, len(kept))] {
		fmt.Fprintf(w, "  %s  %15s %s\n", fit(format.CategoryName(f.Category), 58), format.Digits(ledger.Money{Minor: f.Out, Currency: f.Currency}), format.Code(f.Currency))
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
		title := e.Merchant
		if title == "" {
			title = e.Name
		}
		pending := ""
		if e.Pending {
			pending = "  pending"
		}
		fmt.Fprintf(w, "  %s  %s  %s  %13s %s%s\n", e.Date, fit(title, 26), fit(format.CategoryName(e.CategoryDetail), 18),
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

func sortedKeys(m map[string]int64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// fit cleans a text from outside and gives it exactly w cells.
func fit(s string, w int) string { return text.Fit(text.Clean(s), w) }
