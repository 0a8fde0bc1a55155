package plaidsvc

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gofrs/flock"

	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

// notWorthSaying is how long a lock is waited for in silence.
const notWorthSaying = 200 * time.Millisecond

// lock takes an Item for this call, against other processes and other calls of
// this one: each call opens the file anew, and the lock belongs to the open
// file, which names the process that has it. waited says that somebody else had
// it. Somebody who does not let it go makes an *Error.
func (s *Service) lock(ctx context.Context, it ledger.Item) (unlock func(), waited bool, err error) {
	if err := os.MkdirAll(s.cfg.LockDir, 0o700); err != nil {
		return nil, false, fmt.Errorf("make the folder for lock files: %w", bare(err))
	}
	name := filepath.Join(s.cfg.LockDir, url.PathEscape(it.ID)+".lock")
	l := flock.New(name, flock.SetPermissions(0o600))
	got, err := l.TryLock()
	if err == nil && !got {
		waited = true
		soon, cancel := context.WithTimeout(ctx, notWorthSaying)
		got, _ = l.TryLockContext(soon, s.pace.lock) // an error here comes again below
		cancel()
	}
	if err == nil && !got {
		s.events.put(SyncProgress{
			ItemID: it.ID, Institution: it.Institution,
			Waiting: it.Institution + " is being synced already by " + holder(name) + "; waiting for that to end.",
		})
		long, cancel := context.WithTimeout(ctx, s.pace.lockFor)
		got, err = l.TryLockContext(long, s.pace.lock)
		cancel()
		if !got && errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			l.Close()
			return nil, waited, s.held(it, name)
		}
	}
	if ctx.Err() != nil {
		l.Close()
		return nil, waited, ctx.Err()
	}
	if err != nil || !got {
		l.Close()
		return nil, waited, fmt.Errorf("lock the bank: %w", bare(err))
	}
	// Only whoever waits reads it, and does without where it cannot be written.
	_ = os.WriteFile(name, []byte(strconv.Itoa(os.Getpid())), 0o600)
	return func() { l.Close() }, waited, nil
}

// holder names the process that wrote itself into a lock file.
func holder(name string) string {
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
func (s *Service) held(it ledger.Item, name string) error {
	return &problem.Error{Err: errHeld, Problem: ledger.Problem{
		Code: "HELD", Turn: ledger.TurnWait, Since: s.now(),
		Sentence: fmt.Sprintf("%s: %s has been busy with this bank for over %.0f minutes. Try again later, or end it if it hangs.",
			it.Institution, holder(name), s.pace.lockFor.Minutes()),
	}}
}

var errHeld = errors.New("the lock of the bank is held by somebody else")

// bare takes the path out of a file error: it stands in logs and on screens.
func bare(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
