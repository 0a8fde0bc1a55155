package pages

import (
	"bytes"
	"fmt"
	"slices"

	"passbook/storage/ledger"
)

// Page is one answer of /transactions/sync. Amounts have passbook's signs.
type Page struct {
	Added, Modified []ledger.Transaction
	Removed         []string          // transaction ids
	SetAside        []ledger.SetAside // added or modified rows that cannot be kept
	RequestID       string
	NextCursor      string // of the page behind this one, or of the next update
	HasMore         bool   // this update has another page
	Status          string // transactions_update_status
	Size            int    // of the answer, in bytes
	Asked           int    // changes that were asked for; 0: nobody said

	undecoded *Decoder // holds the answer, whose NextCursor and HasMore alone are read
}

// Rows is the number of rows that the page adds, modifies or removes, with those
// that are set aside.
func (p Page) Rows() int {
	return len(p.Added) + len(p.Modified) + len(p.Removed) + len(p.SetAside)
}

// Decoder decodes pages, one after another. A page is good until the next
// is decoded: its rows lie in memory that is used again, since a million rows
// would keep the garbage collector busy.
type Decoder struct {
	reader
	Body            []byte // the answer to read; the next may be put into the same memory
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

// Page reads Body, an answer of /transactions/sync. Where the answer says behind
// its lists what comes next, the lists are left to Decoded: the next page can be
// asked for meanwhile. Errors: ErrBadRow, ErrShape, ErrCutOff, ErrTooLong.
func (d *Decoder) Page() (Page, error) {
	if p, ok := d.ahead(d.Body); ok {
		return p, nil
	}
	return d.decode(d.Body)
}

// Size is the number of changes asked for in one page: the most that Plaid
// gives (/transactions/sync, count).
const Size = 500

// longPage is how long a page is, in bytes, after which fewer changes are asked
// for at once: several pages of each of four banks are in memory. A usual page of
// 500 has 0.8 MB.
const longPage = 1 << 20

// NextCount is the number of changes to ask for after a page.
func (p Page) NextCount() int {
	switch {
	case p.Size > longPage:
		return Size / 10
	case p.Asked > 0:
		return p.Asked
	}
	return Size
}

// MostRows is the number of rows that a page may have: more than are ever asked
// for, and so few that rows of hardly a byte do not fill the memory.
const MostRows = 4 * Size

// countRow counts a row of a list. Too many are an error, ErrTooLong.
func (d *Decoder) countRow() {
	if d.rows++; d.rows > MostRows && d.err == nil {
		d.err = ErrTooLong
	}
}

// longestAhead bounds what is looked at behind the lists, in bytes.
const longestAhead = 4096

// ahead reads next_cursor and has_more from the end of an answer. They are
// taken only when everything behind the first of them is read as members of
// the answer itself, to its closing bracket: no text inside it can be taken
// for them.
func (d *Decoder) ahead(b []byte) (Page, bool) {
	end := b[max(0, len(b)-longestAhead):]
	at := min(bytes.LastIndex(end, []byte(`,"next_cursor":`)), bytes.LastIndex(end, []byte(`,"has_more":`)))
	if at < 0 {
		return Page{}, false
	}
	p := Page{undecoded: d, Size: len(b)}
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
func (p Page) Decoded() (Page, error) {
	if p.undecoded == nil {
		return p, nil
	}
	whole, err := p.undecoded.decode(p.undecoded.Body)
	if err == nil && (whole.NextCursor != p.NextCursor || whole.HasMore != p.HasMore) {
		err = ErrShape
	}
	return whole, err
}

// decode reads a page. Keys it does not know are skipped. Each of the three
// lists must be there once, as Plaid documents them (TransactionsSyncResponse):
// one that was taken for empty would move the cursor past its rows. The page
// holds no reference to b.
func (d *Decoder) decode(b []byte) (Page, error) {
	p := Page{Size: len(b)}
	var sawCursor, sawMore bool
	var lists []string
	d.b, d.i, d.err = b, 0, nil
	d.details, d.asides, d.rows = d.details[:0], d.asides[:0], 0
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
		return Page{}, d.err
	case !sawMore || !sawCursor:
		return Page{}, ErrShape
	}
	slices.Sort(lists)
	if !slices.Equal(lists, []string{"added", "modified", "removed"}) {
		return Page{}, ErrShape
	}
	p.SetAside = d.setAside(p)
	return p, nil
}

func (d *Decoder) removed() (ids []string) {
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
func (d *Decoder) openList() bool {
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
func (d *Decoder) transactions(list string, all []ledger.Transaction) []ledger.Transaction {
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
