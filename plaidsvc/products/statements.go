package products

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/papers"
	"passbook/storage/private"
)

// statementsAsked are the words for statements.
var statementsAsked = problem.Product{What: "statements", Accounts: "account with statements", Add: `passbook products add statements "{bank}"`}

// statementsFetcher brings the list of an Item's statements.
var statementsFetcher = fetcher{
	product: kept.Statements,
	said:    statementsAsked,
	fetch: func(p *Products, ctx context.Context, token string, it ledger.Item) error {
		found, err := p.Plaid.Statements(ctx, token)
		if err != nil {
			return err
		}
		list := make([]papers.Statement, len(found))
		for i, s := range found {
			list[i] = papers.Statement{ID: s.ID, AccountID: s.AccountID, AccountName: s.AccountName, Mask: s.Mask, Month: s.Month, Posted: s.Posted}
		}
		return papers.Save(ctx, p.DB, it.ID, p.Now(), list)
	},
}

// StatementFile is a statement in a folder.
type StatementFile struct {
	papers.Statement
	Name string // of the file
	New  bool   // it was downloaded now; else it was there
}

// Download is what DownloadStatements is to do.
type Download struct {
	Folder  string                          // made where it is not there
	Wanted  func(papers.Statement) bool     // nil: all that were listed
	Done    func(StatementFile) error       // is told each statement; its error ends it
	Limited func(ctx context.Context) error // waits until Plaid's limit of requests a minute is over
}

// DownloadStatements puts the statements of an Item, as they were last listed,
// into a folder. One whose document lies there, under whatever name, is not
// downloaded again: that is told by the SHA-256 of the document that was downloaded
// before. Nothing in the folder is written over. Errors: *problem.Error, those of
// Done and Limited.
func (p *Products) DownloadStatements(ctx context.Context, itemID string, d Download) error {
	it, err := p.DB.Item(ctx, itemID)
	if err != nil {
		return p.Explain("", err)
	}
	all, err := papers.List(ctx, p.DB)
	if err != nil {
		return p.Explain(it.Institution, err)
	}
	list := slices.DeleteFunc(all, func(s papers.Statement) bool { return s.ItemID != it.ID })
	names := fileNames(list)
	return p.ask(ctx, it, statementsAsked, func(token string) error {
		there, err := documentsIn(d.Folder, list)
		if err != nil {
			return err
		}
		for _, s := range list {
			if d.Wanted != nil && !d.Wanted(s) {
				continue
			}
			file := StatementFile{Statement: s, Name: there[s.SHA256]}
			if s.SHA256 == "" || file.Name == "" {
				if file, err = p.download(ctx, token, d, s, names[s.ID]); err != nil {
					return p.explainDownload(it, err)
				}
			}
			if err := d.Done(file); err != nil {
				return err
			}
		}
		return nil
	})
}

// explainDownload says what the one failure means that no answer of Plaid's names.
func (p *Products) explainDownload(it ledger.Item, err error) error {
	if !errors.Is(err, plaidapi.ErrHash) {
		return err
	}
	return &problem.Error{Err: err, Problem: ledger.Problem{
		Actor: ledger.ActorWait, Since: p.Now(),
		Sentence: plaidapi.OneLine(it.Institution, 60) + ": a statement did not arrive as Plaid sent it: its SHA-256 is another one. It was not kept. Try again.",
	}}
}

