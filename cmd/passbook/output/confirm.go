package output

import (
	"bufio"
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"
)

// Confirm asks for a y on the terminal. Anything else is an error, and so is
// Ctrl-C, which a read would not notice.
func Confirm(ctx context.Context, cmd *cobra.Command, question string) error {
	if err := Say(cmd.OutOrStdout(), "%s: ", question); err != nil {
		return err
	}
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(cmd.InOrStdin()).ReadString('\n') // an end of input is no y
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case a := <-answer:
		if a == "y" || a == "yes" {
			return nil
		}
	}
	return errors.New("not confirmed; nothing was changed")
}
