package link

import (
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// byDeposit is the password with which user_good's bank gives no numbers: the person
// types them in, and a small deposit proves them.
const byDeposit = "microdeposits_good"

// depositCode is the code in the text of every small deposit.
const depositCode = "ABC"

// mostWrongCodes are how many wrong codes end the proof of an account.
const mostWrongCodes = 3

// deposits are the ways in which an account is proved, by the routing number that is
// typed in. Source: Plaid's guide to testing Auth.
var deposits = map[string]struct {
	method string // auth_method
	status string // verification_status; empty: the code is asked for at once
}{
	"021000021": {"AUTOMATED_MICRODEPOSITS", "pending_automatic_verification"},
	"110000000": {"SAME_DAY_MICRODEPOSITS", "pending_manual_verification"},
	"333333334": {"INSTANT_MICRODEPOSITS", ""},
}

// proof goes to where the numbers of the chosen account are typed in, where the bank
// does not give them and Auth is asked for; else to the end.
func (p *page) proof() wire.Object {
	if !p.session.typesNumbers() {
		return p.connected()
	}
	if p.session.debitable(p.chosen) == nil {
		p.wrong = "Choose one account for its numbers: checking, savings or cash management."
		return p.draw("SELECT_ACCOUNT")
	}
	p.transition("NUMBERS", nil)
	return p.draw("NUMBERS")
}

// typesNumbers reports whether the person types numbers in: Auth is asked for, and
// the bank gives none.
func (ls *Session) typesNumbers() bool {
	c := ls.lock()
	defer c.Unlock()
	return ls.token.update == nil && ls.item.Login.Password == byDeposit && ls.item.Uses("auth")
}

// debitable is the one account that was chosen; nil: it has no numbers, or there are
// several.
func (ls *Session) debitable(chosen []string) *bank.Account {
	i := slices.IndexFunc(ls.item.Accounts, func(a bank.Account) bool { return len(chosen) == 1 && a.ID == chosen[0] && a.HasNumbers() })
	if i < 0 {
		return nil
	}
	return &ls.item.Accounts[i]
}

// numbers takes what the person typed in, and has a small deposit sent.
func (p *page) numbers(in action) wire.Object {
	c := p.session.lock()
	a := p.session.debitable(p.chosen)
	way, ok := deposits[strings.TrimSpace(in.Routing)]
	ok = ok && strings.TrimSpace(in.Account) == "111122223333"+a.Mask
	if ok {
		p.session.item.AuthMethod, a.Verification, p.wrong = way.method, way.status, ""
	}
	c.Unlock()
	switch {
	case !ok:
		p.wrong = "These are no numbers of this account."
		return p.draw("NUMBERS")
	case way.status == "":
		return p.askCode()
	}
	return p.connected()
}

// awaitsCode reports whether an account of the Item to update waits for the code of
// its deposit, and says which accounts stay shared. An Item whose login fails goes to
// the bank first.
func (p *page) awaitsCode() bool {
	it := p.session.token.update
	if it == nil {
		return false
	}
	c := p.session.lock()
	defer c.Unlock()
	if it.Error != nil || !slices.ContainsFunc(it.Accounts, waitsForCode) {
		return false
	}
	p.session.item, p.chosen = it, nil
	for _, a := range it.Accounts {
		if a.Shared {
			p.chosen = append(p.chosen, a.ID)
		}
	}
	return true
}

func waitsForCode(a bank.Account) bool {
	return a.Shared && a.Verification == "pending_manual_verification"
}

func (p *page) askCode() wire.Object {
	p.transition("DEPOSIT_CODE", nil)
	return p.draw("DEPOSIT_CODE")
}

// depositCode takes the code of a small deposit. The third wrong one ends the proof.
func (p *page) depositCode(in action) wire.Object {
	c := p.session.lock()
	right := strings.EqualFold(strings.TrimSpace(in.Code), depositCode)
	var failed bool
	for i := range p.session.item.Accounts {
		a := &p.session.item.Accounts[i]
		if !slices.Contains(p.chosen, a.ID) || !waitsForCode(*a) && p.session.token.update != nil {
			continue
		}
		if right {
			a.Verification = "manually_verified"
			continue
		}
		if a.WrongCodes++; a.WrongCodes >= mostWrongCodes {
			a.Verification, failed = "verification_failed", true
		}
	}
	c.Unlock()
	switch {
	case right:
		p.wrong = ""
		return p.connected()
	case failed:
		return p.fail(wire.LoginErrors["ITEM_LOCKED"])
	}
	p.wrong = "That is not the code of the deposit."
	return p.draw("DEPOSIT_CODE")
}
