// Package chart draws figures with characters: braille lines with their axes,
// bars in eighths of a cell, and sparklines.
//
// It knows neither a terminal nor money: integers go in, text comes out, and
// the caller lends it the inks. Every line it returns is exactly as wide as
// was asked. The ASCII forms are for terminals and fonts that have neither
// braille nor block characters.
package chart
