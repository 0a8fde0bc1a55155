package main

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/hinshun/vt10x"
)

// screen is a virtual terminal: it keeps what is visible and answers what a
// Bubble Tea program asks of a terminal, so that none waits for an answer.
type screen struct {
	vt      vt10x.Terminal
	answers io.Writer
	pending []byte // an incomplete sequence
	printed []byte // the last character, for REP
}

func newScreen(cols, rows int, answers io.Writer) *screen {
	return &screen{vt: vt10x.New(vt10x.WithSize(cols, rows)), answers: answers}
}

func (s *screen) String() string { return s.vt.String() }

// feed draws what the program wrote. Sequences that vt10x would misread
// (private ones, questions, strings) are kept from it.
func (s *screen) feed(output []byte) {
	b := append(s.pending, output...)
	parser := ansi.GetParser()
	defer ansi.PutParser(parser)
	for len(b) > 0 && (b[0] < utf8.RuneSelf || utf8.FullRune(b)) {
		seq, width, n, state := ansi.DecodeSequence(b, ansi.NormalState, parser)
		if state != ansi.NormalState && n == len(b) {
			break
		}
		if width > 0 {
			s.printed = append(s.printed[:0], seq...)
		}
		s.draw(seq, parser)
		b = b[n:]
	}
	s.pending = append([]byte(nil), b...)
}

func (s *screen) draw(seq []byte, parser *ansi.Parser) {
	if ansi.HasOscPrefix(seq) {
		if bytes.Contains(seq, []byte("]11;?")) {
			s.answer("\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\") // a dark background
		}
		return
	}
	if ansi.HasDcsPrefix(seq) {
		return
	}
	if !ansi.HasCsiPrefix(seq) {
		s.vt.Write(seq)
		return
	}
	cmd := ansi.Cmd(parser.Command())
	param, _ := parser.Param(0, 0)
	switch {
	case cmd.Final() == 'p' && cmd.Intermediate() == '$': // DECRQM: known and reset
		s.answer("\x1b[?%d;2$y", param)
	case cmd.Final() == 'c' && cmd.Prefix() == 0: // primary device attributes
		s.answer("\x1b[?62;22c")
	case cmd.Final() == 'u' && cmd.Prefix() == '?': // no extra keyboard modes
		s.answer("\x1b[?0u")
	case cmd.Final() == 'b' && cmd.Prefix() == 0:
		s.vt.Write(bytes.Repeat(s.printed, max(1, param)))
	case cmd.Intermediate() == 0 && (cmd.Prefix() == 0 || cmd.Prefix() == '?' && (cmd.Final() == 'h' || cmd.Final() == 'l')):
		s.vt.Write(seq)
	}
}

func (s *screen) answer(format string, a ...any) { fmt.Fprintf(s.answers, format, a...) }
