package plaidsvc

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net"
	"net/url"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/webhook"
	"passbook/storage"
	"passbook/storage/ledger"
)

// A webhook is a hint: it may be late, twice, out of order or lost. So each one
// marks its Item, and a marked Item is synced: the sync finds out what is so,
// rows and state. However many webhooks come for an Item, one sync of it runs,
// and what comes meanwhile makes one more. Items that no webhook comes for are
// synced as the dashboard does in the background.

// WebhookOptions says which webhooks are awaited, and who is told what came of
// them. One of its functions is called at a time.
type WebhookOptions struct {
	URL      string // where Plaid sends webhooks; its path is what they come to
	Register bool   // tell Plaid so for every Item that has another address

	Synced     func(heard []string, r SyncResult)  // an Item was synced because of these webhooks, such as ITEM ERROR; none: because it was due
	Ignored    func(itemID string, heard []string) // webhooks of an Item that the cache does not hold; empty: of no Item
	Registered func(it ledger.Item, err error)     // Plaid sends webhooks of an Item to URL now, or does not
	Refused    func(requests map[string]int)       // how many requests were not Plaid's webhooks, by why
}

// ServeWebhooks receives webhooks on a listener, which it closes, and syncs what
// they announce until the context ends. First it finishes what a crash left, and
// syncs every Item once, since webhooks may have come while nobody listened. The
// error is the listener's.
func (s *Service) ServeWebhooks(ctx context.Context, listener net.Listener, o WebhookOptions) error {
	ctx, done, err := s.deps.tasks.begin(ctx)
	if err != nil {
		listener.Close()
		return err
	}
	defer done()
	at, err := url.Parse(o.URL)
	if err != nil {
		listener.Close()
		return err
	}
	path := at.Path
	if path == "" {
		path = "/"
	}
	h := &hearing{
		deps: s.deps, syncs: s.syncs, background: s.background, options: o, places: semaphore.NewWeighted(parallelItems),
		waiting: map[string]heard{}, running: map[string]bool{}, refused: map[string]int{},
	}
	ctx, cancel := context.WithCancel(ctx)
	defer h.end(cancel)
	h.work.Go(func() {
		s.recovery.runAndTell(ctx)
		h.watch(ctx)
	})
	receiver := &webhook.Receiver{
		Path: path, Lookup: s.deps.plaid.WebhookKey, Now: s.deps.now, Refused: h.refuse,
		Accept: func(e webhook.Event) bool { return h.mark(ctx, e.ItemID, &e) },
	}
	return receiver.Serve(ctx, listener)
}

// hearing acts on webhooks.
type hearing struct {
	*deps
	syncs      *syncer
	background *background
	options    WebhookOptions
	places     *semaphore.Weighted // of the Items that are synced at once
	telling    sync.Mutex          // held while one of the options' functions runs
	work       sync.WaitGroup

	mu      sync.Mutex
	ended   bool
	waiting map[string]heard // Items that are to be synced, with what was heard of each
	running map[string]bool  // Items that a goroutine is at work on
	refused map[string]int   // requests since the last report, by why
}

// heard is the latest webhook of each type and code, such as ITEM ERROR. It is
// empty where an Item is due without one.
type heard map[string]webhook.Event

// names gives the types and codes, sorted.
func (h heard) names() []string { return slices.Sorted(maps.Keys(h)) }

// inOrder gives the webhooks in the order in which Plaid signed them; of those of
// one second, PENDING_DISCONNECT comes before LOGIN_REPAIRED.
func (h heard) inOrder() []webhook.Event {
	return slices.SortedFunc(maps.Values(h), func(a, b webhook.Event) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(b.Code, a.Code))
	})
}

// Plaid names Items and codes; a stranger who is a customer of Plaid's may too.
const (
	mostItems = 1000 // that something is done about at once
	mostHeard = 20   // types and codes of one Item that are told apart
)

// mark has an Item synced because of a webhook; nil: because it is due. It is
// synced at once, or as soon as the sync that runs has ended. false: there is no
// room, or it is too late.
func (h *hearing) mark(ctx context.Context, itemID string, e *webhook.Event) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ended {
		return false
	}
	if !h.running[itemID] && len(h.running) >= mostItems {
		return false
	}
	all, ok := h.waiting[itemID]
	if !ok {
		all = heard{}
		h.waiting[itemID] = all
	}
	if e != nil {
		name := e.Type + " " + e.Code
		if before, ok := all[name]; ok && !e.At.Before(before.At) || !ok && len(all) < mostHeard {
			all[name] = *e
		}
	}
	if !h.running[itemID] {
		h.running[itemID] = true
		h.work.Go(func() { h.drain(ctx, itemID) })
	}
	return true
}

// end ends the work and waits for it; nothing is marked any more.
func (h *hearing) end(cancel func()) {
	h.mu.Lock()
	h.ended = true
	h.mu.Unlock()
	cancel()
	h.work.Wait()
}

