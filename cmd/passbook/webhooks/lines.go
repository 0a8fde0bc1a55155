package webhooks

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"passbook/plaidsvc"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// options prints what came of webhooks: a line each.
func (f flags) options(stdout, stderr io.Writer, s Session) plaidsvc.WebhookOptions {
	return plaidsvc.WebhookOptions{
		URL: f.url, Register: !f.noRegister,
		Synced: func(heard []string, r plaidsvc.SyncResult) {
			switch {
			case r.Err != nil:
				say(stderr, "passbook: %s\n", s.failure(r)+because(heard))
			case !f.quiet || r.Changes.Count() > 0:
				say(stdout, "%s: %s\n", r.Item.Institution, r.Changes.Words(strconv.Itoa)+because(heard))
			}
		},
		Ignored: func(itemID string, heard []string) {
			if !f.quiet {
				say(stdout, "ignored, of no bank here: %s %s\n", strings.Join(heard, ", "), itemID)
			}
		},
		Registered: func(it ledger.Item, err error) {
			switch {
			case err != nil:
				say(stderr, "passbook: %s: Plaid was not told where its webhooks go: %s\n", it.Institution, err.Error())
			case !f.quiet:
				say(stdout, "%s: Plaid sends its webhooks here from now on\n", it.Institution)
			}
		},
		Refused: func(requests map[string]int) {
			if f.quiet {
				return
			}
			var words []string
			for _, why := range slices.Sorted(maps.Keys(requests)) {
				words = append(words, format.Number(requests[why])+" "+why)
			}
			say(stderr, "passbook: refused: %s\n", strings.Join(words, ", "))
		},
	}
}

// because says which webhooks made a sync.
func because(heard []string) string {
	if len(heard) == 0 {
		return ""
	}
	return " (" + strings.Join(heard, ", ") + ")"
}

// failure is why a bank was not synced, with the command that mends it where one
// does.
func (s Session) failure(r plaidsvc.SyncResult) string {
	words := r.Err.Error()
	if !strings.Contains(words, r.Item.Institution) {
		words = r.Item.Institution + ": " + words
	}
	if failure := (*problem.Error)(nil); errors.As(r.Err, &failure) && failure.NeedsPerson() {
		words += " Run: " + s.Repair(r.Item)
	}
	return words
}
