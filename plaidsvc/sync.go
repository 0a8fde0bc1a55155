package plaidsvc

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/storage"
	"passbook/storage/ledger"
)

const (
	parallelItems  = 4
	maxRestarts    = 5                  // of one update whose data keeps changing
	maxConflicts   = 3                  // with other writers, in one sync
	maxLimitWaits  = 3                  // rate limits waited out before one answer
	consentWarning = 7 * 24 * time.Hour // before the consent ends
)

// SyncResult is the outcome for one Item.
type SyncResult struct {
	Item    ledger.Item
	Changes storage.Changes
	Err     error // nil, or a *problem.Error
}

// syncKind says what an update asks for, and whether events report it.
type syncKind int

const (
	fullSync  syncKind = iota // asks for the accounts and the state of the Item too
	heardSync                 // a fullSync that no other one makes needless, which may have asked before what was heard of was there
	poll                      // asks for transactions alone; without any, and without a Problem, it ends there, and no event reports it
)

// syncer brings Items up to date.
type syncer struct {
	*deps
	products *products.Products
}

// each does something with the given Items (none: all), in parallel, and waits.
func (s *syncer) each(ctx context.Context, itemIDs []string, do func(context.Context, ledger.Item) SyncResult) ([]SyncResult, error) {
	ctx, done, err := s.tasks.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	items, err := s.chosen(ctx, itemIDs)
	if err != nil {
		return nil, err
	}
	results := make([]SyncResult, len(items))
	var group errgroup.Group
	group.SetLimit(parallelItems)
	for i, it := range items {
		group.Go(func() error {
			results[i] = do(ctx, it)
			return nil
		})
	}
	_ = group.Wait() // each Item has its own error
	return results, ctx.Err()
}

func (s *syncer) chosen(ctx context.Context, ids []string) ([]ledger.Item, error) {
	if len(ids) == 0 {
		return s.db.Items(ctx)
	}
	items := make([]ledger.Item, 0, len(ids))
	for _, id := range ids {
		it, err := s.db.Item(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("find bank %s: %w", plaidapi.CodeOnly(id), err)
		}
		items = append(items, it)
	}
	return items, nil
}

// syncReady syncs an Item and waits for a bank that has nothing yet.
func (s *syncer) syncReady(ctx context.Context, it ledger.Item) SyncResult {
	delay, kind := s.pace.poll, fullSync
	for waited := time.Duration(0); ; waited += delay {
		r := s.syncItem(ctx, it, kind)
		if r.Err != nil || r.Item.Completeness != ledger.HistoryNone || waited >= s.pace.limit {
			return r
		}
		s.reportPreparing(r.Item)
		kind = poll // the other endpoints allow 15 requests a minute
		if err := sleep(ctx, delay); err != nil {
			r.Err = s.explain(it.Institution, err)
			return r
		}
		delay = min(delay*3/2, s.pace.pollMax)
	}
}

// reportPreparing sends an event about a bank whose history is not complete yet.
func (s *syncer) reportPreparing(it ledger.Item) {
	words := it.Institution + " is still preparing its history."
	if it.Completeness == ledger.HistoryInitial {
		words = it.Institution + ": the last weeks are here, older transactions are on their way."
	}
	s.events.put(SyncProgress{ItemID: it.ID, Institution: it.Institution, Waiting: words})
}

// syncItem does one update of one Item.
func (s *syncer) syncItem(ctx context.Context, it ledger.Item, kind syncKind) SyncResult {
	r := s.syncLocked(ctx, it, kind)
	if r.Err == nil && kind != poll && r.Item.ArchivedAt.IsZero() {
		// What a product has to say stands with the product: the sync is whole.
		if err := s.products.Refresh(ctx, r.Item); err != nil && ctx.Err() == nil {
			s.warn("bring the kept products", r.Item, err)
		}
	}
	return r
}

