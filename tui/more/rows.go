package more

import (
	"passbook/storage/kept"
	"passbook/tui/ui"
)

// rows are the pages that this one leads to, in their order.
var rows = []row{
	{ui.RoomInvestments, "holdings, how they are spread, what was bought and sold", kept.Investments},
	{ui.RoomLiabilities, "rates, statements and due dates of cards and loans", kept.Liabilities},
	{ui.RoomRecurring, "bills, subscriptions and pay that come back", kept.Recurring},
	{ui.RoomIncome, "who pays you, how often, and what it makes a year", ""},
	{ui.RoomNumbers, "by which others pay into your accounts", ""},
	{ui.RoomOwners, "who your banks say holds your accounts", ""},
	{ui.RoomProducts, "what of Plaid's each bank has, and what is billed", ""},
	{ui.RoomPayment, "what an account can pay now, and how risky a debit is", ""},
	{ui.RoomTransfers, "what became of transfers made through Plaid", ""},
	{ui.RoomStatements, "the banks' own documents, month by month", kept.Statements},
}
