package plaidsvc

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"passbook/storage"
)

// notWorthSaying is how long a lock is waited for in silence.
const notWorthSaying = 200 * time.Millisecond

// lock takes an Item for this call, against other processes and other calls of
// this one: each call opens the file anew, and the lock belongs to the open
// file. waited says that somebody else had it.
func (s *Service) lock(ctx context.Context, it storage.Item) (unlock func(), waited bool, err error) {
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
			Waiting: it.Institution + " is being synced already; waiting for that to end.",
		})
		got, err = l.TryLockContext(ctx, s.pace.lock)
	}
	if ctx.Err() != nil {
		l.Close()
		return nil, waited, ctx.Err()
	}
	if err != nil || !got {
		l.Close()
		return nil, waited, fmt.Errorf("lock the bank: %w", bare(err))
	}
	return func() { l.Close() }, waited, nil
}

// bare takes the path out of a file error: it stands in logs and on screens.
func bare(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
