// Package control serves the pages under /sim, which drive the simulator: the
// clock, the rate limits, and the Items as they are and as a bank changes them.
// They want no keys.
//
// It imports wire and bank of ours.
package control
