package plaidsim

// institution is a bank that plaidsim knows.
type institution struct {
	id, name  string
	countries []string
	products  []string
	routing   []string
	oauth     bool
	url       string
	color     string // #rrggbb
}
