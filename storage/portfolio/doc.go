// Package portfolio has the words and the arithmetic of investments: what a
// holding is worth and has gained, what an account is made of, what flowed into
// and out of it, and what it returned. It is pure: it reads and writes nothing.
package portfolio
