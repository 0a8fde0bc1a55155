package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"filippo.io/age"
	"github.com/google/renameio/v2"
)

// sealed keeps all secrets of a data folder and environment as one JSON object
// in one age file, so that `age --decrypt` can open it too. Other processes
// may write the file: it is read at every call, and unsealed again (which
// takes about a second with a passphrase, by intent) only when its bytes have
// changed.
type sealed struct {
	path      string
	recipient age.Recipient
	identity  age.Identity
	weak      error // why the passphrase may not seal a new file; nil: it may

	mu      sync.Mutex
	seen    []byte            // the file as it was when secrets was read from it
	secrets map[string]string // of seen
	begun   *sealing          // the next file, as far as it does not depend on secrets; nil: none
}

// sealing is a file that age has begun: its header, and with a passphrase the
// second that deriving the key takes, is done. It seals one file only.
type sealing struct {
	file bytes.Buffer
	body io.WriteCloser // encrypts into file
}

// identityPrefix begins every age identity.
const identityPrefix = "AGE-SECRET-KEY-1"

// ErrWrongPassphrase says that a passphrase does not open the sealed file.
var ErrWrongPassphrase = errors.New("the passphrase is another one")

// SealedPath gives the path of the sealed file of a folder and environment.
func SealedPath(dir, env string) string { return filepath.Join(dir, "tokens-"+env+".age") }

// OpenSealed opens the file tokens-<env>.age in folder dir, sealed with a
// passphrase, or with an age identity (AGE-SECRET-KEY-1…, as age-keygen makes
// it) for machines that run it often; the file comes into being with the first
// secret, and only then must the passphrase be as CheckPassphrase wants it; it
// goes with the last one.
// Errors: *UnavailableError for an empty or wrong passphrase, the latter with
// ErrWrongPassphrase, and for a damaged file.
func OpenSealed(dir, env, passphrase string) (Vault, error) {
	return openSealed(dir, env, passphrase, 0)
}

// openSealed takes log2 of scrypt's N, 0 for age's own.
func openSealed(dir, env, passphrase string, workFactor int) (*sealed, error) {
	if passphrase == "" {
		return nil, &UnavailableError{Sentence: "the sealed file for access tokens needs a passphrase, and none was given: " +
			"set PASSBOOK_PASSPHRASE, PASSBOOK_PASSPHRASE_FILE or PASSBOOK_PASSPHRASE_COMMAND, or run passbook on a terminal, where it asks"}
	}
	s := &sealed{path: SealedPath(dir, env), weak: CheckPassphrase(passphrase)}
	if err := s.useKey(passphrase, workFactor); err != nil {
		return nil, err
	}
	if err := s.read(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *sealed) useKey(passphrase string, workFactor int) error {
	if strings.HasPrefix(passphrase, identityPrefix) {
		identity, err := age.ParseX25519Identity(strings.TrimSpace(passphrase))
		if err != nil { // its text may quote the key
			return &UnavailableError{Sentence: "the age identity that was given as a passphrase is not whole: check it and try again"}
		}
		s.identity, s.recipient = identity, identity.Recipient()
		return nil
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return fmt.Errorf("open sealed access tokens: %w", err)
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return fmt.Errorf("open sealed access tokens: %w", err)
	}
	if workFactor > 0 {
		recipient.SetWorkFactor(workFactor)
	}
	s.identity, s.recipient = identity, recipient
	return nil
}

func (s *sealed) Get(_ context.Context, name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.read(); err != nil {
		return "", err
	}
	secret, ok := s.secrets[name]
	if !ok {
		return "", ErrNotFound
	}
	return secret, nil
}

func (s *sealed) Set(ctx context.Context, name, secret string) error {
	return s.change(ctx, func(secrets map[string]string) { secrets[name] = secret })
}

func (s *sealed) Delete(ctx context.Context, name string) error {
	return s.change(ctx, func(secrets map[string]string) { delete(secrets, name) })
}

func (s *sealed) Items(context.Context) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.read(); err != nil {
		return nil, err
	}
	return itemsOf(s.secrets), nil
}

