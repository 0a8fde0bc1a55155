package ui

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc/problem"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
)

// Said is what Plaid said of a bank.
type Said[A any] struct {
	Item   ledger.Item
	Answer A
	At     time.Time // when, where the vault kept it; zero: Plaid was asked for this page
	Err    error
}

// Inquiry is a page that asks Plaid about one bank after the other, when the person
// presses a key, and forgets the answers when it goes. Pages embed it.
type Inquiry[A any] struct {
	Screen
	Env  *Env
	Said []Said[A] // what Plaid said, of this page's question or kept by the vault
	Pane Pane

	about   About[A]
	banks   Loader[struct{}, []Said[A]] // those that can be asked, with what the vault keeps
	asked   Query[struct{}, []Said[A]]
	answers bool // Said is of this page's question
}

// About is what an Inquiry asks for.
type About[A any] struct {
	Title   string
	Product kept.Product
	What    string                                 // it is: "Who the banks say holds your accounts."
	NoBank  string                                 // said where no bank can be asked: "Owners come from a bank."
	Asking  string                                 // said while the answer is waited for
	Offers  []Offer                                // the keys that ask
	Lines   func(A) []Line                         // of what Plaid said of a bank
	Kept    func(context.Context, []Said[A]) error // fills in what the vault keeps
}

// Offer is a key that asks, with words of what Plaid bills for it.
type Offer struct {
	Key   Binding
	Words string
}

// NewInquiry makes a page that asks for nothing yet. It is not copied once it was
// shown.
func NewInquiry[A any](e *Env, about About[A]) Inquiry[A] {
	return Inquiry[A]{Env: e, about: about, banks: NewLoader(e, func(ctx context.Context, _ Moment, _ struct{}) ([]Said[A], error) {
		items, err := kept.Items(ctx, e.DB, about.Product)
		said := make([]Said[A], len(items))
		for i := range items {
			said[i].Item = items[i]
		}
		if err != nil || e.Service == nil {
			return said, err
		}
		return said, about.Kept(ctx, said)
	})}
}

// Init implements Page.
func (q *Inquiry[A]) Init() tea.Cmd { return q.banks.Ask(struct{}{}) }

// Title implements Page.
func (q *Inquiry[A]) Title() string { return q.about.Title }

// Typing implements Page.
func (q *Inquiry[A]) Typing() bool { return false }

// Status implements Page.
func (q *Inquiry[A]) Status() string { return q.Pane.Place() }

// Keys implements Page: the keys that ask, and those that move.
func (q *Inquiry[A]) Keys() (keys []Binding) {
	why := ""
	switch {
	case q.Env.Service == nil:
		why = "there are no Plaid keys: passbook setup"
	case q.asked.Running:
		why = "Plaid is being asked"
	case len(q.banks.Data) == 0:
		why = "no linked bank has an account for this"
	}
	for _, o := range q.about.Offers {
		keys = append(keys, o.Key.Unless(why))
	}
	return append(keys, Moves()...)
}

// Question is what is asked about one bank.
type Question[A any] func(context.Context, ledger.Item) (A, error)

// Ask asks about every bank. begin gives the question, or says why there is none.
func (q *Inquiry[A]) Ask(begin func(context.Context) (Question[A], error)) tea.Cmd {
	banks := q.banks.Data
	return q.asked.Ask(q.Env, struct{}{}, func(ctx context.Context, _ struct{}) (all []Said[A], err error) {
		ask, err := begin(ctx)
		if err != nil {
			return nil, err
		}
		for _, b := range banks {
			s := Said[A]{Item: b.Item}
			if s.Answer, s.Err = ask(ctx, b.Item); ctx.Err() != nil {
				return nil, ctx.Err()
			}
			all = append(all, s)
		}
		return all, nil
	})
}

