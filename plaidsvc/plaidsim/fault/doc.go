// Package fault lets requests go wrong on demand: answers are replaced by
// errors, or altered on their way.
//
// It imports draw and wire of ours.
package fault
