package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
)

// How far the clock may be off. Requests are signed by none, so Plaid takes any
// clock; but balances are kept under this machine's day.
const (
	clockWarning = 2 * time.Minute
	clockProblem = time.Hour
	certWarning  = 7 * 24 * time.Hour
)

// checkPlaid asks Plaid once: the way there, the keys, the clock.
func (p *opened) checkPlaid(ctx context.Context) []Finding {
	if p.probe == nil {
		if !p.offline && p.KeysErr == nil && p.VaultErr == nil {
			return append(one("plaid", Problem, p.probeErr.Error(), "set PLAID_BASE_URL, or leave it away"), p.keysFinding(nil)...)
		}
		return append(one("plaid", Skipped, p.probeErr.Error(), ""), p.keysFinding(nil)...)
	}
	way, err := p.probe.Way(ctx)
	if err != nil {
		f := Finding{Check: "plaid", Verdict: Problem, Sentence: err.Error(), Next: "check the network, a proxy and a firewall"}
		if reason := errors.Unwrap(err); reason != nil {
			f.Sentence += " (" + reason.Error() + ")"
		}
		if named := proxies(); named != "" {
			f.Next += "; " + named
		}
		return append([]Finding{f}, one("clock", Skipped, "Plaid did not say what time it is; "+p.zone(), "")...)
	}
	sentence := fmt.Sprintf("%s answers within %v", p.probe.Host(), way.Took.Round(time.Millisecond))
	if way.Issuer != "" {
		sentence += fmt.Sprintf(", with a certificate of %s, good until %s", way.Issuer, way.Until.Format(time.DateOnly))
	} else {
		sentence += ", without TLS"
	}
	if named := proxies(); named != "" {
		sentence += "; " + named
	}
	found := one("plaid", OK, sentence, "")
	if way.Issuer != "" && way.Until.Before(p.Now().Add(certWarning)) {
		found[0].Verdict, found[0].Next = Warning, "a certificate that ends so soon may be a proxy's: look who issued it"
	}
	return append(append(found, p.keysFinding(way.Keys)...), p.clockFinding(way)...)
}

// keysFinding says whether Plaid accepts the keys; refused is why not.
func (p *opened) keysFinding(refused error) []Finding {
	var e *problem.Error
	switch {
	case p.KeysErr != nil:
		return one("keys", Problem, p.KeysErr.Error(), "run passbook setup")
	case p.probe == nil:
		return one("keys", Skipped, "Plaid was not asked", "")
	case errors.As(refused, &e) && e.Actor == ledger.ActorWait:
		return one("keys", Warning, refused.Error(), "")
	case refused != nil:
		return one("keys", Problem, refused.Error(), "compare PLAID_CLIENT_ID, the secret and PLAID_ENV with https://dashboard.plaid.com/developers/keys")
	}
	return one("keys", OK, "Plaid accepts them in "+p.Plaid.Env, "")
}

// clockFinding compares this machine's clock with Plaid's.
func (p *opened) clockFinding(way plaidsvc.Way) []Finding {
	if !way.Dated {
		return one("clock", Skipped, "Plaid did not say what time it is; "+p.zone(), "")
	}
	off, word := way.Behind, "behind"
	if off < 0 {
		off, word = -off, "ahead of"
	}
	sentence := fmt.Sprintf("%v %s Plaid's; %s", off.Round(time.Second), word, p.zone())
	switch {
	case off >= clockProblem:
		return one("clock", Problem, sentence, "set the clock: balances are kept under the day that it shows")
	case off >= clockWarning:
		return one("clock", Warning, sentence, "set the clock, or have it set over the network")
	}
	return one("clock", OK, "right to "+max(off.Round(time.Second), 2*time.Second).String()+"; "+p.zone(), "")
}

// zone says which time zone passbook's days are in.
func (p *opened) zone() string {
	return "days are those of the zone " + p.Now().Format("MST (UTC-07:00)")
}

