package vault

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// lock waits until no other process holds the lock file, and takes it.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	l := flock.New(path, flock.SetPermissions(0o600))
	if _, err := l.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, fmt.Errorf("wait for the lock of the access tokens: %w", err)
	}
	return func() { _ = l.Unlock() }, nil
}

// useName is the lock file of a folder's secrets: who uses them shares it, who
// moves them has it alone.
func useName(dir, env string) string { return filepath.Join(dir, "secrets-"+env+".lock") }

// ErrMoving says that another process is moving the secrets.
var ErrMoving = errors.New("another passbook is moving the secrets to another place: try again when it is done")

// Use says that this process uses the secrets of a folder and environment, until
// release is called or the process ends. Nobody moves them meanwhile. Errors:
// ErrMoving, after some seconds. A folder that cannot be written to needs no lock.
func Use(ctx context.Context, dir, env string) (release func(), err error) {
	l := flock.New(useName(dir, env), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(ctx, movingFor)
	defer cancel()
	got, err := l.TryRLockContext(ctx, 20*time.Millisecond)
	switch {
	case got:
		return func() { _ = l.Unlock() }, nil
	case errors.Is(err, context.DeadlineExceeded):
		return nil, &UnavailableError{Sentence: ErrMoving.Error(), Err: ErrMoving}
	case errors.Is(err, context.Canceled):
		return nil, err
	}
	return func() {}, nil
}

// movingFor is how long secrets may take to move before whoever needs them hears
// of it.
const movingFor = 5 * time.Second

// Alone is Use for whoever moves the secrets: nobody else uses them. false: others
// do until ctx ends.
func Alone(ctx context.Context, dir, env string) (release func(), alone bool, err error) {
	l := flock.New(useName(dir, env), flock.SetPermissions(0o600))
	alone, err = l.TryLockContext(ctx, 20*time.Millisecond)
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	return func() { _ = l.Unlock() }, alone, err
}
