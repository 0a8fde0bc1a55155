package vault

import (
	"context"
	"errors"
	"maps"
)

// All gives every secret of a vault by its name. An Item that is listed and has
// no token, as after a crash, is left out.
func All(ctx context.Context, v Vault) (map[string]string, error) {
	names, err := v.Items(ctx)
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for _, name := range append(names, Own...) {
		secret, err := v.Get(ctx, name)
		switch {
		case err == nil:
			all[name] = secret
		case !errors.Is(err, ErrNotFound):
			return nil, err
		}
	}
	return all, nil
}

// several is a vault that keeps and drops several secrets in the time of one.
type several interface {
	change(ctx context.Context, edit func(map[string]string)) error
}

// Put keeps secrets by their names: all at once where the vault can.
func Put(ctx context.Context, v Vault, secrets map[string]string) error {
	if v, ok := v.(several); ok {
		return v.change(ctx, func(all map[string]string) { maps.Copy(all, secrets) })
	}
	for name, secret := range secrets {
		if err := v.Set(ctx, name, secret); err != nil {
			return err
		}
	}
	return nil
}

// Drop deletes the secrets of names: all at once where the vault can.
func Drop(ctx context.Context, v Vault, names []string) error {
	if v, ok := v.(several); ok {
		return v.change(ctx, func(all map[string]string) {
			for _, name := range names {
				delete(all, name)
			}
		})
	}
	for _, name := range names {
		if err := v.Delete(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// Anew gives a vault that remembers nothing: what it gives next, it reads where
// secrets are kept. A vault that never remembers is given back.
func Anew(v Vault) Vault {
	if s, ok := v.(*sealed); ok {
		return &sealed{path: s.path, recipient: s.recipient, identity: s.identity, weak: s.weak}
	}
	return v
}
