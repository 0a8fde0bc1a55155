package plaidsvc

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/products"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// Config says which Plaid to talk to and how.
type Config struct {
	ClientID     string
	Secret       string           // of Plaid; empty: the one in the vault, once Plaid is talked to
	Env          string           // sandbox or production
	BaseURL      string           // empty: Plaid's host of Env
	ClientName   string           // shown by Link; at most 30 characters
	Countries    []string         // whose banks Link offers, as ISO 3166 codes; empty: US
	Language     string           // that Link speaks; empty: en
	Products     []string         // what Link asks of a bank besides transactions, where the bank has it
	HistoryDays  int              // of history that a bank is asked for when it is linked; 0: 730, the most that Plaid gives
	Webhook      string           // where Plaid sends webhooks of the Items that are linked; empty: nowhere
	CacheNumbers bool             // account numbers and owners that were asked for are kept in the vault
	Every        time.Duration    // age at which a bank is synced by itself while Start runs; 0: never
	LockDir      string           // folder of the per-Item lock files and of the random name that Link knows the person by
	NoWait       bool             // an Item that another process works on makes a *problem.Error at once, instead of after ten minutes
	BeforeUnlink string           // file that Unlink copies the cache to first, with a number where it is taken; empty: none
	Now          func() time.Time // nil: time.Now
	Log          *slog.Logger     // nil: none
}

// Service links, syncs and repairs. It is safe for use by several goroutines.
type Service struct {
	deps       *deps
	syncs      *syncer
	links      *linker
	unlinks    *unlinker
	rotations  *rotator
	recovery   *recovery
	background *background
	products   *products.Products
}

// New checks the configuration; it does no I/O.
func New(cfg Config, db *storage.DB, v vault.Vault) (*Service, error) {
	return newService(cfg, usualPace, db, v)
}

