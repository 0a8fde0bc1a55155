package doctor

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/user"
	"regexp"
	"slices"
	"strings"

	"passbook/tui/text"
)

// redactor replaces what says whose the data is by names that stay the same in a
// whole bundle, so that one bank can be followed through its files.
type redactor struct {
	names map[string]string // what is replaced by what
	count map[string]int    // how many names of a kind there are
	known *regexp.Regexp    // any of names; nil: made anew when it is asked for
}

// What looks private wherever it comes from.
var looksPrivate = []struct {
	what *regexp.Regexp
	by   string
}{
	{regexp.MustCompile(`\b(access|public|link|processor)-(sandbox|development|production)-[\w-]+`), "<token>"},
	{regexp.MustCompile(`\bAGE-SECRET-KEY-1\w+`), "<key>"},
	{regexp.MustCompile(`[\w.+-]+@[\w-]+\.[\w.-]+`), "<address>"},
	{regexp.MustCompile(`\d[\d,]*\.\d{2}\b`), "<amount>"},
	{regexp.MustCompile(`\b\d{6,}\b`), "<number>"},
}

// newRedactor knows everything that the cache and the program name. Errors: an
// account or a bank that cannot be read, whose name could not be replaced.
func (p *opened) newRedactor(ctx context.Context, found []Finding) (*redactor, error) {
	r := &redactor{names: map[string]string{}, count: map[string]int{}}
	for _, f := range found {
		r.as("(what Plaid or the bank says)", f.said)
	}
	for _, secret := range p.Secrets {
		r.as("<secret>", secret)
	}
	r.as("<client id>", p.Plaid.ClientID)
	r.as("<client id>", p.Owner.Client)
	if p.db != nil {
		if has, err := p.db.Owner(ctx); err == nil {
			r.as("<client id>", has.Client)
		}
		if p.itemsErr == nil {
			if err := p.nameAll(ctx, r); err != nil {
				return nil, err
			}
		}
	}
	r.as("<data>", p.DataDir)
	for env, dir := range p.Folders {
		r.as("<data of "+env+">", dir)
	}
	if home, err := os.UserHomeDir(); err == nil && home != "/" {
		r.as("<home>", home)
	}
	if u, err := user.Current(); err == nil {
		r.as("<home>", u.HomeDir)
		r.as("<user>", u.Username)
		r.as("<user>", u.Name)
	}
	if host, err := os.Hostname(); err == nil {
		r.as("<machine>", host)
	}
	return r, nil
}

// nameAll names the banks and accounts of the cache.
func (p *opened) nameAll(ctx context.Context, r *redactor) error {
	for _, it := range slices.Concat(p.items, p.archived) {
		r.item(it.ID)
		r.institution(it.InstitutionID)
		r.a("bank", it.Institution)
	}
	accounts, err := p.db.Accounts(ctx)
	for _, a := range accounts {
		name := r.next("account")
		for _, s := range []string{a.ID, a.Name, a.OfficialName, a.Mask, a.PersistentID} {
			r.as(name, s)
		}
	}
	return err
}

// item gives the name of an Item, which need not be in the cache any more.
func (r *redactor) item(id string) string { return r.a("item", id) }

// institution gives the name of an institution's id.
func (r *redactor) institution(id string) string { return r.a("institution", id) }

// a gives the name of something of a kind.
func (r *redactor) a(kind, private string) string {
	if private == "" {
		return ""
	}
	if name, ok := r.names[private]; ok {
		return name
	}
	name := r.next(kind)
	r.as(name, private)
	return name
}

// next gives a name that nothing has yet.
func (r *redactor) next(kind string) string {
	r.count[kind]++
	return fmt.Sprintf("%s-%d", kind, r.count[kind])
}

// cutAt is where sentences may cut a long name.
const cutAt = 40

// as has a text replaced by a name, in each form in which it may be shown. The
// first name of a text stays.
func (r *redactor) as(name, private string) {
	forms := []string{private, text.Clean(private)}
	if runes := []rune(text.Clean(private)); len(runes) > cutAt {
		forms = append(forms, string(runes[:cutAt]))
	}
	for _, form := range forms {
		if _, ok := r.names[form]; !ok && strings.TrimSpace(form) != "" {
			r.names[form] = name
			r.known = nil
		}
	}
}

// words gives a text of passbook's own with all private names in it replaced.
func (r *redactor) words(s string) string {
	if r.known == nil {
		r.known = r.compile()
	}
	return r.known.ReplaceAllStringFunc(s, func(found string) string {
		if name, ok := r.names[found]; ok {
			return name
		}
		for private, name := range r.names { // in other letters
			if strings.EqualFold(private, found) {
				return name
			}
		}
		return "<name>"
	})
}

// free gives a text that others may have written with all in it replaced that is,
// or looks, private.
func (r *redactor) free(s string) string {
	s = r.words(s)
	for _, l := range looksPrivate {
		s = l.what.ReplaceAllString(s, l.by)
	}
	return s
}

// compile makes one expression of all private names, the longest first. A name is
// found as a whole word: a bank may be called A.
func (r *redactor) compile() *regexp.Regexp {
	var all []string
	for private := range r.names {
		all = append(all, private)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	for i, private := range all {
		quoted := regexp.QuoteMeta(private)
		if isWord(private[0]) {
			quoted = `\b` + quoted
		}
		if isWord(private[len(private)-1]) {
			quoted += `\b`
		}
		all[i] = quoted
	}
	if len(all) == 0 {
		return regexp.MustCompile(`$^`)
	}
	return regexp.MustCompile(`(?i)` + strings.Join(all, "|"))
}

// isWord reports whether a byte is one of \w.
func isWord(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}
