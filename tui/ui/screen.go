package ui

// Screen is the size of a page, and the page as it was drawn last. Pages embed
// it.
type Screen struct {
	W, H  int
	Drawn string
}

// Resize takes a size and reports whether it is another one.
func (s *Screen) Resize(w, h int) bool {
	if s.W == w && s.H == h {
		return false
	}
	s.W, s.H = w, h
	return true
}

// View gives the page as it was drawn last.
func (s *Screen) View() string { return s.Drawn }
