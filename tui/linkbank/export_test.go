package linkbank

import (
	"errors"
	"strings"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/link"
	"passbook/plaidsvc/problem"
	"passbook/storage"
	"passbook/storage/ledger"
)

// States puts a flow into each of the states that it can be in.
func States(now time.Time) map[string]func(*Flow) {
	code, err := link.QR("https://secure.plaid.com/hl/ls12aa02d4f28b4f39b4c7a0b5e5")
	if err != nil {
		panic(err)
	}
	accounts := []ledger.Account{
		{Name: "Every Day Chequing", Mask: "3301", Balance: ledger.Balance{Current: cents(190255), Currency: "CAD"}},
		{Name: "Line of credit", Mask: "3305", Balance: ledger.Balance{Current: cents(-350000), Currency: "CAD"}},
		{Name: "Réserve \x1b[31meuro", Mask: "3309", Balance: ledger.Balance{Current: cents(41280), Currency: "EUR"}},
		{Name: "No balance"},
	}
	td := ledger.Item{ID: "td", Institution: "TD Canada Trust"}
	local := plaidsvc.LinkProgress{
		Step: plaidsvc.LinkOpened, Method: plaidsvc.LinkLocalhost, URL: "http://127.0.0.1:41873/9f2c4a1b8d7e6f5091827364a5b4c3d2/",
		Expires: now.Add(28*time.Minute + 41*time.Second),
	}
	hosted := plaidsvc.LinkProgress{
		Step: plaidsvc.LinkReady, Method: plaidsvc.LinkHosted, Why: "you are connected over SSH, so a browser on this machine would not reach you",
		URL: "https://secure.plaid.com/hl/ls12aa02d4f28b4f39b4c7a0b5e5", QR: code, Expires: local.Expires,
	}
	billed := ledger.Billing{Linked: 4, Ever: 5}.Sentence()
	update := func(p *Flow, accounts bool, it ledger.Item) {
		it.ID, it.Institution = td.ID, td.Institution
		p.bank, p.state, p.step = it, linkRunning, local
		p.step.Update, p.step.Accounts = true, accounts
	}
	return map[string]func(*Flow){
		"long address": func(p *Flow) {
			p.state, p.step, p.billing = linkRunning, hosted, billed
			p.step.URL, p.step.QR = "https://secure.plaid.com/hl/"+strings.Repeat("ls12aa02d4f28b4f39b4c7a0b5e5", 6), ""
		},
		"choose accounts": func(p *Flow) { update(p, true, ledger.Item{}) },
		"sign in again": func(p *Flow) {
			update(p, false, ledger.Item{Problem: &ledger.Problem{Code: "ITEM_LOGIN_REQUIRED", Actor: ledger.ActorPerson}})
		},
		"consent":   func(p *Flow) { update(p, true, ledger.Item{DisconnectsAt: now}) },
		"offline":   func(p *Flow) {},
		"preparing": func(p *Flow) { p.state = linkRunning },
		"opened":    func(p *Flow) { p.state, p.step, p.billing = linkRunning, local, billed },
		"no window": func(p *Flow) { p.state, p.step = linkRunning, local; p.step.Err = errors.New("none") },
		"hosted": func(p *Flow) {
			p.state, p.step, p.billing = linkRunning, hosted, billed
			p.step.Doing, p.step.Expires = "choosing accounts", now.Add(4*time.Hour-3*time.Second)
		},
		"hosted here": func(p *Flow) {
			p.state, p.step = linkRunning, hosted
			p.step.URL, p.step.QR = "http://127.0.0.1:41873/hl/ls12aa02d4f28b4f39b4c7a0b5e5", ""
		},
		"saving": func(p *Flow) {
			p.state, p.step = linkRunning, local
			p.step.Step = plaidsvc.LinkExchanging
		},
		"twice": func(p *Flow) {
			p.state, p.twice = linkTwice, &plaidsvc.PendingLink{Existing: td, Accounts: []string{"Every Day Chequing", "Line of credit"}}
		},
		"expired": func(p *Flow) { p.state, p.err = linkFailed, plaidsvc.ErrLinkExpired },
		"failed": func(p *Flow) {
			p.state, p.err = linkFailed, &problem.Error{Problem: ledger.Problem{Sentence: "Plaid cannot be reached: check the network, then try again."}}
		},
		"done": func(p *Flow) {
			p.state, p.result = linkDone, plaidsvc.LinkResult{Item: td, Accounts: accounts, Vault: "the system keyring"}
			p.syncs["td"] = syncState{received: 1240}
		},
		"linked again": func(p *Flow) {
			gone := td
			gone.Problem = &ledger.Problem{Actor: ledger.ActorRelink}
			p.bank, p.state = gone, linkDone
			p.result = plaidsvc.LinkResult{Item: td, Accounts: accounts, Vault: "the system keyring", Replaced: true}
		},
		"synced": func(p *Flow) {
			p.state, p.result = linkDone, plaidsvc.LinkResult{Item: td, Accounts: accounts, Vault: "the system keyring"}
			p.syncs["td"] = syncState{finished: true, changes: storage.Changes{Added: 2140}}
		},
	}
}

// cents is a pointer to an amount.
func cents(n int64) *int64 { return &n }

// Step is how far the flow says that linking is.
func (p *Flow) Step() plaidsvc.LinkProgress { return p.step }

// In reports whether the flow is in a state of that name.
func (p *Flow) In(state string) bool {
	return p.state == map[string]linkState{"running": linkRunning, "twice": linkTwice, "failed": linkFailed, "done": linkDone}[state]
}

// Synced reports whether the first sync of the linked Item is over.
func (p *Flow) Synced() bool { return p.syncs[p.result.Item.ID].finished }
