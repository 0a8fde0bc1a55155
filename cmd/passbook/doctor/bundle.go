package doctor

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"passbook/cmd/passbook/logfile"
	"passbook/cmd/passbook/output"
	"passbook/storage"
)

// A bundle is a tar file, packed, of files in one folder. The first of them says
// what it is.
const (
	folder     = "passbook-doctor/"
	firstFile  = folder + "README.txt"
	logLines   = 1000
	syncsKept  = 200
	bundleMode = 0o600
)

const about = `What passbook doctor --bundle found on a machine where something is wrong.

Names of banks and accounts, their numbers and ids, the client id, secrets, amounts,
the person's folders and name are replaced. bank-1 is the same bank in every file.

doctor.json   what each check found
cache.json    the size of the cache, and how many rows each table has
schema.sql    its tables, without a row
syncs.json    the last syncs: when, how many rows, Plaid's request ids
log.txt       the end of the log
`

// packed is one file of a bundle.
type packed struct {
	name, what string // what: in words for the person
	text       []byte
}

// writeBundle writes the bundle and gives what is in it. What cannot be read is left
// out, and doctor.json says why.
func (p *opened) writeBundle(ctx context.Context, path string, found []Finding) ([]packed, error) {
	r, err := p.newRedactor(ctx, found)
	if err != nil {
		return nil, err
	}
	files := []packed{{"README.txt", "what the files are", []byte(about)}}
	add := func(name, what string, text []byte, err error) {
		if err != nil {
			found = append(found, Finding{Check: "bundle", Verdict: Skipped, Sentence: name + ": " + err.Error()})
			return
		}
		files = append(files, packed{name, what, text})
	}
	if p.db != nil {
		text, err := p.cacheFile(ctx)
		add("cache.json", "the size of the cache, and how many rows each table has", text, err)
		statements, _, err := p.db.Schema(ctx)
		add("schema.sql", "its tables, without a row", []byte(strings.Join(statements, ";\n")+";\n"), err)
		if p.itemsErr == nil {
			text, err := p.syncsFile(ctx, r)
			add("syncs.json", fmt.Sprintf("the last %d syncs without names", syncsKept), text, err)
		}
	}
	text, err := p.logFile(ctx, r)
	add("log.txt", fmt.Sprintf("the last %d lines of the log", logLines), text, err)
	text, err = findingsFile(r, found)
	if err != nil {
		return nil, err
	}
	files = slices.Insert(files, 1, packed{"doctor.json", "what each check found", text})
	bundle, err := pack(files, p.Now())
	if err != nil {
		return nil, err
	}
	if err := mayWrite(path); err != nil {
		return nil, err
	}
	return files, renameio.WriteFile(path, bundle, bundleMode)
}

// sayBundle says what is in the bundle.
func sayBundle(out io.Writer, path string, files []packed) error {
	if err := output.Say(out, "wrote %s, which holds\n", path); err != nil {
		return err
	}
	for _, f := range files {
		if err := output.Say(out, "  %-12s %s (%s)\n", f.name, f.what, size(int64(len(f.text)))); err != nil {
			return err
		}
	}
	return output.Say(out, "Names, numbers, ids, amounts, secrets and your folders are replaced in it. Read it before you send it: tar -xzf %s\n", path)
}

// errTaken says that a file is there that is no bundle.
var errTaken = errors.New("it is there, and it is no bundle of passbook doctor: choose another name")

// mayWrite fails where a bundle would take the place of what is none.
func mayWrite(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s: %w", path, errTaken)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err == nil {
		var first *tar.Header
		if first, err = tar.NewReader(unpacked).Next(); err == nil && first.Name == firstFile {
			return nil
		}
	}
	return fmt.Errorf("%s: %w", path, errTaken)
}

func pack(files []packed, now time.Time) ([]byte, error) {
	var b bytes.Buffer
	zipped := gzip.NewWriter(&b)
	w := tar.NewWriter(zipped)
	for _, f := range files {
		header := &tar.Header{Name: folder + f.name, Mode: bundleMode, Size: int64(len(f.text)), ModTime: now, Format: tar.FormatPAX}
		if err := w.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.text); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(w.Close(), zipped.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func findingsFile(r *redactor, found []Finding) ([]byte, error) {
	type finding struct {
		Check    string  `json:"check"`
		Verdict  Verdict `json:"verdict"`
		Sentence string  `json:"sentence"`
		Next     string  `json:"next"`
		Turn     any     `json:"turn"`
	}
	var all []finding
	for _, f := range found {
		hide := r.free
		if f.Check == "program" { // its versions look like amounts
			hide = r.words
		}
		all = append(all, finding{f.Check, f.Verdict, hide(f.Sentence), hide(f.Next), output.Turn(f.Turn)})
	}
	return indented(all)
}

func (p *opened) cacheFile(ctx context.Context) ([]byte, error) {
	h, err := p.db.Health(ctx)
	if err != nil {
		return nil, err
	}
	_, rows, err := p.db.Schema(ctx)
	if err != nil {
		return nil, err
	}
	return indented(struct {
		storage.Health
		Rows map[string]int64
	}{h, rows})
}

func (p *opened) syncsFile(ctx context.Context, r *redactor) ([]byte, error) {
	syncs, err := p.db.Syncs(ctx, storage.SyncFilter{}, 0, syncsKept)
	if err != nil {
		return nil, err
	}
	type record struct { // of a sync: only what is known to say nothing private
		Sync     int64    `json:"sync"`
		At       string   `json:"at"`
		Item     string   `json:"item"`
		Bank     string   `json:"bank"`
		Added    int      `json:"added"`
		Posted   int      `json:"posted"`
		Modified int      `json:"modified"`
		Removed  int      `json:"removed"`
		SetAside int      `json:"set_aside"`
		Times    int      `json:"times"`
		Code     string   `json:"error_code"`
		Requests []string `json:"request_ids"`
	}
	all := []record{}
	for _, s := range syncs {
		for i, id := range s.RequestIDs {
			s.RequestIDs[i] = r.words(id)
		}
		code := ""
		if s.Problem != nil {
			code = r.words(s.Problem.Code)
		}
		all = append(all, record{
			s.SyncID, s.At.UTC().Format(time.RFC3339), r.item(s.ItemID), r.a("bank", s.Institution),
			s.Added, s.Posted, s.Modified, s.Removed, s.SetAside, s.Times, code, s.RequestIDs,
		})
	}
	return indented(all)
}

// logFile gives the end of the log. Of a line that is none nothing is known: it is
// left out.
func (p *opened) logFile(ctx context.Context, r *redactor) ([]byte, error) {
	lines, err := logfile.Tail(ctx, p.DataDir, logLines)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, l := range lines {
		if l.At.IsZero() {
			b.WriteString("(a line that is none)\n")
			continue
		}
		fmt.Fprintf(&b, "%s %s %s", l.At.UTC().Format(time.RFC3339), l.Level, r.free(l.Message))
		for _, f := range l.Fields {
			value := ""
			switch f.Name {
			case "item", "by":
				value = r.item(f.Value)
			case "institution":
				value = r.institution(f.Value)
			default:
				value = r.free(f.Value)
			}
			fmt.Fprintf(&b, " %s=%q", r.free(f.Name), value)
		}
		b.WriteByte('\n')
	}
	return b.Bytes(), nil
}

func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // nobody shows it as a page
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
