// Package household generates user_household: the money of one family of
// Portland. Nora earns a salary and Tomas is paid by invoice; they rent their
// flat, let a house that they still pay off, and save. Three banks have their
// everyday money, First Gingham has a joint account, Tattersall has the house,
// Platypus Payroll has what Nora's employer says.
// It is simulated day by day from the first of January three years back,
// whatever history an Item asks for, and every event is drawn from the seed and
// its own day. So Items at these banks agree with each other, and a day's
// events are the same from whichever later day they are looked at.
//
// It imports draw, wire, profile and people/shop of ours.
package household
