package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
	"passbook/tui/text"
)

// Moment is what the answer to every question depends on: what is in the
// cache, and the day.
type Moment struct {
	Revision int64
	Today    ledger.Date
}

// Loader asks the cache for what a page shows, keeps the last answer, and asks
// again when the cache or the day changes. It is not copied once it was asked.
type Loader[Q comparable, A any] struct {
	Data   A     // the last answer
	Loaded bool  // there was one
	Err    error // why the last question has no answer; nil where it has one

	env   *env
	load  func(context.Context, Moment, Q) (A, error)
	query query[loaderQuestion[Q], A]
}

type loaderQuestion[Q comparable] struct {
	Moment
	of Q
}

// NewLoader makes a loader. load runs in a command: it reads nothing that
// changes but the cache.
func NewLoader[Q comparable, A any](e *env, load func(context.Context, Moment, Q) (A, error)) Loader[Q, A] {
	return Loader[Q, A]{env: e, load: load}
}

// Ask asks a question. The answer to the one before it, should it still come,
// is dropped.
func (l *Loader[Q, A]) Ask(question Q) tea.Cmd {
	now := Moment{l.query.question.Revision, ledger.DateOf(l.env.now())}
	return l.ask(loaderQuestion[Q]{now, question})
}

func (l *Loader[Q, A]) ask(q loaderQuestion[Q]) tea.Cmd {
	load := l.load
	return l.query.ask(l.env, q, func(ctx context.Context, q loaderQuestion[Q]) (A, error) {
		return load(ctx, q.Moment, q.of)
	})
}

// Question is what was asked last.
func (l *Loader[Q, A]) Question() Q { return l.query.question.of }

// Moment is when it was asked.
func (l *Loader[Q, A]) Moment() Moment { return l.query.question.Moment }

// Waiting reports whether the answer to the last question is still to come.
func (l *Loader[Q, A]) Waiting() bool { return l.query.running }

// Update takes every message that a page gets. It reports whether the page has
// something else to draw: an answer, an error, that an answer is late, or other
// colours.
func (l *Loader[Q, A]) Update(msg tea.Msg) (changed bool, cmd tea.Cmd) {
	slow := l.query.slow
	switch msg := msg.(type) {
	case revisionMsg:
		q := l.query.question
		q.Revision, q.Today = msg.revision, ledger.DateOf(l.env.now())
		return false, l.ask(q)
	case redrawMsg:
		if ledger.DateOf(l.env.now()) != l.Moment().Today {
			cmd = l.Ask(l.Question())
		}
		return true, cmd
	case poppedMsg:
		l.query.stop()
		return false, nil
	}
	data, ok, err := l.query.answer(msg)
	switch {
	case !ok:
		return l.query.slow != slow, nil
	case err != nil:
		l.Err = err
		return true, alarm(err)
	}
	l.Data, l.Loaded, l.Err = data, true, nil
	return true, nil
}

// View is a page that has no answer yet, in w by h cells: empty at first, words
// once the answer is late, and what went wrong where it did.
func (l *Loader[Q, A]) View(words string, w, h int) string {
	t := l.env.theme
	switch {
	case l.Err != nil:
		return middle([]string{t.Bad.Render(text.Cut(text.Clean(l.Err.Error()), w-4))}, w, h)
	case l.query.slow:
		return middle([]string{t.Muted.Render("⠹ " + words + "…")}, w, h)
	}
	return fill(nil, w, h)
}
