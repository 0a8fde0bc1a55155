package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"
)

// patience is how long an answer may take before the screen says that it is
// waited for.
const patience = 100 * time.Millisecond

// Query runs one question at a time for a page. Asking again cancels the question
// that is still running, and its answer, should it come, is dropped: an answer
// carries the number of its question.
type Query[Q comparable, A any] struct {
	Question   Q    // what was asked last
	Running    bool // its answer is still to come
	Slow       bool // and has been for longer than patience
	generation int  // number of the question
	cancel     context.CancelFunc
}

type answerMsg[Q comparable, A any] struct {
	of         *Query[Q, A]
	generation int
	a          A
	err        error
}

type slowMsg[Q comparable, A any] struct {
	of         *Query[Q, A]
	generation int
}

// Ask runs f in a command. The answer arrives at every page as a message, which
// Answer recognises.
func (q *Query[Q, A]) Ask(e *Env, question Q, f func(context.Context, Q) (A, error)) tea.Cmd {
	q.Stop()
	ctx, cancel := context.WithCancel(e.Ctx)
	q.Question, q.Running, q.cancel = question, true, cancel
	generation := q.generation
	run := func() tea.Msg {
		a, err := f(ctx, question)
		return answerMsg[Q, A]{q, generation, a, err}
	}
	return tea.Batch(run, e.After(patience, slowMsg[Q, A]{q, generation}))
}

// Stop cancels what is running and drops its answer.
func (q *Query[Q, A]) Stop() {
	if q.cancel != nil {
		q.cancel()
	}
	q.generation++
	q.Running, q.Slow, q.cancel = false, false, nil
}

// Answer gives the answer to the current question if msg is that answer, which
// may be an error. It sets Slow where msg says that the answer is late.
func (q *Query[Q, A]) Answer(msg tea.Msg) (a A, ok bool, err error) {
	switch msg := msg.(type) {
	case slowMsg[Q, A]:
		if msg.of == q && msg.generation == q.generation && q.Running {
			q.Slow = true
		}
	case answerMsg[Q, A]:
		if msg.of == q && msg.generation == q.generation {
			q.Stop()
			return msg.a, true, msg.err
		}
	}
	return a, false, nil
}

// IsCancelled reports whether a question was given up: no answer is missing.
func IsCancelled(err error) bool { return errors.Is(err, context.Canceled) }
