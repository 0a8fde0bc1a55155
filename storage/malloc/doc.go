// Package malloc keeps the C library's allocator, which SQLite takes its memory
// from, from holding on to what it does not need. storage imports it for that
// alone.
package malloc
