package linkbank

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"passbook/plaidsvc"
	"passbook/plaidsvc/link"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// The box of the flow, and how much of it is text.
const (
	flowWidth  = 60
	flowHeight = 17
	flowText   = flowWidth - 7
)

func (p *Flow) draw() {
	if p.W == 0 {
		return
	}
	var title string
	var lines []string
	switch p.state {
	case linkOffline:
		title, lines = "Link an account", ui.NoKeys(p.env.Theme)
	case linkRunning:
		title, lines = p.Title(), p.running()
		if p.bank.Institution != "" {
			title = p.Title() + " at " + bankName(p.bank)
		}
	case linkTwice:
		title, lines = bankName(p.twice.Existing)+" is linked already", p.askTwice()
	case linkFailed:
		title, lines = "Nothing was linked", p.failed()
	case linkDone:
		title, lines = bankName(p.result.Item)+" linked", p.finished()
		switch {
		case p.result.Replaced:
			title = bankName(p.result.Item) + " linked again"
		case p.bank.ID != "":
			title = bankName(p.result.Item) + " works again"
		}
	}
	body := []string{""}
	for _, l := range lines {
		body = append(body, "   "+l)
	}
	w, h := flowWidth, min(p.H, max(flowHeight, len(body)+3))
	body, w, h = p.withCode(body, w, h)
	box := p.env.Theme.Frame(title, "", "", body, w, h, true)
	p.Drawn = ui.Centred(box, w, h, p.W, p.H)
}

// withCode puts the address as a QR code beside the words or under them,
// where it fits, into a box of w by h that grows by it.
func (p *Flow) withCode(body []string, w, h int) ([]string, int, int) {
	if p.state != linkRunning || p.step.QR == "" || p.step.Step == plaidsvc.LinkExchanging {
		return body, w, h
	}
	code := strings.Split(p.step.QR, "\n")
	wide := text.Width(code[0])
	for i := range code { // its own colours: a scanner wants light on dark in any theme
		code[i] = "\x1b[97;40m" + code[i] + "\x1b[m"
	}
	switch {
	case w+wide+3 <= p.W && len(code)+4 <= p.H:
		for i := range code {
			if i+1 == len(body) {
				body = append(body, "")
			}
			body[i+1] = text.Fit(body[i+1], w-2) + code[i]
		}
		return body, w + wide + 3, max(h, len(code)+4)
	case len(body)+len(code)+4 <= p.H:
		body = append(body, "")
		for i := range code {
			body = append(body, strings.Repeat(" ", (w-wide)/2-1)+code[i])
		}
		return body, w, len(body) + 3
	}
	return body, w, h
}

// stepLine is a numbered step with its state at the right.
func (p *Flow) stepLine(n int, words, state string, done, active bool) string {
	t := p.env.Theme
	switch {
	case done:
		state = t.Good.Render("✓ ") + state
	case active:
		state = t.Accent.Render(p.spinner()) + " " + state
	default:
		words, state = t.Muted.Render(words), ""
	}
	return text.Between(fmt.Sprintf("%d  %s", n, words), state, flowText)
}

func (p *Flow) spinner() string { return string([]rune(ui.Spinner)[p.frame%10]) }

// running shows the three steps, the address, and the time that is left.
func (p *Flow) running() []string {
	t := p.env.Theme
	s := p.step
	order := map[plaidsvc.LinkStep]int{plaidsvc.LinkReady: 1, plaidsvc.LinkOpened: 2, plaidsvc.LinkInBrowser: 3, plaidsvc.LinkExchanging: 4, plaidsvc.LinkSaved: 5}
	at := order[s.Step]
	first := "Open Plaid Link in your browser"
	state := map[int]string{0: "preparing", 1: "opening", 2: "opened"}[min(at, 2)]
	opened := at >= 2
	if s.Method == plaidsvc.LinkHosted && !opened {
		first, state, opened = "Open the address on any device", "ready", at >= 1
		if link.Tunnel(s.URL) != "" {
			first = "Open the address on this machine"
		}
	}
	second := map[bool]string{true: cmp.Or(s.Doing, "page is open"), false: "waiting"}[at >= 3]
	if at >= 4 {
		second = "done"
	}
	lines := []string{
		p.stepLine(1, first, state, opened && s.Err == nil, true),
		p.stepLine(2, "Choose your bank and sign in there", second, at >= 4, opened),
		p.stepLine(3, "passbook puts the token away", "saving", at >= 5, at == 4),
		"",
	}
	if s.Err != nil {
		lines[0] = text.Between("1  "+first, t.Warn.Render("▲ none opened"), flowText)
	}
	if s.URL == "" || at >= 4 {
		return lines
	}
	if s.Method == plaidsvc.LinkHosted {
		for _, l := range text.Wrap("Here because "+text.Clean(s.Why)+".", flowText) {
			lines = append(lines, t.Muted.Render(l))
		}
	} else {
		lines = append(lines, "If no window opened, go to")
	}
	for _, l := range wrapAddress(s.URL, flowText) {
		lines = append(lines, t.Accent.Render(l))
	}
	if tunnel := link.Tunnel(s.URL); tunnel != "" && s.Method == plaidsvc.LinkHosted {
		lines = append(lines, "or on another machine that ran this first:", t.Accent.Render(text.Cut(tunnel, flowText)))
	}
	lines = append(lines, "", t.Muted.Render("passbook never sees your bank password."))
	if !s.Expires.IsZero() {
		left := max(0, s.Expires.Sub(p.env.Now()))
		words := fmt.Sprintf("times out in %d:%02d", int(left.Minutes()), int(left.Seconds())%60)
		lines = append(lines, t.Muted.Render(text.FitRight(words, flowText)))
	}
	return lines
}

