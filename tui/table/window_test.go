package table

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// list is a list of n rows, each its own index, that answers a window.
type list int

// answer fetches what the window needs, as a page does.
func (n list) answer(w *Window[int]) bool {
	from, to := 0, 0
	start, rows := w.Rows()
	switch w.Need() {
	case Nothing:
		return false
	case First:
		to = min(Chunk, int(n))
		w.Jump(n.rows(0, to), 0, to == int(n))
	case Last:
		from = max(0, int(n)-Chunk)
		w.Jump(n.rows(from, int(n)), from, true)
	case After:
		from, to = start+len(rows), min(start+len(rows)+Chunk, int(n))
		w.Append(n.rows(from, to), to-from < Chunk)
	case Before:
		from, to = max(0, start-Chunk), start
		w.Prepend(n.rows(from, to))
	}
	return true
}

func (n list) rows(from, to int) []int {
	rows := make([]int, 0, to-from)
	for i := from; i < to; i++ {
		rows = append(rows, i)
	}
	return rows
}

// check says what is wrong with what the window shows.
func (n list) check(w *Window[int], height int) error {
	top, visible := w.Visible()
	if want := min(height, int(n)); len(visible) != want {
		return fmt.Errorf("%d rows are visible, want %d", len(visible), want)
	}
	for i, row := range visible {
		if row != top+i {
			return fmt.Errorf("line %d shows row %d, want %d", i, row, top+i)
		}
	}
	if n > 0 && (w.Cursor() < top || w.Cursor() >= top+len(visible)) {
		return fmt.Errorf("cursor %d is not among %d to %d", w.Cursor(), top, top+len(visible))
	}
	if row, ok := w.Current(); n > 0 && (!ok || row != w.Cursor()) {
		return fmt.Errorf("current row is %d, cursor %d", row, w.Cursor())
	}
	_, rows := w.Rows()
	if len(rows) > 6*Chunk {
		return fmt.Errorf("%d rows are held", len(rows))
	}
	return nil
}

// Whatever is pressed, however late the answers come, the window shows
// consecutive rows with the cursor among them, and ends where a list that
// answers at once would be.
func TestWindowUnderAnyKeys(t *testing.T) {
	for _, n := range []list{0, 1, 7, 399, 400, 401, 5_000, 1_000_000} {
		for seed := range uint64(20) {
			r := rand.New(rand.NewPCG(seed, uint64(n)))
			var w Window[int]
			height := 1 + r.IntN(60)
			w.SetHeight(height)
			for n.answer(&w) {
			}
			if r.IntN(2) == 0 {
				w.SetTotal(int(n))
			}
			for step := range 300 {
				if w.Total() == Unknown && w.Waiting() {
					for n.answer(&w) {
					}
				}
				before := w.target()
				delta := press(r, &w)
				if r.IntN(3) == 0 {
					n.answer(&w)
				}
				if err := n.check(&w, height); err != nil {
					t.Fatalf("%d rows, seed %d, step %d: %v", n, seed, step, err)
				}
				if delta != 0 && w.Total() != Unknown && n > 0 {
					if want := max(0, min(before+delta, int(n)-1)); w.target() != want {
						t.Fatalf("%d rows, seed %d, step %d: at %d, want %d", n, seed, step, w.target(), want)
					}
				}
			}
			for n.answer(&w) {
			}
			if w.Waiting() && n > 0 {
				t.Fatalf("%d rows, seed %d: still waiting for %d", n, seed, w.goal)
			}
		}
	}
}

// press moves the window at random and gives by how much, or 0 where it jumped.
func press(r *rand.Rand, w *Window[int]) int {
	switch r.IntN(8) {
	case 0:
		w.To(0)
		return 0
	case 1:
		w.End()
		return 0
	case 2:
		w.Page(1)
		return max(1, w.height-1)
	case 3:
		w.Page(-1)
		return -max(1, w.height-1)
	case 4:
		w.HalfPage(1)
		return max(1, w.height/2)
	case 5:
		w.Move(-1)
		return -1
	}
	w.Move(1)
	return 1
}

func TestKeepsOldFrameUntilRowsArrive(t *testing.T) {
	n := list(100_000)
	var w Window[int]
	w.SetHeight(20)
	n.answer(&w)
	w.SetTotal(int(n))
	w.Move(5)
	w.End()
	if top, _ := w.Visible(); top != 0 || w.Cursor() != 5 {
		t.Fatalf("moved to %d before its rows arrived", w.Cursor())
	}
	n.answer(&w)
	if w.Cursor() != int(n)-1 {
		t.Fatalf("cursor is %d after the last rows arrived", w.Cursor())
	}
	w.To(0)
	if w.Cursor() != int(n)-1 {
		t.Fatalf("moved to %d before its rows arrived", w.Cursor())
	}
	n.answer(&w)
	if w.Cursor() != 0 {
		t.Fatalf("cursor is %d after the first rows arrived", w.Cursor())
	}
}
