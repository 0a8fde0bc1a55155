package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"passbook/storage"
)

// muchWAL is more than SQLite keeps outside of the file unless a reader never ends.
const muchWAL = 64 << 20

// checkCache looks at the database.
func (p *opened) checkCache(ctx context.Context) []Finding {
	switch {
	case p.db == nil && errors.Is(p.dbErr, fs.ErrNotExist):
		return one("cache", OK, "there is none yet in "+p.DataDir+": passbook link makes it", "")
	case p.db == nil:
		return p.cacheProblem(p.dbErr, nil)
	}
	h, err := p.db.Health(ctx)
	if err != nil {
		return p.cacheProblem(err, nil)
	}
	if h.Version > h.Newest {
		return one("cache", Problem, fmt.Sprintf("a newer passbook wrote it: it has version %d, and this one knows up to %d", h.Version, h.Newest), "install the newer passbook")
	}
	checked, err := "its structure is whole", p.db.QuickCheck(ctx)
	if err == nil && p.full && h.Version == h.Newest {
		checked, err = "every row was checked", p.db.Check(ctx)
	}
	if err != nil {
		return p.cacheProblem(err, h.Copies)
	}
	sentence := fmt.Sprintf("%s, version %d of %d, %s", checked, h.Version, h.Newest, size(h.Size))
	if h.WAL > 0 {
		sentence += ", and " + size(h.WAL) + " not yet in the file itself"
	}
	if h.Free > 0 {
		sentence += ", of which " + size(h.Free) + " are free"
	}
	var found []Finding
	switch {
	case h.Version < h.Newest:
		found = one("cache", OK, sentence+"; the next start of passbook brings it up to date, and keeps a copy of it", "")
	case h.WAL > muchWAL:
		found = one("cache", Warning, sentence, "end every passbook that is open, and whatever else reads passbook.db, once")
	default:
		found = one("cache", OK, sentence, "")
	}
	if len(h.Leftovers) > 0 {
		found = append(found, Finding{
			Check: "cache", Verdict: Warning, Sentence: "a copy or sync that was killed left " + strings.Join(h.Leftovers, ", ") + " in " + p.DataDir,
			Next: "remove it while no passbook runs",
		})
	}
	return found
}

// cacheProblem says why the cache cannot be used, and what to do.
func (p *opened) cacheProblem(err error, copies []string) []Finding {
	next := ""
	switch {
	case errors.Is(err, storage.ErrCorrupt):
		next = "bring back a copy: passbook restore FILE keeps what is there beside it"
		if len(copies) > 0 {
			next += "; in the same folder are " + strings.Join(copies, ", ")
		}
	case errors.Is(err, storage.ErrReadOnly):
		next = "check who owns " + p.DataDir + " and what is in it"
	}
	return one("cache", Problem, err.Error(), next)
}
