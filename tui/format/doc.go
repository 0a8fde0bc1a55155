// Package format writes what passbook knows in words and figures: money, days,
// counts, names, and what a sync did.
//
// It imports storage for its types, storage/ledger and tui/text. Every text from
// outside that it writes is cleaned. An amount in another currency than the home
// currency carries its code.
package format
