package banks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/storage"
	"passbook/storage/ledger"
)

// stitchFields are the documented fields of passbook stitch.
var stitchFields = []string{
	"state", "by", "why", "id", "institution", "name", "mask", "gone", "two_logins", "transactions", "overlap", "other_ids", "other_name", "other_mask",
}

var stitchColumns = []output.Column{
	{Title: ""},
	{Title: "Account"},
	{Title: "Goes on in"},
	{Title: "Alike by"},
	{Title: ""},
}

func newStitch(with With) *cobra.Command {
	var apart string
	var yes bool
	cmd := &cobra.Command{
		Use:   "stitch [OLD NEW | --apart OLD]",
		Short: "Show and say which accounts are one",
		Long: `Show which accounts are one: those that came back under another id, as after a
bank was linked again, and those that two logins at a bank list, such as a joint
account that both of you linked. Where passbook is sure it joins them by itself.
What it is not sure of is a question, and counts apart until you answer.

stitch OLD NEW says that the account OLD goes on in NEW: they are one in every
list and figure. Of an account in two logins NEW stands for both: from the day
on which its transactions begin those of OLD do not count, and what you wrote on
them moves to the same ones of NEW. Both logins go on syncing, and unlinking
either keeps the account. stitch --apart OLD says the opposite. OLD and NEW are
ids. What you say outlives every sync and every new link. On a terminal stitch
asks before it does anything; elsewhere it wants --yes.

--json and --csv print the fields
  ` + output.FieldList(stitchFields) + `
where state is joined, apart or question; by is passbook or you; other_ids are
the accounts that it goes on in or may go on in, the first of which other_name
and other_mask describe; transactions are those that count of it, and overlap
those of them that NEW has too if the two are one.`,
		Args: cobra.MatchAll(cobra.MaximumNArgs(2), func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) == 1:
				return errors.New("stitch takes two accounts, OLD and NEW, or --apart OLD")
			case len(args) == 2 && apart != "":
				return errors.New("--apart takes no other account")
			case len(args) == 2 && (args[0] == "" || args[1] == ""):
				return errors.New("the id of an account is empty")
			}
			return nil
		}),
		RunE: func(cmd *cobra.Command, args []string) error {
			if apart == "" && cmd.Flags().Changed("apart") {
				return exit.Wrongly(errors.New("the id of an account is empty"))
			}
			return with(cmd, func(ctx context.Context, db *storage.DB, _ time.Time) error {
				switch {
				case apart != "":
					return sayApart(ctx, cmd, db, apart, yes)
				case len(args) == 2:
					return sayOne(ctx, cmd, db, args[0], args[1], yes)
				}
				return printStitches(ctx, cmd, db)
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().StringVar(&apart, "apart", "", "the account with this `id` goes on in no other")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

func printStitches(ctx context.Context, cmd *cobra.Command, db *storage.DB) error {
	list, err := db.Stitches(ctx)
	if err != nil {
		return err
	}
	if len(list) == 0 && output.AsTable(cmd) {
		return output.Say(cmd.OutOrStdout(), "No account looks like another one.\n")
	}
	w := output.New(cmd, stitchFields, stitchColumns)
	questions := 0
	for _, s := range list {
		by := "passbook"
		if s.Said {
			by = "you"
		}
		ids := make([]string, len(s.New))
		for i, a := range s.New {
			ids[i] = a.ID
		}
		if s.State == ledger.StitchQuestion {
			questions++
		}
		other := output.AccountTitle(s.New[0].Name, s.New[0].Mask)
		if n := len(s.New) - 1; n > 0 {
			other += fmt.Sprintf(" or %d more", n)
		}
		err := w.Row(
			[]any{s.State, by, s.Why, s.Old.ID, s.Old.Institution, s.Old.Name, s.Old.Mask, !s.Old.GoneAt.IsZero(), s.TwoLogins, s.Rows, s.Overlap, ids, s.New[0].Name, s.New[0].Mask},
			[]string{string(s.State), output.AccountTitle(s.Old.Name, s.Old.Mask), other, s.Why, consequence(s)})
		if err != nil {
			return err
		}
	}
	if err := w.End(); err != nil || !w.IsTable() {
		return err
	}
	return sayAnswers(cmd, list, questions)
}

// consequence says what a stitch means for the figures.
func consequence(s ledger.Stitch) string {
	switch {
	case s.State == ledger.StitchJoined:
		return fmt.Sprintf("%d transactions of it still count.", s.Rows)
	case s.State == ledger.StitchApart:
		return "You said so."
	case s.TwoLogins:
		return fmt.Sprintf("In two logins: %d of %d transactions may count twice.", s.Overlap, s.Rows)
	}
	return fmt.Sprintf("%d of its %d transactions may count twice.", s.Overlap, s.Rows)
}

// sayAnswers prints the commands that answer the questions.
func sayAnswers(cmd *cobra.Command, list []ledger.Stitch, questions int) error {
	if questions == 0 {
		return nil
	}
	if err := output.Say(cmd.OutOrStdout(), "\nAnswer with\n"); err != nil {
		return err
	}
	for _, s := range list {
		if s.State != ledger.StitchQuestion {
			continue
		}
		for _, now := range s.New {
			if err := output.Say(cmd.OutOrStdout(), "  passbook stitch %s %s\n", s.Old.ID, now.ID); err != nil {
				return err
			}
		}
		if err := output.Say(cmd.OutOrStdout(), "  passbook stitch --apart %s\n", s.Old.ID); err != nil {
			return err
		}
	}
	return nil
}

// sayOne says that an account goes on in another.
func sayOne(ctx context.Context, cmd *cobra.Command, db *storage.DB, oldID, newID string, yes bool) error {
	preview, err := db.PreviewStitch(ctx, oldID, newID)
	if err != nil {
		return wrongly(err)
	}
	old, now := preview.Old, preview.New[0]
	a, b := output.AccountTitle(old.Name, old.Mask), output.AccountTitle(now.Name, now.Mask)
	alike := "They are not alike."
	if preview.Why != "" {
		alike = "They are alike by " + preview.Why + "."
	}
	err = agree(ctx, cmd, yes, fmt.Sprintf("%s of %s goes on in %s of %s. %s Of its %d transactions %d are from a time of which the other has its own: each of these counts once.",
		a, old.Institution, b, now.Institution, alike, preview.Rows, preview.Overlap))
	if err != nil {
		return err
	}
	if err := db.Stitch(ctx, oldID, newID); err != nil {
		return wrongly(err)
	}
	return output.Say(cmd.OutOrStdout(), "%s goes on in %s. passbook stitch --apart %s takes it back.\n", a, b, oldID)
}

// sayApart says that an account goes on in no other.
func sayApart(ctx context.Context, cmd *cobra.Command, db *storage.DB, id string, yes bool) error {
	if err := agree(ctx, cmd, yes, "The account goes on in no other, and counts by itself."); err != nil {
		return err
	}
	if err := db.StitchApart(ctx, id); err != nil {
		return wrongly(err)
	}
	return output.Say(cmd.OutOrStdout(), "The account counts by itself.\n")
}

// wrongly makes what the person named wrongly a wrong use.
func wrongly(err error) error {
	var why *storage.StitchError
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return exit.Wrongly(errors.New("there is no account with this id: passbook accounts --json has them"))
	case errors.As(err, &why):
		return exit.Wrongly(why)
	}
	return err
}

// agree says what will be and asks for a y on a terminal; elsewhere it wants yes.
func agree(ctx context.Context, cmd *cobra.Command, yes bool, what string) error {
	if yes {
		return nil
	}
	if err := output.Say(cmd.OutOrStdout(), "%s\n", what); err != nil {
		return err
	}
	if !output.IsTerminal(cmd.InOrStdin()) || !output.IsTerminal(cmd.OutOrStdout()) {
		return exit.Wrongly(errors.New("add --yes to say so"))
	}
	return output.Confirm(ctx, cmd, "Type y if that is right")
}
