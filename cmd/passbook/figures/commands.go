package figures

import "github.com/spf13/cobra"

// Commands gives the commands of this package, but for NewBalances, which
// belongs to another.
func Commands(with With) []*cobra.Command {
	return []*cobra.Command{newSpending(with), newCashflow(with), newNetWorth(with), newTransfers(with), newExplain(with)}
}
