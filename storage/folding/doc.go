// Package folding writes a text as searches compare it, so that two texts that a
// person takes for the same are the same: in any case, with or without accents.
package folding