// syncLocked is syncItem without the products that the person wants kept.
func (s *syncer) syncLocked(ctx context.Context, it ledger.Item, kind syncKind) SyncResult {
	unlock, waited, err := s.locks.lock(ctx, it)
	if err != nil {
		err = s.explain(it.Institution, err)
		if waited { // an event has said so
			s.events.put(SyncFinished{it.ID, it.Institution, storage.Changes{}, err})
		}
		return SyncResult{Item: it, Err: err}
	}
	defer unlock()
	fresh, err := s.db.Item(ctx, it.ID) // its cursor may have moved while we waited
	if err != nil {
		err = s.goneOr(it, err)
		if waited {
			s.events.put(SyncFinished{it.ID, it.Institution, storage.Changes{}, err})
		}
		return SyncResult{Item: it, Err: err}
	}
	if waited && kind != heardSync && fresh.SyncedAt.After(it.SyncedAt) {
		s.events.put(SyncFinished{it.ID, it.Institution, storage.Changes{}, nil})
		return SyncResult{Item: fresh}
	}
	it = fresh
	if !it.ArchivedAt.IsZero() {
		return SyncResult{Item: it} // while this one waited
	}
	if isUnlinked(it) {
		return SyncResult{Item: it, Err: &problem.Error{Problem: *it.Problem}}
	}
	if kind == fullSync {
		s.events.put(SyncStarted{it.ID, it.Institution})
	}
	u := s.newUpdate(it, kind)
	for tries := 0; tries < maxConflicts; tries++ {
		if err = s.runUpdate(ctx, u); !errors.Is(err, storage.ErrConflict) {
			break
		}
		u = s.newUpdate(it, kind) // unlinking another bank swept what the pages stood on
	}
	err = s.recordOutcome(ctx, it, u, err)
	history := it.Completeness
	if after, e := s.db.Item(ctx, it.ID); e == nil {
		it = after
	}
	if kind == fullSync || err != nil || it.Completeness != history || u.changes != (storage.Changes{SyncID: u.changes.SyncID}) {
		s.events.put(SyncFinished{it.ID, it.Institution, u.changes, err})
	}
	return SyncResult{Item: it, Changes: u.changes, Err: err}
}

// goneOr explains why an Item that was there cannot be read: somebody else has
// removed it, or linked it anew.
func (s *syncer) goneOr(it ledger.Item, err error) error {
	if !errors.Is(err, storage.ErrNotFound) {
		return s.explain(it.Institution, err)
	}
	return &problem.Error{Err: err, Problem: ledger.Problem{
		Code: codeUnlinked, Actor: ledger.ActorWait, Since: s.now(),
		Sentence: plaidapi.OneLine(it.Institution, 60) + " was unlinked or linked anew meanwhile; there is nothing to sync.",
	}}
}

// runUpdate runs an update with the Item's token.
func (s *syncer) runUpdate(ctx context.Context, u *update) error {
	token, err := s.token(ctx, u.item)
	if err != nil {
		return err
	}
	return u.run(ctx, token)
}

// newUpdate makes an update that has not begun.
func (s *syncer) newUpdate(it ledger.Item, kind syncKind) *update {
	return &update{plaid: s.plaid, db: s.db, events: s.events, log: s.log, now: s.now, pace: s.pace, bounds: s.bounds, item: it, kind: kind}
}

// recordOutcome explains err, and records why an Item is not fresh, there and in
// the log of syncs. An update
// that was committed has recorded already that it is, and one that its caller
// ended says nothing of the bank.
func (s *syncer) recordOutcome(ctx context.Context, it ledger.Item, u *update, err error) error {
	err = s.explain(it.Institution, err)
	if u.committed || errors.Is(err, context.Canceled) || ctx.Err() != nil && errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var found *ledger.Problem
	var e *problem.Error
	if errors.As(err, &e) {
		s.log.Warn("sync", "item", it.ID, "code", e.Code, "request", e.RequestID, "err", e.Err)
		found = sinceBefore(&e.Problem, it.Problem)
	}
	var saveErr error
	switch {
	case found != nil:
		saveErr = s.db.FailSync(context.WithoutCancel(ctx), it.ID, found)
	case it.Problem != nil:
		saveErr = s.db.SetProblem(context.WithoutCancel(ctx), it.ID, nil)
	}
	if saveErr != nil {
		s.log.Warn("save problem", "item", it.ID, "err", saveErr)
	}
	return err
}

// sinceBefore gives a problem that was there before its beginning.
func sinceBefore(found, before *ledger.Problem) *ledger.Problem {
	if found != nil && before != nil && found.Code == before.Code && found.Actor == before.Actor {
		found.Since = before.Since
	}
	return found
}

// pollUntilComplete syncs a new Item and looks again, often at first, until its
// history is complete or the bank takes its time; then background goes on.
func (s *syncer) pollUntilComplete(ctx context.Context, it ledger.Item) {
	delay := s.pace.poll
	for began, kind := time.Now(), fullSync; time.Since(began) < s.pace.pollFor; kind = poll {
		r := s.syncItem(ctx, it, kind)
		if it = r.Item; it.Completeness == ledger.HistoryFull || !willPass(r.Err) {
			return
		}
		s.reportPreparing(it)
		if sleep(ctx, delay) != nil {
			return
		}
		delay = min(delay*3/2, s.pace.pollMax)
	}
}

// willPass reports whether trying again may help: there was no error, or one
// that nobody has to act on.
func willPass(err error) bool {
	var e *problem.Error
	return err == nil || errors.As(err, &e) && e.Actor == ledger.ActorWait
}
