package streams

import (
	"cmp"
	"slices"

	"passbook/storage/ledger"
	"passbook/storage/recurrence"
)

// join makes one list of Plaid's streams and passbook's. What both found is one
// stream, with Plaid's id.
func join(said, found []Stream) []Stream {
	taken := make([]bool, len(found))
	for i := range said {
		p := &said[i]
		var same []int
		for j := range found {
			if !taken[j] && isSame(p, &found[j]) {
				same = append(same, j)
			}
		}
		slices.SortStableFunc(same, func(a, b int) int {
			return cmp.Or(cmp.Compare(p.away(&found[a]), p.away(&found[b])), cmp.Compare(found[b].Count, found[a].Count))
		})
		rows := 0
		for n, j := range same {
			// Where Plaid makes one stream of several, it has the rows of all of them.
			if rows += found[j].Count; n > 0 && rows > p.Count {
				break
			}
			taken[j] = true
			if n == 0 {
				p.complete(&found[j])
			}
		}
	}
	for j := range found {
		if !taken[j] {
			said = append(said, found[j])
		}
	}
	return said
}

// isSame reports whether a stream of Plaid's and one of passbook's may be of the
// same payments.
func isSame(p, f *Stream) bool {
	alike := func(a, b string) bool { return a != "" && b != "" && recurrence.Clean(a) == recurrence.Clean(b) }
	return p.AccountID == f.AccountID && p.Inflow == f.Inflow && p.Currency == f.Currency && p.FirstDate <= f.LastDate && f.FirstDate <= p.LastDate &&
		(alike(p.Merchant, f.Merchant) || alike(p.Description, f.Description))
}

// away is how far a stream's amount is from that of another one.
func (s *Stream) away(other *Stream) int64 {
	a, known := s.Amount()
	if !known {
		return 0
	}
	return max(ledger.AddMinor(a.Minor, -*other.Last), ledger.AddMinor(*other.Last, -a.Minor))
}

// complete adds to a stream of Plaid's what passbook knows: what Plaid left open,
// why it is one, its prices, and payments that came after Plaid was asked.
func (s *Stream) complete(f *Stream) {
	s.Source, s.Reason, s.Prices = Both, f.Reason, f.Prices
	s.Category, s.Merchant = cmp.Or(s.Category, f.Category), cmp.Or(s.Merchant, f.Merchant)
	if timesAYear[s.Frequency] == 0 {
		s.Frequency = f.Frequency
	}
	if s.Last == nil || f.LastDate > s.LastDate {
		s.Last = f.Last
	}
	if s.Average == nil {
		s.Average = f.Average
	}
	if f.LastDate > s.LastDate {
		s.LastDate, s.NextDate, s.Count = f.LastDate, f.NextDate, max(s.Count, f.Count)
		s.Active, s.Ended, s.Status = f.Active, f.Ended, f.Status
	}
	if s.Goes() {
		s.NextDate = cmp.Or(s.NextDate, f.NextDate)
	}
}
