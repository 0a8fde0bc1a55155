package ui

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc/problem"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
)

// Fetch asks Plaid for a product of every bank that has accounts for it, for the page that shows it, when
// the person presses the key whose words say that Plaid bills it.
type Fetch struct {
	env     *Env
	product kept.Product
	query   Query[kept.Product, NoticeMsg]
}

// NewFetch makes a Fetch that asks for nothing yet. It is not copied once it was
// asked.
func NewFetch(e *Env, product kept.Product) Fetch { return Fetch{env: e, product: product} }

// Keys are the bindings of the page. isKept says whether syncs bring the product.
func (f *Fetch) Keys(isKept bool) []Binding {
	why := ""
	switch {
	case f.env.Service == nil:
		why = "passbook setup"
	case f.query.Running:
		why = "it is being fetched"
	}
	keep := KeyKeep
	if isKept {
		keep = KeyUnkeep
	}
	return []Binding{KeyFetch.Unless(why), keep}
}

// Running reports whether the answer is still to come.
func (f *Fetch) Running() bool { return f.query.Running }

// Press does what a key of Keys is for.
func (f *Fetch) Press(msg tea.KeyPressMsg, isKept bool) tea.Cmd {
	switch {
	case KeyFetch.Is(msg):
		return f.query.Ask(f.env, f.product, f.fetch)
	case KeyKeep.Is(msg):
		return f.keep(!isKept)
	}
	return nil
}

// Update takes every message that the page gets. It reports whether the page has
// something else to draw.
func (f *Fetch) Update(msg tea.Msg) (changed bool, cmd tea.Cmd) {
	if _, popped := msg.(PoppedMsg); popped {
		f.query.Stop()
		return false, nil
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
func (f *Fetch) fetch(ctx context.Context, product kept.Product) (NoticeMsg, error) {
	items, err := kept.Items(ctx, f.env.DB, product)
	if err != nil {
		return NoticeMsg{}, err
	}
	if len(items) == 0 {
		return NoticeMsg{Text: "No linked bank has an account for this, so nothing was asked of Plaid."}, nil
	}
	var came []string
	var bad NoticeMsg
	for _, it := range items {
		err := f.env.Service.Products().Fetch(ctx, it.ID, product)
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

// IsKept reports whether syncs bring a product of any bank, and which of the
// banks have a problem with it.
func IsKept(states []kept.State, product kept.Product) (isKept bool, problems []*ledger.Problem) {
	for _, s := range states {
		if s.Product != product {
			continue
		}
		isKept = isKept || s.Kept
		if s.Problem != nil {
			problems = append(problems, s.Problem)
		}
	}
	return isKept, problems
}
