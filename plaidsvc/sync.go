package plaidsvc

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
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
	Err     error // nil, or an *Error
}

// Sync brings the given Items (none: all) up to date, in parallel, and waits.
// Items fail apart: see each result's Err. A bank that is still preparing its
// history is waited for up to a minute; after that its result has no error and
// an Item without History. An Item that another process is syncing is waited
// for and not synced again. The error is storage's, or the context's.
func (s *Service) Sync(ctx context.Context, itemIDs ...string) ([]SyncResult, error) {
	return s.each(ctx, itemIDs, s.syncReady)
}

// each does something with the given Items (none: all), in parallel, and waits.
func (s *Service) each(ctx context.Context, itemIDs []string, do func(context.Context, ledger.Item) SyncResult) ([]SyncResult, error) {
	ctx, done, err := s.begin(ctx)
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

func (s *Service) chosen(ctx context.Context, ids []string) ([]ledger.Item, error) {
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
func (s *Service) syncReady(ctx context.Context, it ledger.Item) SyncResult {
	delay := s.pace.poll
	for waited := time.Duration(0); ; waited += delay {
		// Only the first look asks for more than transactions: the other
		// endpoints allow 15 requests a minute.
		r := s.syncItem(ctx, it, waited == 0)
		if r.Err != nil || r.Item.History != ledger.HistoryNone || waited >= s.pace.limit {
			return r
		}
		s.preparing(r.Item)
		if err := sleep(ctx, delay); err != nil {
			r.Err = s.explain(it.Institution, err)
			return r
		}
		delay = min(delay*3/2, s.pace.pollMax)
	}
}

func (s *Service) preparing(it ledger.Item) {
	words := it.Institution + " is still preparing its history."
	if it.History == ledger.HistoryInitial {
		words = it.Institution + ": the last weeks are here, older transactions are on their way."
	}
	s.events.put(SyncProgress{ItemID: it.ID, Institution: it.Institution, Waiting: words})
}

// syncItem does one update of one Item. A quiet one is told of only when it
// brought something.
func (s *Service) syncItem(ctx context.Context, it ledger.Item, loud bool) SyncResult {
	unlock, waited, err := s.lock(ctx, it)
	if err != nil {
		return SyncResult{Item: it, Err: s.explain(it.Institution, err)}
	}
	defer unlock()
	fresh, err := s.db.Item(ctx, it.ID) // its cursor may have moved while we waited
	if err != nil {
		return SyncResult{Item: it, Err: s.explain(it.Institution, err)}
	}
	if waited && fresh.SyncedAt.After(it.SyncedAt) {
		return SyncResult{Item: fresh}
	}
	it = fresh
	if isUnlinked(it) {
		return SyncResult{Item: it, Err: &problem.Error{Problem: *it.Problem}}
	}
	if loud {
		s.events.put(SyncStarted{it.ID, it.Institution})
	}
	u := &update{Service: s, item: it, loud: loud}
	for tries := 0; tries < maxConflicts; tries++ {
		if err = u.run(ctx); !errors.Is(err, storage.ErrConflict) {
			break
		}
		u = &update{Service: s, item: it, loud: loud} // unlinking another bank swept what the pages stood on
	}
	err = s.settle(ctx, it, u.problem, err)
	history := it.History
	if after, e := s.db.Item(ctx, it.ID); e == nil {
		it = after
	}
	if loud || err != nil || it.History != history || u.changes != (storage.Changes{SyncID: u.changes.SyncID}) {
		s.events.put(SyncFinished{it.ID, it.Institution, u.changes, err})
	}
	return SyncResult{Item: it, Changes: u.changes, Err: err}
}

// settle records why an Item is not fresh, or that it is, and explains err.
func (s *Service) settle(ctx context.Context, it ledger.Item, found *ledger.Problem, err error) error {
	err = s.explain(it.Institution, err)
	var e *problem.Error
	if errors.As(err, &e) {
		if errors.Is(err, context.Canceled) {
			return err
		}
		s.log.Warn("sync", "item", it.ID, "code", e.Code, "request", e.RequestID, "err", e.Err)
		found = &e.Problem
	}
	if found != nil && it.Problem != nil && found.Code == it.Problem.Code && found.Turn == it.Problem.Turn {
		found.Since = it.Problem.Since
	}
	if found == nil && it.Problem == nil {
		return err
	}
	if saveErr := s.db.SetProblem(context.WithoutCancel(ctx), it.ID, found); saveErr != nil {
		s.log.Warn("save problem", "item", it.ID, "err", saveErr)
	}
	return err
}

// token gives an Item's access token. A vault that has none makes an *Error.
func (s *Service) token(ctx context.Context, it ledger.Item) (string, error) {
	token, err := s.vault.Get(ctx, it.ID)
	if errors.Is(err, vault.ErrNotFound) {
		return "", &problem.Error{Err: err, Problem: ledger.Problem{
			Code: codeNoToken, Turn: ledger.TurnRelink, Since: s.now(),
			Sentence: it.Institution + ": its access token is not in " + s.vault.Where() +
				". If it was linked with another PLAID_ENV, set that; otherwise link it again; everything stays.",
		}}
	}
	return token, err
}

// Codes of problems that are passbook's own.
const (
	codeNoToken  = "NO_TOKEN"
	codeUnlinked = "UNLINKED"
)
