package plaidsvc

import (
	"time"

	"passbook/plaidsvc/vault"
	"passbook/storage"
)

// NewHurried makes a Service that waits milliseconds where it waits seconds,
// and lets a new Item alone until it is synced.
func NewHurried(cfg Config, db *storage.DB, v vault.Vault) (*Service, error) {
	return newService(cfg, pace{
		retry: time.Millisecond, restart: time.Millisecond / 4, limit: time.Millisecond, poll: time.Millisecond,
		pollMax: time.Millisecond, lock: time.Millisecond, lockFor: time.Minute, background: time.Millisecond,
	}, db, v)
}
