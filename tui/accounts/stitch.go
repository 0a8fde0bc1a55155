package accounts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// stitching asks the person of accounts that look alike whether they are one,
// question by question, with what would follow.
type stitching struct {
	questions []ledger.Stitch // those that are open
	at        int             // the one on the screen; what is before it is left for later
	choice    int             // of its New: the one that may go on for Old
	shown     bool
	answered  string // the id of the account answered last: the answer may not be loaded yet

	preview ui.Query[pair, previewed]
	seen    previewed
	counted bool // seen is of the choice
	run     ui.Query[pair, struct{}]
}

// pair names an account and the one that may go on for it; no other: they are
// two.
type pair struct{ old, other string }

// previewed is what would follow, or why the two cannot be one.
type previewed struct {
	stitch ledger.Stitch
	never  *storage.StitchError
}

// open reports whether a question stands on the screen.
func (s *stitching) open() bool { return s.shown }

// take takes the questions as they were loaded. What was answered last may not be
// in them yet.
func (s *stitching) take(e *ui.Env, questions []ledger.Stitch) tea.Cmd {
	cmd := s.set(e, questions)
	s.answered = ""
	return cmd
}

// set keeps the question on the screen, or goes on to another; after the last one
// the dialog closes.
func (s *stitching) set(e *ui.Env, questions []ledger.Stitch) tea.Cmd {
	before := s.current().Old.ID
	s.questions = slices.DeleteFunc(slices.Clone(questions), func(q ledger.Stitch) bool { return q.Old.ID == s.answered })
	switch i := slices.IndexFunc(s.questions, func(q ledger.Stitch) bool { return q.Old.ID == before }); {
	case !s.shown:
		return nil
	case len(s.questions) == 0:
		s.shown = false
		return nil
	case i < 0:
		return s.ask(e, s.at%len(s.questions))
	default:
		s.at, s.choice = i, min(s.choice, len(s.questions[i].New)-1)
		return s.look(e)
	}
}

func (s *stitching) current() ledger.Stitch {
	if s.at < len(s.questions) {
		return s.questions[s.at]
	}
	return ledger.Stitch{}
}

// ask puts a question on the screen.
func (s *stitching) ask(e *ui.Env, i int) tea.Cmd {
	s.shown, s.at, s.choice = true, i, 0
	return s.look(e)
}

// look asks what would follow if the two on the screen were one.
func (s *stitching) look(e *ui.Env) tea.Cmd {
	s.counted = false
	q := s.current()
	return s.preview.Ask(e, pair{q.Old.ID, q.New[s.choice].ID}, func(ctx context.Context, p pair) (found previewed, err error) {
		found.stitch, err = e.DB.PreviewStitch(ctx, p.old, p.other)
		if errors.As(err, &found.never) {
			err = nil
		}
		return found, err
	})
}

// possible reports whether it is known that the two on the screen can be one.
func (s *stitching) possible() bool { return s.counted && s.seen.never == nil }

// keys are what can be answered now.
func (s *stitching) keys() []ui.Binding {
	if s.run.Running {
		return nil
	}
	var keys []ui.Binding
	if s.possible() {
		keys = append(keys, ui.KeyOne)
	}
	keys = append(keys, ui.KeyTwo)
	if len(s.current().New) > 1 {
		keys = append(keys, ui.KeyMove)
	}
	if len(s.questions) > 1 {
		keys = append(keys, ui.KeyNextQuestion)
	}
	return append(keys, ui.KeyLater)
}

