package payments

import (
	"github.com/spf13/cobra"

	"passbook/cmd/passbook/online"
)

// Commands gives the commands of this package, but for NewFunds, which belongs to
// another.
func Commands(with online.With) []*cobra.Command {
	return []*cobra.Command{newRisk(with), newTransferEvents(with)}
}
