package plaidsvc

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"passbook/plaidsvc/vault"
	"passbook/storage"
)

// Everything in this file is a signature waiting for its body.

var errStub = errors.New("not built yet")

// Config says which Plaid to talk to and how.
type Config struct {
	ClientID, Secret string
	Env              string        // sandbox or production
	BaseURL          string        // empty: Plaid's host of Env
	ClientName       string        // shown by Link; at most 30 characters
	Every            time.Duration // background sync while Start runs; 0: 6 hours
	LockDir          string        // folder of the per-Item lock files
	Now              func() time.Time
	Log              *slog.Logger
}

// Service links, syncs and repairs.
type Service struct{}

// New checks the configuration; it does no I/O.
func New(cfg Config, db *storage.DB, v vault.Vault) (*Service, error) { return nil, errStub }

// Start begins background work: mending what a crash left, syncing stale
// Items, polling new ones until their history is complete.
func (s *Service) Start(ctx context.Context) {}

// Close stops the background work and waits for it.
func (s *Service) Close() error { return nil }

// Events carries what happens, until Close closes it: one of the types below.
// Progress is coalesced; a slow reader never blocks a sync.
func (s *Service) Events() <-chan any { return nil }

// SyncStarted, SyncProgress and SyncFinished tell of one Item's update.
type (
	SyncStarted  struct{ ItemID, Institution string }
	SyncProgress struct {
		ItemID, Institution string
		Transactions        int    // received so far
		Waiting             string // not empty: a sentence saying what is waited for
	}
	SyncFinished struct {
		ItemID, Institution string
		Changes             storage.Changes
		Err                 error
	}
)

// SyncResult is the outcome for one Item.
type SyncResult struct {
	Item    storage.Item
	Changes storage.Changes
	Err     error // nil, or an *Error
}

// Sync brings the given Items (none: all) up to date, in parallel, and waits.
func (s *Service) Sync(ctx context.Context, itemIDs ...string) ([]SyncResult, error) {
	return nil, errStub
}

// LinkMethod is how the person reaches Link.
type LinkMethod string

// The ways to reach Link.
const (
	LinkAuto      LinkMethod = ""          // localhost with a display, hosted over SSH or without one
	LinkLocalhost LinkMethod = "localhost" // a page on 127.0.0.1
	LinkHosted    LinkMethod = "hosted"    // a URL of Plaid's, polled
)

// LinkOptions chooses how to link.
type LinkOptions struct {
	Method    LinkMethod
	Port      int  // of the localhost page; 0: any
	NoBrowser bool // only show the address
}

// LinkStep is a step of linking.
type LinkStep string

// The steps, in order.
const (
	LinkReady      LinkStep = "ready"      // URL is known
	LinkOpened     LinkStep = "opened"     // the browser was started
	LinkInBrowser  LinkStep = "in browser" // the page was loaded
	LinkExchanging LinkStep = "exchanging" // the person is done
	LinkSaved      LinkStep = "saved"      // token in the vault, Item in the cache
)

// LinkProgress tells how far linking is.
type LinkProgress struct {
	Step    LinkStep
	Method  LinkMethod
	Why     string // why this method
	URL     string
	QR      string // the URL as a QR code in half blocks, for LinkHosted
	Expires time.Time
	Err     error // the browser did not start; the URL still works
}

// LinkResult is a linked Item.
type LinkResult struct {
	Item     storage.Item
	Accounts []storage.Account
	Vault    string // where the token lies, in words
}

// Link takes the person through Link and stores the new Item; the first sync
// starts in the background and shows on Events. Errors: ErrLinkCancelled,
// ErrLinkExpired, *DuplicateError, *Error.
func (s *Service) Link(ctx context.Context, o LinkOptions, progress func(LinkProgress)) (LinkResult, error) {
	return LinkResult{}, errStub
}

// LinkAnyway finishes a link that stopped at a DuplicateError.
func (s *Service) LinkAnyway(ctx context.Context, d *DuplicateError) (LinkResult, error) {
	return LinkResult{}, errStub
}

// LinkSandbox links without a browser, through /sandbox/public_token/create.
func (s *Service) LinkSandbox(ctx context.Context, institutionID, user, password string) (LinkResult, error) {
	return LinkResult{}, errStub
}

// Repair takes the person through Link's update mode for an Item.
func (s *Service) Repair(ctx context.Context, itemID string, o LinkOptions, progress func(LinkProgress)) (LinkResult, error) {
	return LinkResult{}, errStub
}

// Unlink removes an Item at Plaid, then its token, then its rows.
func (s *Service) Unlink(ctx context.Context, itemID string) error { return errStub }

// Error is a failure in words, with whose turn it is.
type Error struct {
	storage.Problem
	Err error
}

func (e *Error) Error() string { return e.Sentence }
func (e *Error) Unwrap() error { return e.Err }

// DuplicateError: the login is linked already.
type DuplicateError struct {
	Existing    storage.Item
	Accounts    []string // names of the accounts that are linked already
	publicToken string
}

func (e *DuplicateError) Error() string { return e.Existing.Institution + " is linked already" }

var (
	ErrLinkCancelled = errors.New("linking was cancelled")
	ErrLinkExpired   = errors.New("the time for linking ran out")
)
