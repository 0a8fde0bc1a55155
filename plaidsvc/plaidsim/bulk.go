package plaidsim

import (
	"strconv"
	"sync"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// bulkDays is over how many days user_bulk's transactions are spread at least;
// bulkPerDay is what a day takes before they reach back further.
const (
	bulkDays   = 730
	bulkPerDay = 300
)

var bulkAccounts = []accountSeed{
	{name: "Everyday Checking", official: "Bulk Everyday Checking", mask: "4071", typ: "depository", subtype: "checking", available: "5120.4", current: "5233.9"},
	{name: "Savings", official: "Bulk Savings", mask: "4088", typ: "depository", subtype: "savings", available: "18200", current: "18200"},
	{name: "Cash Back Card", official: "Bulk Cash Back Card", mask: "6120", typ: "credit", subtype: "credit card", available: "6200.15", current: "2799.85", limit: "9000"},
	{name: "Travel Card", official: "Bulk Travel Card", mask: "9034", typ: "credit", subtype: "credit card", available: "13981", current: "1019", limit: "15000"},
}

// userBulk has as many transactions as the login says.
func userBulk(l login) (profile, *wire.Error) {
	b := newBulkHistory(l.seed, l.transactions, l.today)
	return profile{accounts: bulkAccounts, bulk: &generated{total: b.total, appendPage: b.appendPage}}, nil
}

// bulkShops are built when the first load test asks for them.
var bulkShops = sync.OnceValue(newBulkShops)

// bulkHistory is any number of transactions of which none is kept: each is a
// function of the seed and its number, 0 the oldest.
type bulkHistory struct {
	seed  uint64
	total int
	dates []string // of the days that have transactions, and the few before
	first draw.Day // of dates
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

// bulkEarlier is how many days a purchase is authorised before it posts, at
// most.
const bulkEarlier = 3

// bulkDraw is what chance gives to one transaction.
type bulkDraw struct {
	shop             *bulkShop
	city             *bulkCity // nil: online
	cents            int64
	date, authorized int // indexes into dates
	digits           uint64
}

// draw is the i-th transaction.
func (b *bulkHistory) draw(i int) bulkDraw {
	x := draw.Mix(b.seed ^ draw.Mix(uint64(i)))
	y := draw.Mix(x)
	s := &b.shops[x%uint64(len(b.shops))]
	d := bulkDraw{shop: s, digits: draw.Mix(y), cents: s.lo}
	x >>= 20
	if s.hi > s.lo {
		d.cents += int64(x % uint64(s.hi-s.lo+1))
	}
	span := len(b.dates) - bulkEarlier
	d.date = bulkEarlier + i*span/b.total
	d.authorized = d.date - int(y%(bulkEarlier+1))
	if s.channel == "in store" {
		d.city = &bulkCities[y>>8%uint64(len(bulkCities))]
	}
	return d
}

// appendText appends the bank's text: the shop's with its digits drawn. One in eight
// purchases is at one of ten usual branches.
func (d *bulkDraw) appendText(dst []byte) []byte {
	x := d.digits
	if x&7 == 0 {
		x = draw.Mix(x >> 3 % 10)
	}
	for _, c := range []byte(d.shop.text) {
		if c == '#' {
			c = '0' + byte(x%10)
			x /= 10
		}
		dst = append(dst, c)
	}
	return dst
}

// appendOriginal appends the text before the bank cleaned it.
func (d *bulkDraw) appendOriginal(dst []byte) []byte {
	if d.city == nil {
		dst = append(dst, "POS DEBIT "...)
		return d.appendText(dst)
	}
	dst = d.appendText(dst)
	return append(dst, d.city.text...)
}

// appendPage appends the JSON of n transactions from the first on, with commas
// between them, in Plaid's order of keys. Ids come from the Item's seed.
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
	d := b.draw(i)
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

// row is the i-th transaction as the other generators give theirs: the truth
// that a client's cache can be compared with.
func (b *bulkHistory) row(i int) row {
	d := b.draw(i)
	s := d.shop
	r := row{
		account: s.account, date: b.first + draw.Day(d.date), authorized: b.first + draw.Day(d.authorized), amount: draw.FormatCents(d.cents),
		name: string(d.appendText(nil)), merchant: s.merchant, entity: entityID(s.merchant), original: string(d.appendOriginal(nil)),
		primary: primaryOf(s.detailed), detailed: s.detailed, confidence: "VERY_HIGH", channel: s.channel, website: s.website,
	}
	if s.merchant != "" {
		r.counterparty = s.kind
		if s.kind == "" {
			r.counterparty = "merchant"
		}
	}
	if d.city != nil {
		r.city, r.region, r.country = d.city.name, d.city.region, "US"
	}
	return r
}
