package income

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"passbook/storage/ledger"
)

// Source is where income comes from, as the accounts of a bank show it.
type Source struct {
	ID          string // Plaid's
	Institution string
	Account     string // its name
	Mask        string
	Description string
	Category    string // as Plaid has it: SALARY, UNEMPLOYMENT, BANK_INTEREST, …
	Frequency   string // as Plaid has it: WEEKLY, BIWEEKLY, SEMI_MONTHLY, MONTHLY, …
	First, Last ledger.Date
	Count       int     // of the transactions
	Months      []Month // in order; one that brought nothing has none
}

// Month is what came from a source in a month, in a currency.
type Month struct {
	Month  ledger.Month
	Amount ledger.Money
}

// Stub is a pay stub. What it does not say is nil.
type Stub struct {
	ID          string // Plaid's
	Institution string
	Employer    string
	PaidOn      ledger.Date
	First, Last ledger.Date // the days that are paid
	Frequency   string      // as Plaid has it
	Currency    string
	Gross       *int64
	Deducted    *int64 // what is kept back of it: taxes, insurance, retirement
	Net         *int64
	YearGross   *int64 // since January
	YearNet     *int64
}

// BankReport is what banks show of income.
type BankReport struct {
	FetchedAt time.Time   // zero: never
	From      ledger.Date // the first day that it is about; zero: not said
	Sources   []Source
}

// PayrollReport is what employers say of income.
type PayrollReport struct {
	FetchedAt time.Time // zero: never
	Stubs     []Stub    // the latest first
}

// Year is what came in a calendar year, in a currency.
type Year struct {
	Year     int
	Currency string
	Amount   int64 // from sources; of pay stubs the net pay
	Gross    int64 // of pay stubs
	Count    int   // of sources, or of pay stubs
	Unsaid   int   // of these, pay stubs without an amount: Amount or Gross lacks them

	// Stated is the net pay since January that the last pay stub of each employer
	// states; nil where one does not. Another figure than Amount says that pay stubs
	// of the year are missing.
	Stated *int64
}

// Years adds up what sources brought, by calendar year and currency, the latest
// first.
func Years(all []Source) []Year {
	years := map[[2]any]*Year{}
	for _, s := range all {
		counted := map[*Year]bool{}
		for _, m := range s.Months {
			y := yearOf(years, int(m.Month)/100, m.Amount.Currency)
			y.Amount += m.Amount.Minor
			if !counted[y] {
				counted[y] = true
				y.Count++
			}
		}
	}
	return sorted(years)
}

// PaidYears adds up pay stubs, of which the latest comes first, by the calendar
// year in which they were paid and by currency, the latest first. One without a day
// is in none.
func PaidYears(all []Stub) []Year {
	years, stated := map[[2]any]*Year{}, map[[3]any]bool{}
	for _, s := range all {
		if s.PaidOn == 0 {
			continue
		}
		y := yearOf(years, int(s.PaidOn)/10000, s.Currency)
		if last := [3]any{y.Year, y.Currency, s.Employer}; !stated[last] {
			stated[last] = true
			y.state(s.YearNet, y.Count == 0)
		}
		y.Count++
		if s.Net == nil || s.Gross == nil {
			y.Unsaid++
		}
		if s.Net != nil {
			y.Amount += *s.Net
		}
		if s.Gross != nil {
			y.Gross += *s.Gross
		}
	}
	return sorted(years)
}

// state adds what the last pay stub of an employer states; first: no other
// employer's was added.
func (y *Year) state(net *int64, first bool) {
	switch {
	case net == nil || y.Stated == nil && !first:
		y.Stated = nil
	case first:
		sum := *net
		y.Stated = &sum
	default:
		*y.Stated += *net
	}
}

func yearOf(years map[[2]any]*Year, year int, currency string) *Year {
	key := [2]any{year, currency}
	if years[key] == nil {
		years[key] = &Year{Year: year, Currency: currency}
	}
	return years[key]
}

func sorted(years map[[2]any]*Year) (all []Year) {
	for _, y := range slices.Collect(maps.Values(years)) {
		all = append(all, *y)
	}
	slices.SortFunc(all, func(a, b Year) int { return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(a.Currency, b.Currency)) })
	return all
}

// Totals adds up what a source brought, by currency.
func (s Source) Totals() (all []ledger.Money) {
	for _, m := range s.Months {
		i := slices.IndexFunc(all, func(t ledger.Money) bool { return t.Currency == m.Amount.Currency })
		if i < 0 {
			i, all = len(all), append(all, ledger.Money{Currency: m.Amount.Currency})
		}
		all[i].Minor += m.Amount.Minor
	}
	return all
}
