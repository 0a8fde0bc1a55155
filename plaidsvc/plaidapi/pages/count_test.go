package pages

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// A page of more rows than were ever asked for is refused, however short it is.
func TestAPageOfTooManyRows(t *testing.T) {
	t.Parallel()
	const removed = `{"removed":[%s{"transaction_id":"t"}],"added":[],"modified":[],"has_more":false,"next_cursor":"c"}`
	for n, want := range map[int]error{MostRows: nil, MostRows + 1: ErrTooLong} {
		row := rowJSON("x", "")
		for _, body := range []string{
			envelope(strings.Repeat(row+",", n-1) + row),
			fmt.Sprintf(removed, strings.Repeat(`{"transaction_id":"t"},`, n-1)),
		} {
			d := new(Decoder)
			for range 2 { // the count begins anew with each page
				if _, err := d.decode([]byte(body)); !errors.Is(err, want) {
					t.Errorf("%d rows: %v", n, err)
				}
			}
		}
	}
}