func (s *stitching) key(e *ui.Env, msg tea.KeyPressMsg) tea.Cmd {
	q := s.current()
	switch {
	case s.run.Running:
	case ui.KeyLater.Is(msg):
		s.shown = false
	case ui.KeyNextQuestion.Is(msg):
		return s.ask(e, (s.at+1)%len(s.questions))
	case ui.KeyMove.Is(msg):
		step := []int{1, 1, -1, -1}[ui.KeyMove.Which(msg)] // j ↓ k ↑
		s.choice = min(max(s.choice+step, 0), len(q.New)-1)
		return s.look(e)
	case ui.KeyOne.Is(msg) && s.possible():
		return s.run.Ask(e, pair{q.Old.ID, q.New[s.choice].ID}, func(ctx context.Context, p pair) (struct{}, error) {
			return struct{}{}, e.DB.Stitch(ctx, p.old, p.other)
		})
	case ui.KeyTwo.Is(msg):
		return s.run.Ask(e, pair{old: q.Old.ID}, func(ctx context.Context, p pair) (struct{}, error) {
			return struct{}{}, e.DB.StitchApart(ctx, p.old)
		})
	}
	return nil
}

// update handles the answers of the cache; answered says that msg was one of
// them.
func (s *stitching) update(e *ui.Env, msg tea.Msg) (answered bool, cmd tea.Cmd) {
	if seen, ok, err := s.preview.Answer(msg); err != nil {
		s.shown = false
		return true, ui.Alarm(err)
	} else if ok {
		s.seen, s.counted = seen, true
		return true, nil
	}
	said := s.run.Question
	_, ended, err := s.run.Answer(msg)
	switch {
	case !ended:
		return false, nil
	case err != nil:
		s.shown = false
		return true, ui.Alarm(err)
	}
	name := format.AccountName(s.current().Old)
	words := name + " counts by itself. passbook stitch shows it, and takes it back."
	if said.other != "" {
		words = name + " goes on as one account. passbook stitch shows it, and takes it back."
	}
	s.answered = said.old
	return true, tea.Batch(s.set(e, s.questions), ui.Notify(words), ui.Send(ui.ChangedMsg{}))
}

// over lays the question over a page of w by h cells. linked says when the login
// of an account was linked.
func (s *stitching) over(e *ui.Env, page string, w, h int, linked func(ledger.Account) time.Time) string {
	width, t, q := min(84, w-8), e.Theme, s.current()
	name := func(mark string, a ledger.Account) string {
		words := format.AccountName(a) + " " + format.Mask(a.Mask) + " of " + text.Clean(a.Institution)
		if at := linked(a); !at.IsZero() {
			words += ", linked " + format.ShortDay(ledger.DateOf(at.In(e.Now().Location())), ledger.DateOf(e.Now()))
		}
		return mark + text.Cut(words, width-9)
	}
	names := []string{name("  ", q.Old)}
	for i, a := range q.New {
		mark := "  "
		if i == s.choice && len(q.New) > 1 {
			mark = t.Accent.Render("▸ ")
		}
		names = append(names, name(mark, a))
	}
	said := [][]string{names}
	say := func(words string) { said = append(said, text.Wrap(words, width-7)) }
	switch seen := s.seen.stitch; {
	case !s.counted:
		say("Counting what would follow…")
	case s.seen.never != nil:
		say(strings.ToUpper(s.seen.never.Why[:1]) + s.seen.never.Why[1:] + ".")
	default:
		alike := "They are not alike."
		if seen.Why != "" {
			alike = "They are alike by " + seen.Why + "."
		}
		say(fmt.Sprintf("%s Of the %s of the first, %s from days of which the second has its own, and may count twice.",
			alike, format.Count(seen.Rows, "transaction", "transactions"), format.Count(seen.Overlap, "is", "are")))
		one := "As one, the second stands for both from its first day on: each of these counts once, and what you wrote on them goes along."
		if seen.TwoLogins {
			one += " Both logins go on syncing."
		}
		say(one)
	}
	say("As two, both count, and passbook does not ask again.")
	answers := t.Hints(s.keys()...)
	if s.run.Running {
		answers = t.Muted.Render("Putting it in order…")
	}
	lines := paragraphs(append(said, []string{answers}), h-3)
	place := ""
	if len(s.questions) > 1 {
		place = fmt.Sprintf("%d/%d", s.at+1, len(s.questions))
	}
	height := min(h, len(lines)+3)
	box := t.Frame("One account or two?", place, "", lines, width, height, true)
	return ui.Overlay(page, box, (w-width)/2, max(0, (h-height)/2))
}