func (s *sealed) Ready(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.read(); err != nil {
		return err
	}
	if err := s.maySeal(); err != nil || s.begun != nil {
		return err
	}
	begun, err := s.begin()
	if err != nil {
		return fmt.Errorf("seal access tokens: %w", err)
	}
	s.begun = begun
	return nil
}

func (s *sealed) Where() string { return "the sealed file " + s.path }

// change rewrites the file while no other process does.
func (s *sealed) change(ctx context.Context, edit func(map[string]string)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	unlock, err := lock(ctx, s.path+".lock")
	if err != nil {
		return err
	}
	defer unlock()
	if err := s.read(); err != nil {
		return err
	}
	secrets := maps.Clone(s.secrets)
	edit(secrets)
	if maps.Equal(secrets, s.secrets) {
		return nil
	}
	if len(secrets) == 0 {
		if err := os.Remove(s.path); err != nil {
			return fmt.Errorf("remove the sealed file, which holds nothing now: %w", err)
		}
		return s.read()
	}
	if err := s.maySeal(); err != nil {
		return err
	}
	file, err := s.seal(secrets)
	if err != nil {
		return fmt.Errorf("seal access tokens: %w", err)
	}
	if err := renameio.WriteFile(s.path, file, 0o600); err != nil {
		return fmt.Errorf("write sealed access tokens: %w", err)
	}
	s.seen, s.secrets = file, secrets
	return s.syncFolder()
}

// syncFolder has the name of a new file outlive a power failure, as its bytes do:
// a token in it may be the only one.
func (s *sealed) syncFolder() error {
	folder, err := os.Open(filepath.Dir(s.path))
	if err != nil {
		return fmt.Errorf("write sealed access tokens: %w", err)
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) {
		return fmt.Errorf("write sealed access tokens: %w", err)
	}
	return nil
}

// maySeal fails for a passphrase that no new file is sealed with. One that opens
// a file that is there goes on sealing it.
func (s *sealed) maySeal() error {
	if s.seen != nil {
		return nil
	}
	return s.weak
}

// read brings secrets up to date with the file.
func (s *sealed) read() error {
	file, err := os.ReadFile(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.seen, s.secrets = nil, map[string]string{}
		return nil
	case err != nil:
		return fmt.Errorf("read sealed access tokens: %w", err)
	case s.secrets != nil && bytes.Equal(file, s.seen):
		return nil
	}
	secrets, err := s.unseal(file)
	if err != nil {
		return err
	}
	s.seen, s.secrets = file, secrets
	return nil
}

func (s *sealed) seal(secrets map[string]string) ([]byte, error) {
	plain, err := json.Marshal(secrets)
	if err != nil {
		return nil, err
	}
	next := s.begun
	s.begun = nil
	if next == nil {
		if next, err = s.begin(); err != nil {
			return nil, err
		}
	}
	if _, err := next.body.Write(plain); err != nil {
		return nil, err
	}
	if err := next.body.Close(); err != nil {
		return nil, err
	}
	return next.file.Bytes(), nil
}

// begin derives a key of its own for one file and writes the file's header.
func (s *sealed) begin() (*sealing, error) {
	begun := &sealing{}
	body, err := age.Encrypt(&begun.file, s.recipient)
	begun.body = body
	return begun, err
}

func (s *sealed) unseal(file []byte) (map[string]string, error) {
	damaged := func(err error) error {
		return &UnavailableError{
			Sentence: fmt.Sprintf("the sealed file %s is damaged: restore it from a backup, or move it away and link your banks again", s.path),
			Err:      err,
		}
	}
	r, err := age.Decrypt(bytes.NewReader(file), s.identity)
	if _, wrong := errors.AsType[*age.NoIdentityMatchError](err); wrong {
		return nil, &UnavailableError{Sentence: "the passphrase does not open " + s.path +
			": check PASSBOOK_PASSPHRASE, or its _FILE or _COMMAND, and try again", Err: ErrWrongPassphrase}
	}
	if err != nil {
		return nil, damaged(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil, damaged(err)
	}
	secrets := map[string]string{}
	if json.Unmarshal(plain, &secrets) != nil {
		// The decoder's error may quote what it read: it is left out.
		return nil, damaged(nil)
	}
	return secrets, nil
}
