package linkbank

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"passbook/plaidsvc"
	"passbook/plaidsvc/link"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// The box of the flow: how wide it is at most, and how high at least on the way
// through Link, where what it says grows and shrinks.
const (
	flowWidth  = 84
	flowHeight = 15
)

// width is that of the box, and room that of the text in it.
func (p *Flow) width() int { return min(flowWidth, p.W-8) }
func (p *Flow) room() int  { return p.width() - 7 }

func (p *Flow) draw() {
	if p.W == 0 {
		return
	}
	var title string
	var lines []string
	switch p.state {
	case linkOffline:
		title, lines = "Link an account", ui.NoKeys(p.env)
	case linkRunning:
		title, lines = p.Title(), p.running()
		if p.bank.Institution != "" {
			title = p.Title() + " at " + bankName(p.bank)
		}
	case linkTwice:
		title, lines = bankName(p.twice.Existing)+" is linked already", p.askTwice()
	case linkFailed:
		title, lines = "Nothing was linked", p.failed()
		if p.bank.ID != "" {
			title = "Nothing changed at " + cmp.Or(bankName(p.bank), "the bank")
		}
	case linkDone:
		title, lines = bankName(p.result.Item)+" linked", p.finished()
		switch {
		case p.result.Replaced:
			title = bankName(p.result.Item) + " linked again"
		case p.step.Accounts && p.bank.Problem == nil:
			title = bankName(p.result.Item) + ": accounts chosen"
		case p.bank.ID != "":
			title = bankName(p.result.Item) + " works again"
		}
	}
	body := []string{""}
	for _, l := range lines {
		body = append(body, "   "+l)
	}
	least := 0
	if p.state == linkRunning {
		least = flowHeight
	}
	w, h := p.width(), min(p.H, max(least, len(body)+3))
	body, w, h = p.withCode(body, w, h)
	box := p.env.Theme.Frame(title, "", "", body, w, h, true)
	p.Drawn = ui.Centred(box, w, h, p.W, p.H)
}