// Take takes every message that the page gets. gone says that the page goes, and
// with it what Plaid said.
func (q *Inquiry[A]) Take(msg tea.Msg) (gone bool, cmd tea.Cmd) {
	_, cmd = q.banks.Update(msg)
	if _, popped := msg.(PoppedMsg); popped {
		q.asked.Stop()
		q.Said, q.banks.Data, q.answers, q.Pane = nil, nil, false, Pane{}
		return true, cmd
	}
	if got, ok, err := q.asked.Answer(msg); ok {
		if err != nil {
			cmd = Alarm(err)
		} else {
			q.Said, q.answers, q.Pane = q.orShown(got), true, Pane{}
		}
	}
	if !q.answers {
		q.Said = nil
		for _, s := range q.banks.Data {
			if !s.At.IsZero() {
				q.Said = append(q.Said, s)
			}
		}
	}
	return false, cmd
}

// orShown puts what the page shows of a bank in the place of an answer that failed.
func (q *Inquiry[A]) orShown(said []Said[A]) []Said[A] {
	for i := range said {
		for _, shown := range q.Said {
			if said[i].Err != nil && shown.Item.ID == said[i].Item.ID {
				said[i].Answer, said[i].At = shown.Answer, shown.At
			}
		}
	}
	return said
}

// SetSize implements Page.
func (q *Inquiry[A]) SetSize(w, h int) {
	if q.Resize(w, h) {
		q.Paint()
	}
}

// Paint draws the page.
func (q *Inquiry[A]) Paint() {
	t, state := q.Env.Theme, ""
	if q.asked.Running {
		state = q.about.Asking
	}
	q.Pane.Set(q.lines())
	switch {
	case q.H == 0:
	case len(q.Said) > 0:
		q.Drawn = t.Frame(q.Title(), state, q.Pane.Beyond(q.H-2), q.Pane.View(t, q.W-3, q.H-2, true), q.W, q.H, true)
	case q.banks.Loaded && len(q.banks.Data) == 0:
		q.Drawn = t.NoBank(q.about.NoBank, q.W, q.H)
	case q.asked.Running:
		q.Drawn = Middle([]string{t.Muted.Render("⠹ " + q.about.Asking)}, q.W, q.H)
	default:
		q.Drawn = Middle(Block(q.offers(t)), q.W, q.H)
	}
}

// offers are the page before anything was asked.
func (q *Inquiry[A]) offers(t *Theme) []string {
	becomes := "passbook shows them here, and keeps them nowhere."
	if q.Env.Service != nil && q.Env.Service.Products().CacheNumbers {
		becomes = "passbook shows them here, and keeps them sealed in the vault."
	}
	lines := []string{q.about.What, becomes, ""}
	for _, o := range q.about.Offers {
		lines = append(lines, t.Offer(o.Key, o.Words))
	}
	return lines
}

// lines are what the page shows, bank by bank.
func (q *Inquiry[A]) lines() (lines []Line) {
	for i, s := range q.Said {
		if i > 0 {
			lines = append(lines, Line{})
		}
		lines = append(lines, q.head(s)...)
		lines = append(lines, q.about.Lines(s.Answer)...)
	}
	return lines
}

// head is the name of a bank, with how old what the vault kept is, and what went
// wrong.
func (q *Inquiry[A]) head(s Said[A]) []Line {
	age := ""
	if !s.At.IsZero() {
		age = "fetched " + format.Age(s.At, q.Env.Now())
	}
	lines := []Line{{Draw: func(c *Palette, w int) string {
		return c.Title.Render(text.Fit(text.Clean(s.Item.Institution), w-text.Width(age))) + c.Muted.Render(age)
	}}}
	var said *problem.Error
	switch {
	case s.Err == nil:
		return lines
	case errors.As(s.Err, &said):
		return append(lines, Sentence(2, said.Sentence, true)...)
	}
	return append(lines, Sentence(2, s.Err.Error(), true)...)
}

// Sentence gives a sentence in lines that fit the smallest screen, indented by some
// cells. They are lines to move to, so that a long list is read to its end. warns says that something went wrong, or is still to be done.
func Sentence(indent int, sentence string, warns bool) (lines []Line) {
	if sentence == "" {
		return nil
	}
	for _, words := range text.Wrap(text.Clean(format.OnceOver(sentence)), 70) {
		lines = append(lines, Line{Open: Send(nil), Draw: func(c *Palette, w int) string {
			paint := c.Text
			if warns {
				paint = c.Warn
			}
			return paint.Render(text.Cut(strings.Repeat(" ", indent)+words, w))
		}})
	}
	return lines
}
