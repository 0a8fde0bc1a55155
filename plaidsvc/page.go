package plaidsvc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"passbook/storage"
	"passbook/storage/ledger"
)

// page is one answer of /transactions/sync.
type page struct {
	storage.Page
	next    string // next_cursor
	hasMore bool
	status  string // transactions_update_status
	size    int    // of the answer, in bytes

	undecoded *pageDecoder // holds the answer; next and hasMore are known already
}

func (p page) rows() int { return len(p.Added) + len(p.Modified) + len(p.Removed) }

// errBadPage: a transaction without what makes it one. Nothing of the page is
// used, since a cursor behind it would hide the row for good.
var errBadPage = errors.New("a transaction that cannot be read")

// pageDecoder decodes pages, one after another. A page is good until the next
// is decoded: its rows lie in memory that is used again, since a million rows
// would keep the garbage collector busy.
type pageDecoder struct {
	reader
	buf             bytes.Buffer
	added, modified []ledger.Transaction
	rares           []ledger.Rare
	rare            ledger.Rare // of the transaction being read
	days            known[ledger.Date]
	payments        again[ledger.PaymentMeta]
	locations       again[ledger.Location]
	categories      known[category]
	parties         known[[]ledger.Counterparty]
}

// into gives a sink that reads an answer into p. Where the answer tells behind
// its lists what comes next, the lists are left to p.decoded: the next page can
// be asked for meanwhile.
func (d *pageDecoder) into(p *page) sink {
	return func(body io.Reader) error {
		d.buf.Reset()
		if _, err := d.buf.ReadFrom(body); err != nil {
			return err
		}
		var ok bool
		if *p, ok = d.ahead(d.buf.Bytes()); ok {
			return nil
		}
		var err error
		*p, err = d.decode(d.buf.Bytes())
		return err
	}
}

// longestAhead bounds what is looked at behind the lists, in bytes.
const longestAhead = 4096

// ahead reads next_cursor and has_more from the end of an answer. They are
// taken only when everything behind the first of them is read as members of
// the answer itself, to its closing bracket: no text inside it can be taken
// for them.
func (d *pageDecoder) ahead(b []byte) (page, bool) {
	end := b[max(0, len(b)-longestAhead):]
	at := min(bytes.LastIndex(end, []byte(`,"next_cursor":`)), bytes.LastIndex(end, []byte(`,"has_more":`)))
	if at < 0 {
		return page{}, false
	}
	p := page{undecoded: d, size: len(b)}
	cursor, more := false, false
	d.b, d.i, d.err = end, at+1, nil
	for n := 0; d.more('}', &n); {
		switch string(d.key()) {
		case "next_cursor":
			cursor = d.peek() == '"'
			p.next = d.text()
		case "has_more":
			more = d.isBool()
			p.hasMore = d.bool()
		default:
			d.skip()
		}
	}
	whole := d.err == nil && len(bytes.TrimSpace(end[d.i:])) == 0
	return p, whole && cursor && more
}

// decoded gives the page with its lists.
func (p page) decoded() (page, error) {
	if p.undecoded == nil {
		return p, nil
	}
	whole, err := p.undecoded.decode(p.undecoded.buf.Bytes())
	if err == nil && (whole.next != p.next || whole.hasMore != p.hasMore) {
		err = errShape
	}
	return whole, err
}

// decode reads a page. Keys it does not know are skipped. Each of the three
// lists must be there once, as Plaid documents them (TransactionsSyncResponse):
// one that was taken for empty would move the cursor past its rows. The page
// holds no reference to b.
func (d *pageDecoder) decode(b []byte) (page, error) {
	p := page{size: len(b)}
	var sawCursor, sawMore bool
	var lists []string
	d.b, d.i, d.err = b, 0, nil
	d.rares = d.rares[:0]
	if notJSON(b) {
		return p, &plaidError{status: 200}
	}
	if !d.open('{') && d.err == nil {
		return p, errShape
	}
	for n := 0; d.more('}', &n); {
		switch key := string(d.key()); key {
		case "added":
			lists = append(lists, key)
			d.added = d.transactions(key, d.added[:0])
			p.Added = d.added
		case "modified":
			lists = append(lists, key)
			d.modified = d.transactions(key, d.modified[:0])
			p.Modified = d.modified
		case "removed":
			lists = append(lists, key)
			p.Removed = d.removed()
		case "next_cursor":
			sawCursor = d.peek() == '"'
			p.next = d.text()
		case "has_more":
			sawMore = d.isBool()
			p.hasMore = d.bool()
		case "transactions_update_status":
			p.status = d.interned()
		case "request_id":
			p.RequestID = word(d.text())
		default:
			d.skip()
		}
	}
	switch {
	case d.err != nil:
		return page{}, d.err
	case !sawMore || !sawCursor:
		return page{}, errShape
	}
	slices.Sort(lists)
	if !slices.Equal(lists, []string{"added", "modified", "removed"}) {
		return page{}, errShape
	}
	return p, nil
}

// notJSON recognises the pages of proxies and portals.
func notJSON(b []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(b), []byte("<")) }

func (d *pageDecoder) removed() (ids []string) {
	if !d.openList() {
		return nil
	}
	for n := 0; d.more(']', &n); {
		id := ""
		if d.open('{') {
			for k := 0; d.more('}', &k); {
				if string(d.key()) == "transaction_id" {
					id = d.text()
				} else {
					d.skip()
				}
			}
		}
		if id == "" && d.err == nil {
			d.err = fmt.Errorf("%w: number %d of removed has no id", errBadPage, n)
			return nil
		}
		ids = append(ids, id)
	}
	return ids
}

// openList steps into a list. Anything else in its place is an error.
func (d *pageDecoder) openList() bool {
	if d.open('[') {
		return true
	}
	if d.err == nil {
		d.err = errShape
	}
	return false
}

// transactions appends a list to all.
func (d *pageDecoder) transactions(list string, all []ledger.Transaction) []ledger.Transaction {
	if !d.openList() {
		return all
	}
	for n := 0; d.more(']', &n); {
		t, err := d.transaction()
		if err != nil && d.err == nil {
			d.err = fmt.Errorf("%w: number %d of %s (id %s) %w", errBadPage, n, list, word(t.ID), err)
		}
		if d.err != nil {
			return all
		}
		all = append(all, t)
	}
	return all
}
