package storage

import (
	"strconv"
	"time"
)

// A snapshot of a balance is dated by the clock of the computer. When that was
// wrong, the snapshot would be carried over the years in between or hide every
// later one, so that it must not count. Nothing is deleted: what counts is
// decided when it is read.

// oldestClock is an instant before which there was no passbook. A clock that
// starts anew after it lost its power is far earlier.
var oldestClock = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// clockLeeway is by how much clocks that are right may differ, for instance
// after one was set by the network.
const clockLeeway = 5 * time.Minute

// dated is an SQL condition: the clock can have been right when a snapshot was
// fetched. That was not after now (a parameter, in microseconds), and neither
// before the instant that the bank gives the figure nor before the Item was
// linked by more than a day, for zones. What the bank says lies ahead proves
// nothing; nor does an Item that was linked ahead, or the link of an Item to
// accounts of the one that it replaced. The arguments name the tables balances,
// accounts and items.
func dated(balance, account, item, now string) string {
	const day = "86400000000"
	oldest := strconv.FormatInt(oldestClock.UnixMicro(), 10)
	leeway := strconv.FormatInt(clockLeeway.Microseconds(), 10)
	fetched, bank, linked := balance+".fetched_at", balance+".bank_at", item+".linked_at"
	return "(" + fetched + " BETWEEN " + oldest + " AND " + now + " + " + leeway +
		" AND (" + bank + " <= " + fetched + " + " + day + " OR " + bank + " > " + now + ")" +
		" AND (" + linked + " <= " + fetched + " + " + day + " OR " + linked + " > " + now + " OR " + account + ".retired = 1))"
}
