package plaidsvc

import (
	"crypto/sha256"
	"errors"
	"time"

	"passbook/plaidsvc/plaidapi"
)

// bounds end an update whose pages do not: no bank has as much. Each counts
// from where the update began or began again.
type bounds struct {
	pages int   // of one update; 500 rows each
	empty int   // pages without a row, one after another
	bytes int64 // of all answers: what the spool holds is not more
	time  time.Duration
}

// A million transactions take forty minutes at fifty pages a minute, which is
// Plaid's limit.
var usualBounds = bounds{pages: 20_000, empty: 100, bytes: 8 << 30, time: 3 * time.Hour}

var errEndless = errors.New("the pages of transactions do not end")

// pagesSeen watches the pages of one update. Where Plaid goes on from a cursor
// that it has given before, the pages are a circle.
type pagesSeen struct {
	bounds
	pages   int
	bytes   int64
	cursors map[[sha256.Size]byte]bool
}

func newPagesSeen(b bounds, cursor string) *pagesSeen {
	return &pagesSeen{bounds: b, cursors: map[[sha256.Size]byte]bool{sha256.Sum256([]byte(cursor)): true}}
}

// count counts a page that another comes after. Errors: errEndless where it goes
// beyond the bounds or its cursor was there before, plaidapi.ErrShape where it
// names no cursor.
func (s *pagesSeen) count(p plaidapi.SyncPage) error {
	if p.NextCursor == "" {
		return plaidapi.ErrShape
	}
	s.pages++
	s.bytes += int64(p.Size)
	cursor := sha256.Sum256([]byte(p.NextCursor))
	if s.cursors[cursor] || s.pages >= s.bounds.pages || s.bytes > s.bounds.bytes {
		return errEndless
	}
	s.cursors[cursor] = true
	return nil
}
