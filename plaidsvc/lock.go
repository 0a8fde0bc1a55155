package plaidsvc

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

// notWorthSaying is how long a lock is waited for in silence.
const notWorthSaying = 200 * time.Millisecond

// locks keep two processes, and two calls of one, from working on an Item at the
// same time.
type locks struct {
	dir    string // where the lock files are
	events *queue // gets an event when a lock is waited for
	now    func() time.Time
	retry  time.Duration // between two tries
	most   time.Duration // that a lock is waited for; 0: not at all
	own    *sync.Map     // the ids of the Items that calls of this Service work on
}

// lock takes an Item for this call: each call opens the file anew, and the lock
// belongs to the open file, which names the process that has it. waited says
// that somebody else had it. Somebody who does not let it go makes a
// *problem.Error.
func (k locks) lock(ctx context.Context, it ledger.Item) (unlock func(), waited bool, err error) {
	if err := os.MkdirAll(k.dir, 0o700); err != nil {
		return nil, false, fmt.Errorf("make the folder for lock files: %w", withoutPath(err))
	}
	name := filepath.Join(k.dir, url.PathEscape(it.ID)+".lock")
	l := flock.New(name, flock.SetPermissions(0o600))
	got, err := l.TryLock()
	if err == nil && !got && k.most == 0 {
		l.Close()
		return nil, true, k.held(it, name)
	}
	if err == nil && !got {
		waited = true
		soon, cancel := context.WithTimeout(ctx, notWorthSaying)
		got, _ = l.TryLockContext(soon, k.retry) // an error here comes again below
		cancel()
	}
	if err == nil && !got {
		if _, own := k.own.Load(it.ID); !own { // whose events tell what goes on
			k.events.put(SyncProgress{
				ItemID: it.ID, Institution: it.Institution,
				Waiting: it.Institution + " is being synced already by " + lockedBy(name) + "; waiting for that to end.",
			})
		}
		long, cancel := context.WithTimeout(ctx, k.most)
		got, err = l.TryLockContext(long, k.retry)
		cancel()
		if !got && errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			l.Close()
			return nil, waited, k.held(it, name)
		}
	}
	if ctx.Err() != nil {
		l.Close()
		return nil, waited, ctx.Err()
	}
	if err != nil || !got {
		l.Close()
		return nil, waited, fmt.Errorf("lock the bank: %w", withoutPath(err))
	}
	// Only whoever waits reads it, and does without where it cannot be written.
	_ = os.WriteFile(name, []byte(strconv.Itoa(os.Getpid())), 0o600)
	k.own.Store(it.ID, nil)
	return func() {
		k.own.Delete(it.ID)
		l.Close()
	}, waited, nil
}

// lockedBy names the process that wrote itself into a lock file.
func lockedBy(name string) string {
	text, err := os.ReadFile(name)
	pid, bad := strconv.Atoi(string(text))
	switch {
	case err != nil || bad != nil:
		return "another process"
	case pid == os.Getpid():
		return "this process"
	}
	return "process " + strconv.Itoa(pid)
}

// held says who keeps an Item for longer than it is waited for.
func (k locks) held(it ledger.Item, name string) error {
	words := fmt.Sprintf("%s: %s has been busy with this bank for over %.0f minutes. Try again later, or end it if it hangs.",
		it.Institution, lockedBy(name), k.most.Minutes())
	if k.most == 0 {
		words = fmt.Sprintf("%s: %s is busy with this bank, and was not waited for.", it.Institution, lockedBy(name))
	}
	return &problem.Error{Err: errHeld, Problem: ledger.Problem{Code: "HELD", Actor: ledger.ActorWait, Since: k.now(), Sentence: words}}
}

var errHeld = errors.New("the lock of the bank is held by somebody else")

// withoutPath removes the path from a file error, which goes to logs and screens.
func withoutPath(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
