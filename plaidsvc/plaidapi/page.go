package plaidapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"passbook/storage/ledger"
)

// SyncPage is one answer of /transactions/sync. Amounts have passbook's signs.
type SyncPage struct {
	Added, Modified []ledger.Transaction
	Removed         []string          // transaction ids
	SetAside        []ledger.SetAside // added or modified rows that cannot be kept
	RequestID       string
	NextCursor      string // of the page behind this one, or of the next update
	HasMore         bool   // this update has another page
	Status          string // transactions_update_status
	Size            int    // of the answer, in bytes
	count           int    // of the changes that were asked for

	undecoded *PageDecoder // holds the answer, whose NextCursor and HasMore alone are read
}

// Rows is the number of rows that the page adds, modifies or removes, with those
// that are set aside.
func (p SyncPage) Rows() int {
	return len(p.Added) + len(p.Modified) + len(p.Removed) + len(p.SetAside)
}

// ErrBadRow says that a transaction has no id. Nothing of the page is used, since
// a cursor behind it would hide the row for good.
var ErrBadRow = errors.New("a transaction that cannot be read")

// PageDecoder decodes pages, one after another. A page is good until the next
// is decoded: its rows lie in memory that is used again, since a million rows
// would keep the garbage collector busy.
type PageDecoder struct {
	reader
	body            []byte // of the answer that was read last
	added, modified []ledger.Transaction
	asides          []aside
	details         []ledger.Details
	current         ledger.Details // of the transaction being read
	rows            int            // of the page being read, so far
	days            memo[ledger.Date]
	payments        repeat[ledger.PaymentMeta]
	locations       repeat[ledger.Location]
	categories      memo[category]
	parties         memo[[]ledger.Counterparty]
}

// read reads an answer. Where the answer says behind its lists what comes
// next, the lists are left to Decoded: the next page can be asked for
// meanwhile.
func (d *PageDecoder) read(body io.Reader) (SyncPage, error) {
	var err error
	if d.body, err = readAll(d.body, body); err != nil {
		return SyncPage{}, err
	}
	if p, ok := d.ahead(d.body); ok {
		return p, nil
	}
	return d.decode(d.body)
}

// pageSize is the number of changes asked for in one page: the most that Plaid
// gives (/transactions/sync, count).
const pageSize = 500

// longPage is how long a page is, in bytes, after which fewer changes are asked
// for at once: several pages of each of four banks are in memory. A usual page of
// 500 has 0.8 MB.
const longPage = 1 << 20

// nextCount is the number of changes to ask for after a page.
func (p SyncPage) nextCount() int {
	switch {
	case p.Size > longPage:
		return pageSize / 10
	case p.count > 0:
		return p.count
	}
	return pageSize
}

// mostRows is the number of rows that a page may have: more than are ever asked
// for, and so few that rows of hardly a byte do not fill the memory.
const mostRows = 4 * pageSize

// countRow counts a row of a list. Too many are an error, ErrTooLong.
func (d *PageDecoder) countRow() {
	if d.rows++; d.rows > mostRows && d.err == nil {
		d.err = ErrTooLong
	}
}

// longestAhead bounds what is looked at behind the lists, in bytes.
const longestAhead = 4096

// ahead reads next_cursor and has_more from the end of an answer. They are
// taken only when everything behind the first of them is read as members of
// the answer itself, to its closing bracket: no text inside it can be taken
// for them.
func (d *PageDecoder) ahead(b []byte) (SyncPage, bool) {
	end := b[max(0, len(b)-longestAhead):]
	at := min(bytes.LastIndex(end, []byte(`,"next_cursor":`)), bytes.LastIndex(end, []byte(`,"has_more":`)))
	if at < 0 {
		return SyncPage{}, false
	}
	p := SyncPage{undecoded: d, Size: len(b)}
	cursor, more := false, false
	d.b, d.i, d.err = end, at+1, nil
	for n := 0; d.more('}', &n); {
		switch string(d.key()) {
		case "next_cursor":
			cursor = d.peek() == '"'
			p.NextCursor = d.text()
		case "has_more":
			more = d.isBool()
			p.HasMore = d.bool()
		default:
			d.skip()
		}
	}
	whole := d.err == nil && len(bytes.TrimSpace(end[d.i:])) == 0
	return p, whole && cursor && more
}

// Decoded gives the page with its lists. They are good until the decoder reads
// the next page. Errors: ErrBadRow, ErrShape, ErrCutOff, ErrTooLong.
func (p SyncPage) Decoded() (SyncPage, error) {
	if p.undecoded == nil {
		return p, nil
	}
	whole, err := p.undecoded.decode(p.undecoded.body)
	if err == nil && (whole.NextCursor != p.NextCursor || whole.HasMore != p.HasMore) {
		err = ErrShape
	}
	return whole, err
}

// decode reads a page. Keys it does not know are skipped. Each of the three
// lists must be there once, as Plaid documents them (TransactionsSyncResponse):
// one that was taken for empty would move the cursor past its rows. The page
// holds no reference to b.
func (d *PageDecoder) decode(b []byte) (SyncPage, error) {
	p := SyncPage{Size: len(b)}
	var sawCursor, sawMore bool
	var lists []string
	d.b, d.i, d.err = b, 0, nil
	d.details, d.asides, d.rows = d.details[:0], d.asides[:0], 0
	if notJSON(b) {
		return p, &Error{Status: 200}
	}
	if !d.open('{') && d.err == nil {
		return p, ErrShape
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
			p.NextCursor = d.text()
		case "has_more":
			sawMore = d.isBool()
			p.HasMore = d.bool()
		case "transactions_update_status":
			p.Status = d.interned()
		case "request_id":
			p.RequestID = CodeOnly(d.text())
		default:
			d.skip()
		}
	}
	switch {
	case d.err != nil:
		return SyncPage{}, d.err
	case !sawMore || !sawCursor:
		return SyncPage{}, ErrShape
	}
	slices.Sort(lists)
	if !slices.Equal(lists, []string{"added", "modified", "removed"}) {
		return SyncPage{}, ErrShape
	}
	p.SetAside = d.setAside(p)
	return p, nil
}

// notJSON recognises the pages of proxies and portals.
func notJSON(b []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(b), []byte("<")) }

func (d *PageDecoder) removed() (ids []string) {
	if !d.openList() {
		return nil
	}
	for n := 0; d.more(']', &n); {
		d.countRow()
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
			d.err = fmt.Errorf("%w: number %d of removed has no id", ErrBadRow, n)
			return nil
		}
		ids = append(ids, id)
	}
	return ids
}

// openList steps into a list. Anything else in its place is an error.
func (d *PageDecoder) openList() bool {
	if d.open('[') {
		return true
	}
	if d.err == nil {
		d.err = ErrShape
	}
	return false
}

// transactions appends a list to all, but for the rows that cannot be kept: these
// are set aside.
func (d *PageDecoder) transactions(list string, all []ledger.Transaction) []ledger.Transaction {
	if !d.openList() {
		return all
	}
	for n := 0; d.more(']', &n); {
		start := d.i
		d.countRow()
		t, reason := d.transaction()
		if t.ID == "" && d.err == nil {
			d.err = fmt.Errorf("%w: number %d of %s has no id", ErrBadRow, n, list)
		}
		switch {
		case d.err != nil:
			return all
		case reason == "":
			all = append(all, t)
		default:
			d.asides = append(d.asides, newAside(list, len(all), t, reason, d.b[start:d.i]))
		}
	}
	return all
}
