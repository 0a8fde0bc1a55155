package table

// Chunk is how many rows to fetch at a time: several screens, so that a held
// key never catches up with the answers.
const Chunk = 400

// margin is how near the cursor may come to the end of what is loaded before
// more is asked for.
const margin = Chunk / 2

// Unknown is the total of a list that nobody has counted yet.
const Unknown = -1

// Need says which rows a window wants next.
type Need int

// What a window can want.
const (
	Nothing Need = iota
	First        // the first rows of the list
	Last         // the last rows of the list
	After        // the rows after the last one loaded
	Before       // the rows before the first one loaded
)

// Window is a stretch of consecutive rows of a long list, a cursor in it and
// the part of it that is visible. The zero Window is empty and wants the
// first rows.
type Window[R any] struct {
	rows    []R
	start   int // index in the list of rows[0]
	total   int
	height  int // visible rows
	top     int // index in the list of the first visible row
	cursor  int // index in the list
	goal    int // where the cursor goes when its row arrives
	waiting bool
	filled  bool // rows have arrived at least once
}

// Loaded reports whether any answer arrived yet.
func (w *Window[R]) Loaded() bool { return w.filled }

// Total is the number of rows in the list, or Unknown.
func (w *Window[R]) Total() int {
	if !w.filled {
		return Unknown
	}
	return w.total
}

// Cursor is the index of the current row in the list.
func (w *Window[R]) Cursor() int { return w.cursor }

// Visible is the part of the list on the screen: its first index and its rows.
func (w *Window[R]) Visible() (top int, rows []R) {
	from := max(w.top-w.start, 0)
	to := min(from+w.height, len(w.rows))
	if from >= to {
		return w.top, nil
	}
	return w.top, w.rows[from:to]
}

// Current gives the row under the cursor.
func (w *Window[R]) Current() (R, bool) {
	if i := w.cursor - w.start; i >= 0 && i < len(w.rows) {
		return w.rows[i], true
	}
	var none R
	return none, false
}

// Rows gives everything that is loaded, the first row of it at index start.
func (w *Window[R]) Rows() (start int, rows []R) { return w.start, w.rows }

// SetHeight says how many rows are visible.
func (w *Window[R]) SetHeight(h int) {
	w.height = max(h, 1)
	w.scroll()
}

// SetTotal says how many rows the list has.
func (w *Window[R]) SetTotal(n int) {
	w.total = max(n, w.start+len(w.rows))
}

// Reset replaces all rows: the answer to a new question. Where atEnd is set
// the list has no more rows after these. Where the cursor was going is
// forgotten, unless these are the first rows ever.
func (w *Window[R]) Reset(rows []R, start, cursor int, atEnd bool) {
	w.waiting = w.waiting && !w.filled
	w.Refresh(rows, start, cursor, atEnd)
}

// Refresh replaces all rows of a list that is still the same one: the cursor
// stands at a new place, and goes on to where it was going.
func (w *Window[R]) Refresh(rows []R, start, cursor int, atEnd bool) {
	w.rows, w.start, w.total, w.filled = rows, start, Unknown, true
	if atEnd {
		w.total = start + len(rows)
	}
	w.cursor = max(min(cursor, start+len(rows)-1), start, 0)
	w.moveCursor()
}

// Jump replaces all rows by the answer to First or Last, and moves the cursor
// to where it was going.
func (w *Window[R]) Jump(rows []R, start int, atEnd bool) {
	total, counted := w.total, w.filled && w.total != Unknown
	w.Refresh(rows, start, w.cursor, atEnd)
	if counted && !atEnd {
		w.SetTotal(total)
	}
}

// Append adds the answer to After. Fewer rows than were asked for mean that
// the list ends there.
func (w *Window[R]) Append(rows []R, atEnd bool) {
	w.rows = append(w.rows, rows...)
	if atEnd {
		w.total = w.start + len(w.rows)
	}
	if drop := len(w.rows) - 4*Chunk; drop > 0 && w.top-w.start-drop > margin {
		w.rows = append([]R(nil), w.rows[drop:]...)
		w.start += drop
	}
	w.moveCursor()
}

// Prepend adds the answer to Before.
func (w *Window[R]) Prepend(rows []R) {
	rows = rows[max(0, len(rows)-w.start):]
	w.rows = append(append(make([]R, 0, len(rows)+len(w.rows)), rows...), w.rows...)
	w.start -= len(rows)
	if keep := 4 * Chunk; len(w.rows) > keep && w.top-w.start+w.height+margin < keep {
		clear(w.rows[keep:])
		w.rows = w.rows[:keep]
	}
	w.moveCursor()
}

// Move moves the cursor by n rows.
func (w *Window[R]) Move(n int) { w.To(w.target() + n) }

// Page moves the cursor by n screens.
func (w *Window[R]) Page(n int) { w.Move(n * max(1, w.height-1)) }

// HalfPage moves the cursor by n half screens.
func (w *Window[R]) HalfPage(n int) { w.Move(n * max(1, w.height/2)) }

// To moves the cursor to an index of the list. Where its row is not loaded,
// the window stays as it is until the row arrives.
func (w *Window[R]) To(i int) {
	if w.Total() != Unknown {
		i = min(i, w.total-1)
	}
	w.goal, w.waiting = max(i, 0), true
	w.moveCursor()
}

// First moves the cursor to the first row.
func (w *Window[R]) First() { w.To(0) }

// End moves the cursor to the last row.
func (w *Window[R]) End() {
	if w.Total() != Unknown {
		w.To(w.total - 1)
		return
	}
	w.goal, w.waiting = int(^uint(0)>>1), true
}

// target is where the cursor is or will be.
func (w *Window[R]) target() int {
	if w.waiting {
		return w.goal
	}
	return w.cursor
}

// moveCursor moves the cursor to where it wants to be, if that row is loaded.
func (w *Window[R]) moveCursor() {
	if w.waiting && w.Total() != Unknown {
		w.goal = max(0, min(w.goal, w.total-1))
	}
	if i := w.goal - w.start; w.waiting && i >= 0 && i < len(w.rows) {
		w.cursor, w.waiting = w.goal, false
	}
	w.scroll()
}

// scroll brings the cursor into the visible part, and the visible part into
// what is loaded.
func (w *Window[R]) scroll() {
	w.top = min(max(w.top, w.cursor-w.height+1), w.cursor)
	w.top = max(min(w.top, w.start+len(w.rows)-w.height), w.start, 0)
}

// Need says what to fetch next, Chunk rows at a time.
func (w *Window[R]) Need() Need {
	end := w.start + len(w.rows)
	more := w.total == Unknown || end < w.total
	switch {
	case !w.filled:
		return First
	case w.waiting && w.goal < w.start:
		if w.goal < w.start-4*Chunk {
			return First
		}
		return Before
	case w.waiting && w.goal >= end && more:
		if w.goal > end+4*Chunk {
			return Last
		}
		return After
	case more && end-(w.top+w.height) < margin:
		return After
	case w.start > 0 && w.top-w.start < margin:
		return Before
	}
	return Nothing
}

// Waiting reports whether the cursor is on its way to a row that is not
// loaded.
func (w *Window[R]) Waiting() bool { return w.waiting }