// download brings one statement into the folder.
func (p *Products) download(ctx context.Context, token string, d Download, s papers.Statement, name string) (file StatementFile, err error) {
	draft, err := private.NewDraft(d.Folder)
	if err != nil {
		return file, err
	}
	defer func() { err = errors.Join(err, draft.Close()) }()
	err = waitOut(ctx, d.Limited, p.Now, func() error {
		s.SHA256, err = p.Plaid.StatementPDF(ctx, token, s.ID, draft.Begin)
		return err
	})
	if err != nil {
		return file, err
	}
	for _, as := range []string{name, withID(name, s.ID)} {
		var size int64
		var taken string
		err = draft.Keep(as)
		if errors.Is(err, fs.ErrExist) {
			taken, size, err = sumOf(d.Folder, as)
			if err == nil && taken != s.SHA256 {
				err = fmt.Errorf("%s: %w", filepath.Join(d.Folder, as), fs.ErrExist)
				continue
			}
		} else if err == nil {
			_, size, err = sumOf(d.Folder, as)
		}
		if err != nil {
			return file, err
		}
		return StatementFile{Statement: s, Name: as, New: taken == ""}, papers.Downloaded(ctx, p.DB, s.ID, s.SHA256, size)
	}
	return file, err
}

// waitOut asks until Plaid's limit of requests a minute is not reached; without a
// way to wait it asks once.
func waitOut(ctx context.Context, limited func(context.Context) error, now func() time.Time, ask func() error) error {
	for {
		err := ask()
		var answer *plaidapi.Error
		if !errors.As(err, &answer) || answer.Type != "RATE_LIMIT_EXCEEDED" || problem.Of(err, "", now()).Actor != ledger.ActorWait || limited == nil {
			return err
		}
		if err := limited(ctx); err != nil {
			return err
		}
	}
}

// fileNames gives each of an Item's statements a name fit for a file: its bank,
// its account and its month. Of several of one month the first one that was posted
// has no more than that.
func fileNames(list []papers.Statement) map[string]string {
	order := slices.Clone(list)
	slices.SortStableFunc(order, func(a, b papers.Statement) int { return int(a.Posted) - int(b.Posted) })
	names, taken := map[string]string{}, map[string]bool{}
	for _, s := range order {
		account := strings.TrimSpace(fileWords(s.AccountName) + " " + fileWords(s.Mask))
		name := fmt.Sprintf("%s - %s - %s.pdf", fileWords(s.Institution), account, s.Month.First().String()[:len("2026-11")])
		if low := strings.ToLower(name); taken[low] {
			name = withID(name, s.ID)
		} else {
			taken[low] = true
		}
		names[s.ID] = name
	}
	return names
}

// fileWords gives of a text what every file system takes: letters, digits, single
// spaces and a few signs, at most 60 characters.
func fileWords(s string) string {
	words := strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.L, unicode.N) || strings.ContainsRune("-_.&+", r) {
			return r
		}
		return ' '
	}, s)), " ")
	if letters := []rune(words); len(letters) > 60 {
		words = string(letters[:60])
	}
	if words = strings.Trim(words, " .-"); words == "" {
		return "Account"
	}
	return words
}

// withID is a file name with the beginning of a statement's id in it.
func withID(name, id string) string {
	short := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, id)
	return strings.TrimSuffix(name, ".pdf") + " " + short[:min(8, len(short))] + ".pdf"
}

// documentsIn gives the files of a folder that are documents of these statements,
// by their SHA-256. Only files as long as one of them are read.
func documentsIn(dir string, list []papers.Statement) (map[string]string, error) {
	sizes := map[int64]bool{}
	for _, s := range list {
		if s.SHA256 != "" {
			sizes[s.Size] = true
		}
	}
	found := map[string]string{}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return found, nil
	}
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !sizes[info.Size()] {
			continue
		}
		sum, _, err := sumOf(dir, e.Name())
		if err != nil {
			return nil, err
		}
		if sum != "" {
			found[sum] = e.Name()
		}
	}
	return found, nil
}

// sumOf gives the SHA-256 of a file in a folder, in hexadecimal, and its length. Of
// what is no file of its own, such as a link, it gives none.
func sumOf(dir, name string) (sum string, size int64, err error) {
	path := filepath.Join(dir, name)
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return "", 0, err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	hash := sha256.New()
	if size, err = io.Copy(hash, f); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(hash.Sum(nil)), size, nil
}
