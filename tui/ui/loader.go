package ui

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

	env   *Env
	load  func(context.Context, Moment, Q) (A, error)
	query Query[loaderQuestion[Q], A]
}

type loaderQuestion[Q comparable] struct {
	Moment
	of Q
}

// NewLoader makes a loader. load runs in a command: it reads nothing that
// changes but the cache.
func NewLoader[Q comparable, A any](e *Env, load func(context.Context, Moment, Q) (A, error)) Loader[Q, A] {
	return Loader[Q, A]{env: e, load: load}
}

// Ask asks a question. The answer to the one before it, should it still come,
// is dropped.
func (l *Loader[Q, A]) Ask(question Q) tea.Cmd {
	now := Moment{l.query.Question.Revision, ledger.DateOf(l.env.Now())}
	return l.ask(loaderQuestion[Q]{now, question})
}

func (l *Loader[Q, A]) ask(q loaderQuestion[Q]) tea.Cmd {
	load := l.load
	return l.query.Ask(l.env, q, func(ctx context.Context, q loaderQuestion[Q]) (A, error) {
		return load(ctx, q.Moment, q.of)
	})
}

// Question is what was asked last.
func (l *Loader[Q, A]) Question() Q { return l.query.Question.of }

// Moment is when it was asked.
func (l *Loader[Q, A]) Moment() Moment { return l.query.Question.Moment }

// Waiting reports whether the answer to the last question is still to come.
func (l *Loader[Q, A]) Waiting() bool { return l.query.Running }

// Update takes every message that a page gets. It reports whether the page has
// something else to draw: an answer, an error, that an answer is late, or other
// colours.
func (l *Loader[Q, A]) Update(msg tea.Msg) (changed bool, cmd tea.Cmd) {
	slow := l.query.Slow
	switch msg := msg.(type) {
	case RevisionMsg:
		q := l.query.Question
		q.Revision, q.Today = msg.Revision, ledger.DateOf(l.env.Now())
		return false, l.ask(q)
	case RedrawMsg:
		if ledger.DateOf(l.env.Now()) != l.Moment().Today {
			cmd = l.Ask(l.Question())
		}
		return true, cmd
	case PoppedMsg:
		l.query.Stop()
		return false, nil
	}
	data, ok, err := l.query.Answer(msg)
	switch {
	case !ok:
		return l.query.Slow != slow, nil
	case err != nil:
		l.Err = err
		return true, Alarm(err)
	}
	l.Data, l.Loaded, l.Err = data, true, nil
	return true, nil
}

// View is a page that has no answer yet, in w by h cells: empty at first, words
// once the answer is late, and what went wrong where it did.
func (l *Loader[Q, A]) View(words string, w, h int) string {
	t := l.env.Theme
	switch {
	case l.Err != nil:
		return Middle([]string{t.Bad.Render(text.Cut(text.Clean(l.Err.Error()), w-4))}, w, h)
	case l.query.Slow:
		return Middle([]string{t.Muted.Render("⠹ " + words + "…")}, w, h)
	}
	return Fill(nil, w, h)
}
