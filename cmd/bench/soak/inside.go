package main

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/vault"
	"passbook/storage"
)

// goroutines syncs many times in this process, beside the background work, and
// gives how many goroutines are left once all of it is closed.
func goroutines(ctx context.Context, dir string, b *bank, syncs int) (left int, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, err
	}
	before := runtime.NumGoroutine()
	if err := syncInside(ctx, dir, b, syncs); err != nil {
		return 0, err
	}
	for range 50 { // the server's side of closed connections ends by itself
		runtime.GC()
		if left = runtime.NumGoroutine() - before; left <= 0 {
			return 0, nil
		}
		if err := wait(ctx, 100*time.Millisecond); err != nil {
			return 0, err
		}
	}
	return left, nil
}

func syncInside(ctx context.Context, dir string, b *bank, syncs int) error {
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		return err
	}
	defer db.Close()
	svc, err := plaidsvc.New(plaidsvc.Config{
		ClientID: "inside", Secret: "soak", Env: "sandbox", BaseURL: b.url, Every: time.Minute, LockDir: filepath.Join(dir, "locks"),
	}, db, vault.NewMemory())
	if err != nil {
		return err
	}
	defer svc.Close()
	svc.Start(ctx)
	if _, err := svc.LinkSandbox(ctx, "ins_109508", "user_household", ""); err != nil {
		return err
	}
	for range syncs {
		b.advance(time.Minute)
		if _, err := svc.Sync(ctx); err != nil {
			return err
		}
	}
	return nil
}
