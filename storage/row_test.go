package storage

import (
	"testing"

	"pgregory.net/rapid"
)

func TestIDsArePackedWithoutLoss(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.OneOf(
			rapid.StringMatching(`[0-9A-Za-z]{37}`), rapid.StringMatching(`[0-9A-Za-z]{1,70}`), rapid.StringMatching(`0{1,40}`), rapid.String(),
		).Draw(t, "id")
		var back packedID
		value, err := packedID(id).Value()
		if err != nil {
			t.Fatal(err)
		}
		if err := back.Scan(value); err != nil || string(back) != id {
			t.Fatalf("%q became %q, %v", id, back, err)
		}
	})
	if b, ok := pack("lPNjeW1nR6CDn5okmGQ6hEpMo4lLNoSrzqDje").([]byte); !ok || len(b) != 28 {
		t.Fatalf("a Plaid id takes %v", b)
	}
}
