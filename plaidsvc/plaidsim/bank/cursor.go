package bank

import (
	"encoding/base64"
	"encoding/binary"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// Cursor is a place in the log of an Item's changes, or of one account's. An
// update goes from position Start to position Head; Pos is how far its pages
// have come.
type Cursor struct {
	Start, Pos, Head int
}

// Encode gives the cursor's text. seed is the Item's; no accountID is the whole
// Item.
func (c Cursor) Encode(seed uint64, accountID string) string {
	b := binary.BigEndian.AppendUint64(nil, draw.MixString(seed, accountID))
	for _, n := range []int{c.Start, c.Pos, c.Head} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	b = append(b, byte(draw.MixString(seed, string(b))))
	return base64.StdEncoding.EncodeToString(b)
}

// decodeCursor reads the text back. A cursor of another Item or account is
// ErrForeignCursor.
func decodeCursor(s string, seed uint64, accountID string) (Cursor, *wire.Error) {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(b) < 12 || binary.BigEndian.Uint64(b) != draw.MixString(seed, accountID) {
		return Cursor{}, wire.ErrForeignCursor
	}
	b, sum := b[:len(b)-1], b[len(b)-1]
	if sum != byte(draw.MixString(seed, string(b))) {
		return Cursor{}, wire.ErrForeignCursor
	}
	var n [3]int
	b = b[8:]
	for i := range n {
		v, size := binary.Uvarint(b)
		if size <= 0 {
			return Cursor{}, wire.ErrForeignCursor
		}
		n[i], b = int(v), b[size:]
	}
	return Cursor{Start: n[0], Pos: n[1], Head: n[2]}, nil
}
