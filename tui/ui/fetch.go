package ui

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc/problem"
	"passbook/storage/kept"
	"passbook/tui/format"
	"passbook/tui/text"
)

// Fetch asks Plaid for a product of every bank that has accounts for it, for the page that shows it, when
// the person presses a key whose words say that Plaid bills it. It says what came of it, from the states of
// kept.States that the page was loaded with.
type Fetch struct {
	env     *Env
	product kept.Product
	query   Query[asking, NoticeMsg]
}

// asking is what is asked of every bank: for what Plaid has, or after Plaid asked
// the bank itself.
type asking struct{ refresh bool }

// NewFetch makes a Fetch that asks for nothing yet. It is not copied once it was
// asked.
func NewFetch(e *Env, product kept.Product) Fetch { return Fetch{env: e, product: product} }

// Keys are the bindings of the page.
func (f *Fetch) Keys(states []kept.State) []Binding {
	why := ""
	switch {
	case f.env.Service == nil:
		why = "passbook setup"
	case f.query.Running:
		why = "it is being fetched"
	}
	keys := []Binding{KeyFetch.Unless(why)}
	if f.product == kept.Investments {
		keys = append(keys, KeyRefresh.Unless(why))
	}
	if f.isKept(states) {
		return append(keys, KeyUnkeep)
	}
	return append(keys, KeyKeep)
}

// Running reports whether the answer is still to come.
func (f *Fetch) Running() bool { return f.query.Running }

// press does what a key of Keys is for.
func (f *Fetch) press(msg tea.KeyPressMsg, states []kept.State) tea.Cmd {
	switch {
	case KeyFetch.Is(msg):
		return f.query.Ask(f.env, asking{}, f.fetch)
	case KeyRefresh.Is(msg) && f.product == kept.Investments:
		return f.query.Ask(f.env, asking{refresh: true}, f.fetch)
	case KeyKeep.Is(msg):
		return f.keep(!f.isKept(states))
	}
	return nil
}

// Update takes every message that the page gets. It reports whether the page has
// something else to draw.
func (f *Fetch) Update(msg tea.Msg, states []kept.State) (changed bool, cmd tea.Cmd) {
	switch msg := msg.(type) {
	case PoppedMsg:
		f.query.Stop()
		return false, nil
	case tea.KeyPressMsg:
		return true, f.press(msg, states)
	}
	slow := f.query.Slow
	notice, ok, err := f.query.Answer(msg)
	switch {
	case !ok:
		return f.query.Slow != slow, nil
	case err != nil:
		return true, tea.Batch(Alarm(err), Send(ChangedMsg{}))
	}
	return true, tea.Batch(Send(notice), Send(ChangedMsg{}))
}

// fetch asks one bank after the other, and says what did not come.
func (f *Fetch) fetch(ctx context.Context, q asking) (NoticeMsg, error) {
	items, err := kept.Items(ctx, f.env.DB, f.product)
	if err != nil {
		return NoticeMsg{}, err
	}
	if len(items) == 0 {
		return NoticeMsg{Text: "No linked bank has an account for this, so nothing was asked of Plaid."}, nil
	}
	var came []string
	var bad NoticeMsg
	for _, it := range items {
		err := f.ask(ctx, it.ID, q)
		var found *problem.Error
		switch {
		case err == nil:
			came = append(came, text.Clean(it.Institution))
		case !errors.As(err, &found):
			return NoticeMsg{}, err
		case bad.Text == "" || bad.Bad == problem.HasNothing(found): // what can be mended before what cannot
			bad = NoticeMsg{Text: format.OnceOver(found.Sentence), Bad: !problem.HasNothing(found)}
		}
	}
	switch {
	case bad.Bad, len(came) == 0 && bad.Text != "":
		return bad, nil
	}
	return NoticeMsg{Text: "Fetched from " + strings.Join(came, ", ") + "."}, nil
}

func (f *Fetch) ask(ctx context.Context, itemID string, q asking) error {
	service := f.env.Service.Products()
	if q.refresh {
		return service.RefreshInvestments(ctx, itemID)
	}
	return service.Fetch(ctx, itemID, f.product)
}

// keep says whether each sync that is due brings the product, of every bank.
func (f *Fetch) keep(keep bool) tea.Cmd {
	e, product := f.env, f.product
	return func() tea.Msg {
		items, err := kept.Items(e.Ctx, e.DB, product)
		for _, it := range items {
			if err == nil {
				err = kept.Keep(e.Ctx, e.DB, it.ID, product, keep)
			}
		}
		if err != nil && !IsCancelled(err) {
			return NoticeMsg{Text: err.Error(), Bad: true}
		}
		return ChangedMsg{}
	}
}

// isKept reports whether syncs bring the product of any bank.
func (f *Fetch) isKept(states []kept.State) bool {
	return slices.ContainsFunc(states, func(s kept.State) bool { return s.Product == f.product && s.Kept })
}

// problems are why the product did not come, a sentence for each bank.
func (f *Fetch) problems(states []kept.State) (sentences []string) {
	for _, s := range states {
		if s.Product == f.product && s.Problem != nil {
			sentences = append(sentences, text.Clean(format.OnceOver(s.Problem.Sentence)))
		}
	}
	return sentences
}

// State says in a few words how it stands with the product, for over a list of it:
// that it is being fetched, what went wrong last, or that syncs bring it.
func (f *Fetch) State(states []kept.State) string {
	failed := slices.IndexFunc(states, func(s kept.State) bool {
		return s.Product == f.product && s.Problem != nil && !problem.HasNothing(&problem.Error{Problem: *s.Problem})
	})
	switch {
	case f.query.Running:
		return "fetching…"
	case failed >= 0:
		first, _, _ := strings.Cut(states[failed].Problem.Sentence, ". ")
		return "▲ " + strings.TrimSuffix(text.Clean(first), ".") + "."
	case f.isKept(states):
		return "fetched daily"
	}
	return ""
}

// Nothing is a page of w by h cells that has nothing to show: why, and the key or
// the command that brings it. unasked are the words while no bank was asked, none
// those where the banks were and there is nothing, offer what the key does and what
// it costs.
func (f *Fetch) Nothing(states []kept.State, unasked, none, offer string, w, h int) string {
	t := f.env.Theme
	if f.query.Running {
		return Middle([]string{t.Muted.Render("Fetching…")}, w, h)
	}
	lines := []string{unasked}
	if problems := f.problems(states); len(problems) > 0 {
		lines = nil
		for _, sentence := range problems {
			lines = append(lines, text.Wrap(sentence, min(w-4, 70))...)
		}
	} else if slices.ContainsFunc(states, func(s kept.State) bool { return s.Product == f.product && !s.FetchedAt.IsZero() }) {
		lines = []string{none}
	}
	brings := t.Offer(KeyFetch, offer)
	if f.env.Service == nil {
		brings = t.Accent.Render("passbook setup") + "   asks for the Plaid keys that bring it"
	}
	return Middle(append(lines, "", brings), w, h)
}
