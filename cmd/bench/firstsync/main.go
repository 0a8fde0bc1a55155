// Firstsync links the bank of a million transactions that plaidsim carries and
// syncs it into a new cache. It is `passbook link` without the vault: opening a
// file sealed with a passphrase takes a second and 256 MiB by design, which
// would hide what the sync takes. It prints its peak memory (VmHWM) as the
// system saw it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/vault"
	"passbook/storage"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: firstsync FOLDER BASE-URL")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "firstsync:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir, url string) (err error) {
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		return err
	}
	svc, err := plaidsvc.New(plaidsvc.Config{
		ClientID: "bench", Secret: "bench", Env: "sandbox", BaseURL: url, ClientName: "bench",
		LockDir: filepath.Join(dir, "locks"), Now: time.Now,
	}, db, vault.NewMemory())
	if err != nil {
		return errors.Join(err, db.Close())
	}
	defer func() {
		err = errors.Join(err, svc.Close(), db.Close())
		if err == nil {
			err = printPeak()
		}
	}()
	if _, err := svc.LinkSandbox(ctx, "ins_109508", "user_bulk", "pass_good"); err != nil {
		return err
	}
	results, err := svc.Sync(ctx)
	for _, r := range results {
		err = errors.Join(err, r.Err)
	}
	return err
}

func printPeak() error {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(status)) {
		if kib, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			fmt.Println(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(kib), "kB")))
			return nil
		}
	}
	return errors.New("the system does not tell the peak memory (VmHWM)")
}
