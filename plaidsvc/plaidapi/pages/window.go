package pages

import "passbook/storage/ledger"

// Window is one answer of /transactions/get. Amounts have passbook's signs.
type Window struct {
	Rows       []ledger.Transaction // newest first
	SetAside   []ledger.SetAside    // rows that cannot be kept
	Count      int                  // of all rows on the page
	Total      int                  // of all rows between the days, on all pages
	AccountIDs []string             // that the Item shares
}

// Window reads Body, an answer of /transactions/get. Its list and its total must be
// there. Errors: ErrBadRow, ErrShape, ErrCutOff, ErrTooLong.
func (d *Decoder) Window() (p Window, err error) {
	d.b, d.i, d.err = d.Body, 0, nil
	d.details, d.asides, d.rows = d.details[:0], d.asides[:0], 0
	if !d.open('{') && d.err == nil {
		return p, ErrShape
	}
	lists, totals := 0, 0
	for n := 0; d.more('}', &n); {
		switch string(d.key()) {
		case "transactions":
			lists++
			d.added = d.transactions("transactions", d.added[:0])
			p.Rows = d.added
		case "total_transactions":
			totals++
			p.Total = atoi(d.number())
		case "accounts":
			p.AccountIDs = d.accountIDs()
		default:
			d.skip()
		}
	}
	switch {
	case d.err != nil:
		return Window{}, d.err
	case lists != 1 || totals != 1 || p.Total < 0:
		return Window{}, ErrShape
	}
	for _, a := range d.asides {
		p.SetAside = append(p.SetAside, a.SetAside)
	}
	p.Count = d.rows
	return p, nil
}

// atoi reads a count; -1: it is none, or has more than nine digits.
func atoi(text []byte) int {
	if len(text) == 0 || len(text) > 9 {
		return -1
	}
	n := 0
	for _, digit := range text {
		if !isDigit(digit) {
			return -1
		}
		n = 10*n + int(digit-'0')
	}
	return n
}

// accountIDs reads the ids of a list of accounts.
func (d *Decoder) accountIDs() (ids []string) {
	if !d.openList() {
		return nil
	}
	for n := 0; d.more(']', &n); {
		if !d.open('{') {
			continue
		}
		for k := 0; d.more('}', &k); {
			if string(d.key()) == "account_id" {
				ids = append(ids, d.text())
			} else {
				d.skip()
			}
		}
	}
	return ids
}
