package streams

import (
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"passbook/storage/ledger"
)

// Frequency is how often a stream comes back, by Plaid's word.
type Frequency string

// The frequencies of /transactions/recurring/get. Others are kept as they come,
// and make no cost a month.
const (
	Weekly      Frequency = "WEEKLY"
	Biweekly    Frequency = "BIWEEKLY"
	SemiMonthly Frequency = "SEMI_MONTHLY"
	Monthly     Frequency = "MONTHLY"
	Annually    Frequency = "ANNUALLY"
)

// Stream is rows of one account that come back.
type Stream struct {
	ID          string // Plaid's, which stays
	AccountID   string // of the account that stands for it now
	Inflow      bool
	Description string
	Merchant    string // empty: the bank's rows name none
	Category    string // detailed, else primary; empty: none
	Frequency   Frequency
	Status      string // EARLY_DETECTION, MATURE, TOMBSTONED
	Active      bool   // Plaid expects more
	Currency    string
	Last        *int64 // minor units of the last row
	Average     *int64 // of all rows
	FirstDate   ledger.Date
	LastDate    ledger.Date
	NextDate    ledger.Date // predicted, also in the past; zero: not
	Count       int         // of rows
	FetchedAt   time.Time   // by passbook, UTC
	Ended       bool        // Plaid ended it (TOMBSTONED), or lists it no more

	// Of the account, as it is cached.
	Institution string
	Account     string
	Mask        string
	OnDebt      bool // it is a card or a loan
}

// Name is what the stream is called.
func (s *Stream) Name() string {
	if s.Merchant != "" {
		return s.Merchant
	}
	return s.Description
}

// Moves reports whether the money only goes from one account to another: the row
// is filed so, or pays a card, or comes in on a card or a loan (docs/money.md).
func (s *Stream) Moves() bool {
	ends := func(suffix string) bool { return strings.HasSuffix(s.Category, suffix) }
	return s.OnDebt && s.Inflow || s.Category == "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT" || strings.HasPrefix(s.Category, "TRANSFER_") &&
		slices.ContainsFunc([]string{"_ACCOUNT_TRANSFER", "_SAVINGS", "_INVESTMENT_AND_RETIREMENT_FUNDS", "_CRYPTO"}, ends)
}

// Goes reports whether the stream goes on.
func (s *Stream) Goes() bool { return s.Active && !s.Ended }

// Amount is what the stream moves each time: the last row's amount, which is
// today's price, else the average. known is false where Plaid gives neither.
func (s *Stream) Amount() (m ledger.Money, known bool) {
	minor := s.Last
	if minor == nil {
		minor = s.Average
	}
	if minor == nil {
		return ledger.Money{Currency: s.Currency}, false
	}
	return ledger.Money{Minor: *minor, Currency: s.Currency}, true
}

// timesAYear is how often a frequency comes back in a year.
var timesAYear = map[Frequency]int64{Weekly: 52, Biweekly: 26, SemiMonthly: 24, Monthly: 12, Annually: 1}

// ForMonth is what the stream makes a month: its amount times how often it comes
// back in a year, a twelfth of that, rounded half to even to minor units. known is
// false for a stream that has ended, and for one whose frequency or amount is not
// known.
func (s *Stream) ForMonth() (m ledger.Money, known bool) {
	m, known = s.Amount()
	times := timesAYear[s.Frequency]
	if !known || times == 0 || !s.Goes() {
		return ledger.Money{Currency: s.Currency}, false
	}
	year := new(big.Int).Mul(big.NewInt(m.Minor), big.NewInt(times))
	quotient, rest := new(big.Int).QuoRem(year, big.NewInt(12), new(big.Int))
	switch half := rest.Abs(rest).Int64() * 2; {
	case half > 12, half == 12 && quotient.Bit(0) == 1:
		quotient.Add(quotient, big.NewInt(int64(year.Sign())))
	}
	m.Minor = ledger.TooLarge
	if quotient.IsInt64() {
		m.Minor = quotient.Int64()
	}
	return m, true
}

// Total is what the streams of one currency make a month.
type Total struct {
	Currency string
	In, Out  int64 // minor units; Out is negative
	Moved    int64 // that goes out of one account into another, and counts in neither; negative
	Left     int   // streams that go on, whose cost a month is not known
}

// Totals adds up ForMonth, one sum for each currency: home first, the others by
// code.
func Totals(all []Stream, home string) []Total {
	sums := map[string]*Total{}
	for i := range all {
		s := &all[i]
		if !s.Goes() {
			continue
		}
		t := sums[s.Currency]
		if t == nil {
			t = &Total{Currency: s.Currency}
			sums[s.Currency] = t
		}
		m, known := s.ForMonth()
		switch {
		case !known:
			t.Left++
		case s.Moves() && s.Inflow: // the other side has it
		case s.Moves():
			t.Moved = ledger.AddMinor(t.Moved, m.Minor)
		case s.Inflow:
			t.In = ledger.AddMinor(t.In, m.Minor)
		default:
			t.Out = ledger.AddMinor(t.Out, m.Minor)
		}
	}
	var out []Total
	for _, code := range slices.Sorted(maps.Keys(sums)) {
		out = append(out, *sums[code])
	}
	slices.SortStableFunc(out, func(a, b Total) int {
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
