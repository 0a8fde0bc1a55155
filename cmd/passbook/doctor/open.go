package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"passbook/cmd/passbook/config"
	"passbook/plaidsvc"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// Given is what the program knows of itself before anything is opened.
type Given struct {
	Version     string
	Values      config.Values // as far as they could be read
	SettingsErr error         // why they could not all be read; nil: they could
	DataDir     string
	Folders     map[string]string // of each environment, where the person names none
	Owner       storage.Owner     // for whom passbook runs
	Plaid       plaidsvc.Config
	KeysErr     error // why the Plaid secret of the environment cannot be read, or which key is missing
	Vault       vault.Vault
	VaultErr    error // why there is none
	Now         func() time.Time
	Secrets     []string // texts that no bundle may hold
}

// options are the command's flags.
type options struct {
	full, offline bool
	bundle        string
}

// opened is what the checks look at: what the program knows, and as much of it as
// could be opened.
type opened struct {
	Given
	options
	stdout *os.File // nil: what is printed goes to no file

	db       *storage.DB // nil: dbErr says why
	dbErr    error
	items    []ledger.Item
	archived []ledger.Item
	itemsErr error // why the Items cannot be read; nil where there is no cache

	probe    *plaidsvc.Probe // nil: probeErr says why
	probeErr error
}

// openFor is how long the cache may take to be opened.
const openFor = 5 * time.Second

// open opens what the checks share.
func open(ctx context.Context, g Given, o options) *opened {
	p := &opened{Given: g, options: o}
	type cache struct {
		db  *storage.DB
		err error
	}
	answers := make(chan cache, 1)
	go func() {
		db, err := storage.OpenToRead(ctx, g.DataDir, g.Now)
		answers <- cache{db, err}
	}()
	select {
	case a := <-answers:
		p.db, p.dbErr = a.db, a.err
	case <-time.After(openFor): // the disk keeps silent; what comes later is not used
		p.dbErr = fmt.Errorf("the cache in %s does not open within %v", g.DataDir, openFor)
	}
	if p.db != nil {
		if h, err := p.db.Health(ctx); err == nil && h.Version != h.Newest {
			p.itemsErr = fmt.Errorf("the cache has version %d, and this passbook reads banks of version %d", h.Version, h.Newest)
		} else {
			p.items, p.itemsErr = p.db.Items(ctx)
			if p.itemsErr == nil {
				p.archived, p.itemsErr = p.db.Archived(ctx)
			}
		}
	}
	switch {
	case o.offline:
		p.probeErr = errors.New("by --offline")
	case g.Vault == nil:
		p.probeErr = errors.New("the vault cannot be opened")
	default:
		p.probe, p.probeErr = plaidsvc.NewProbe(g.Plaid, g.Vault)
	}
	return p
}

func (p *opened) close() {
	if p.db != nil {
		_ = p.db.Close() // it was only read
	}
	if p.probe != nil {
		p.probe.Close()
	}
}
