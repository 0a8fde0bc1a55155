package streams

import (
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"passbook/storage/ledger"
	"passbook/storage/recurrence"
)

// Frequency is how often a stream comes back, by Plaid's word.
type Frequency string

// The frequencies of /transactions/recurring/get, and those that passbook finds
// beside them. Others are kept as they come, and make no cost a month.
const (
	Weekly      Frequency = "WEEKLY"
	Biweekly    Frequency = "BIWEEKLY"
	SemiMonthly Frequency = "SEMI_MONTHLY"
	Monthly     Frequency = "MONTHLY"
	Annually    Frequency = "ANNUALLY"

	EveryTwoMonths Frequency = "EVERY_TWO_MONTHS"
	Quarterly      Frequency = "QUARTERLY"
	SemiAnnually   Frequency = "SEMI_ANNUALLY"
)

// Source is who found a stream.
type Source string

// Who finds streams.
const (
	Plaid Source = "plaid"
	Own   Source = "passbook"
	Both  Source = "both"
)

// Stream is rows of one account that come back.
type Stream struct {
	ID          string // Plaid's, which stays; of what passbook alone found, its own
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
	FetchedAt   time.Time   // from Plaid, UTC; zero: passbook alone found it
	Ended       bool        // Plaid ended it (TOMBSTONED), or lists it no more

	Source Source
	Reason string             // why passbook found it, in words; empty: Plaid alone did
	Varies bool               // passbook alone found it, and its amount is another one nearly each time
	Prices []recurrence.Price // changes that passbook found, oldest first

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
// today's price, else the average, as of what varies. known is false where Plaid
// gives neither.
func (s *Stream) Amount() (m ledger.Money, known bool) {
	minor := s.Last
	if minor == nil || s.Varies {
		minor = s.Average
	}
	if minor == nil {
		return ledger.Money{Currency: s.Currency}, false
	}
	return ledger.Money{Minor: *minor, Currency: s.Currency}, true
}

// timesAYear is how often a frequency comes back in a year.
var timesAYear = map[Frequency]int64{
	Weekly: 52, Biweekly: 26, SemiMonthly: 24, Monthly: 12, EveryTwoMonths: 6, Quarterly: 4, SemiAnnually: 2, Annually: 1,
}

// ForMonth is what the stream makes a month: a twelfth of ForYear, rounded half to
// even to minor units. known is as of ForYear.
func (s *Stream) ForMonth() (m ledger.Money, known bool) { return s.cost(12) }

// ForYear is what the stream makes a year: its amount times how often it comes
// back. known is false for a stream that has ended, and for one whose frequency or
// amount is not known.
func (s *Stream) ForYear() (m ledger.Money, known bool) { return s.cost(1) }

// cost is a part of what the stream makes a year.
func (s *Stream) cost(part int64) (m ledger.Money, known bool) {
	m, known = s.Amount()
	times := timesAYear[s.Frequency]
	if !known || times == 0 || !s.Goes() {
		return ledger.Money{Currency: s.Currency}, false
	}
	m.Minor = ledger.DivideMinor(new(big.Int).Mul(big.NewInt(m.Minor), big.NewInt(times)), part)
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
