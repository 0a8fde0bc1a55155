package doctor

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"passbook/cmd/passbook/choose"
	"passbook/plaidsvc"
	"passbook/storage/ledger"
)

const (
	consentWarning = 7 * 24 * time.Hour // before a consent ends
	oldSync        = 7 * 24 * time.Hour
	day            = "2006-01-02"
)

// checkBanks looks at each Item, and says what Plaid bills for.
func (p *opened) checkBanks(ctx context.Context) []Finding {
	switch {
	case p.itemsErr != nil:
		return one("banks", Skipped, p.itemsErr.Error(), "")
	case p.db == nil:
		return one("banks", Skipped, "there is no cache to read them from", "")
	}
	p.db.For(p.Owner)
	billing, err := p.db.Billing(ctx)
	found := one("banks", OK, billing.Sentence(), "")
	if err != nil {
		found = one("banks", Problem, err.Error(), "")
	} else if len(p.items) == 0 {
		found[0].Next = "passbook link links one"
	}
	if len(p.archived) > 0 {
		found[0].Sentence += fmt.Sprintf(" %d archived.", len(p.archived))
	}
	aside := p.setAside(ctx)
	banks := make([]Finding, len(p.items))
	var group sync.WaitGroup
	for i, it := range p.items {
		group.Go(func() { banks[i] = p.bank(ctx, it, aside[it.Institution]) })
	}
	group.Wait()
	return append(found, banks...)
}

// mostSetAside bounds how many rows are counted: a bank may send any number.
const mostSetAside = 1000

// setAside counts the rows that cannot be kept, by bank.
func (p *opened) setAside(ctx context.Context) map[string]int {
	rows, _, err := p.db.RowsSetAside(ctx, mostSetAside)
	counts := map[string]int{}
	if err == nil { // checkCache tells what keeps the cache from being read
		for _, r := range rows {
			counts[r.Institution]++
		}
	}
	return counts
}

// bank looks at one Item: as Plaid says now where it can be asked, else as the last
// sync found it.
func (p *opened) bank(ctx context.Context, it ledger.Item, aside int) Finding {
	state, told := plaidsvc.ItemState{Item: it}, "as of the last sync"
	if p.probe != nil {
		asked, err := p.probe.Item(ctx, it)
		switch {
		case err == nil:
			told = "as Plaid says now"
			if asked.Problem == nil { // what the last sync met may be over, or of another kind
				asked.Problem = it.Problem
			}
			state = asked
		case errNoToken(err):
		case it.Problem != nil && it.Problem.Sentence == err.Error(): // judge says it
		default:
			told = "as of the last sync, for Plaid does not say more now (" + strings.TrimSuffix(err.Error(), ".") + ")"
		}
	}
	f := Finding{Check: "bank", Verdict: OK, Sentence: it.Institution + ", " + told + ": " + p.facts(state, aside)}
	p.judge(&f, state)
	return f
}

// facts is what is known of an Item.
func (p *opened) facts(s plaidsvc.ItemState, aside int) string {
	said := []string{"linked " + p.ago(s.LinkedAt), "last synced " + p.ago(s.SyncedAt)}
	if !s.BankUpdatedAt.IsZero() {
		said = append(said, "last updated by the bank "+p.ago(s.BankUpdatedAt))
	}
	switch s.Completeness {
	case ledger.HistoryNone:
		said = append(said, "its history is not here yet")
	case ledger.HistoryInitial:
		said = append(said, "older transactions are on their way")
	default:
		said = append(said, "its history is complete")
	}
	if !s.ConsentEnds.IsZero() {
		left := s.ConsentEnds.Sub(p.Now()) / (24 * time.Hour)
		said = append(said, fmt.Sprintf("its consent ends on %s, in %d days", s.ConsentEnds.Format(day), left))
	}
	if aside > 0 {
		said = append(said, fmt.Sprintf("%d rows are set aside (passbook check names them)", aside))
	}
	if s.Webhook != "" {
		said = append(said, "Plaid's webhooks go to "+s.Webhook)
	}
	return strings.Join(said, ", ") + "."
}

// ago says how long ago an instant was.
func (p *opened) ago(at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	switch past := p.Now().Sub(at); {
	case past < 0:
		return "in the future (" + at.Format(day) + ")"
	case past < time.Hour:
		return "within the hour"
	case past < 48*time.Hour:
		return fmt.Sprintf("%d hours ago", past/time.Hour)
	default:
		return fmt.Sprintf("%d days ago", past/(24*time.Hour))
	}
}

// judge says what is wrong with an Item, whose turn it is, and what to do.
func (p *opened) judge(f *Finding, s plaidsvc.ItemState) {
	now := p.Now()
	switch {
	case s.Problem != nil:
		f.Verdict, f.Turn = Problem, s.Problem.Actor
		f.Sentence += " " + s.Problem.Sentence
		f.said = s.Problem.Sentence
		if s.Problem.Code != "" {
			f.Sentence += " (" + strings.TrimSuffix(s.Problem.Code+", request "+s.Problem.RequestID, ", request ") + ")"
		}
		switch s.Problem.Actor {
		case ledger.ActorPerson, ledger.ActorRelink:
			f.Next = "passbook repair " + choose.Argument(s.Item, p.items)
		case ledger.ActorWait:
			f.Verdict, f.Next = Warning, "nothing: it passes by itself"
		case ledger.ActorBug:
			f.Next = "please report it, with passbook doctor --bundle FILE"
		}
	case !s.ConsentEnds.IsZero() && s.ConsentEnds.Before(now.Add(consentWarning)):
		f.Verdict, f.Turn, f.Next = Warning, ledger.ActorPerson, "passbook repair "+choose.Argument(s.Item, p.items)
	case !s.DisconnectsAt.IsZero():
		f.Verdict, f.Turn, f.Next = Warning, ledger.ActorPerson, "passbook repair "+choose.Argument(s.Item, p.items)
		f.Sentence += " Plaid says that this login ends on " + s.DisconnectsAt.Format(day) + "."
	case s.SyncedAt.After(now):
		f.Verdict, f.Next = Warning, "it was synced under another clock: sync again once the clock is right"
	case now.Sub(s.SyncedAt) > oldSync:
		f.Verdict, f.Next = Warning, "passbook sync"
	}
}