// withCode puts the address as a QR code beside the words or under them,
// where it fits, into a box of w by h that grows by it. It needs half blocks, which
// ASCII has not.
func (p *Flow) withCode(body []string, w, h int) ([]string, int, int) {
	if p.env.Theme.ASCII || p.state != linkRunning || p.step.QR == "" || p.step.Step == plaidsvc.LinkExchanging {
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
	return text.Between(fmt.Sprintf("%d  %s", n, words), state, p.room())
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
	there, last := p.doing()
	lines := []string{
		p.stepLine(1, first, state, opened && s.Err == nil, true),
		p.stepLine(2, there, second, at >= 4, opened),
		p.stepLine(3, last, "saving", at >= 5, at == 4),
		"",
	}
	if s.Err != nil {
		lines[0] = text.Between("1  "+first, t.Warn.Render("▲ none opened"), p.room())
	}
	lines = append(lines, p.signIn()...)
	if s.URL == "" || at >= 4 {
		return append(lines, p.bills()...)
	}
	switch {
	case s.Method != plaidsvc.LinkHosted:
		lines = append(lines, "If no window opened, go to")
	case s.Why != "":
		for _, l := range text.Wrap("Here because "+text.Clean(s.Why)+".", p.room()) {
			lines = append(lines, t.Muted.Render(l))
		}
	}
	lines = append(lines, p.address()...)
	if tunnel := link.Tunnel(s.URL); tunnel != "" && s.Method == plaidsvc.LinkHosted {
		lines = append(lines, "or on another machine that ran this first:", t.Accent.Render(text.Cut(tunnel, p.room())))
	}
	lines = append(append(lines, ""), p.bills()...)
	left := ""
	if !s.Expires.IsZero() {
		left = "times out in " + timeLeft(s.Expires.Sub(p.env.Now()))
	}
	return append(lines, t.Muted.Render(text.Between("passbook never sees your bank password.", left, p.room())))
}

// doing is what the person does in the browser, and passbook after it.
func (p *Flow) doing() (there, last string) {
	switch {
	case !p.step.Update:
		return "Choose your bank and sign in there", "passbook puts the token away"
	case p.step.Accounts:
		return "Choose what to share there", "passbook looks at the accounts"
	}
	return "Sign in there", "passbook looks at the accounts"
}

// address is the address as a link of the terminal's: whole where it fits, and
// otherwise shortened, with the key that copies it whole.
func (p *Flow) address() []string {
	whole := text.Clean(p.step.URL)
	shown, lines := whole, []string(nil)
	if n := len(whole) - p.room(); n > 0 {
		half := p.room() / 2
		shown = whole[:half] + "…" + whole[len(whole)-(p.room()-half-1):]
		lines = text.Wrap(ui.KeyAddress.Name()+" copies the whole address; passbook link prints it.", p.room())
	}
	return append([]string{ansi.SetHyperlink(whole) + p.env.Theme.Accent.Render(shown) + ansi.ResetHyperlink()}, lines...)
}

// signIn says how to sign in at the bank, where that is not as one does.
func (p *Flow) signIn() []string {
	if p.env.SignIn == "" || p.step.Step == plaidsvc.LinkExchanging || p.step.Step == plaidsvc.LinkSaved {
		return nil
	}
	return append(text.Wrap(p.env.SignIn, p.room()), "")
}

// bills says how many logins are linked and what Plaid bills, before a new one.
func (p *Flow) bills() []string {
	if p.billing == "" {
		return nil
	}
	var lines []string
	for _, l := range text.Wrap(p.billing, p.room()) {
		lines = append(lines, p.env.Theme.Muted.Render(l))
	}
	return append(lines, "")
}

// timeLeft is a time in the words that a glance needs.
func timeLeft(d time.Duration) string {
	switch {
	case d >= 90*time.Minute:
		return fmt.Sprintf("%.0f h", d.Hours())
	case d >= 2*time.Minute:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d s", int(max(0, d).Seconds()))
}

func (p *Flow) askTwice() []string {
	t := p.env.Theme
	lines := []string{"This login shares accounts that passbook has:", ""}
	for i, name := range p.twice.Accounts {
		if i == 5 {
			lines = append(lines, t.Muted.Render(fmt.Sprintf("  and %d more", len(p.twice.Accounts)-5)))
			break
		}
		lines = append(lines, "  "+text.Cut(text.Clean(name), p.room()-2))
	}
	lines = append(lines, "")
	lines = append(lines, text.Wrap("Linked a second time they count twice until you say that they are one, and Plaid bills the login twice. "+
		"On the bank in Accounts, "+ui.KeyChoose.Name()+" chooses other accounts and "+ui.KeyFix.Name()+" signs in again.", p.room())...)
	return append(lines, "", t.Hints(ui.KeyConfirm, ui.KeyDrop))
}

func (p *Flow) failed() []string {
	t := p.env.Theme
	lines := []string{}
	for _, l := range text.Wrap(text.Clean(linkSentence(p.err)), p.room()) {
		lines = append(lines, t.Warn.Render(l))
	}
	return append(lines, "", "What passbook has already is untouched.", "", t.Hints(ui.KeyRetry, ui.KeyClose))
}

// linkSentence says why linking ended.
func linkSentence(err error) string {
	switch {
	case errors.As(err, new(*link.ClosedError)):
		return "The page was closed before Link's last button was pressed, so passbook was handed nothing. Link once more, and press that button."
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
		good + "Token kept in " + text.Cut(text.Clean(p.result.Vault), p.room()-16),
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
		name := text.Fit("  "+format.AccountName(a), p.room()-27) + " " + t.Muted.Render(text.Fit(format.Mask(a.Mask), 6))
		lines = append(lines, text.Between(name, balance, p.room()))
	}
	return append(lines, "", t.Muted.Render(last))
}

func (p *Flow) syncLine() string {
	t := p.env.Theme
	s := p.syncs[p.result.Item.ID]
	switch {
	case s.err != nil:
		return t.Warn.Render("▲ " + text.Cut(text.Clean(s.err.Error()), p.room()-2))
	case s.finished:
		return t.Good.Render("✓ ") + format.Count(s.changes.Added, "transaction", "transactions")
	case s.waiting != "":
		return t.Accent.Render(p.spinner()) + " " + text.Cut(text.Clean(s.waiting), p.room()-2)
	}
	return t.Accent.Render(p.spinner()) + " Transactions   " + format.Group(fmt.Sprint(s.received)) + " so far"
}
