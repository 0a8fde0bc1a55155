package tui

import (
	"cmp"
	"maps"
	"slices"

	"passbook/storage/ledger"
)

// netWorth adds up the accounts that count, one sum a currency: the home
// currency first, the others by code.
func netWorth(accounts []ledger.Account, home string) []ledger.Money {
	return totals(accounts, home, ledger.Account.CountsAsWorth)
}

func totals(accounts []ledger.Account, home string, counts func(ledger.Account) bool) []ledger.Money {
	sum := map[string]int64{}
	for _, a := range accounts {
		if counts(a) {
			sum[a.Balance.Currency] = ledger.AddMinor(sum[a.Balance.Currency], *a.Balance.Current)
		}
	}
	var out []ledger.Money
	for _, currency := range slices.Sorted(maps.Keys(sum)) {
		out = append(out, ledger.Money{Minor: sum[currency], Currency: currency})
	}
	slices.SortStableFunc(out, func(a, b ledger.Money) int {
		switch home {
		case a.Currency:
			return -1
		case b.Currency:
			return 1
		}
		return 0
	})
	return out
}

// coded writes an amount with the code of its currency, for where it stands
// apart from the others.
func coded(m ledger.Money) string { return code(m.Currency) + " " + digits(m) }

// accountGroup is the accounts of one kind.
type accountGroup struct {
	title    string
	accounts []ledger.Account
	totals   []ledger.Money // of those that have a balance, one a currency
	counts   bool           // towards net worth
}

var groupTitles = map[ledger.AccountKind]string{
	ledger.Depository: "Cash",
	ledger.Credit:     "Credit",
	ledger.Loan:       "Loans",
	ledger.Investment: "Investments",
}

// groupAccounts groups accounts by kind, in the order they come in. Kinds that
// passbook does not know stand together at the end and never count.
func groupAccounts(accounts []ledger.Account, home string) []accountGroup {
	var out []accountGroup
	at := map[string]int{}
	for _, a := range accounts {
		title, known := groupTitles[a.Kind]
		if !known {
			title = "Other, not in net worth"
		}
		i, seen := at[title]
		if !seen {
			i = len(out)
			at[title] = i
			out = append(out, accountGroup{title: title, counts: known})
		}
		out[i].accounts = append(out[i].accounts, a)
	}
	listed := func(a ledger.Account) bool { return a.Balance.Current != nil && a.GoneAt.IsZero() }
	for i := range out {
		out[i].totals = totals(out[i].accounts, home, listed)
	}
	return out
}

// spend is what went out in one category, refunds taken off.
type spend struct {
	name     string // as shown
	category string // as filtered by: a detailed category
	amount   int64  // positive
	before   int64  // the same in the period it is compared with
}

// monthFigures is one month's money in one currency. Transfers between own accounts
// are in none of it.
type monthFigures struct {
	month   ledger.Month
	in, out int64 // both positive
	before  int64 // what had gone out in the period it is compared with
	spends  []spend
}

// figuresOf adds up flows of one period in one currency. A category counts
// with what is left of it: a refund lowers its category, and a category that
// gained is money in.
func figuresOf(flows []ledger.Flow, currency string) monthFigures {
	type sum struct {
		net, largest int64
		category     string
	}
	byName := map[string]*sum{}
	for _, f := range flows {
		if f.Currency != currency || ledger.IsTransfer(f.Category) {
			continue
		}
		name := categoryName(f.Category)
		s := byName[name]
		if s == nil {
			s = &sum{}
			byName[name] = s
		}
		s.net = ledger.AddMinor(s.net, ledger.AddMinor(f.In, f.Out))
		if -f.Out >= s.largest { // the name opens the category that made most of it
			s.largest, s.category = -f.Out, f.Category
		}
	}
	var out monthFigures
	for name, s := range byName {
		if s.net >= 0 {
			out.in = ledger.AddMinor(out.in, s.net)
			continue
		}
		out.out = ledger.AddMinor(out.out, -s.net)
		out.spends = append(out.spends, spend{name: name, category: s.category, amount: -s.net})
	}
	slices.SortFunc(out.spends, func(a, b spend) int {
		return cmp.Or(cmp.Compare(b.amount, a.amount), cmp.Compare(a.name, b.name))
	})
	return out
}

// compare fills what each category had in the period before.
func (m *monthFigures) compare(before monthFigures) {
	m.before = before.out
	amounts := map[string]int64{}
	for _, s := range before.spends {
		amounts[s.name] = s.amount
	}
	for i := range m.spends {
		m.spends[i].before = amounts[m.spends[i].name]
	}
}

// byMonth gives the figures of every month from first to last, also of those
// without any flow.
func byMonth(flows []ledger.Flow, currency string, first, last ledger.Month) []monthFigures {
	grouped := map[ledger.Month][]ledger.Flow{}
	for _, f := range flows {
		grouped[f.Month] = append(grouped[f.Month], f)
	}
	var out []monthFigures
	for m := first; m <= last; m = m.Add(1) {
		figures := figuresOf(grouped[m], currency)
		figures.month = m
		out = append(out, figures)
	}
	return out
}

// spentApart gives what was spent in a month in currencies other than home,
// the most used first: it stands beside the home currency's sum, never in it.
func spentApart(flows []ledger.Flow, month ledger.Month, home string) []ledger.Money {
	currencies := map[string][]ledger.Flow{}
	for _, f := range flows {
		if f.Month == month && f.Currency != home {
			currencies[f.Currency] = append(currencies[f.Currency], f)
		}
	}
	var out []ledger.Money
	for _, code := range slices.Sorted(maps.Keys(currencies)) {
		if spent := figuresOf(currencies[code], code).out; spent > 0 {
			out = append(out, ledger.Money{Minor: spent, Currency: code})
		}
	}
	return out
}
