package pages

import (
	"strings"

	"passbook/storage/ledger"
)

// aside is a row that cannot be kept, with its place among the others.
type aside struct {
	ledger.SetAside
	list  string // added or modified
	after int    // rows of that list before it, which can be kept
}

// longestContent bounds what is kept of a row that is set aside, in bytes.
const longestContent = 4096

func newAside(list string, after int, t ledger.Transaction, reason string, content []byte) aside {
	text := strings.ToValidUTF8(string(content[:min(len(content), longestContent)]), "")
	return aside{ledger.SetAside{ID: t.ID, AccountID: t.AccountID, Reason: reason, Content: text}, list, after}
}

// setAside gives the rows of a page that are set aside, those of added first. A
// page may name a row more than once: the last version holds.
func (d *Decoder) setAside(p Page) (rows []ledger.SetAside) {
	if len(d.asides) == 0 {
		return nil
	}
	kept := make(map[string]int, p.Rows()) // the place of the last version that can be kept
	for i, t := range p.Added {
		kept[t.ID] = i
	}
	for i, t := range p.Modified {
		kept[t.ID] = len(p.Added) + i
	}
	for _, list := range []string{"added", "modified"} {
		for _, a := range d.asides {
			place := a.after
			if a.list == "modified" {
				place += len(p.Added)
			}
			last, ok := kept[a.ID]
			if a.list == list && !(ok && last >= place) {
				rows = append(rows, a.SetAside)
			}
		}
	}
	return rows
}
