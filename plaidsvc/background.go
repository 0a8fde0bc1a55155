package plaidsvc

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// How long a bank that did not work is left alone, unless Config.Every is
// shorter.
const retryAfter = 10 * time.Minute

// background syncs what is due until the context ends. It looks at the clock
// often instead of sleeping until the next sync, because a laptop sleeps too.
func (s *Service) background(ctx context.Context) {
	tried := map[string]time.Time{}
	var work sync.WaitGroup
	defer work.Wait()
	for {
		items, err := s.db.Items(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Warn("background sync", "err", err)
		}
		var due []string
		for _, it := range items {
			at, before := tried[it.ID]
			switch {
			case !s.due(it, at):
				continue
			case it.History != ledger.HistoryFull && !before:
				work.Go(func() { s.follow(ctx, it) })
			default:
				due = append(due, it.ID)
			}
			tried[it.ID] = s.now()
		}
		if len(due) > 0 {
			if _, err := s.Sync(ctx, due...); err != nil && ctx.Err() == nil {
				s.log.Warn("background sync", "err", err)
			}
		}
		if sleep(ctx, min(s.cfg.Every, s.pace.background)) != nil {
			return
		}
	}
}

// due reports whether an Item wants a sync, having been tried at an instant. One
// that was synced after now was synced under a wrong clock.
func (s *Service) due(it ledger.Item, tried time.Time) bool {
	every, now := s.cfg.Every, s.now()
	switch {
	case it.Problem == nil && it.History == ledger.HistoryFull:
		age := now.Sub(it.SyncedAt)
		return (age >= every || age < 0) && now.Sub(tried) >= min(every, retryAfter)
	case it.Problem == nil, it.Problem.Turn == ledger.TurnWait, it.Problem.Turn == ledger.TurnSetup:
		every = min(every, retryAfter)
	}
	return now.Sub(tried) >= every && !isUnlinked(it)
}

// follow syncs a new Item and looks again, often at first, until its history
// is complete or the bank takes its time; then background goes on.
func (s *Service) follow(ctx context.Context, it ledger.Item) {
	delay := s.pace.poll
	for began, loud := time.Now(), true; time.Since(began) < s.pace.pollFor; loud = false {
		r := s.syncItem(ctx, it, loud)
		if it = r.Item; it.History == ledger.HistoryFull || !willPass(r.Err) {
			return
		}
		s.preparing(it)
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
	return err == nil || errors.As(err, &e) && e.Turn == ledger.TurnWait
}

// Mend finishes what a crash left: Items that ended at Plaid, Items that
// were replaced, and tokens without a row, which are Items that were linked but
// not saved. What it cannot finish is in the log, and tried again the next time.
func (s *Service) Mend(ctx context.Context) {
	items, err := s.db.Items(ctx)
	if err != nil {
		s.log.Warn("mend", "err", err)
		return
	}
	for _, it := range items {
		if isUnlinked(it) {
			if err := s.Unlink(ctx, it.ID); err != nil {
				s.log.Warn("finish unlinking", "item", it.ID, "err", errors.Unwrap(err))
			}
		}
	}
	if err := s.dropAllReplaced(ctx); err != nil {
		s.log.Warn("drop replaced items", "err", errors.Unwrap(s.explain("", err)))
	}
	tokens, err := s.vault.Items(ctx)
	if err != nil {
		s.log.Warn("mend", "err", err)
		return
	}
	for _, id := range tokens {
		if slices.ContainsFunc(items, func(it ledger.Item) bool { return it.ID == id }) {
			continue
		}
		if err := s.adoptOrphan(ctx, id); err != nil {
			s.log.Warn("adopt item", "item", id, "err", errors.Unwrap(err))
		}
	}
}

// adoptOrphan saves the Item of a token that has no row, or drops the token of
// an Item that is gone.
func (s *Service) adoptOrphan(ctx context.Context, id string) error {
	it := ledger.Item{ID: id}
	unlock, _, err := s.lock(ctx, it)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := s.db.Item(ctx, id); !errors.Is(err, storage.ErrNotFound) {
		return err // another process was just saving it, or the cache fails
	}
	if replaced, err := s.db.Replaced(ctx); err != nil || slices.Contains(replaced, id) {
		return err // it is dropped as soon as Plaid can be reached
	}
	token, err := s.vault.Get(ctx, id)
	if errors.Is(err, vault.ErrNotFound) {
		return nil // another process was just unlinking it
	}
	if err != nil {
		return err
	}
	status, err := s.plaid.Item(ctx, token)
	var answer *plaidapi.Error
	if errors.As(err, &answer) && answer.Code == "ITEM_NOT_FOUND" {
		return s.vault.Delete(ctx, id)
	}
	if err != nil { // INVALID_ACCESS_TOKEN too: perhaps only today's keys are wrong
		return s.explain("", err)
	}
	it, accounts := s.firstLook(ctx, status.AddTo(it), token)
	_, err = s.save(ctx, it, accounts)
	return err
}