// wrapAddress breaks an address at the width: it has no spaces to break at.
func wrapAddress(s string, w int) []string {
	s = text.Clean(s)
	var out []string
	for len(s) > w && len(out) < 4 {
		out = append(out, s[:w])
		s = s[w:]
	}
	return append(out, s)
}

func (p *Flow) askTwice() []string {
	t := p.env.Theme
	lines := []string{"This login shares accounts that passbook has:", ""}
	for i, name := range p.twice.Accounts {
		if i == 5 {
			lines = append(lines, t.Muted.Render(fmt.Sprintf("  and %d more", len(p.twice.Accounts)-5)))
			break
		}
		lines = append(lines, "  "+text.Cut(text.Clean(name), flowText-2))
	}
	lines = append(lines, "")
	lines = append(lines, text.Wrap("Linked a second time they count twice, and Plaid bills the login twice. "+
		"On the bank in Accounts, "+ui.KeyChoose.Name()+" chooses other accounts and "+ui.KeyFix.Name()+" signs in again.", flowText)...)
	return append(lines, "", t.Hints(ui.KeyConfirm, ui.KeyDrop))
}

func (p *Flow) failed() []string {
	t := p.env.Theme
	lines := []string{}
	for _, l := range text.Wrap(text.Clean(linkSentence(p.err)), flowText) {
		lines = append(lines, t.Warn.Render(l))
	}
	if len(lines) > 8 {
		lines = lines[:8]
	}
	return append(lines, "", "What passbook has already is untouched.", "", t.Hints(ui.KeyRetry, ui.KeyClose))
}

// linkSentence says why linking ended.
func linkSentence(err error) string {
	switch {
	case errors.Is(err, plaidsvc.ErrLinkCancelled):
		return "Linking was cancelled: Link was closed before it was done."
	case errors.Is(err, plaidsvc.ErrLinkExpired):
		return "The time for linking ran out."
	}
	// What becomes of the data is a sync's business; the box tells its own.
	s, _, _ := strings.Cut(err.Error(), " Cached data stays")
	if s == "" {
		return "It ended without a reason."
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// finished shows the new bank's accounts, and how far its first sync is.
func (p *Flow) finished() []string {
	t := p.env.Theme
	good := t.Good.Render("✓ ")
	accounts, last := "", "History arrives over the next minutes; you can go on."
	if p.result.Replaced {
		accounts, last = " in place of those of the old login", "What was there stays; notes move to their new rows."
	}
	lines := []string{
		good + "Token kept in " + text.Cut(text.Clean(p.result.Vault), flowText-16),
		good + format.Count(len(p.result.Accounts), "account", "accounts") + accounts,
		p.syncLine(), "",
	}
	for i, a := range p.result.Accounts {
		if i == 6 {
			lines = append(lines, t.Muted.Render(fmt.Sprintf("  and %d more", len(p.result.Accounts)-6)))
			break
		}
		balance := "-"
		if a.Balance.Current != nil {
			balance = format.Money(ledger.Money{Minor: *a.Balance.Current, Currency: a.Balance.Currency}, p.env.HomeCurrency)
		}
		name := text.Fit("  "+format.AccountName(a), 26) + " " + t.Muted.Render(text.Fit(format.Mask(a.Mask), 6))
		lines = append(lines, text.Between(name, balance, flowText))
	}
	return append(lines, "", t.Muted.Render(last))
}

func (p *Flow) syncLine() string {
	t := p.env.Theme
	s := p.syncs[p.result.Item.ID]
	switch {
	case s.err != nil:
		return t.Warn.Render("▲ " + text.Cut(text.Clean(s.err.Error()), flowText-2))
	case s.finished:
		return t.Good.Render("✓ ") + format.Count(s.changes.Added, "transaction", "transactions")
	case s.waiting != "":
		return t.Accent.Render(p.spinner()) + " " + text.Cut(text.Clean(s.waiting), flowText-2)
	}
	return t.Accent.Render(p.spinner()) + " Transactions   " + format.Group(fmt.Sprint(s.received)) + " so far"
}
