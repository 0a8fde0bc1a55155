package portfolio

import (
	"cmp"
	"slices"
	"time"

	"passbook/storage/ledger"
)

// Holding is what an account has of one security on a day. Its value is the
// bank's: it need not be the price times the quantity, nor do the holdings of an
// account always add up to its balance.
type Holding struct {
	AccountID   string
	AccountName string // filled when read, as are the next two
	Mask        string
	Institution string
	Date        ledger.Date // the day of the snapshot; filled when read
	FetchedAt   time.Time   // UTC; filled when read

	Security Security
	Quantity string // exact decimal text; below zero: owed
	Price    string // of one, exact decimal text
	PricedOn ledger.Date
	Value    ledger.Money
	Cost     *int64 // what all of it was bought for, in minor units of Value's currency; nil: the bank does not say
}

// Gain is what a holding is worth beyond what it cost, in minor units. It is not
// known where the cost is not.
func (h Holding) Gain() (minor int64, known bool) {
	if h.Cost == nil {
		return 0, false
	}
	return ledger.AddMinor(h.Value.Minor, -*h.Cost), true
}

// By says what holdings are put together by.
type By string

// What holdings can be put together by.
const (
	ByType     By = "type"
	ByAccount  By = "account"
	BySecurity By = "security"
)

// Part is what holdings of one type, account or security are worth together, in
// one currency and in minor units.
type Part struct {
	Key      string // the type, the account's id or the security's
	Name     string
	Currency string
	Holdings int
	Value    int64
	Cost     int64  // of those holdings whose cost is known
	Gain     int64  // of the same
	Known    int    // how many these are
	Share    string // of the value of its currency: see ledger.Shares
}

// Allocate puts holdings together: currency by currency, the home currency first,
// and the largest part first. What is owed has no share.
func Allocate(holdings []Holding, by By, home string) []Part {
	var parts []Part
	at := map[[2]string]int{}
	for _, h := range holdings {
		key, name := h.Security.Type, TypeName(h.Security.Type)
		switch by {
		case ByAccount:
			key, name = h.AccountID, h.AccountName
		case BySecurity:
			key, name = h.Security.ID, h.Security.Title()
		}
		id := [2]string{h.Value.Currency, key}
		i, seen := at[id]
		if !seen {
			i = len(parts)
			at[id] = i
			parts = append(parts, Part{Key: key, Name: name, Currency: h.Value.Currency})
		}
		p := &parts[i]
		p.Holdings++
		p.Value = ledger.AddMinor(p.Value, h.Value.Minor)
		if gain, known := h.Gain(); known {
			p.Known++
			p.Cost, p.Gain = ledger.AddMinor(p.Cost, *h.Cost), ledger.AddMinor(p.Gain, gain)
		}
	}
	slices.SortStableFunc(parts, func(a, b Part) int {
		return cmp.Or(HomeFirst(a.Currency, b.Currency, home), cmp.Compare(b.Value, a.Value), cmp.Compare(a.Name, b.Name))
	})
	share(parts)
	return parts
}

// HomeFirst compares currencies for sorting: home first, the others by code.
func HomeFirst(a, b, home string) int {
	switch {
	case a == b:
		return 0
	case a == home:
		return -1
	case b == home:
		return 1
	}
	return cmp.Compare(a, b)
}

// share fills in the shares of parts that stand together by currency.
func share(parts []Part) {
	for first := 0; first < len(parts); {
		end := first
		var values []int64
		for ; end < len(parts) && parts[end].Currency == parts[first].Currency; end++ {
			values = append(values, parts[end].Value)
		}
		for i, s := range ledger.Shares(values) {
			parts[first+i].Share = s
		}
		first = end
	}
}

// Total adds up parts of one currency.
func Total(parts []Part, currency string) Part {
	sum := Part{Name: "Total", Currency: currency}
	for _, p := range parts {
		if p.Currency == currency {
			sum.Holdings += p.Holdings
			sum.Known += p.Known
			sum.Value = ledger.AddMinor(sum.Value, p.Value)
			sum.Cost, sum.Gain = ledger.AddMinor(sum.Cost, p.Cost), ledger.AddMinor(sum.Gain, p.Gain)
		}
	}
	return sum
}

// Currencies are those of parts, each once, in their order.
func Currencies(parts []Part) (codes []string) {
	for _, p := range parts {
		if !slices.Contains(codes, p.Currency) {
			codes = append(codes, p.Currency)
		}
	}
	return codes
}