func newService(cfg Config, pace pace, db *storage.DB, v vault.Vault) (*Service, error) {
	if cfg.LockDir == "" {
		return nil, errors.New("no folder for the lock files")
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
	if cfg.Language == "" {
		cfg.Language = "en"
	}
	if cfg.HistoryDays == 0 {
		cfg.HistoryDays = 730
	}
	if cfg.ClientName == "" {
		cfg.ClientName = "passbook"
	}
	secret := plaidSecret{cfg.Secret, v, cfg.Now}
	c, err := plaidapi.New(plaidapi.Config{
		ClientID: cfg.ClientID, Secret: secret.get, Env: cfg.Env, BaseURL: cfg.BaseURL,
		ClientName: cfg.ClientName, Countries: cfg.Countries, Language: cfg.Language, Products: cfg.Products,
		HistoryDays: cfg.HistoryDays, Webhook: cfg.Webhook, Now: cfg.Now, RetryWait: pace.retry,
	})
	if err != nil {
		return nil, err
	}
	if cfg.NoWait {
		pace.lockFor = 0
	}
	events := newQueue()
	d := &deps{
		db: db, vault: v, secret: secret, plaid: c, log: cfg.Log, now: cfg.Now, events: events,
		locks: locks{dir: cfg.LockDir, events: events, now: cfg.Now, retry: pace.lock, most: pace.lockFor, own: new(sync.Map)},
		tasks: newTasks(), pace: pace, bounds: usualBounds, unfinished: new(atomic.Bool),
	}
	asked := products.New(products.Deps{DB: db, Plaid: c, Vault: v, Now: cfg.Now, CacheNumbers: cfg.CacheNumbers, Token: d.token, Lock: d.lock, Explain: d.explain})
	syncs := &syncer{deps: d, products: asked}
	store := &itemStore{deps: d, syncs: syncs}
	unlinks := &unlinker{deps: d, copyTo: cfg.BeforeUnlink}
	recovers := &recovery{deps: d, store: store, unlinks: unlinks}
	return &Service{
		deps:       d,
		syncs:      syncs,
		links:      &linker{deps: d, store: store, syncs: syncs},
		unlinks:    unlinks,
		rotations:  &rotator{deps: d},
		recovery:   recovers,
		background: &background{deps: d, syncs: syncs, recovery: recovers, every: cfg.Every},
		products:   asked,
	}, nil
}

// Start begins background work: recovering from what a crash left, or what cannot
// be finished yet, syncing stale Items, polling new ones until their history is
// complete. Without Config.Every it only finishes what a link has begun. It ends
// with ctx or with Close.
func (s *Service) Start(ctx context.Context) {
	s.deps.tasks.start(ctx, func(ctx context.Context) {
		s.recovery.runAndTell(ctx)
		s.background.run(ctx)
	})
}

// NextSync is when the first of some Items is old enough to be synced by itself;
// zero: never, without Config.Every.
func (s *Service) NextSync(items []ledger.Item) time.Time { return s.background.next(items) }

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

// LinkIncome takes the person through Link for their income: from the accounts of
// a bank, or from an employer. Nothing is fetched by it, and no Item comes into the
// cache. Plaid bills it: see products.IncomeBilling. Errors: as Link's.
func (s *Service) LinkIncome(ctx context.Context, payroll bool, o LinkOptions, progress func(LinkProgress)) error {
	_, err := s.links.task(ctx, func(ctx context.Context) (LinkResult, error) {
		return LinkResult{}, s.links.linkIncome(ctx, payroll, o, progress)
	})
	return err
}

// LinkSandboxIncome is LinkIncome with a test login, without a browser.
func (s *Service) LinkSandboxIncome(ctx context.Context, payroll bool, institutionID, user, password string) error {
	_, err := s.links.task(ctx, func(ctx context.Context) (LinkResult, error) {
		return LinkResult{}, s.links.sandboxIncome(ctx, payroll, sandboxLogin{institutionID, user, password})
	})
	return err
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

// Archive ends an Item at Plaid, as Unlink does, and keeps its accounts and rows:
// they count until today and no longer, and a bank that is linked again goes on
// with them. Errors: storage.ErrNotFound, *problem.Error.
func (s *Service) Archive(ctx context.Context, itemID string) error {
	return s.unlinks.archive(ctx, itemID, s.unlinks.endAtPlaid)
}

// EndProducts ends all products of an Item at Plaid, and with them the Item, by
// /item/products/terminate. Here it is Archive. Errors: as Archive's.
func (s *Service) EndProducts(ctx context.Context, itemID string) error {
	return s.unlinks.archive(ctx, itemID, s.unlinks.endProducts)
}

// RemoveUser ends Plaid's user, whom Items were noted for when they were linked,
// with whatever Items are still noted for it, and the one of the person's income;
// false: there is neither. Errors:
// *problem.Error, also where a bank is linked.
func (s *Service) RemoveUser(ctx context.Context) (bool, error) {
	ctx, done, err := s.deps.tasks.begin(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	removed, err := s.deps.removePlaidUser(ctx)
	if err != nil {
		return removed, s.deps.explain("", err)
	}
	ended, err := s.products.EndIncome(ctx)
	return removed || ended, err
}

// CopyBeforeUnlink is the file that Unlink copies the cache to first, with a
// number where it is taken; empty: none.
func (s *Service) CopyBeforeUnlink() string { return s.unlinks.copyTo }

// HasKeys fails where no call could be made: the Plaid secret is neither in
// Config nor in the vault, or the vault cannot be opened. Errors: *problem.Error.
func (s *Service) HasKeys(ctx context.Context) error {
	_, err := s.deps.secret.get(ctx)
	return s.deps.explain("", err)
}

// CheckToken asks Plaid for the Item of a token in the vault, which costs nothing.
// The Item need not be in the cache. Errors: *problem.Error.
func (s *Service) CheckToken(ctx context.Context, itemID string) error {
	it, err := s.deps.db.Item(ctx, itemID)
	if errors.Is(err, storage.ErrNotFound) {
		it, err = ledger.Item{ID: itemID}, nil
	}
	var token string
	if err == nil {
		token, err = s.deps.token(ctx, it)
	}
	if err == nil {
		_, err = s.deps.plaid.Item(ctx, token)
	}
	return s.deps.explain(it.Institution, err)
}

// Products asks for what Plaid knows beyond transactions.
func (s *Service) Products() *products.Products { return s.products }

// Notify puts a Notice among the events.
func (s *Service) Notify(sentence string) { s.deps.events.put(Notice{sentence}) }

// TryKeys asks Plaid for something that costs nothing and that it gives to nobody
// without keys of the environment. Errors: *problem.Error, of Plaid's answer or
// of what kept passbook from asking.
func (s *Service) TryKeys(ctx context.Context) error {
	return s.deps.explain("", s.deps.plaid.TryKeys(ctx))
}

// TokensIn says in words where access tokens lie: the system keyring.
func (s *Service) TokensIn() string { return s.deps.vault.Where() }

// Forget removes an Item's token and rows without asking Plaid, where the Item
// may live on: for an Item that Unlink cannot end. Errors: as Unlink's.
func (s *Service) Forget(ctx context.Context, itemID string) error {
	return s.unlinks.remove(ctx, itemID, func(context.Context, ledger.Item) error { return nil })
}

// Rotate gives an Item a new access token, by /item/access_token/invalidate. The
// old one works no longer from the moment in which Plaid makes the new one, so
// where that is lost on the way the bank is to be linked again: Rotate looks at
// once, and Recover after a crash. Errors: storage.ErrNotFound, *problem.Error.
func (s *Service) Rotate(ctx context.Context, itemID string) error {
	ctx, done, err := s.deps.tasks.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	return s.rotations.rotate(ctx, itemID)
}

// Recover finishes what a crash left: Items that ended at Plaid, Items that
// were replaced, tokens without a row, which are Items that were linked but not
// saved, and exchanges that were cut off: it gives a sentence for the person
// about each of these. What it cannot finish is in the log, and tried again the
// next time.
func (s *Service) Recover(ctx context.Context) []string {
	ctx, done, err := s.deps.tasks.begin(ctx)
	if err != nil {
		return nil
	}
	defer done()
	return s.recovery.run(ctx)
}
