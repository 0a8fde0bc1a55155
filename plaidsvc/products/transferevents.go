package products

import (
	"cmp"
	"context"
	"errors"

	"passbook/storage/transferevents"
)

// FetchedEvents is what asking for the events of transfers brought.
type FetchedEvents struct {
	New     int
	Refused []error // of the feeds that Plaid does not open to these keys, while it opens another; *problem.Error
}

// errNoBank says that a cache belongs to no keys yet, whose events it could keep.
var errNoBank = errors.New("no bank is linked: passbook link links one")

// FetchTransferEvents asks both feeds for the events after the last that is kept,
// by /transfer/event/sync and /bank_transfer/event/sync, which are not billed.
// They are of the keys, not of a bank. Each answer is kept whole before the next
// is asked for, and what is kept says where to go on: whatever cuts it off, no
// event is lost or kept twice. Errors: *problem.Error of the first feed that
// failed, where none was read to its end; storage's.
func (p *Products) FetchTransferEvents(ctx context.Context) (FetchedEvents, error) {
	var all FetchedEvents
	if items, err := p.DB.Items(ctx); err != nil || len(items) == 0 {
		return all, cmp.Or(err, errNoBank)
	}
	for _, feed := range transferevents.Feeds {
		added, err := p.fetchFeed(ctx, feed)
		all.New += added
		if err != nil {
			all.Refused = append(all.Refused, p.Explain("", err))
		}
	}
	if len(all.Refused) == len(transferevents.Feeds) {
		return all, all.Refused[0]
	}
	return all, nil
}

func (p *Products) fetchFeed(ctx context.Context, feed transferevents.Feed) (added int, err error) {
	for {
		last, err := transferevents.Last(ctx, p.DB, feed)
		if err != nil {
			return added, err
		}
		events, more, err := p.Plaid.TransferEvents(ctx, feed, last)
		if err != nil {
			return added, err
		}
		n, err := transferevents.Add(ctx, p.DB, events)
		added += n
		if err != nil || !more {
			return added, err
		}
	}
}
