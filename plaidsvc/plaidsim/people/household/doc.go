// Package household generates user_household: one family's money at three banks.
// It is simulated day by day from the first of January three years back,
// whatever history an Item asks for, and every event is drawn from the seed and
// its own day. So Items at the three banks agree with each other, and a day's
// events are the same from whichever later day they are looked at.
//
// It imports draw, wire, profile and people/shop of ours.
package household
