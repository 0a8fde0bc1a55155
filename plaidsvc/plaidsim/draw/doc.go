// Package draw gives the simulator everything that a seed determines: chance
// drawn per day and kind of event, opaque ids, days and exact decimals. The same
// seed always gives the same values.
//
// It imports no other package of ours.
package draw
