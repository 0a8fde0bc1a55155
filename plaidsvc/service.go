package plaidsvc

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/vault"
	"passbook/storage"
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
	BeforeUnlink     string           // file that Unlink copies the cache to first; empty: none
	Now              func() time.Time // nil: time.Now
	Log              *slog.Logger     // nil: none
}

// Service links, syncs and repairs.
type Service struct {
	cfg    Config
	db     *storage.DB
	vault  vault.Vault
	plaid  *plaidapi.Client
	log    *slog.Logger
	now    func() time.Time
	events *queue
	pace   pace
	bounds bounds

	ctx    context.Context // ends with Close
	cancel context.CancelFunc
	mu     sync.Mutex // guards closed and work.Add
	closed bool
	work   sync.WaitGroup
}

// pace is how long to wait for what passes by itself. Tests wait less.
type pace struct {
	retry      time.Duration // before a call that failed is repeated; doubles
	restart    time.Duration // before an update starts again; doubles
	limit      time.Duration // after a rate limit, which is one a minute
	poll       time.Duration // between two looks at a new Item; grows by half
	pollMax    time.Duration
	pollFor    time.Duration // how long a new Item is looked at that often
	lock       time.Duration // between two tries to get an Item's lock
	lockFor    time.Duration // how long an Item's lock is waited for
	background time.Duration // between two looks at which Items are due
}

var usualPace = pace{
	retry:      500 * time.Millisecond,
	restart:    500 * time.Millisecond,
	limit:      time.Minute,
	poll:       250 * time.Millisecond,
	pollMax:    5 * time.Second,
	pollFor:    5 * time.Minute,
	lock:       50 * time.Millisecond,
	lockFor:    10 * time.Minute,
	background: time.Minute,
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
	s := &Service{
		cfg: cfg, db: db, vault: v, plaid: c, log: cfg.Log, now: cfg.Now,
		events: newQueue(), pace: pace, bounds: usualBounds,
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s, nil
}

// Start begins background work: mending what a crash left, syncing stale
// Items, polling new ones until their history is complete. It ends with ctx or
// with Close.
func (s *Service) Start(ctx context.Context) {
	ctx, done, err := s.begin(ctx)
	if err != nil {
		return
	}
	go func() {
		defer done()
		s.Mend(ctx)
		s.background(ctx)
	}()
}

// Close stops the background work and waits for it. Calls that are still
// running end as if they were cancelled.
func (s *Service) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.cancel()
	s.work.Wait()
	s.events.close()
	s.plaid.Close()
	return nil
}

// Events carries what happens, until Close closes it. Progress is coalesced; a
// slow reader never blocks a sync. There is one channel, for one reader.
func (s *Service) Events() <-chan Event { return s.events.channel() }

var errClosed = errors.New("passbook is closing")

// begin registers work that Close waits for and ends. The caller calls done.
func (s *Service) begin(ctx context.Context) (context.Context, func(), error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, nil, errClosed
	}
	s.work.Add(1)
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(s.ctx, cancel)
	return ctx, func() {
		stop()
		cancel()
		s.work.Done()
	}, nil
}

// sleep waits, or ends with the context.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
