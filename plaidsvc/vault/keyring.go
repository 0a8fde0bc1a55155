package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/zalando/go-keyring"
)

// service is the name under which the OS keyring shows every entry.
const service = "passbook"

// osKeyring keeps each secret in an entry of its own: tokens in entries named
// after environment, data folder and Item, those of Own in entries whose names
// begin as they are called. go-keyring cannot list, so one more entry (the name
// without an Item) holds the Item ids as a JSON array. An id is written there
// before its token and leaves after it: no token is ever unlisted.
type osKeyring struct {
	space    string // "<env> <data folder>"
	lockFile string
	timeout  time.Duration // how long the keyring may take; a person may have to unlock it meanwhile

	mu sync.Mutex // of the list
}

// OpenKeyring opens the OS keyring for one data folder and environment, and
// asks it once so that a missing or locked one is found here. Errors:
// *UnavailableError.
func OpenKeyring(ctx context.Context, dir, env string) (Vault, error) {
	return openKeyring(ctx, dir, env, 30*time.Second)
}

func openKeyring(ctx context.Context, dir, env string, timeout time.Duration) (*osKeyring, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find the data folder: %w", err)
	}
	if !hasSessionBus() {
		return nil, &UnavailableError{Sentence: "there is no desktop session here, and so no system keyring: log in at the desktop" + orSealed}
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	k := &osKeyring{
		space:    env + " " + dir,
		lockFile: filepath.Join(dir, "keyring-"+env+".lock"),
		timeout:  timeout,
	}
	if _, err := k.Items(ctx); err != nil {
		return nil, err
	}
	return k, nil
}

const busVariable = "DBUS_SESSION_BUS_ADDRESS"

// hasSessionBus reports whether there is a session bus to ask. Without one
// go-keyring would start a dbus-daemon of its own, which nothing ever stops.
func hasSessionBus() bool {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" || os.Getenv(busVariable) != "" {
		return true
	}
	for _, name := range []string{"bus", "dbus-session"} { // where godbus looks
		if _, err := os.Stat(fmt.Sprintf("/run/user/%d/%s", os.Getuid(), name)); err == nil {
			return true
		}
	}
	return false
}

func (k *osKeyring) Get(ctx context.Context, name string) (string, error) {
	return k.get(ctx, k.entry(name))
}

func (k *osKeyring) Set(ctx context.Context, name, secret string) error {
	if !IsOwn(name) {
		err := k.changeList(ctx, func(ids []string) []string {
			if slices.Contains(ids, name) {
				return ids
			}
			return append(ids, name)
		})
		if err != nil {
			return err
		}
	}
	return k.set(ctx, k.entry(name), secret)
}

func (k *osKeyring) Delete(ctx context.Context, name string) error {
	_, err := k.ask(ctx, func() (string, error) {
		return "", keyring.Delete(service, k.entry(name))
	})
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	if err != nil || IsOwn(name) {
		return err
	}
	return k.changeList(ctx, func(ids []string) []string {
		return slices.DeleteFunc(ids, func(id string) bool { return id == name })
	})
}

func (k *osKeyring) Items(ctx context.Context) ([]string, error) {
	text, err := k.get(ctx, k.space)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var ids []string
	if err := json.Unmarshal([]byte(text), &ids); err != nil {
		return nil, &UnavailableError{
			Sentence: fmt.Sprintf("the entry %q of %s is damaged: delete it in your keyring program, then start passbook again", k.space, k.Where()),
			Err:      err,
		}
	}
	slices.Sort(ids)
	return ids, nil
}

func (k *osKeyring) Ready(ctx context.Context) error {
	_, err := k.Items(ctx)
	return err
}

func (k *osKeyring) Where() string { return KeyringName() }

// KeyringName names the OS keyring in words.
func KeyringName() string {
	switch runtime.GOOS {
	case "darwin":
		return "the macOS Keychain"
	case "windows":
		return "the Windows Credential Manager"
	}
	return "the system keyring"
}

// entry gives the name of a secret's entry. No environment is called as a name of
// Own begins.
func (k *osKeyring) entry(name string) string {
	if IsOwn(name) {
		return name + " " + k.space
	}
	return k.space + " " + name
}

// changeList rewrites the list of Item ids while no other process does.
func (k *osKeyring) changeList(ctx context.Context, edit func([]string) []string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	unlock, err := lock(ctx, k.lockFile)
	if err != nil {
		return err
	}
	defer unlock()
	ids, err := k.Items(ctx)
	if err != nil {
		return err
	}
	after := edit(slices.Clone(ids))
	if slices.Equal(ids, after) {
		return nil
	}
	if len(after) == 0 {
		_, err := k.ask(ctx, func() (string, error) { return "", keyring.Delete(service, k.space) })
		return err
	}
	text, err := json.Marshal(after)
	if err != nil {
		return err
	}
	return k.set(ctx, k.space, string(text))
}

func (k *osKeyring) get(ctx context.Context, entry string) (string, error) {
	return k.ask(ctx, func() (string, error) { return keyring.Get(service, entry) })
}

func (k *osKeyring) set(ctx context.Context, entry, secret string) error {
	_, err := k.ask(ctx, func() (string, error) { return "", keyring.Set(service, entry, secret) })
	return err
}

// ask calls the keyring and stops waiting when timeout or ctx ends: go-keyring
// takes no context, and D-Bus can keep silent for ever.
func (k *osKeyring) ask(ctx context.Context, call func() (string, error)) (string, error) {
	type answer struct {
		secret string
		err    error
	}
	answers := make(chan answer, 1)
	go func() {
		secret, err := call()
		answers <- answer{secret, err}
	}()
	late := time.NewTimer(k.timeout)
	defer late.Stop()
	select {
	case a := <-answers:
		return a.secret, k.explain(a.err)
	case <-ctx.Done():
		return "", fmt.Errorf("ask %s: %w", k.Where(), ctx.Err())
	case <-late.C:
		return "", &UnavailableError{Sentence: k.Where() + " does not answer: if a window asks for its password, " +
			"unlock it and try again; otherwise log out and in again" + orSealed}
	}
}

const orSealed = ", or keep the access tokens in a file sealed with a passphrase: set PASSBOOK_VAULT=file, " +
	"and PASSBOOK_PASSPHRASE, PASSBOOK_PASSPHRASE_FILE or PASSBOOK_PASSPHRASE_COMMAND; " +
	"passbook secrets move --to file moves there what a keyring that opens has"

// explain turns go-keyring's errors, which are mostly bare text, into ours.
func (k *osKeyring) explain(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, keyring.ErrNotFound) {
		return ErrNotFound
	}
	if errors.Is(err, keyring.ErrSetDataTooBig) {
		return fmt.Errorf("write to %s: %w", k.Where(), err)
	}
	text := strings.ToLower(err.Error())
	for _, sign := range []string{"unlock", "locked", "dismissed", "prompt", "interaction is not allowed", "exit status 36"} {
		if strings.Contains(text, sign) {
			return &UnavailableError{Sentence: k.Where() + " is locked: unlock it and try again" + orSealed, Err: err}
		}
	}
	return &UnavailableError{Sentence: k.Where() + " cannot be reached from here: start one (on Linux for example gnome-keyring) " +
		"in this session" + orSealed, Err: err}
}
