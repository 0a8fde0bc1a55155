package answers

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"passbook/plaidsvc/holder"
	"passbook/plaidsvc/vault"
)

// Bank is what Plaid said of an Item, and when, UTC. A zero instant stands for what
// is not kept.
type Bank struct {
	Numbers   []holder.Numbers
	NumbersAt time.Time
	Owners    []holder.Owners
	OwnersAt  time.Time
}

// All is what is kept, by the ids of Items.
type All map[string]Bank

// Read gives all that is kept. What cannot be read counts for nothing: Plaid can be
// asked again. Errors: those of the vault.
func Read(ctx context.Context, v vault.Vault) (All, error) {
	text, err := v.Get(ctx, vault.Answers)
	if err != nil && !errors.Is(err, vault.ErrNotFound) {
		return nil, err
	}
	all, err := decode(text)
	if err != nil {
		return All{}, nil
	}
	return all, nil
}

// changing keeps the changes of one process apart. Two processes that change at the
// same instant may lose one of the changes: the next Change mends that, which drops
// what is of no Item.
var changing sync.Mutex

// Change replaces what is kept by what edit makes of it, and writes nothing where
// that is the same. Errors: those of the vault.
func Change(ctx context.Context, v vault.Vault, edit func(All)) error {
	changing.Lock()
	defer changing.Unlock()
	before, err := v.Get(ctx, vault.Answers)
	if errors.Is(err, vault.ErrNotFound) {
		before, err = "", nil
	}
	if err != nil {
		return err
	}
	all, err := decode(before)
	if err != nil {
		all = All{}
	}
	edit(all)
	after, err := encode(all)
	switch {
	case err != nil:
		return fmt.Errorf("write what Plaid said: %w", err)
	case after == before:
		return nil
	case after == "":
		return v.Delete(ctx, vault.Answers)
	}
	return v.Set(ctx, vault.Answers, after)
}

// Forget drops what is kept of an Item.
func Forget(ctx context.Context, v vault.Vault, itemID string) error {
	return Change(ctx, v, func(all All) { delete(all, itemID) })
}

// encode gives all in the form in which the vault has it, packed, since an entry of
// some keyrings holds little. Nothing is an empty text.
func encode(all All) (string, error) {
	if len(all) == 0 {
		return "", nil
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if err := errors.Join(json.NewEncoder(w).Encode(all), w.Close()); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(packed.Bytes()), nil
}

func decode(text string) (All, error) {
	all := All{}
	if text == "" {
		return all, nil
	}
	packed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	const most = 16 << 20 // more than all banks of a person say
	return all, json.NewDecoder(io.LimitReader(r, most)).Decode(&all)
}
