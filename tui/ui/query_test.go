package ui

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// The answer to a question that was asked again is dropped, and the question
// is cancelled.
func TestOldAnswersAreDropped(t *testing.T) {
	e := &Env{Ctx: t.Context(), After: func(time.Duration, tea.Msg) tea.Cmd { return nil }}
	var q Query[string, string]
	var first context.Context
	run := func(ctx context.Context, question string) (string, error) {
		if first == nil {
			first = ctx
		}
		return "answer to " + question, nil
	}
	answer := func(cmd tea.Cmd) tea.Msg {
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			return batch[0]()
		}
		return msg
	}
	one := answer(q.Ask(e, "one", run))
	two := answer(q.Ask(e, "two", run))
	if _, ok, _ := q.Answer(one); ok {
		t.Error("the answer to the first question was taken")
	}
	if first.Err() == nil {
		t.Error("the first question was not cancelled")
	}
	if a, ok, _ := q.Answer(two); !ok || a != "answer to two" {
		t.Errorf("the second answer is %q, %v", a, ok)
	}
	if _, ok, _ := q.Answer(two); ok {
		t.Error("an answer was taken twice")
	}
}
