package plaidsvc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/storage"
	"passbook/storage/ledger"
)

// update brings one Item from its stored cursor to where has_more is false.
type update struct {
	plaid     *plaidapi.Client
	db        *storage.DB
	events    *queue
	log       *slog.Logger
	now       func() time.Time
	pace      pace
	bounds    bounds
	item      ledger.Item
	kind      syncKind
	rows      atomic.Int64 // received; written by one goroutine, read by two
	limited   atomic.Bool  // Plaid's limit of requests a minute is waited for
	changes   storage.Changes
	committed bool // the state of the Item is stored
}

// run fetches everything and applies it at once: the rows, the accounts with
// their balances, and the state of the Item. The pages are spooled, so memory
// stays the same however many there are, and nothing is locked while the network
// is waited for.
func (u *update) run(ctx context.Context, token string) error {
	spool, err := u.db.BeginUpdate(ctx, u.item.ID)
	if err != nil {
		return err
	}
	defer spool.Close()
	last, reconcile, err := u.fetchInTime(ctx, token, spool)
	if err != nil {
		return err
	}
	ready := last.Status != "NOT_READY" && last.NextCursor != ""
	history := plaidapi.History(last.Status, u.item.Completeness)
	nothing := u.rows.Load() == 0 && (!ready || last.NextCursor == u.item.Cursor && history == u.item.Completeness)
	if u.kind == poll && nothing && u.item.Problem == nil { // only /item/get says whether a problem is over
		return nil
	}
	if err := u.status(ctx, token); err != nil {
		return err
	}
	// Transactions need their account, and investments and loans have no
	// transactions: so the whole list.
	outcome := storage.Outcome{Item: &u.item}
	err = u.retryRateLimit(ctx, func() (err error) {
		outcome.Accounts, err = u.plaid.Accounts(ctx, token, u.item)
		return err
	})
	if err != nil {
		return err
	}
	if ready {
		outcome.Cursor, outcome.Completeness = last.NextCursor, history
		// Rows that an incomplete history does not name may still be to come.
		outcome.Reconcile = reconcile && (history != ledger.HistoryFull || last.Status == "HISTORICAL_UPDATE_COMPLETE")
	}
	u.changes, err = spool.Commit(ctx, outcome)
	if err != nil {
		return err
	}
	u.committed = true
	level := slog.LevelInfo
	if u.changes == (storage.Changes{SyncID: u.changes.SyncID}) && !outcome.Reconcile {
		level = slog.LevelDebug // an hourly job would fill the log with it
	}
	u.log.Log(ctx, level, "synced", "item", u.item.ID, "request", last.RequestID, "added", u.changes.Added,
		"modified", u.changes.Modified, "removed", u.changes.Removed, "set_aside", u.changes.SetAside, "reconciled", outcome.Reconcile)
	return nil
}

// fetchInTime is fetchAll within the bounds of time: answers that drip have no end
// either.
func (u *update) fetchInTime(ctx context.Context, token string, spool *storage.Update) (plaidapi.SyncPage, bool, error) {
	bounded, cancel := context.WithTimeout(ctx, u.bounds.time)
	defer cancel()
	last, reconcile, err := u.fetchAll(bounded, token, spool)
	if err != nil && bounded.Err() != nil && ctx.Err() == nil {
		err = u.explainEndless(fmt.Errorf("after %s: %w", u.bounds.time, errEndless))
	}
	return last, reconcile, err
}

// fetchAll spools the whole update. When the data keeps changing below the
// pages it starts again, and when that does not help, or when the cursor is
// not accepted, it fetches everything from the beginning: then rows that Plaid
// no longer names are to be removed. A migration empties the cursor of an Item
// that has rows for the same to happen.
func (u *update) fetchAll(ctx context.Context, token string, spool *storage.Update) (last plaidapi.SyncPage, reconcile bool, err error) {
	cursor := u.item.Cursor
	reconcile = cursor == "" && u.item.Completeness != ledger.HistoryNone
	for restarts := 0; ; {
		last, err = u.fetch(ctx, token, cursor, spool)
		var answer *plaidapi.Error
		if err == nil || !errors.As(err, &answer) {
			return last, reconcile, err
		}
		switch {
		case answer.Code == plaidapi.CodeMutation && restarts < maxRestarts:
			u.progress(u.item.Institution + " is changing its data; starting the update again.")
			if err := sleep(ctx, u.pace.restart<<restarts); err != nil {
				return last, false, err
			}
			restarts++
		case (answer.Code == plaidapi.CodeMutation || answer.BadCursor) && cursor != "":
			u.log.Warn("full resync", "item", u.item.ID, "code", answer.Code, "request", answer.RequestID)
			u.progress(u.item.Institution + ": fetching everything once more.")
			cursor, reconcile, restarts = "", true, 0
		default:
			return last, false, err
		}
		if err := spool.Restart(ctx); err != nil {
			return last, false, err
		}
		u.rows.Store(0)
	}
}

