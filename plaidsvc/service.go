package plaidsvc

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// Config says which Plaid to talk to and how.
type Config struct {
	ClientID, Secret string
	Env              string           // sandbox or production
	BaseURL          string           // empty: Plaid's host of Env
	ClientName       string           // shown by Link; at most 30 characters
	Countries        []string         // whose banks Link offers, as ISO 3166 codes; empty: US
	Every            time.Duration    // background sync while Start runs; 0: 6 hours
	LockDir          string           // folder of the per-Item lock files and of the random name that Link knows the person by
	NoWait           bool             // an Item that another process works on makes a *problem.Error at once, instead of after ten minutes
	BeforeUnlink     string           // file that Unlink copies the cache to first, with a number where it is taken; empty: none
	Now              func() time.Time // nil: time.Now
	Log              *slog.Logger     // nil: none
}

// Service links, syncs and repairs. It is safe for use by several goroutines.
type Service struct {
	deps       *deps
	syncs      *syncer
	links      *linker
	unlinks    *unlinker
	recovery   *recovery
	background *background
}

// New checks the configuration; it does no I/O.
func New(cfg Config, db *storage.DB, v vault.Vault) (*Service, error) {
	return newService(cfg, usualPace, db, v)
}

func newService(cfg Config, pace pace, db *storage.DB, v vault.Vault) (*Service, error) {
	if cfg.LockDir == "" {
		return nil, errors.New("no folder for the lock files")
	}
	if cfg.Every <= 0 {
		cfg.Every = 6 * time.Hour
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if len(cfg.Countries) == 0 {
		cfg.Countries = []string{"US"}
	}
	if cfg.ClientName == "" {
		cfg.ClientName = "passbook"
	}
	c, err := plaidapi.New(plaidapi.Config{
		ClientID: cfg.ClientID, Secret: cfg.Secret, Env: cfg.Env, BaseURL: cfg.BaseURL,
		ClientName: cfg.ClientName, Countries: cfg.Countries, Now: cfg.Now, RetryWait: pace.retry,
	})
	if err != nil {
		return nil, err
	}
	if cfg.NoWait {
		pace.lockFor = 0
	}
	events := newQueue()
	d := &deps{
		db: db, vault: v, plaid: c, log: cfg.Log, now: cfg.Now, events: events,
		locks: locks{dir: cfg.LockDir, events: events, now: cfg.Now, retry: pace.lock, most: pace.lockFor},
		tasks: newTasks(), pace: pace, bounds: usualBounds,
	}
	syncs := &syncer{deps: d}
	store := &itemStore{deps: d, syncs: syncs}
	unlinks := &unlinker{deps: d, copyTo: cfg.BeforeUnlink}
	return &Service{
		deps:       d,
		syncs:      syncs,
		links:      &linker{deps: d, store: store, syncs: syncs},
		unlinks:    unlinks,
		recovery:   &recovery{deps: d, store: store, unlinks: unlinks},
		background: &background{deps: d, syncs: syncs, every: cfg.Every},
	}, nil
}

// Start begins background work: recovering from what a crash left, syncing
// stale Items, polling new ones until their history is complete. It ends with
// ctx or with Close.
func (s *Service) Start(ctx context.Context) {
	s.deps.tasks.start(ctx, func(ctx context.Context) {
		s.recovery.run(ctx)
		s.background.run(ctx)
	})
}

// Close stops the background work and waits for it. Calls that are still
// running end as if they were cancelled.
func (s *Service) Close() error {
	s.deps.tasks.close()
	s.deps.events.close()
	s.deps.plaid.Close()
	return nil
}

// Events carries what happens, until Close closes it. Progress is coalesced; a
// slow reader never blocks a sync. There is one channel, for one reader.
func (s *Service) Events() <-chan Event { return s.deps.events.channel() }

// Sync brings the given Items (none: all) up to date, in parallel, and waits.
// Items fail apart: see each result's Err. A bank that is still preparing its
// history is waited for up to a minute; after that its result has no error and
// an Item without History. An Item that another process is syncing is waited
// for and not synced again, but with Config.NoWait. The error is storage's, or
// the context's: then the results of the Items that were done before stand, and
// the others' Err wraps the context's.
func (s *Service) Sync(ctx context.Context, itemIDs ...string) ([]SyncResult, error) {
	return s.syncs.each(ctx, itemIDs, s.syncs.syncReady)
}

// Live asks the banks of the given Items (none: all) for today's balances, by
// /accounts/balance/get: slow, limited to a few calls a minute, and billed by
// Plaid for each call. Nothing calls it unasked. Items fail apart: see each
// result's Err. The error is storage's, or the context's.
func (s *Service) Live(ctx context.Context, itemIDs ...string) ([]SyncResult, error) {
	return s.syncs.each(ctx, itemIDs, func(ctx context.Context, it ledger.Item) SyncResult {
		return SyncResult{Item: it, Err: s.deps.explain(it.Institution, liveBalances(ctx, s.deps, it))}
	})
}

// Link takes the person through Link and stores the new Item; the first sync
// starts in the background and shows on Events. A login that is linked already
// is not linked again: the result is a PendingLink then. Progress may be nil;
// it is called from one goroutine at a time. Errors: ErrLinkCancelled,
// ErrLinkExpired, *problem.Error.
func (s *Service) Link(ctx context.Context, o LinkOptions, progress func(LinkProgress)) (LinkResult, error) {
	return s.links.task(ctx, func(ctx context.Context) (LinkResult, error) { return s.links.link(ctx, o, progress) })
}

// Repair takes the person through Link's update mode for an Item: the token
// and the Item stay what they are. An Item beyond repair is linked anew.
// Errors: as Link's, and storage.ErrNotFound.
func (s *Service) Repair(ctx context.Context, itemID string, o LinkOptions, progress func(LinkProgress)) (LinkResult, error) {
	return s.links.task(ctx, func(ctx context.Context) (LinkResult, error) { return s.links.repair(ctx, itemID, o, progress) })
}

// LinkSandbox links without a browser, through /sandbox/public_token/create.
// Empty names mean Plaid's user_good and pass_good. A login that is linked
// already makes a PendingLink, as by Link. Errors: *problem.Error.
func (s *Service) LinkSandbox(ctx context.Context, institutionID, user, password string) (LinkResult, error) {
	return s.links.task(ctx, func(ctx context.Context) (LinkResult, error) {
		return s.links.linkSandbox(ctx, sandboxLogin{institutionID, user, password}, refuseDuplicate)
	})
}

// Unlink removes an Item at Plaid, then its token, then its rows. Token and
// rows go only when Plaid has said that the Item ended: /item/remove succeeded,
// or ITEM_NOT_FOUND. Then a mark in the cache says so, and the next Start
// finishes what a crash cut off. Before that a copy of the cache is written to
// Config.BeforeUnlink, with a number where that is taken. Errors:
// storage.ErrNotFound, *problem.Error.
func (s *Service) Unlink(ctx context.Context, itemID string) error {
	return s.unlinks.remove(ctx, itemID, s.unlinks.endAtPlaid)
}

// CopyBeforeUnlink is the file that Unlink copies the cache to first, with a
// number where it is taken; empty: none.
func (s *Service) CopyBeforeUnlink() string { return s.unlinks.copyTo }

// TokensIn says in words where access tokens lie: the system keyring.
func (s *Service) TokensIn() string { return s.deps.vault.Where() }

// Forget removes an Item's token and rows without asking Plaid, where the Item
// may live on: for an Item that Unlink cannot end. Errors: as Unlink's.
func (s *Service) Forget(ctx context.Context, itemID string) error {
	return s.unlinks.remove(ctx, itemID, func(context.Context, ledger.Item) error { return nil })
}

// Recover finishes what a crash left: Items that ended at Plaid, Items that
// were replaced, and tokens without a row, which are Items that were linked but
// not saved. What it cannot finish is in the log, and tried again the next time.
func (s *Service) Recover(ctx context.Context) {
	ctx, done, err := s.deps.tasks.begin(ctx)
	if err != nil {
		return
	}
	defer done()
	s.recovery.run(ctx)
}
