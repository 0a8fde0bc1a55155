package storage_test

import (
	"strconv"
	"testing"

	"passbook/storage"
)

func TestChangesInWords(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]storage.Changes{
		"nothing new":             {SyncID: 7, Unchanged: 5},
		"1 new":                   {Added: 1, Unchanged: 5},
		"12 posted, 1 taken back": {Posted: 12, Removed: 1},
		"1200 new, 2 posted, 3 changed, 4 taken back": {Added: 1200, Posted: 2, Modified: 3, Removed: 4},
	} {
		if got := c.Words(strconv.Itoa); got != want {
			t.Errorf("%+v is %q, want %q", c, got, want)
		}
		if c.Count() > 0 == (want == "nothing new") {
			t.Errorf("%+v counts %d rows", c, c.Count())
		}
	}
}