// fetch spools the pages after a cursor. While one page is spooled the next is
// decoded and the one after that on its way, and no more than that. Pages that
// do not end make a *problem.Error.
func (u *update) fetch(ctx context.Context, token, cursor string, spool *storage.Update) (last plaidapi.SyncPage, err error) {
	answers, pages := make(chan plaidapi.SyncPage), make(chan plaidapi.SyncPage)
	group, fetching := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(answers)
		var decoders [3]plaidapi.PageDecoder // each step has one
		seen := newPagesSeen(u.bounds, cursor)
		var before plaidapi.SyncPage
		for n := 1; ; n++ {
			var p plaidapi.SyncPage
			err := u.retryRateLimit(fetching, func() (err error) {
				p, err = u.plaid.SyncPage(fetching, token, cursor, before, &decoders[n%3])
				return err
			})
			if err != nil {
				return fmt.Errorf("page %d: %w", n, err)
			}
			before = p
			if p.HasMore {
				if err := seen.count(p); err != nil {
					return fmt.Errorf("page %d: %w", n, err)
				}
			}
			if err := send(fetching, answers, p); err != nil {
				return err
			}
			if cursor = p.NextCursor; !p.HasMore {
				return nil
			}
		}
	})
	group.Go(func() error {
		defer close(pages)
		return u.decodeAll(fetching, answers, pages)
	})
	group.Go(func() error {
		for p := range pages {
			if p.Rows() > 0 {
				// Not with the others' context: a page that fails must not
				// close the spool under the one before it.
				if err := spool.Add(ctx, storage.Page{Added: p.Added, Modified: p.Modified, SetAside: p.SetAside, Removed: p.Removed, RequestID: p.RequestID}); err != nil {
					return err
				}
				u.rows.Add(int64(p.Rows()))
				u.progress("")
			}
			last = p
		}
		return nil
	})
	err = group.Wait() // and only then is last what it will be
	return last, u.explainEndless(err)
}

// decodeAll decodes pages and hands them on. Too many without a row, one after
// another, have no end.
func (u *update) decodeAll(ctx context.Context, answers <-chan plaidapi.SyncPage, pages chan<- plaidapi.SyncPage) error {
	n, empty := 0, 0
	for p := range answers {
		n++
		p, err := p.Decoded()
		if err != nil {
			return fmt.Errorf("page %d: %w", n, err)
		}
		if empty++; p.Rows() > 0 {
			empty = 0
		}
		if empty > u.bounds.empty {
			return fmt.Errorf("page %d: %w", n, errEndless)
		}
		if err := send(ctx, pages, p); err != nil {
			return err
		}
	}
	return nil
}

// send hands a page on, or gives up when another step has failed.
func send(ctx context.Context, to chan<- plaidapi.SyncPage, p plaidapi.SyncPage) error {
	select {
	case to <- p:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// retryRateLimit makes a call and waits until Plaid's limit of requests a minute is over.
// A long first sync meets them often: 50 pages a minute are allowed for an Item.
func (u *update) retryRateLimit(ctx context.Context, call func() error) error {
	for waits := 0; ; waits++ {
		err := call()
		var answer *plaidapi.Error
		if !errors.As(err, &answer) || answer.Status != 429 || problem.Of(err, "", u.now()).Actor != ledger.ActorWait || waits == maxLimitWaits {
			return err
		}
		u.limited.Store(true)
		u.progress("")
		err = sleep(ctx, u.pace.limit)
		u.limited.Store(false)
		if err != nil {
			return err
		}
	}
}

// progress sends an event: how far the update is, and a sentence that says what
// is waited for; empty: nothing but Plaid's limit, which rows that are still on
// their way to the spool do not hide.
func (u *update) progress(waiting string) {
	if waiting == "" && u.limited.Load() {
		waiting = u.item.Institution + ": Plaid's limit of requests a minute is reached; going on in the next minute."
	}
	u.events.put(SyncProgress{ItemID: u.item.ID, Institution: u.item.Institution, Transactions: int(u.rows.Load()), Waiting: waiting})
}

// status asks /item/get: how fresh the bank's data is, when the consent ends,
// and whether the bank wants the person. It is not needed for the data, so a
// failure only shows in the log.
func (u *update) status(ctx context.Context, token string) error {
	before := u.item.Problem
	status, err := u.plaid.Item(ctx, token)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		u.item.Problem = sinceBefore(ending(u.item, u.now()), before)
		u.log.Warn("item status", "item", u.item.ID, "err", problem.Of(err, u.item.Institution, u.now()).Err)
		return nil
	}
	u.item = status.AddTo(u.item)
	switch status.LastWebhook {
	case codeDisconnect, codeNewAccounts, codeRepaired:
		apply(&u.item, announcement{code: status.LastWebhook, at: status.WebhookSent, ends: u.item.DisconnectsAt})
	}
	said := ending(u.item, u.now())
	if status.Problem != nil {
		said = &problem.Of(status.Problem, u.item.Institution, u.now()).Problem
	}
	u.item.Problem = sinceBefore(said, before)
	return nil
}

// explainEndless turns errEndless into a *problem.Error; other errors stay.
func (u *update) explainEndless(err error) error {
	if !errors.Is(err, errEndless) {
		return err
	}
	return &problem.Error{Err: err, Problem: ledger.Problem{
		Code: "ENDLESS_PAGES", Actor: ledger.ActorBug, Since: u.now(),
		Sentence: u.item.Institution + ": Plaid sends pages of transactions without end; none of them was kept. What was there before stays.",
	}}
}
