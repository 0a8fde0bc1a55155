package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// status is what the header and the banner tell of the Items.
type status struct {
	asked     ui.Query[int64, banks]
	items     []ledger.Item
	read      bool                // the cache's Items were
	running   map[string]progress // by Item
	frame     int                 // of the spinner
	spinning  bool
	dismissed map[string]bool // problems whose banner was closed, by Item and code
}

// banks is what the root asks the cache for.
type banks struct {
	items        []ledger.Item
	homeCurrency string
}

// progress is how far the update of an Item is.
type progress struct {
	institution  string
	transactions int
	waiting      string
}

// spinMsg turns the spinner.
type spinMsg struct{}

// refresh asks for the Items and the home currency.
func (s *status) refresh(e *ui.Env, revision int64) tea.Cmd {
	return s.asked.Ask(e, revision, func(ctx context.Context, _ int64) (banks, error) {
		items, err := e.DB.Items(ctx)
		if err != nil {
			return banks{}, err
		}
		home, err := e.DB.HomeCurrency(ctx)
		return banks{items, home}, err
	})
}

// spin turns the spinner on while a bank is syncing.
func (s *status) spin(e *ui.Env) tea.Cmd {
	s.frame++
	s.spinning = len(s.running) > 0
	if !s.spinning {
		return nil
	}
	return e.After(100*time.Millisecond, spinMsg{})
}

// update takes the answer to refresh.
func (s *status) update(e *ui.Env, msg tea.Msg) tea.Cmd {
	answer, ok, err := s.asked.Answer(msg)
	if !ok {
		return nil
	}
	if err != nil {
		return ui.Alarm(err)
	}
	s.items, s.read = answer.items, true
	if answer.homeCurrency != e.HomeCurrency {
		e.HomeCurrency = answer.homeCurrency
		return ui.Send(ui.RedrawMsg{})
	}
	return nil
}

// event follows the service.
func (s *status) event(e *ui.Env, event plaidsvc.Event) tea.Cmd {
	switch event := event.(type) {
	case plaidsvc.Notice:
		return ui.Notify(event.Sentence)
	case plaidsvc.SyncStarted:
		s.running[event.ItemID] = progress{institution: event.Institution}
	case plaidsvc.SyncProgress:
		s.running[event.ItemID] = progress{event.Institution, event.Transactions, event.Waiting}
	case plaidsvc.SyncFinished:
		delete(s.running, event.ItemID)
		return ui.Send(ui.ChangedMsg{})
	}
	if len(s.running) > 0 && !s.spinning {
		s.spinning = true
		return e.After(100*time.Millisecond, spinMsg{})
	}
	return nil
}

// needsPerson gives the first Item that waits for the person and whose banner
// they have not closed, or nil.
func (s *status) needsPerson() *ledger.Item {
	for i, it := range s.items {
		if it.Problem.NeedsPerson() && !s.dismissed[it.ID+" "+it.Problem.Code] {
			return &s.items[i]
		}
	}
	return nil
}

func (s *status) dismiss(it *ledger.Item) { s.dismissed[it.ID+" "+it.Problem.Code] = true }

// state is the sync state in a few words, for the top right.
func (s *status) state(e *ui.Env, long bool) (string, ui.Paint) {
	th, room := e.Theme, 9 // what the tabs leave for a bank's name
	if long {
		room = 20
	}
	if len(s.running) > 0 {
		return string([]rune(ui.Spinner)[s.frame%10]) + " " + s.syncing(room), th.Accent
	}
	if len(s.items) == 0 {
		return "", th.Muted
	}
	oldest, waiting, troubled := time.Time{}, 0, (*ledger.Item)(nil)
	for i, it := range s.items {
		if !it.SyncedAt.IsZero() && (oldest.IsZero() || it.SyncedAt.Before(oldest)) {
			oldest = it.SyncedAt
		}
		if it.Problem.NeedsPerson() {
			waiting++
		} else if it.Problem != nil && troubled == nil {
			troubled = &s.items[i]
		}
	}
	when := format.Age(oldest, e.Now())
	switch {
	case waiting == 1:
		return "▲ 1 needs you", th.Warn
	case waiting > 1:
		return "▲ " + format.Count(waiting, "", "need you"), th.Warn
	case troubled != nil && troubled.Problem.Code == "" && troubled.Problem.Actor == ledger.ActorWait, e.Service == nil:
		return "○ offline, " + when, th.Muted
	case troubled != nil:
		return "▲ " + text.Cut(text.Clean(troubled.Institution), room) + ", " + format.Age(troubled.SyncedAt, e.Now()), th.Warn
	case long:
		return "● synced " + when, th.Good
	}
	return "● " + when, th.Good
}

// syncing names the one bank that is syncing and how far it is, or counts them.
func (s *status) syncing(room int) string {
	if len(s.running) > 1 {
		return "syncing " + format.Count(len(s.running), "bank", "banks")
	}
	for _, p := range s.running {
		name := text.Cut(text.Clean(p.institution), room)
		switch {
		case p.waiting != "":
			return name + ": preparing"
		case p.transactions > 0:
			return name + " " + format.Count(p.transactions, "row", "rows")
		default:
			return "syncing " + name
		}
	}
	return ""
}