// drain syncs an Item for as long as something is heard of it. Between the
// beginnings of two syncs is a pause: Plaid allows fifteen a minute.
func (h *hearing) drain(ctx context.Context, itemID string) {
	for {
		h.mu.Lock()
		all, ok := h.waiting[itemID]
		delete(h.waiting, itemID)
		if !ok || ctx.Err() != nil {
			delete(h.running, itemID)
			h.mu.Unlock()
			return
		}
		h.mu.Unlock()
		pause := time.After(h.pace.webhooks)
		if h.places.Acquire(ctx, 1) == nil {
			h.act(ctx, itemID, all)
			h.places.Release(1)
		}
		select {
		case <-pause:
		case <-ctx.Done():
		}
	}
}

// act stores what was announced of an Item, and syncs it.
func (h *hearing) act(ctx context.Context, itemID string, all heard) {
	it, err := h.db.Item(ctx, itemID)
	if errors.Is(err, storage.ErrNotFound) || err == nil && !it.ArchivedAt.IsZero() {
		h.log.Info("webhook of no bank here", "item", plaidapi.CodeOnly(itemID), "heard", all.names())
		h.tell(func() { h.options.Ignored(plaidapi.CodeOnly(itemID), all.names()) })
		return
	}
	for _, e := range all.inOrder() {
		if err == nil && e.Type == "ITEM" {
			err = h.announced(ctx, itemID, announcement{code: e.Code, at: e.At, ends: e.Ends})
		}
	}
	r := SyncResult{Item: it, Err: h.explain(it.Institution, err)}
	if err == nil {
		h.log.Info("webhook", "item", it.ID, "heard", all.names())
		r = h.syncs.syncItem(ctx, it, heardSync)
	}
	if ctx.Err() != nil {
		return // the next start syncs every Item
	}
	if errors.Is(r.Err, errHeld) { // its Item is marked as nothing else does
		h.mark(ctx, itemID, nil)
		for _, e := range all {
			h.mark(ctx, itemID, &e)
		}
	}
	h.tell(func() { h.options.Synced(all.names(), r) })
}

// tell calls one of the options' functions.
func (h *hearing) tell(call func()) {
	h.telling.Lock()
	defer h.telling.Unlock()
	call()
}

// refuse counts a request that is not Plaid's webhook.
func (h *hearing) refuse(reason error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.refused[reason.Error()]++
}

// watch marks Items that are due, and tells Plaid where webhooks go, until the
// context ends. It looks at the clock often, because a laptop sleeps.
func (h *hearing) watch(ctx context.Context) {
	tried, asked := map[string]time.Time{}, map[string]time.Time{} // when, by Item
	told := map[string]bool{}                                      // Plaid knows the address
	retry := retrying{wait: h.pace.background}
	for {
		if h.unfinished.Load() && retry.due(h.now()) {
			h.background.recovery.runAndTell(ctx)
		}
		items, err := h.db.Items(ctx)
		if err != nil && ctx.Err() == nil {
			h.log.Warn("webhooks", "err", err)
		}
		for _, it := range items {
			if at, before := tried[it.ID]; !isUnlinked(it) && (!before || h.background.due(it, at)) {
				tried[it.ID] = h.now()
				h.mark(ctx, it.ID, nil)
			}
			if at, before := asked[it.ID]; h.options.Register && !told[it.ID] && (!before || h.now().Sub(at).Abs() >= retryAfter) {
				asked[it.ID] = h.now()
				told[it.ID] = h.register(ctx, it)
			}
		}
		h.reportRefused()
		if sleep(ctx, h.pace.background) != nil {
			h.reportRefused()
			return
		}
	}
}

// register has Plaid send webhooks of an Item to the address; true: it does.
func (h *hearing) register(ctx context.Context, it ledger.Item) bool {
	token, err := h.token(ctx, it)
	var status plaidapi.ItemStatus
	if err == nil {
		status, err = h.plaid.Item(ctx, token)
	}
	if err == nil && status.Webhook == h.options.URL {
		return true
	}
	if err == nil {
		err = h.plaid.SetWebhook(ctx, token, h.options.URL)
	}
	if ctx.Err() != nil {
		return false
	}
	err = h.explain(it.Institution, err)
	if e := (*problem.Error)(nil); errors.As(err, &e) {
		h.log.Warn("webhook address", "item", it.ID, "code", e.Code, "request", e.RequestID, "err", e.Err)
	} else {
		h.log.Info("webhook address", "item", it.ID)
	}
	h.tell(func() { h.options.Registered(it, err) })
	return err == nil
}

// reportRefused tells of the requests that were refused since it last did.
func (h *hearing) reportRefused() {
	h.mu.Lock()
	refused := h.refused
	h.refused = map[string]int{}
	h.mu.Unlock()
	if len(refused) == 0 {
		return
	}
	h.log.Warn("refused", "requests", refused)
	h.tell(func() { h.options.Refused(refused) })
}
