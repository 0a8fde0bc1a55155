package people

import (
	"strconv"
	"sync"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// Transactions of user_bulk are spread over bulkDays. If that is more than
// bulkPerDay a day, the history is longer.
const (
	bulkDays   = 730
	bulkPerDay = 300
)

var bulkAccounts = []profile.Account{
	{Name: "Everyday Checking", OfficialName: "Bulk Everyday Checking", Mask: "4071", Type: "depository", Subtype: "checking", Available: "5120.4", Current: "5233.9"},
	{Name: "Savings", OfficialName: "Bulk Savings", Mask: "4088", Type: "depository", Subtype: "savings", Available: "18200", Current: "18200"},
	{Name: "Cash Back Card", OfficialName: "Bulk Cash Back Card", Mask: "6120", Type: "credit", Subtype: "credit card", Available: "6200.15", Current: "2799.85", Limit: "9000"},
	{Name: "Travel Card", OfficialName: "Bulk Travel Card", Mask: "9034", Type: "credit", Subtype: "credit card", Available: "13981", Current: "1019", Limit: "15000"},
}

// userBulk generates user_bulk: as many transactions as the login says.
func userBulk(l profile.Login) (profile.Profile, *wire.Error) {
	b := newBulkHistory(l.Seed, l.Transactions, l.Today)
	return profile.Profile{Accounts: bulkAccounts, Bulk: &profile.Generated{Total: b.total, AppendPage: b.appendPage}}, nil
}

// bulkShops are made when they are needed first.
var bulkShops = sync.OnceValue(newBulkShops)

// bulkHistory is the history of user_bulk: any number of transactions, none of
// which is stored. Each is computed from the seed and its number; 0 is the
// oldest.
type bulkHistory struct {
	seed  uint64
	total int
	dates []string // of all days with transactions, and the few days before them
	first draw.Day // the day of dates[0]
	shops []bulkShop
}

// newBulkHistory spreads total transactions over the days up to today.
func newBulkHistory(seed uint64, total int, today draw.Day) *bulkHistory {
	span := max(bulkDays, total/bulkPerDay)
	b := &bulkHistory{seed: seed, total: total, first: today - draw.Day(span) - bulkEarlier + 1, shops: bulkShops()}
	for d := b.first; d <= today; d++ {
		b.dates = append(b.dates, d.String())
	}
	return b
}

// bulkEarlier is how many days before it posts a purchase is authorized, at
// most.
const bulkEarlier = 3

// bulkPurchase is what chance decides about one transaction.
type bulkPurchase struct {
	shop             *bulkShop
	city             *bulkCity // nil: online
	cents            int64
	date, authorized int // indexes into dates
	digits           uint64
}

// purchase is the i-th transaction.
func (b *bulkHistory) purchase(i int) bulkPurchase {
	x := draw.Mix(b.seed ^ draw.Mix(uint64(i)))
	y := draw.Mix(x)
	s := &b.shops[x%uint64(len(b.shops))]
	d := bulkPurchase{shop: s, digits: draw.Mix(y), cents: s.Lo}
	x >>= 20
	if s.Hi > s.Lo {
		d.cents += int64(x % uint64(s.Hi-s.Lo+1))
	}
	span := len(b.dates) - bulkEarlier
	d.date = bulkEarlier + i*span/b.total
	d.authorized = d.date - int(y%(bulkEarlier+1))
	if s.Channel == "in store" {
		d.city = &bulkCities[y>>8%uint64(len(bulkCities))]
	}
	return d
}

// appendText appends the bank's text, with digits in the place of #. One in
// eight purchases is at one of ten usual branches.
func (d *bulkPurchase) appendText(dst []byte) []byte {
	x := d.digits
	if x&7 == 0 {
		x = draw.Mix(x >> 3 % 10)
	}
	for _, c := range []byte(d.shop.Text) {
		if c == '#' {
			c = '0' + byte(x%10)
			x /= 10
		}
		dst = append(dst, c)
	}
	return dst
}

// appendOriginal appends the original_description.
func (d *bulkPurchase) appendOriginal(dst []byte) []byte {
	if d.city == nil {
		dst = append(dst, "POS DEBIT "...)
		return d.appendText(dst)
	}
	dst = d.appendText(dst)
	return append(dst, d.city.text...)
}

// appendPage appends the JSON of n transactions from the first on, with commas
// between them and keys in Plaid's order. Ids depend on the Item's seed.
func (b *bulkHistory) appendPage(dst []byte, seed uint64, accountIDs []string, first, n int, original bool, version string) []byte {
	for i := first; i < first+n; i++ {
		if i > first {
			dst = append(dst, ',')
		}
		dst = b.appendRow(dst, seed, accountIDs, i, original, version)
	}
	return dst
}

func (b *bulkHistory) appendRow(dst []byte, seed uint64, accountIDs []string, i int, original bool, version string) []byte {
	d := b.purchase(i)
	s := d.shop
	dst = append(dst, `{"account_id":"`...)
	dst = append(dst, accountIDs[s.account]...)
	dst = append(dst, `","account_owner":null,"amount":`...)
	dst = draw.AppendCents(dst, d.cents)
	dst = append(dst, `,"authorized_date":"`...)
	dst = append(dst, b.dates[d.authorized]...)
	dst = append(dst, s.afterAuthorized...)
	dst = append(dst, b.dates[d.date]...)
	dst = append(dst, s.beforeCity...)
	if d.city == nil {
		dst = append(dst, bulkNowhere...)
	} else {
		dst = append(dst, d.city.json...)
		dst = append(dst, '"')
		dst = strconv.AppendUint(dst, d.digits%10000, 10)
		dst = append(dst, '"')
	}
	dst = append(dst, s.afterLocation...)
	dst = d.appendText(dst)
	if original {
		dst = append(dst, `","original_description":"`...)
		dst = d.appendOriginal(dst)
	}
	if version == "v2" {
		dst = append(dst, s.afterText[1]...)
	} else {
		dst = append(dst, s.afterText[0]...)
	}
	dst = draw.AppendID(dst, seed, draw.KindTransaction, uint64(i))
	return append(dst, s.afterID...)
}
