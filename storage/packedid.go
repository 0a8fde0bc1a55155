package storage

import (
	"database/sql/driver"
	"fmt"
)

// packedID is a transaction id as the file keeps it. Plaid's ids are 37 letters
// and digits; a million of them twice, in the table and in its index, is a
// third of a cache. Eight such characters fit into six bytes, so an id becomes
// a BLOB of 28. An id of any other form is kept as TEXT: the two can never be
// equal.
type packedID string

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

var digitOf = func() (table [256]int8) {
	for i := range table {
		table[i] = -1
	}
	for i, c := range []byte(alphabet) {
		table[c] = int8(i)
	}
	return table
}()

// tailBytes[n] is the number of bytes for n characters after the last full
// eight. 3 and 7 are not packed: they would need as many bytes as 4 and 8.
var tailBytes = [8]int{0, 1, 2, -1, 3, 4, 5, -1}

// pack gives the value to store: []byte or string.
func pack(id string) driver.Value {
	tail := tailBytes[len(id)%8]
	if id == "" || len(id) > 64 || tail < 0 {
		return id
	}
	out := make([]byte, 0, 48)
	for at := 0; at < len(id); at += 8 {
		group, size := id[at:min(at+8, len(id))], 6
		if len(group) < 8 {
			size = tail
		}
		var n uint64
		for _, c := range []byte(group) {
			d := digitOf[c]
			if d < 0 {
				return id
			}
			n = n*62 + uint64(d)
		}
		for shift := (size - 1) * 8; shift >= 0; shift -= 8 {
			out = append(out, byte(n>>shift))
		}
	}
	return out
}

// unpack is the reverse of pack for the BLOBs.
func unpack(b []byte) string {
	characters := [6]int{0, 1, 2, 4, 5, 6}
	out := make([]byte, 0, 64)
	for at := 0; at < len(b); at += 6 {
		group := b[at:min(at+6, len(b))]
		count := 8
		if len(group) < 6 {
			count = characters[len(group)]
		}
		var n uint64
		for _, c := range group {
			n = n<<8 | uint64(c)
		}
		end := len(out) + count
		out = out[:end]
		for i := end - 1; i >= end-count; i-- {
			out[i] = alphabet[n%62]
			n /= 62
		}
	}
	return string(out)
}

// Value implements driver.Valuer.
func (id packedID) Value() (driver.Value, error) { return id.packed(), nil }

// packed gives the value to store; the empty id is NULL.
func (id packedID) packed() driver.Value {
	if id == "" {
		return nil
	}
	return pack(string(id))
}

// Scan implements sql.Scanner.
func (id *packedID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ""
	case []byte:
		*id = packedID(unpack(v))
	case string:
		*id = packedID(v)
	default:
		return fmt.Errorf("read id: unexpected %T", src)
	}
	return nil
}
