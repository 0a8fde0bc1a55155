package format

import (
	"fmt"

	"passbook/storage/ledger"
	"passbook/tui/text"
)

// WorthParts gives the facts that belong to a figure of net worth, the most
// needed first.
func WorthParts(accounts []ledger.Account, items []ledger.Item, points ledger.WorthLine, homeCurrency string, today ledger.Date) []string {
	var parts []string
	for _, it := range items {
		if it.Problem.NeedsPerson() {
			parts = append(parts, text.Cut(text.Clean(it.Institution), 20)+" as of "+AsOf(it, today))
		}
	}
	if worth := ledger.NetWorth(accounts, homeCurrency); len(worth) > 1 {
		for _, m := range worth[1:] {
			parts = append(parts, Coded(m)+" apart")
		}
	}
	counted := 0
	for _, a := range accounts {
		if a.CountsAsWorth() && a.Balance.Currency == homeCurrency {
			counted++
		}
	}
	if counted < len(accounts) {
		parts = append(parts, fmt.Sprintf("%d of %s", counted, Count(len(accounts), "account", "accounts")))
	} else {
		parts = append(parts, Count(counted, "account", "accounts"))
	}
	if since := points.ObservedSince(); since != 0 && len(points) > 0 && points[0].Date < since {
		parts = append(parts, "before "+ShortDay(since, today)+" worked out from transactions")
	}
	return parts
}
