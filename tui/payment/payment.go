package payment

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// question is what is asked about, and which of the two questions it is.
type question struct {
	account string // id
	amount  ledger.Money
	risk    bool
}

// Page chooses an account and an amount, and asks Plaid.
type Page struct {
	ui.Screen
	env    *ui.Env
	load   ui.Loader[struct{}, []ledger.Account]
	pane   ui.Pane
	prompt *ui.Prompt     // for the amount, while it is open
	of     ledger.Account // the account that was chosen; without an id: none yet
	amount ledger.Money   // zero: none yet
	ask    ui.Query[question, []string]
	answer []string // sentences
}

// New lists the accounts that can pay; enter asks for the amount.
func New(e *ui.Env) *Page {
	p := &Page{env: e}
	p.load = ui.NewLoader(e, func(ctx context.Context, _ ui.Moment, _ struct{}) ([]ledger.Account, error) {
		accounts, err := e.DB.Accounts(ctx)
		return slices.DeleteFunc(accounts, func(a ledger.Account) bool { return !pays(a) }), err
	})
	return p
}

// pays reports whether something can be paid from an account.
func pays(a ledger.Account) bool {
	switch a.Kind {
	case ledger.Depository, ledger.Credit:
		return a.GoneAt.IsZero()
	case ledger.Loan:
		return a.GoneAt.IsZero() && slices.Contains(CreditLines, a.Subtype)
	}
	return false
}

// lines draws the accounts. Their balances are left out: no cached one answers.
func (p *Page) lines() (lines []ui.Line) {
	for _, a := range p.load.Data {
		lines = append(lines, ui.Line{ID: a.ID, Open: p.choose(a), Draw: func(c *ui.Palette, w int) string {
			amount := ""
			if p.of.ID == a.ID && p.amount.Minor > 0 {
				amount = format.Coded(p.amount)
			}
			return c.Text.Render(text.Fit(title(a), w-text.Width(amount)) + amount)
		}})
	}
	return lines
}

// title tells apart accounts that have one name.
func title(a ledger.Account) string {
	name := text.Clean(a.Name)
	if a.Mask != "" {
		name += " " + format.Mask(a.Mask)
	}
	return name + ", " + text.Clean(a.Institution)
}

// choose opens the prompt for the amount.
func (p *Page) choose(a ledger.Account) tea.Cmd {
	return func() tea.Msg { return chosenMsg{p, a} }
}

// chosenMsg says that an account of a page was chosen.
type chosenMsg struct {
	page    *Page
	account ledger.Account
}

// named takes the amount that was typed.
func (p *Page) named(words string) tea.Cmd {
	m, err := ReadAmount(words, p.of.Balance.Currency)
	if err != nil {
		p.amount = ledger.Money{}
		return ui.Alarm(err)
	}
	p.amount = m
	return nil
}

// whyNot says why Plaid cannot be asked; empty: it can.
func (p *Page) whyNot() string {
	switch {
	case p.env.Service == nil:
		return "passbook setup"
	case p.ask.Running:
		return "Plaid is being asked"
	case p.amount.Minor <= 0:
		return "choose an account and an amount first"
	}
	return ""
}

// put asks Plaid one of the two questions.
func (p *Page) put(aboutRisk bool) tea.Cmd {
	p.answer = nil
	service := p.env.Service.Products()
	return p.ask.Ask(p.env, question{p.of.ID, p.amount, aboutRisk}, func(ctx context.Context, q question) ([]string, error) {
		if q.risk {
			check, err := service.Judge(ctx, q.account, q.amount, "")
			if err != nil {
				return nil, err
			}
			return Judged(check), nil
		}
		funds, err := service.Funds(ctx, q.account)
		if err != nil {
			return nil, err
		}
		return []string{Verdict(funds, q.amount) + "."}, nil
	})
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.load.Ask(struct{}{}) }

// Title implements ui.Page.
func (p *Page) Title() string { return "Can I pay this?" }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }

// Status implements ui.Page.
func (p *Page) Status() string { return p.pane.Place() }

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	why := p.whyNot()
	return append([]ui.Binding{ui.KeyAmount, ui.KeyFunds.Unless(why), ui.KeyRisk.Unless(why)}, ui.Moves()...)
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := p.load.Update(msg)
	if changed {
		p.pane.Set(p.lines())
	}
	if said, ok, err := p.ask.Answer(msg); ok {
		changed, p.answer = true, said
		cmd = tea.Batch(ui.Alarm(err), ui.Send(ui.ChangedMsg{}))
	}
	switch msg := msg.(type) {
	case chosenMsg:
		if msg.page == p {
			p.of, p.amount, p.answer = msg.account, ledger.Money{}, nil
			p.prompt = ui.NewPrompt(p.env, "Amount", "in "+format.Code(p.of.Balance.Currency)+", such as 120.00", "")
			changed, cmd = true, ui.Push(p.prompt)
		}
	case ui.PickedMsg:
		if p.prompt != nil && msg.From == p.prompt {
			changed, cmd = true, p.named(msg.Value)
		}
	case tea.KeyPressMsg:
		changed = true
		switch {
		case ui.KeyAmount.Is(msg):
			cmd = p.pane.Current().Open
		case ui.KeyFunds.Is(msg) && p.whyNot() == "":
			cmd = p.put(false)
		case ui.KeyRisk.Is(msg) && p.whyNot() == "":
			cmd = p.put(true)
		default:
			p.pane.Press(msg, p.height())
		}
	}
	if changed {
		p.draw()
	}
	return cmd
}

// SetSize implements ui.Page.
func (p *Page) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.draw()
	}
}

// height is how many lines the accounts have: all that the answer leaves, if they
// need them.
func (p *Page) height() int {
	return min(max(1, len(p.pane.Lines)), max(3, p.H-3-len(p.said())))
}

// said is what stands below the accounts: the answer, or what can be asked.
func (p *Page) said() (lines []string) {
	th := p.env.Theme
	switch {
	case p.ask.Running:
		return []string{th.Muted.Render("asking Plaid…")}
	case len(p.answer) > 0:
		for _, sentence := range p.answer {
			for _, line := range text.Wrap(text.Clean(sentence), p.W-6) {
				lines = append(lines, th.Text.Render(line))
			}
		}
		return lines
	case p.env.Service == nil:
		return []string{th.Accent.Render("passbook setup") + "   asks for the Plaid keys that this needs"}
	case len(p.load.Data) == 0:
		return nil
	case p.amount.Minor <= 0:
		return []string{th.Offer(ui.KeyAmount, "name the amount that is to be paid from this account")}
	}
	return []string{
		th.Offer(ui.KeyFunds, "ask the bank for its balance now, which Plaid bills"),
		th.Offer(ui.KeyRisk, "ask Plaid how likely a debit of it comes back, which Plaid bills"),
	}
}

func (p *Page) draw() {
	if p.H == 0 {
		return
	}
	th, h := p.env.Theme, p.height()
	lines := p.pane.View(th, p.W-3, h, true)
	if p.load.Loaded && len(p.pane.Lines) == 0 {
		lines[0] = " " + th.Muted.Render("There is no account that can pay something.")
	}
	lines = append(lines, "")
	for _, line := range p.said() {
		lines = append(lines, " "+text.Fit(line, p.W-4))
	}
	p.Drawn = th.Frame(p.Title(), "", p.pane.Beyond(h), lines, p.W, p.H, true)
}
