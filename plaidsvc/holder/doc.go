// Package holder has the words for who holds an account and by which numbers
// others reach it: what /auth/get, /identity/get and /identity/match say, and the
// profile that a person gives of themselves. It is pure, and nothing of it is for
// the cache or the log.
package holder
