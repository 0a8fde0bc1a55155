package owners

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc/holder"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/tui/ui"
)

// Page lists the owners of the accounts of all banks, once Plaid was asked, and
// how well the person's profile fits them.
type Page struct{ ui.Inquiry[answer] }

// answer is what Plaid said of one Item: owners, or scores.
type answer struct {
	owners  []holder.Owners
	matches []holder.Match
}

// errNoProfile stands where there is nothing to compare with.
var errNoProfile = errors.New("your profile is empty: passbook profile set name \"Your Name\" begins it")

// New makes the page.
func New(e *ui.Env) *Page {
	p := &Page{}
	p.Inquiry = ui.NewInquiry(e, ui.About[answer]{
		Title: "Owners", Product: kept.Owners, What: "Who the banks say holds your accounts.",
		NoBank: "Owners come from a bank.", Asking: "Plaid is asked for the owners…",
		Offers: []ui.Offer{
			{Key: ui.KeyFetch, Words: "ask Plaid for them, which it bills once for each bank"},
			{Key: ui.KeyMatch, Words: "compare them with passbook profile, billed each time"},
		},
		Lines: lines, Kept: p.kept,
	})
	return p
}

// kept fills in the owners that the vault keeps.
func (p *Page) kept(ctx context.Context, banks []ui.Said[answer]) error {
	all, err := p.Env.Service.Products().Cached(ctx)
	for i := range banks {
		of := all[banks[i].Item.ID]
		banks[i].Answer.owners, banks[i].At = of.Owners, of.OwnersAt
	}
	return err
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	gone, cmd := p.Take(msg)
	if key, ok := msg.(tea.KeyPressMsg); ok && !gone {
		switch {
		case ui.KeyFetch.Is(key):
			cmd = p.Ask(p.whoHolds)
		case ui.KeyMatch.Is(key):
			cmd = p.Ask(p.howWell)
		default:
			p.Pane.Press(key, p.H-2)
		}
	}
	p.Paint()
	return cmd
}

func (p *Page) whoHolds(context.Context) (ui.Question[answer], error) {
	return func(ctx context.Context, it ledger.Item) (a answer, err error) {
		a.owners, err = p.Env.Service.Products().Owners(ctx, it)
		return a, err
	}, nil
}

func (p *Page) howWell(ctx context.Context) (ui.Question[answer], error) {
	profile, err := p.Env.Service.Products().Profile(ctx)
	if err == nil && profile.IsEmpty() {
		err = errNoProfile
	}
	return func(ctx context.Context, it ledger.Item) (a answer, err error) {
		a.matches, err = p.Env.Service.Products().Match(ctx, it, profile)
		return a, err
	}, err
}