// proxies names the variables that send requests over a proxy, with its host
// alone: an address may hold a password.
func proxies() string {
	var said []string
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"} {
		value := os.Getenv(name)
		if value == "" {
			continue
		}
		host := "an address that cannot be read"
		if u, err := url.Parse(value); err == nil && u.Host != "" {
			host = u.Host
		}
		said = append(said, name+" names the proxy "+host)
	}
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		if value := os.Getenv(name); value != "" {
			said = append(said, name+" is "+value)
		}
	}
	return strings.Join(said, ", ")
}

// vaultPatience is how long a keyring may take. The key of a sealed file is derived
// in about a second.
const vaultPatience = 2 * time.Second

// checkVault opens the vault and looks for the token of each bank.
func (p *opened) checkVault(ctx context.Context) []Finding {
	if p.VaultErr != nil {
		return one("vault", Problem, p.VaultErr.Error(), "")
	}
	patience := vaultPatience
	if p.Values.Text("vault") == "file" {
		patience = 10 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	kept, err := p.Vault.Items(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return one("vault", Problem, fmt.Sprintf("it does not answer within %v", patience), "if a window asks for a password, unlock it; otherwise log out and in again, or keep secrets in a file with PASSBOOK_VAULT=file")
	}
	if err != nil {
		return one("vault", Problem, err.Error(), "")
	}
	all := len(kept)
	kept = slices.DeleteFunc(kept, vault.IsExchange)
	found := one("vault", OK, fmt.Sprintf("%s opens; access tokens in it: %d", p.Vault.Where(), len(kept)), "")
	if len(kept) < all {
		found = append(found, Finding{
			Check: "vault", Verdict: Warning, Sentence: "a link or a rotation is under way, or was cut off",
			Next: "open the dashboard or run passbook sync, which finishes what was cut off",
		})
	}
	if p.itemsErr != nil || p.dbErr != nil && len(kept) == 0 {
		return found
	}
	for _, it := range p.items {
		if !slices.Contains(kept, it.ID) {
			found = append(found, Finding{
				Check: "vault", Verdict: Problem, Sentence: "there is no access token of " + it.Institution, Turn: ledger.ActorSetup,
				Next: "set PLAID_ENV and PASSBOOK_VAULT as they were when it was linked; if they are the same, link it again: everything stays",
			})
		}
	}
	for _, id := range kept {
		if !slices.ContainsFunc(p.items, func(it ledger.Item) bool { return it.ID == id }) {
			found = append(found, Finding{
				Check: "vault", Verdict: Warning, Sentence: "there is an access token of an Item that the cache does not have: " + id,
				Next: "open the dashboard or run passbook sync, which finishes what was cut off",
			})
		}
	}
	return found
}

// checkOAuth says which banks have logins of their own, which in production want
// to be registered with.
func (p *opened) checkOAuth(ctx context.Context) []Finding {
	switch {
	case len(p.items) == 0:
		return one("oauth", Skipped, "no bank is linked", "")
	case p.probe == nil:
		return one("oauth", Skipped, p.probeErr.Error(), "")
	}
	var names, asked []string
	for _, it := range p.items {
		if it.InstitutionID == "" || slices.Contains(asked, it.InstitutionID) {
			continue
		}
		asked = append(asked, it.InstitutionID)
		own, err := p.probe.OAuth(ctx, it.InstitutionID)
		if err != nil {
			return one("oauth", Skipped, err.Error(), "")
		}
		if own {
			names = append(names, it.Institution)
		}
	}
	if len(names) == 0 {
		return one("oauth", OK, "no linked bank has a login page of its own", "")
	}
	sentence := "these banks have login pages of their own (OAuth): " + strings.Join(names, ", ")
	if p.Plaid.Env != "production" {
		return one("oauth", OK, sentence+". In Sandbox nothing is to be registered.", "")
	}
	return one("oauth", OK, sentence+". passbook needs no redirect address for them: Link opens their page in a window of its own.",
		"if one is missing in Link, or says that it is not registered, look at https://dashboard.plaid.com/activity/status/oauth-institutions; on a Trial plan most need nothing")
}

// errNoToken reports whether there is no token, which checkVault tells.
func errNoToken(err error) bool { return errors.Is(err, vault.ErrNotFound) }
