package plaidsvc

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

// userID is the random name that Link knows the person by: the same for ever
// in one folder, and nothing about them.
func userID(dir string) (string, error) {
	path := filepath.Join(dir, "client_user_id")
	if kept, err := os.ReadFile(path); err == nil && len(kept) > 0 {
		return strings.TrimSpace(string(kept)), nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("keep an id for Link: %w", withoutPath(err))
	}
	id := rand.Text()
	if err := os.WriteFile(path, []byte(id+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keep an id for Link: %w", withoutPath(err))
	}
	return id, nil
}

// plaidUserTime bounds what plaidUser may take: a link goes on without it.
const plaidUserTime = 10 * time.Second

// plaidUser gives the id of Plaid's user whom new Items are noted for, and the
// ids of those that are noted already. With it an Item is found and ended whose
// access token is lost. It is empty for Plaid's older customers, who have no
// users, and where Plaid cannot be asked.
func (d *deps) plaidUser(ctx context.Context) (id string, known []string) {
	ctx, cancel := context.WithTimeout(ctx, plaidUserTime)
	defer cancel()
	id, err := d.keptPlaidUser(ctx)
	if err != nil {
		d.log.Info("no user of Plaid's", "err", d.explain("", err))
		return "", nil
	}
	items, err := d.plaid.UserItems(ctx, id)
	if err != nil {
		d.log.Info("no items of Plaid's user", "err", d.explain("", err))
		return "", nil
	}
	for _, it := range items {
		known = append(known, it.ID)
	}
	return id, known
}

// keptPlaidUser gives the id that was kept, or makes the user and keeps its id:
// Plaid may not tell it twice.
func (d *deps) keptPlaidUser(ctx context.Context) (string, error) {
	path := d.plaidUserFile()
	if kept, err := os.ReadFile(path); err == nil && len(kept) > 0 {
		return strings.TrimSpace(string(kept)), nil
	}
	name, err := userID(d.locks.dir)
	if err != nil {
		return "", err
	}
	id, err := d.plaid.NewUser(ctx, name)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(path, []byte(id+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keep the id of Plaid's user: %w", withoutPath(err))
	}
	return id, nil
}

// plaidUserFile keeps the id of Plaid's user.
func (d *deps) plaidUserFile() string { return filepath.Join(d.locks.dir, "plaid_user_id") }

// removePlaidUser ends Plaid's user and every Item that is noted for it, and drops
// its id; false: there is none. It refuses while a bank is linked, whose login
// would end with the user.
func (d *deps) removePlaidUser(ctx context.Context) (bool, error) {
	kept, err := os.ReadFile(d.plaidUserFile())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the id of Plaid's user: %w", withoutPath(err))
	}
	items, err := d.db.Items(ctx)
	if err != nil {
		return false, err
	}
	if len(items) > 0 {
		return false, &problem.Error{Problem: ledger.Problem{
			Code: "STILL_LINKED", Actor: ledger.ActorSetup, Since: d.now(),
			Sentence: "With Plaid's user the login of " + items[0].Institution + " would end too. End or unlink every bank first: passbook products end BANK.",
		}}
	}
	err = d.plaid.RemoveUser(ctx, strings.TrimSpace(string(kept)))
	var answer *plaidapi.Error
	if errors.As(err, &answer) && slices.Contains(problem.UnknownUser, answer.Code) { // an earlier try ended it
		err = nil
	}
	if err != nil {
		return false, err
	}
	if err := os.Remove(d.plaidUserFile()); err != nil {
		return false, fmt.Errorf("drop the id of Plaid's user: %w", withoutPath(err))
	}
	d.log.Info("plaid's user removed")
	return true, nil
}
