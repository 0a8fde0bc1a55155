// Package textindex finds text in transactions: all texts of all rows in memory,
// folded, a block for every month. Any substring is found by looking at
// everything: 40 bytes a row go by at the speed of memory.
//
// It reads nothing by itself: package storage fills the blocks from the cache,
// and knows when one is out of date.
package textindex
