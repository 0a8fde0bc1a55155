package linkbank

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc"
	"passbook/plaidsvc/link"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// Flow takes the person through linking a bank, or through signing in
// again at one. It is pushed over whatever they were looking at.
type Flow struct {
	ui.Screen
	env   *ui.Env
	state linkState
	step  plaidsvc.LinkProgress
	bank  ledger.Item // that is repaired; its name once it was read

	named      ui.Query[string, ledger.Item]
	billed     ui.Query[string, ledger.Billing]
	billing    string // what Plaid bills, in a sentence; empty: not known, or nothing new is linked
	generation int    // of the tries, so that a message of an earlier one is dropped
	cancel     context.CancelFunc

	twice  *plaidsvc.PendingLink
	result plaidsvc.LinkResult
	err    error
	syncs  map[string]syncState // of every Item since the flow began
	frame  int                  // of the spinner
}

// linkState is where the flow stands.
type linkState int

const (
	linkOffline linkState = iota // no Plaid keys
	linkRunning                  // on the way through Link
	linkTwice                    // asks whether to link what is linked already
	linkFailed                   // ended without an Item
	linkDone                     // the Item is in the cache
)

// syncState is how far an Item's first sync is.
type syncState struct {
	received int
	waiting  string
	finished bool
	changes  storage.Changes
	err      error
}

// Messages of a flow to itself; generation says which try they belong to.
type (
	linkStepMsg struct {
		of         *Flow
		generation int
		step       plaidsvc.LinkProgress
		steps      <-chan plaidsvc.LinkProgress
		ctx        context.Context
	}
	linkEndMsg struct {
		of         *Flow
		generation int
		result     plaidsvc.LinkResult
		err        error
	}
	linkTickMsg struct {
		of         *Flow
		generation int
	}
)

// New makes the flow; itemID names the Item to repair, and is empty
// for a new bank.
func New(e *ui.Env, itemID string) *Flow {
	return &Flow{env: e, bank: ledger.Item{ID: itemID}, syncs: map[string]syncState{}}
}

// Init implements ui.Page.
func (p *Flow) Init() tea.Cmd {
	if p.env.Service == nil {
		p.draw()
		return nil
	}
	if p.bank.ID == "" {
		return tea.Batch(p.start(), p.billed.Ask(p.env, "", func(ctx context.Context, _ string) (ledger.Billing, error) { return p.env.DB.Billing(ctx) }))
	}
	return tea.Batch(p.start(), p.named.Ask(p.env, p.bank.ID, p.env.DB.Item))
}

// start begins a try, in a command of its own. Its steps come through a channel
// that a second command reads.
func (p *Flow) start() tea.Cmd {
	service, itemID := p.env.Service, p.bank.ID
	return p.run(func(ctx context.Context, tell func(plaidsvc.LinkProgress)) (plaidsvc.LinkResult, error) {
		if itemID != "" {
			return service.Repair(ctx, itemID, plaidsvc.LinkOptions{}, tell)
		}
		return service.Link(ctx, plaidsvc.LinkOptions{}, tell)
	})
}

// confirm links what is linked already.
func (p *Flow) confirm() tea.Cmd {
	twice := p.twice
	cmd := p.run(func(ctx context.Context, _ func(plaidsvc.LinkProgress)) (plaidsvc.LinkResult, error) {
		return twice.Confirm(ctx)
	})
	p.step = plaidsvc.LinkProgress{Step: plaidsvc.LinkExchanging}
	return cmd
}

func (p *Flow) run(f func(context.Context, func(plaidsvc.LinkProgress)) (plaidsvc.LinkResult, error)) tea.Cmd {
	p.stop()
	ctx, cancel := context.WithCancel(p.env.Ctx)
	p.cancel, p.state = cancel, linkRunning
	p.step, p.twice, p.err = plaidsvc.LinkProgress{}, nil, nil
	generation, steps := p.generation, make(chan plaidsvc.LinkProgress)
	tell := func(step plaidsvc.LinkProgress) {
		select {
		case steps <- step:
		case <-ctx.Done():
		}
	}
	end := func() tea.Msg {
		result, err := f(ctx, tell)
		return linkEndMsg{p, generation, result, err}
	}
	return tea.Batch(end, p.next(ctx, generation, steps), p.tick())
}

// next waits for the next step.
func (p *Flow) next(ctx context.Context, generation int, steps <-chan plaidsvc.LinkProgress) tea.Cmd {
	return func() tea.Msg {
		select {
		case step := <-steps:
			return linkStepMsg{p, generation, step, steps, ctx}
		case <-ctx.Done():
			return nil
		}
	}
}

// stop cancels the try; what it still says is dropped.
func (p *Flow) stop() {
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
	p.generation++
}

// tick turns the spinner and the countdown.
func (p *Flow) tick() tea.Cmd {
	return p.env.After(100*time.Millisecond, linkTickMsg{p, p.generation})
}

// Update implements ui.Page.
func (p *Flow) Update(msg tea.Msg) tea.Cmd {
	cmd := p.follow(msg)
	p.draw()
	return cmd
}

func (p *Flow) follow(msg tea.Msg) tea.Cmd {
	if it, ok, err := p.named.Answer(msg); ok && err == nil {
		p.bank = it
	}
	if b, ok, err := p.billed.Answer(msg); ok && err == nil {
		p.billing = b.Sentence()
	}
	switch msg := msg.(type) {
	case ui.PoppedMsg:
		p.stop()
	case linkTickMsg:
		if msg.of == p && msg.generation == p.generation && p.moving() {
			p.frame++
			return p.tick()
		}
	case linkStepMsg:
		if msg.of == p && msg.generation == p.generation {
			p.step = msg.step
			return p.next(msg.ctx, msg.generation, msg.steps)
		}
	case linkEndMsg:
		if msg.of == p && msg.generation == p.generation {
			return p.end(msg)
		}
	case plaidsvc.SyncStarted:
		p.syncs[msg.ItemID] = syncState{}
	case plaidsvc.SyncProgress:
		p.syncs[msg.ItemID] = syncState{received: msg.Transactions, waiting: msg.Waiting}
	case plaidsvc.SyncFinished:
		p.syncs[msg.ItemID] = syncState{finished: true, changes: msg.Changes, err: msg.Err}
	case tea.KeyPressMsg:
		return p.key(msg)
	}
	return nil
}

