package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"passbook/cmd/passbook/config"
	"passbook/cmd/passbook/output"
	"passbook/tui/text"
)

// longest is more than an answer has, in bytes.
const longest = 4 << 10

// answer asks on the terminal for a setting, until the answer is one. Enter alone
// keeps what the setting is. What a flag says is not asked for.
func (s *setup) answer(ctx context.Context, name, question string) (string, error) {
	v := s.values.Of(name)
	if !s.asks || v.Origin == "--"+v.Flag() {
		return v.Text, nil
	}
	return s.ask(ctx, v.Key, question, v.Text)
}

// ask asks for a setting that is what is now; empty: it is not yet.
func (s *setup) ask(ctx context.Context, k config.Key, question, now string) (string, error) {
	if now != "" {
		question += " [" + now + "]"
	}
	for {
		if err := output.Say(s.cmd.ErrOrStderr(), "%s: ", question); err != nil {
			return "", err
		}
		line, err := readLine(ctx, s.cmd.InOrStdin())
		if err != nil {
			return "", err
		}
		if line == "" && now != "" {
			return now, nil
		}
		value, err := k.Read(line)
		if err == nil {
			return value, nil
		}
		if err := s.say(err.Error()); err != nil {
			return "", err
		}
	}
}

// agrees asks a question; Enter alone is no.
func (s *setup) agrees(ctx context.Context, question string) (bool, error) {
	if err := output.Say(s.cmd.ErrOrStderr(), "%s [y/N] ", question); err != nil {
		return false, err
	}
	line, err := readLine(ctx, s.cmd.InOrStdin())
	return strings.EqualFold(line, "y") || strings.EqualFold(line, "yes"), err
}

// say prints a sentence for the person who is asked, in lines.
func (s *setup) say(sentence string) error {
	for _, line := range text.Wrap(text.Clean(sentence), 78) {
		if err := output.Say(s.cmd.ErrOrStderr(), "%s\n", line); err != nil {
			return err
		}
	}
	return nil
}

// readLine reads one line and not a byte behind it, which may be of a secret. When
// the context ends it is no longer waited for.
func readLine(ctx context.Context, in io.Reader) (string, error) {
	type answer struct {
		line string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		var line []byte
		one := make([]byte, 1)
		for len(line) < longest {
			n, err := in.Read(one)
			if n == 1 && one[0] == '\n' {
				break
			}
			if n == 1 {
				line = append(line, one[0])
			}
			if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
				answers <- answer{err: fmt.Errorf("nothing was answered: %w", err)}
				return
			}
			if err != nil {
				break
			}
		}
		answers <- answer{line: strings.TrimSpace(string(line))}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case a := <-answers:
		return a.line, a.err
	}
}
