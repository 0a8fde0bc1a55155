package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc"
	"passbook/storage/ledger"
)

func newRotate() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "rotate [BANK]",
		Short: "Exchange access tokens for new ones",
		Long: `Exchange a bank's access token, or those of all banks, for a new one, as after a
leak: the old one works no longer.

Plaid ends the old token before it tells the new one. If the answer is lost on
the way, passbook looks what became of it; in the worst case the bank is to be
linked again, which keeps all data but takes a new login of Plaid's. On a
terminal passbook asks first; elsewhere it wants --yes.`,
		Args: cobra.MaximumNArgs(1),
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return withService(cmd, func(ctx context.Context, ses *session, svc *plaidsvc.Service) error {
			recoverAll(ctx, cmd, svc)
			items, err := ses.db.Items(ctx)
			if err != nil {
				return err
			}
			chosen := items
			if len(args) == 1 {
				it, err := choose.Item(items, args[0])
				if err != nil {
					return err
				}
				chosen = []ledger.Item{it}
			}
			switch {
			case len(items) == 0:
				return errors.New("no bank is linked yet: passbook link")
			case yes:
			case !interactive(cmd):
				return exit.Wrongly(errors.New("if Plaid's answer is lost, a bank is to be linked again: add --yes"))
			default:
				if err := askToRotate(ctx, cmd, chosen); err != nil {
					return err
				}
			}
			return rotate(ctx, cmd, svc, chosen, items)
		})
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

// askToRotate says what is at risk, and asks.
func askToRotate(ctx context.Context, cmd *cobra.Command, items []ledger.Item) error {
	for _, it := range items {
		if err := output.Say(cmd.OutOrStdout(), "%s\n", it.Institution); err != nil {
			return err
		}
	}
	err := output.Say(cmd.OutOrStdout(), "Plaid ends each old token before it tells the new one. "+
		"If an answer is lost on the way, that bank is to be linked again: data stays, and a Trial plan counts one login more.\n")
	if err != nil {
		return err
	}
	return output.Confirm(ctx, cmd, "Type y to exchange the tokens")
}

// rotate exchanges the tokens of the chosen Items of all one after the other, and
// goes on after a failure.
func rotate(ctx context.Context, cmd *cobra.Command, svc *plaidsvc.Service, chosen, all []ledger.Item) error {
	var failed banksError
	for _, it := range chosen {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		stop := whileExchanging(cmd)
		err := svc.Rotate(ctx, it.ID)
		stop()
		if err != nil {
			failed.add(failure(it, err, all), err)
			continue
		}
		if err := output.Say(cmd.OutOrStdout(), "%s has a new access token, in %s.\n", it.Institution, svc.TokensIn()); err != nil {
			return err
		}
	}
	if len(failed.lines) > 0 {
		return failed
	}
	return nil
}