// end takes the outcome of a try.
func (p *Flow) end(msg linkEndMsg) tea.Cmd {
	p.stop()
	p.result, p.err, p.twice = msg.result, msg.err, msg.result.Pending
	switch {
	case msg.err != nil:
		p.state = linkFailed
	case p.twice != nil:
		p.state = linkTwice
	default:
		p.state = linkDone
		return tea.Batch(p.tick(), ui.Send(ui.ChangedMsg{}))
	}
	return nil
}

// moving reports whether something on the screen turns.
func (p *Flow) moving() bool {
	return p.state == linkRunning || p.state == linkDone && !p.syncs[p.result.Item.ID].finished
}

func (p *Flow) key(msg tea.KeyPressMsg) tea.Cmd {
	switch p.state {
	case linkRunning:
		if p.step.Step == plaidsvc.LinkExchanging {
			return nil
		}
		switch {
		case ui.KeyOpenAgain.Is(msg) && p.step.URL != "" && !p.elsewhere():
			address := p.step.URL
			return func() tea.Msg {
				if err := link.OpenBrowser(address); err != nil {
					return ui.NoticeMsg{Text: "no browser opened: " + err.Error(), Bad: true}
				}
				return nil
			}
		case ui.KeyAddress.Is(msg) && p.step.URL != "":
			return tea.Batch(tea.SetClipboard(p.step.URL), ui.Notify("The address is on the clipboard."))
		case p.cancelKey().Is(msg):
			return tea.Batch(ui.Pop(p), ui.Notify("Linking was cancelled."))
		}
	case linkTwice:
		switch {
		case ui.KeyConfirm.Is(msg):
			return p.confirm()
		case ui.KeyDrop.Is(msg):
			return tea.Batch(ui.Pop(p), ui.Notify("Nothing was linked twice."))
		}
	case linkDone:
		switch {
		case ui.KeyDone.Is(msg):
			return ui.Pop(p)
		case ui.KeyAnother.Is(msg):
			return tea.Batch(ui.Pop(p), ui.Send(ui.LinkMsg{}))
		}
	default:
		switch {
		case p.state == linkFailed && ui.KeyRetry.Is(msg):
			return p.start()
		case ui.KeyClose.Is(msg):
			return ui.Pop(p)
		}
	}
	return nil
}

// elsewhere reports whether the address is one for another machine's browser: none
// of this machine's would do.
func (p *Flow) elsewhere() bool { return p.step.Method == plaidsvc.LinkHosted && p.step.Why != "" }

// cancelKey is off while the token is being saved: the login exists at Plaid
// by then, and its only token would be lost.
func (p *Flow) cancelKey() ui.Binding {
	if p.step.Step == plaidsvc.LinkExchanging {
		return ui.KeyCancel.Unless("the token is being saved")
	}
	return ui.KeyCancel
}

// Keys implements ui.Page.
func (p *Flow) Keys() []ui.Binding {
	sync, another := ui.KeySync.Unless("a bank is being linked"), ui.KeyLink.Unless("one link at a time")
	switch p.state {
	case linkRunning:
		early, here := "", ""
		switch {
		case p.step.Step == plaidsvc.LinkExchanging:
			early = "the browser is done"
		case p.step.URL == "":
			early = "there is no address yet"
		}
		if here = early; here == "" && p.elsewhere() {
			here = "no browser here"
		}
		return []ui.Binding{ui.KeyOpenAgain.Unless(here), ui.KeyAddress.Unless(early), p.cancelKey(), another, sync}
	case linkTwice:
		return []ui.Binding{ui.KeyConfirm, ui.KeyDrop, another, sync}
	case linkDone:
		return []ui.Binding{ui.KeyDone, ui.KeyAnother}
	case linkFailed:
		return []ui.Binding{ui.KeyRetry, ui.KeyClose, another, sync}
	}
	return []ui.Binding{ui.KeyClose, ui.KeyLink.Unless("there are no keys"), ui.KeySync.Unless("there are no keys")}
}

// Title implements ui.Page: it says what the flow does at the bank.
func (p *Flow) Title() string {
	b := p.bank
	switch {
	case b.ID == "":
		return "Link an account"
	case b.Problem != nil && b.Problem.Actor == ledger.ActorRelink:
		return "Link again"
	case b.Problem != nil && b.Problem.Code == "ADDITIONAL_CONSENT_REQUIRED", !b.DisconnectsAt.IsZero():
		return "Give consent again"
	case p.step.Accounts, b.Institution != "" && b.Problem == nil:
		return "Choose accounts"
	}
	return "Sign in again"
}

// Status implements ui.Page.
func (p *Flow) Status() string { return "" }

// UnderWay reports whether no Item came of it yet: then it is shown instead of
// a second flow.
func (p *Flow) UnderWay() bool { return p.state != linkDone }

// Typing implements ui.Page.
func (p *Flow) Typing() bool { return false }

// SetSize implements ui.Page.
func (p *Flow) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.draw()
	}
}

// bankName is the name of the bank that the flow is about, cut for a title.
func bankName(it ledger.Item) string { return text.Cut(text.Clean(it.Institution), 36) }
