package plaidsvc_test

import (
	"errors"
	"maps"
	"slices"
	"strconv"

	"passbook/storage"
	"passbook/storage/ledger"
)

// notes is what the person wrote, and where it must be now.
type notes struct {
	at    map[string]ledger.Annotation // by the transaction that has it
	next  map[string]string            // what replaced a transaction
	was   map[string]string            // what it replaced
	steps []map[string]ledger.Annotation
}

func newNotes() *notes {
	return &notes{at: map[string]ledger.Annotation{}, next: map[string]string{}, was: map[string]string{}}
}

// holder is the transaction that has what the person wrote on one.
func (n *notes) holder(id string) string {
	for {
		next, replaced := n.next[id]
		if _, has := n.at[id]; has || !replaced {
			return id
		}
		id = next
	}
}

// replace says that a transaction took another's place.
func (n *notes) replace(old, now string) {
	n.next[old], n.was[now] = now, old
	if a, ok := n.at[old]; ok {
		if _, taken := n.at[now]; !taken {
			n.at[now] = a
			delete(n.at, old)
		}
	}
}

func (n *notes) put(id string, a ledger.Annotation) {
	if a.Category == "" && a.Note == "" && len(a.Tags) == 0 && !a.Hidden {
		delete(n.at, id)
		return
	}
	n.at[id] = a
}

// writeNotes lets the person write, or take something back.
func (w *world) writeNotes() {
	for range w.rng.IntN(3) {
		w.annotate(w.banks[w.rng.IntN(len(w.banks))])
	}
	if w.rng.IntN(6) > 0 {
		return
	}
	_, err := w.db.Undo(w.t.Context())
	if len(w.notes.steps) == 0 {
		if !errors.Is(err, storage.ErrNothingToUndo) {
			w.t.Errorf("undo of nothing: %v", err)
		}
		return
	}
	if err != nil {
		w.t.Errorf("undo: %v", err)
	}
	last := w.notes.steps[len(w.notes.steps)-1]
	w.notes.steps = w.notes.steps[:len(w.notes.steps)-1]
	for id, before := range last {
		w.notes.put(w.notes.holder(id), before)
	}
	w.note("undo")
	w.counts["undo"]++
}

// annotate writes on some transactions of a bank, some of them pending ones
// that have posted meanwhile.
func (w *world) annotate(b *bank) {
	from := slices.Sorted(maps.Keys(b.rows))
	for id := range b.everStated {
		if _, replaced := w.notes.next[id]; replaced {
			from = append(from, id)
		}
	}
	slices.Sort(from)
	if len(from) == 0 {
		return
	}
	var ids []string
	for range 1 + b.rng.IntN(3) {
		ids = append(ids, from[b.rng.IntN(len(from))])
	}
	text := strconv.Itoa(b.rng.IntN(1_000_000))
	edit := []func(*ledger.Annotation){
		func(a *ledger.Annotation) { a.Note = "note " + text },
		func(a *ledger.Annotation) {
			a.Category = []string{"Fun", "TRANSFER_OUT", "TRAVEL_FLIGHTS"}[len(text)%3]
		},
		func(a *ledger.Annotation) { a.Tags = append(slices.Clone(a.Tags), "tag"+text) },
		func(a *ledger.Annotation) { a.Hidden = true },
	}[b.rng.IntN(4)]
	if err := w.db.Annotate(w.t.Context(), ids, edit); err != nil {
		w.t.Errorf("annotate %q: %v", ids, err)
		return
	}
	w.counts["annotated"]++
	step := map[string]ledger.Annotation{}
	for _, id := range ids {
		id = w.notes.holder(id)
		before := w.notes.at[id]
		after := before
		if edit(&after); sameNote(before, after) {
			continue
		}
		if _, twice := step[id]; !twice {
			step[id] = before
		}
		w.notes.put(id, after)
	}
	if len(step) > 0 {
		w.notes.steps = append(w.notes.steps, step)
	}
}

func sameNote(a, b ledger.Annotation) bool {
	return a.Category == b.Category && a.Note == b.Note && a.Hidden == b.Hidden && slices.Equal(a.Tags, b.Tags)
}
