package storage

import "strings"

// Changes counts what an update did. A pending row and the posted row that
// replaced it count once, as posted.
type Changes struct {
	SyncID    int64
	Added     int
	Modified  int // really changed
	Unchanged int // sent as modified or added again, identical
	Removed   int
	Posted    int // pending rows replaced by their posted successor
}

// Count gives how many rows changed. Identical ones do not count.
func (c Changes) Count() int { return c.Added + c.Posted + c.Modified + c.Removed }

// Words says what an update did: "3 new, 1 taken back", or "nothing new".
// number writes a count, so that each caller groups digits as elsewhere.
func (c Changes) Words(number func(int) string) string {
	var words []string
	for _, part := range []struct {
		count int
		word  string
	}{{c.Added, "new"}, {c.Posted, "posted"}, {c.Modified, "changed"}, {c.Removed, "taken back"}} {
		if part.count > 0 {
			words = append(words, number(part.count)+" "+part.word)
		}
	}
	if words == nil {
		return "nothing new"
	}
	return strings.Join(words, ", ")
}
